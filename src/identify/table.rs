//! The formats, one row each.

use serde::{Deserialize, Serialize};

/// A row of the table.
pub(crate) struct Row {
    pub(crate) format: Format,
    /// The word used in records.
    pub(crate) id: &'static str,
    /// File-name endings, lower case, the usual one first.
    pub(crate) extensions: &'static [&'static str],
    /// What people call it.
    pub(crate) title: &'static str,
    /// The bytes that begin it, where [`super::magic`] does not know them otherwise; no text begins so.
    pub(crate) signature: Option<&'static [u8]>,
}

macro_rules! formats {
    ($($variant:ident $id:literal [$($extension:literal)*] $title:literal $($signature:literal)?;)*) => {
        /// The format of a document.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum Format { $(#[doc = $title] $variant,)* }

        pub(crate) const TABLE: &[Row] = &[
            $(Row {
                format: Format::$variant,
                id: $id,
                extensions: &[$($extension),*],
                title: $title,
                signature: [$(Some($signature as &[u8]),)? None][0],
            },)*
        ];
    };
}

formats! {
    Empty "empty" [] "Empty file";
    Text "txt" ["txt" "text" "log" "md" "markdown" "rst" "ini" "cfg" "conf" "config" "env" "properties" "yaml" "yml" "toml" "reg" "sql" "srt" "tex"] "Plain text";
    Csv "csv" ["csv"] "Comma- or semicolon-separated values";
    Tsv "tsv" ["tsv" "tab"] "Tab-separated values";
    Json "json" ["json" "geojson"] "JSON";
    JsonLines "jsonl" ["jsonl" "ndjson"] "JSON Lines";
    Xml "xml" ["xml" "xsd" "rss" "kml" "svg"] "XML";
    Html "html" ["html" "htm" "xhtml"] "HTML page";
    Rtf "rtf" ["rtf"] "Rich text";
    Vcard "vcf" ["vcf"] "vCard contacts";
    Icalendar "ics" ["ics" "vcs"] "iCalendar";
    Eml "eml" ["eml" "mht" "mhtml"] "Mail message";
    Mbox "mbox" ["mbox"] "Mailbox";
    Msg "msg" ["msg"] "Outlook message";
    Pst "pst" ["pst" "ost"] "Outlook mailbox";
    // `TNEFSignature` ([MS-OXTNEF] 2.1.1), as stored.
    Tnef "tnef" ["tnef"] "Outlook message wrapped for Outlook (winmail.dat)" b"\x78\x9F\x3E\x22";
    Docx "docx" ["docx" "docm" "dotx" "dotm"] "Word document";
    Xlsx "xlsx" ["xlsx" "xlsm" "xltx" "xltm" "xlam"] "Excel workbook";
    Xlsb "xlsb" ["xlsb"] "Excel binary workbook";
    Pptx "pptx" ["pptx" "pptm" "ppsx" "ppsm" "potx" "potm"] "PowerPoint presentation";
    Odt "odt" ["odt" "ott" "odm"] "OpenDocument text";
    Ods "ods" ["ods" "ots"] "OpenDocument spreadsheet";
    Odp "odp" ["odp" "otp"] "OpenDocument presentation";
    FlatOdf "fods" ["fods" "fodt" "fodp"] "Flat OpenDocument";
    Epub "epub" ["epub"] "EPUB book";
    Doc "doc" ["doc" "dot"] "Word 97-2003 document";
    Xls "xls" ["xls" "xlt"] "Excel 97-2003 workbook";
    Ppt "ppt" ["ppt" "pps" "pot"] "PowerPoint 97-2003 presentation";
    Publisher "pub" ["pub"] "Publisher document";
    Visio "vsd" ["vsd" "vsdx" "vsdm"] "Visio drawing";
    // `guidFileType` ([MS-ONESTORE] 2.3.1), as stored.
    OneNote "one" ["one"] "OneNote section" b"\xE4\x52\x5C\x7B\x8C\xD8\xA7\x4D\xAE\xB1\x53\x78\xD0\x29\x96\xD3";
    Access "mdb" ["mdb" "accdb"] "Access database";
    Ole "ole" [] "OLE compound file of unknown kind";
    EncryptedOffice "encrypted-office" [] "Office document with a password";
    Pdf "pdf" ["pdf"] "PDF";
    PostScript "ps" ["ps" "eps"] "PostScript";
    Zip "zip" ["zip"] "Zip archive";
    SevenZip "7z" ["7z"] "7-Zip archive";
    Tar "tar" ["tar"] "Tar archive";
    Gzip "gz" ["gz" "tgz"] "Gzip";
    Bzip2 "bz2" ["bz2"] "Bzip2";
    Xz "xz" ["xz"] "XZ";
    Zstd "zst" ["zst"] "Zstandard";
    Rar "rar" ["rar"] "RAR archive";
    Sqlite "sqlite" ["sqlite" "sqlite3" "db"] "SQLite database";
    Parquet "parquet" ["parquet"] "Parquet table";
    Jpeg "jpg" ["jpg" "jpeg"] "JPEG picture";
    Png "png" ["png"] "PNG picture";
    Gif "gif" ["gif"] "GIF picture";
    Tiff "tif" ["tif" "tiff"] "TIFF picture";
    Bmp "bmp" ["bmp"] "Bitmap picture";
    Webp "webp" ["webp"] "WebP picture";
    Heic "heic" ["heic" "heif"] "HEIC picture";
    Audio "audio" ["mp3" "wav" "m4a" "ogg" "flac" "wma"] "Sound recording";
    Video "video" ["mp4" "avi" "mov" "mkv" "wmv" "webm"] "Video recording";
    Executable "executable" ["exe" "dll" "so" "msi" "com" "sys"] "Program";
    Binary "binary" [] "Unknown binary data";
}

impl Format {
    fn row(self) -> &'static Row {
        &TABLE[self as usize]
    }

    /// The word used in records.
    pub fn id(self) -> &'static str {
        self.row().id
    }

    /// What people call it.
    pub fn title(self) -> &'static str {
        self.row().title
    }

    /// The format whose row has the bytes that begin a document.
    pub(super) fn of_signature(head: &[u8]) -> Option<Self> {
        let begins = |row: &&Row| row.signature.is_some_and(|bytes| head.starts_with(bytes));
        TABLE.iter().find(begins).map(|row| row.format)
    }

    /// The format that a file name's ending stands for.
    pub(crate) fn of_name(name: &str) -> Option<Self> {
        let (_, ending) = name.rsplit_once('.')?;
        let ending = ending.to_ascii_lowercase();
        TABLE
            .iter()
            .find(|row| row.extensions.contains(&ending.as_str()))
            .map(|row| row.format)
    }

    /// Text in some encoding, whatever its syntax.
    pub(crate) fn is_textual(self) -> bool {
        use Format::{
            Csv, Eml, FlatOdf, Html, Icalendar, Json, JsonLines, Mbox, PostScript, Rtf, Text, Tsv,
            Vcard, Xml,
        };
        matches!(
            self,
            Text | Csv
                | Tsv
                | Json
                | JsonLines
                | Xml
                | Html
                | Rtf
                | Vcard
                | Icalendar
                | Eml
                | Mbox
                | FlatOdf
                | PostScript
        )
    }

    /// Whether a file with this format's ending may well hold `content`: text files hold any syntax, and some endings
    /// are shared.
    pub(crate) fn name_allows(self, content: Self) -> bool {
        use Format::{
            Audio, Binary, Csv, Docx, Empty, EncryptedOffice, FlatOdf, Html, Json, JsonLines, Ole,
            Pptx, Text, Tsv, Video, Xls, Xlsb, Xlsx, Xml,
        };
        match (self, content) {
            (_, Empty | Ole | Binary)
            | (Csv, Tsv)
            | (Tsv, Csv)
            | (Json, JsonLines)
            | (JsonLines, Json)
            | (Xml, Html | FlatOdf)
            | (Audio, Video)
            | (Video, Audio)
            | (Docx | Xlsx | Xlsb | Pptx | Xls, EncryptedOffice) => true,
            (Text, content) => content.is_textual(),
            (named, content) => named == content,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_stand_in_the_order_of_the_enum_and_no_ending_is_given_twice() {
        let mut endings = std::collections::BTreeSet::new();
        for row in TABLE {
            assert_eq!(row.format.id(), row.id);
            for ending in row.extensions {
                assert!(endings.insert(*ending), "{ending} twice");
                assert_eq!(*ending, ending.to_lowercase());
            }
        }
    }

    #[test]
    fn an_ending_is_read_without_regard_to_case() {
        assert_eq!(Format::of_name("Staff List.DOCX"), Some(Format::Docx));
        assert_eq!(Format::of_name(".env"), Some(Format::Text));
        assert_eq!(Format::of_name("README"), None);
        assert_eq!(Format::of_name("minutes.2009"), None);
    }
}
