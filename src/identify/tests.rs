use super::*;
use proptest::prelude::*;
use std::io::{Cursor, Write};

fn identified(bytes: &[u8], name: &str) -> Identified {
    identify(&mut Cursor::new(bytes), name).unwrap()
}

fn format(bytes: &[u8], name: &str) -> Format {
    identified(bytes, name).format
}

fn zipped(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ::zip::ZipWriter::new(Cursor::new(Vec::new()));
    let stored = ::zip::write::SimpleFileOptions::default()
        .compression_method(::zip::CompressionMethod::Stored);
    for (name, content) in entries {
        writer.start_file(*name, stored).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn compound(streams: &[&str]) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    for stream in streams {
        file.create_stream(stream)
            .unwrap()
            .write_all(&[7; 5000])
            .unwrap();
    }
    file.into_inner().into_inner()
}

/// One small document for each format of `fixtures/identify`, whose folders are named for the formats.
#[test]
fn every_fixture_is_what_its_folder_says_with_its_name_and_without() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/identify");
    let mut seen = 0;
    for folder in std::fs::read_dir(root).unwrap() {
        let folder = folder.unwrap().path();
        if !folder.is_dir() {
            continue;
        }
        let id = folder.file_name().unwrap().to_str().unwrap().to_owned();
        for file in std::fs::read_dir(&folder).unwrap() {
            let file = file.unwrap().path();
            let bytes = std::fs::read(&file).unwrap();
            let name = file.file_name().unwrap().to_str().unwrap();
            assert_eq!(format(&bytes, name).id(), id, "{}", file.display());
            assert_eq!(
                format(&bytes, "x").id(),
                id,
                "{} without its name",
                file.display()
            );
            seen += 1;
        }
    }
    assert!(seen >= 20, "{seen} fixtures");
}

#[test]
fn packages_are_told_by_their_parts() {
    let marks: (&str, &[u8]) = ("[Content_Types].xml", b"<Types/>");
    for (entries, expected) in [
        (
            vec![marks, ("word/document.xml", b"<w/>".as_slice())],
            Format::Docx,
        ),
        (vec![marks, ("xl/workbook.xml", b"<w/>")], Format::Xlsx),
        (
            vec![marks, ("xl/workbook.bin", b"x"), ("xl/a.xml", b"x")],
            Format::Xlsb,
        ),
        (vec![marks, ("ppt/presentation.xml", b"<p/>")], Format::Pptx),
        (vec![marks, ("visio/document.xml", b"<v/>")], Format::Visio),
        (
            vec![("mimetype", b"application/vnd.oasis.opendocument.text")],
            Format::Odt,
        ),
        (
            vec![(
                "mimetype",
                b"application/vnd.oasis.opendocument.spreadsheet-template",
            )],
            Format::Ods,
        ),
        (vec![("mimetype", b"application/epub+zip")], Format::Epub),
        (
            vec![("word/letter.txt", b"x"), ("a.txt", b"y")],
            Format::Zip,
        ),
        (vec![], Format::Zip),
    ] {
        assert_eq!(format(&zipped(&entries), "x"), expected, "{entries:?}");
    }
}

#[test]
fn an_archive_that_holds_a_document_is_an_archive() {
    let document = zipped(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("word/document.xml", b"<w/>"),
    ]);
    let archive = zipped(&[("minutes.docx", &document), ("a.txt", b"x")]);
    assert_eq!(format(&archive, "x"), Format::Zip);
    assert_eq!(format(&archive[..archive.len() - 80], "x.zip"), Format::Zip);
}

#[test]
fn a_cut_off_package_keeps_its_kind() {
    let mut document = zipped(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("word/document.xml", &[b'x'; 9000]),
    ]);
    document.truncate(3000);
    assert_eq!(format(&document, "x"), Format::Docx);
    assert_eq!(format(&document[..20], "x.xlsx"), Format::Xlsx);
}

#[test]
fn compound_files_are_told_by_their_root_streams() {
    for (streams, expected) in [
        (vec!["WordDocument", "1Table"], Format::Doc),
        (vec!["Workbook"], Format::Xls),
        (vec!["Book"], Format::Xls),
        (vec!["PowerPoint Document", "Current User"], Format::Ppt),
        (
            vec!["EncryptionInfo", "EncryptedPackage"],
            Format::EncryptedOffice,
        ),
        (vec!["__properties_version1.0"], Format::Msg),
        (vec!["VisioDocument"], Format::Visio),
        (vec!["Catalog"], Format::Ole),
    ] {
        let bytes = compound(&streams);
        assert_eq!(format(&bytes, "x"), expected, "{streams:?}");
        let cut = &bytes[..bytes.len() - 3000];
        assert_eq!(format(cut, "x"), expected, "{streams:?} cut off");
    }
    let shouted = compound(&["WORDDOCUMENT"]);
    assert_eq!(format(&shouted[..shouted.len() - 3000], "x"), Format::Doc);
}

#[test]
fn a_document_embedded_in_another_does_not_name_it() {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    file.create_stream("Workbook")
        .unwrap()
        .write_all(b"x")
        .unwrap();
    file.create_storage("MBD1").unwrap();
    file.create_stream("MBD1/WordDocument")
        .unwrap()
        .write_all(b"x")
        .unwrap();
    assert_eq!(format(&file.into_inner().into_inner(), "x"), Format::Xls);
}

#[test]
fn the_content_decides_and_a_wrong_name_is_noted() {
    let table = b"Item,Ward,Cost\na,b,1\nc,d,2\ne,f,3\n";
    let page = b"<!DOCTYPE html><html><body><p>x</p></body></html>";
    for (bytes, name, expected, misnamed) in [
        (table.as_slice(), "prices.xls", Format::Csv, true),
        (table, "prices.csv", Format::Csv, false),
        (table, "prices.txt", Format::Text, false),
        (page, "letter.doc", Format::Html, true),
        (page, "page.htm", Format::Html, false),
        (br"{\rtf1 x}", "letter.doc", Format::Rtf, true),
        (b"[db]\nuser=x\n", "app.ini", Format::Text, false),
        (
            b"<?xml version=\"1.0\"?><configuration/>",
            "web.config",
            Format::Xml,
            false,
        ),
        (b"{\"a\":1}", "settings.conf", Format::Json, false),
        (
            b"%PDF-1.4\n%\xE2\xE3\xCF\xD3\n",
            "scan.jpg",
            Format::Pdf,
            true,
        ),
        (b"plain words", "letter.pdf", Format::Text, true),
        (b"", "letter.doc", Format::Empty, false),
    ] {
        let found = identified(bytes, name);
        assert_eq!(
            (found.format, found.misnamed),
            (expected, misnamed),
            "{name}"
        );
    }
}

#[test]
fn text_that_begins_like_a_signature_is_text() {
    for text in [
        "BM Smith called on Monday.\n",
        "MZ is a code for the mezzanine.\n",
        "ID3 of the plan was agreed.\n",
        "GIF89a is an old format, as is TIFF.\n",
        "From the meeting of Monday at 10:30 we note:\nItem: one\n",
        "[1] Smith, J. (2004)\n[2] Jones, A.\n",
        "Subject: to agreement\nDate: 3 May\nFrom: the manager\n\nDear all\n",
        "<- see over\n",
        "7z and Rar! are archivers\n",
    ] {
        assert_eq!(format(text.as_bytes(), "x"), Format::Text, "{text}");
    }
}

#[test]
fn text_in_utf16_is_known_by_its_syntax_as_well() {
    let utf16 =
        |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_le_bytes).collect() };
    assert_eq!(format(&utf16("Dear Jo,\r\nThank you."), "x"), Format::Text);
    assert_eq!(
        format(&utf16("<html><body>x</body></html>"), "x"),
        Format::Html
    );
    let mut marked = vec![0xFF, 0xFE];
    marked.extend(utf16("a\tb\r\n1\t2\r\n3\t4\r\n"));
    assert_eq!(format(&marked, "export.txt"), Format::Tsv);
}

#[test]
fn noise_keeps_the_format_of_its_name_if_that_is_a_binary_one() {
    let noise: Vec<u8> = (0..5000u32)
        .map(|n| (n.wrapping_mul(2_654_435_761) >> 11) as u8)
        .collect();
    for (name, expected) in [
        ("a.pdf", Format::Pdf),
        ("a.docx", Format::Docx),
        ("a.doc", Format::Doc),
        ("a.zip", Format::Zip),
        ("a.txt", Format::Binary),
        ("a.db", Format::Binary),
        ("a", Format::Binary),
    ] {
        let found = identified(&noise, name);
        assert_eq!((found.format, found.misnamed), (expected, false), "{name}");
    }
}

#[test]
fn an_old_tar_is_known_by_its_checksum() {
    let mut header = [0u8; 1024];
    header[..5].copy_from_slice(b"a.txt");
    header[100..107].copy_from_slice(b"0000644");
    header[124..135].copy_from_slice(b"00000000003");
    header[148..156].fill(b' ');
    let sum: u32 = header[..512].iter().map(|byte| u32::from(*byte)).sum();
    header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    assert_eq!(identified(&header, "x").format, Format::Tar);
}

#[test]
fn the_reader_is_left_at_its_start() {
    let mut reader = Cursor::new(compound(&["Workbook"]));
    identify(&mut reader, "x").unwrap();
    assert_eq!(reader.position(), 0);
}

fn seeds() -> Vec<Vec<u8>> {
    vec![
        zipped(&[
            ("[Content_Types].xml", b"<Types/>"),
            ("word/document.xml", b"<w/>"),
        ]),
        zipped(&[
            ("mimetype", b"application/vnd.oasis.opendocument.text"),
            ("content.xml", b"x"),
        ]),
        compound(&["WordDocument", "1Table"]),
        b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n".to_vec(),
        b"{\"a\":[1,{\"b\":\"c\"}]}\n{\"d\":2}\n".to_vec(),
        b"From a@example.org Mon Jan  1 10:00:00 2001\nReceived: x\nSubject: y\n\nz\n".to_vec(),
        "<?xml version='1.0'?><!-- é --><a><b/></a>"
            .as_bytes()
            .to_vec(),
        b"RIFF\x24\0\0\0WEBPVP8 \0\0\0\0".to_vec(),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn cut_and_changed_bytes_never_panic(
        seed in 0..8usize,
        cut in any::<prop::sample::Index>(),
        flips in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..12),
        name in "(x|a\\.(docx|xls|pdf|json|csv|txt|html))",
    ) {
        let mut bytes = seeds().swap_remove(seed);
        for (at, byte) in flips {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        bytes.truncate(cut.index(bytes.len() + 1));
        identified(&bytes, &name);
    }
}
