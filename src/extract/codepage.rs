//! Windows code pages by their number ([MS-UCODEREF] 2.2.1), as RTF and Outlook name encodings.

use encoding_rs::Encoding;

/// The encoding of a code page; windows-1252 where it is unknown.
pub(super) fn encoding(number: u32) -> &'static Encoding {
    use encoding_rs as e;
    match number {
        437 | 850 | 858 | 1252 | 20127 | 28591 => e::WINDOWS_1252,
        866 => e::IBM866,
        874 => e::WINDOWS_874,
        932 | 50220..=50222 => e::SHIFT_JIS,
        936 | 20936 => e::GBK,
        949 | 51949 => e::EUC_KR,
        950 => e::BIG5,
        1200 => e::UTF_16LE,
        1250 => e::WINDOWS_1250,
        1251 => e::WINDOWS_1251,
        1253 => e::WINDOWS_1253,
        1254 => e::WINDOWS_1254,
        1255 => e::WINDOWS_1255,
        1256 => e::WINDOWS_1256,
        1257 => e::WINDOWS_1257,
        1258 => e::WINDOWS_1258,
        10000 => e::MACINTOSH,
        20866 => e::KOI8_R,
        21866 => e::KOI8_U,
        28592 => e::ISO_8859_2,
        28595 => e::ISO_8859_5,
        28597 => e::ISO_8859_7,
        28605 => e::ISO_8859_15,
        51932 => e::EUC_JP,
        54936 => e::GB18030,
        65001 => e::UTF_8,
        _ => e::WINDOWS_1252,
    }
}
