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
}

macro_rules! formats {
    ($($variant:ident $id:literal [$($extension:literal)*] $title:literal;)*) => {
        /// The format of a document.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum Format { $(#[doc = $title] $variant,)* }

        pub(crate) const TABLE: &[Row] = &[
            $(Row { format: Format::$variant, id: $id, extensions: &[$($extension),*], title: $title },)*
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
    Icalendar "ics" ["ics"] "iCalendar";
    Eml "eml" ["eml"] "Mail message";
    Mbox "mbox" ["mbox"] "Mailbox";
    Msg "msg" ["msg"] "Outlook message";
    Pst "pst" ["pst" "ost"] "Outlook mailbox";
    Docx "docx" ["docx" "docm" "dotx" "dotm"] "Word document";
    Xlsx "xlsx" ["xlsx" "xlsm" "xltx" "xltm"] "Excel workbook";
    Xlsb "xlsb" ["xlsb"] "Excel binary workbook";
    Pptx "pptx" ["pptx" "pptm" "ppsx" "potx"] "PowerPoint presentation";
    Odt "odt" ["odt" "ott"] "OpenDocument text";
    Ods "ods" ["ods" "ots"] "OpenDocument spreadsheet";
    Odp "odp" ["odp" "otp"] "OpenDocument presentation";
    FlatOdf "fods" ["fods" "fodt" "fodp"] "Flat OpenDocument";
    Epub "epub" ["epub"] "EPUB book";
    Doc "doc" ["doc" "dot"] "Word 97-2003 document";
    Xls "xls" ["xls" "xlt"] "Excel 97-2003 workbook";
    Ppt "ppt" ["ppt" "pps"] "PowerPoint 97-2003 presentation";
    Publisher "pub" ["pub"] "Publisher document";
    Visio "vsd" ["vsd" "vsdx"] "Visio drawing";
    OneNote "one" ["one"] "OneNote section";
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
    Executable "executable" ["exe" "dll" "so" "msi"] "Program";
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
}
