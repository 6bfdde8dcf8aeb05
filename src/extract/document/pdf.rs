//! Reads PDF by pdf-extract: characters with their places, put together to lines and paragraphs. Fonts of Chinese
//! encodings that say nothing of Unicode are mended first; what cannot be read is doubted, and pictures are named.

#[cfg(not(feature = "pdf"))]
pub(super) fn read(_: &[u8]) -> Result<super::Document, crate::extract::Skip> {
    Err(crate::extract::Skip::NotBuilt { format: "PDF".into(), feature: "pdf".into() })
}

#[cfg(feature = "pdf")]
pub(super) use reader::read;

#[cfg(feature = "pdf")]
mod reader {
    use std::collections::BTreeSet;

    use encoding_rs::{BIG5, Encoding, GB18030};
    use pdf_extract::content::Content;
    use pdf_extract::{Dictionary, Document as Pdf, MediaBox, Object, OutputDev, OutputError, Stream, Transform};

    use crate::extract::Skip;
    use crate::extract::document::{Document, bad};
    use crate::page::unwrap::{Placed, lines_of_page, paragraphs};

    /// A file has at most so many pages.
    const PAGES_MAX: usize = 5_000;

    pub(in super::super) fn read(bytes: &[u8]) -> Result<Document, Skip> {
        let fail = |error: &dyn std::fmt::Display| bad("PDF", error);
        let mut pdf = Pdf::load_mem(bytes).map_err(|error| fail(&error))?;
        if pdf.is_encrypted() && pdf.decrypt("").is_err() {
            return Err(bad("PDF", "it needs a password"));
        }
        mend_fonts(&mut pdf);
        let numbers: Vec<u32> = pdf.get_pages().into_keys().collect();
        if numbers.len() > PAGES_MAX {
            return Err(bad("PDF", format!("more than {PAGES_MAX} pages")));
        }
        let mut document = Document::default();
        let (mut pages, mut empty) = (Vec::with_capacity(numbers.len()), Vec::new());
        for number in numbers {
            let mut output = Output::default();
            // One bad page never stops the others.
            let read = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
                pdf_extract::output_doc_page(&pdf, &mut output, number).map_err(|error| error.to_string())
            }));
            let failed = match read {
                Ok(Ok(())) => None,
                Ok(Err(why)) => Some(why),
                Err(_) => Some("the reader failed on it".to_owned()),
            };
            if let Some(why) = failed {
                document.cautions.push(format!("page {number} cannot be read whole: {why}"));
            } else if output.pieces.is_empty() {
                empty.push(number.to_string());
            }
            pages.push(lines_of_page(output.pieces));
        }
        if !empty.is_empty() {
            let why = "have no text: pictures need OCR (OCRmyPDF with chi_sim, for instance)";
            document.cautions.push(format!("pages {} {why}", empty.join(", ")));
        }
        document.text = paragraphs(pages).join("\n");
        if document.text.trim().is_empty() {
            let why = document.cautions.first().cloned().unwrap_or_else(|| "there is no text in it".into());
            return Err(bad("PDF", why));
        }
        Ok(document)
    }

    /// Characters with their places.
    #[derive(Default)]
    struct Output {
        pieces: Vec<Placed>,
        height: f64,
        left: f64,
    }

    impl OutputDev for Output {
        fn begin_page(&mut self, _: u32, media: &MediaBox, _: Option<(f64, f64, f64, f64)>) -> Result<(), OutputError> {
            (self.height, self.left) = (media.ury, media.llx);
            Ok(())
        }

        fn end_page(&mut self) -> Result<(), OutputError> {
            Ok(())
        }

        fn output_character(
            &mut self,
            place: &Transform,
            width: f64,
            _: f64,
            font_size: f64,
            text: &str,
        ) -> Result<(), OutputError> {
            let scale = (place.m11 * place.m22 - place.m12 * place.m21).abs().sqrt();
            let size = (font_size * scale).abs().max(0.1);
            let text: String = text.chars().filter(|c| *c != '\0').collect();
            let (x, y) = (place.m31 - self.left, self.height - place.m32);
            if !text.is_empty() && x.is_finite() && y.is_finite() {
                self.pieces.push(Placed { x, y, width: width * size, size, text });
            }
            Ok(())
        }

        fn begin_word(&mut self) -> Result<(), OutputError> {
            Ok(())
        }

        fn end_word(&mut self) -> Result<(), OutputError> {
            Ok(())
        }

        fn end_line(&mut self) -> Result<(), OutputError> {
            Ok(())
        }
    }

    /// How the codes of a font are written.
    enum Codes {
        /// One or two bytes of a code page.
        Page(&'static Encoding),
        /// Two bytes of UTF-16.
        Utf16,
    }

    /// Returns what a predefined encoding of Chinese fonts is (ISO 32000, table 116).
    fn codes_of(name: &str) -> Option<Codes> {
        let is = |words: &[&str]| words.iter().any(|word| name.contains(word));
        if is(&["UCS2", "UTF16"]) {
            Some(Codes::Utf16)
        } else if is(&["GBK", "GB-EUC", "GBT", "GBpc"]) {
            Some(Codes::Page(GB18030))
        } else if is(&["B5", "Big5", "ETen", "HKscs"]) {
            Some(Codes::Page(BIG5))
        } else {
            None
        }
    }

    /// Gives fonts of predefined encodings that pdf-extract does not know a map of their codes, and one to Unicode for
    /// the codes that occur.
    fn mend_fonts(pdf: &mut Pdf) {
        let fonts: Vec<_> = pdf
            .objects
            .iter()
            .filter_map(|(id, object)| {
                let font = object.as_dict().ok()?;
                (font.get(b"Subtype").ok()?.as_name().ok()? == b"Type0").then_some(())?;
                let name = String::from_utf8_lossy(font.get(b"Encoding").ok()?.as_name().ok()?).into_owned();
                Some((*id, codes_of(&name)?, font.has(b"ToUnicode")))
            })
            .collect();
        if fonts.is_empty() {
            return;
        }
        let strings = strings_of(pdf);
        for (id, codes, has_unicode) in fonts {
            let space = match codes {
                // The parser of these halves the widths of codes: `<0000>` is one byte.
                Codes::Page(_) => "2 begincodespacerange <0000> <0080> <00008140> <0000fefe> endcodespacerange",
                Codes::Utf16 => "1 begincodespacerange <00000000> <0000ffff> endcodespacerange",
            };
            let encoding = format!("{space}\n1 begincidrange <0000> <ffff> 0 endcidrange\n");
            let encoding = pdf.add_object(Stream::new(Dictionary::new(), encoding.into_bytes()));
            let unicode = (!has_unicode).then(|| {
                let map = unicode_map(&codes, &strings);
                pdf.add_object(Stream::new(Dictionary::new(), map.into_bytes()))
            });
            if let Ok(font) = pdf.get_dictionary_mut(id) {
                font.set("Encoding", Object::Reference(encoding));
                if let Some(unicode) = unicode {
                    font.set("ToUnicode", Object::Reference(unicode));
                }
            }
        }
    }

    /// Returns the strings that pages and forms show.
    fn strings_of(pdf: &Pdf) -> BTreeSet<Vec<u8>> {
        fn collect(object: &Object, strings: &mut BTreeSet<Vec<u8>>) {
            match object {
                Object::String(bytes, _) => drop(strings.insert(bytes.clone())),
                Object::Array(items) => items.iter().for_each(|item| collect(item, strings)),
                _ => {}
            }
        }
        let mut contents: Vec<Vec<u8>> = pdf.page_iter().filter_map(|page| pdf.get_page_content(page).ok()).collect();
        let forms = pdf.objects.values().filter_map(|object| object.as_stream().ok());
        let is_form =
            |stream: &&Stream| stream.dict.get(b"Subtype").and_then(Object::as_name).is_ok_and(|name| name == b"Form");
        contents.extend(forms.filter(is_form).filter_map(|form| form.decompressed_content().ok()));
        let mut strings = BTreeSet::new();
        for content in contents {
            if let Ok(content) = Content::decode(&content) {
                let operands = content.operations.iter().flat_map(|operation| &operation.operands);
                operands.for_each(|operand| collect(operand, &mut strings));
            }
        }
        strings
    }

    /// Writes a map to Unicode for the codes of the strings.
    fn unicode_map(codes: &Codes, strings: &BTreeSet<Vec<u8>>) -> String {
        let mut found: BTreeSet<Vec<u8>> = BTreeSet::new();
        for string in strings {
            let mut at = 0;
            while at < string.len() {
                let width = match codes {
                    Codes::Page(_) if string[at] <= 0x80 => 1,
                    _ => 2,
                };
                found.extend(string.get(at..at + width).map(<[u8]>::to_vec));
                at += width;
            }
        }
        let mut map = format!("{} beginbfchar\n", found.len());
        for code in &found {
            let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
            let unicode = match codes {
                Codes::Utf16 => hex(code),
                Codes::Page(encoding) => {
                    let (text, _, _) = encoding.decode(code);
                    text.encode_utf16().map(|unit| format!("{unit:04x}")).collect()
                }
            };
            map.push_str(&format!("<{}> <{unicode}>\n", hex(code)));
        }
        map.push_str("endbfchar\n");
        map
    }
}
