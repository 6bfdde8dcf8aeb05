//! huibao
pub mod add;
pub mod archive;
pub mod article;
pub mod cli;
pub mod decode;
pub mod error;
pub mod extract;
pub mod fold;
pub mod index;
pub mod passage;
pub mod query;
pub mod render;
pub mod search;
pub mod source;
pub mod tokenizer;
