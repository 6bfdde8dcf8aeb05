//! huibao
pub mod article;
pub mod error;
pub mod fold;
pub mod decode;
pub mod extract;
pub mod tokenizer;
pub mod query;
pub mod passage;
pub mod source;
