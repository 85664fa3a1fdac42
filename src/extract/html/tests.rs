use super::*;
use crate::extract::testing::{brief, segments};
use crate::extract::{Origin, Segment};

fn read(page: &str) -> Vec<String> {
    segments(&Html, page.as_bytes())
        .iter()
        .map(
            |Segment {
                 origin,
                 body,
                 hidden,
             }| {
                let place = match origin {
                    Origin::Part { part, first } => format!("{part} {first}"),
                    Origin::Table { table, row } => format!("table {table}.{row}"),
                    Origin::Named => "named".to_owned(),
                    Origin::Lines { first } => format!("line {first}"),
                    origin => panic!("{origin:?}"),
                };
                let hidden = if *hidden { " hidden" } else { "" };
                format!("{place}{hidden}: {}", brief(body))
            },
        )
        .collect()
}

#[test]
fn inline_elements_join_and_blocks_part() {
    assert_eq!(
        read(
            "<p>AB<b>12</b>34 jane&#64;example.org<div>next\n  line<br>broken</div><p>&nbsp;</p>end"
        ),
        ["body 1: AB1234 jane@example.org\nnext line\u{b}broken\nend\n"]
    );
}

#[test]
fn elements_of_a_line_that_their_classes_keep_apart_are_parted() {
    assert_eq!(
        read(
            "<p><span class=lbl>Born</span><span class=val>4 May</span></p><p><span class=a>AB</span><span class=b>12</span></p>\
             <p><span class=a>AB</span><span class=a>12</span><span class=b> x</span> <span>y</span></p>\
             <p><label>2. Born</label> <span>4 May</span></p><p><label>A</label> or <span>B</span></p>\
             <p><label>Yes</label> <label>No</label></p>"
        ),
        ["body 1: Born: 4 May\nAB 12\nAB12 x y\n2. Born: 4 May\nA or B\nYes No\n"]
    );
}

#[test]
fn programs_and_styles_are_left_out_but_data_in_them_is_not() {
    assert_eq!(
        read(
            "<style>p{a:1.2.3.4}</style><script>var a='<p>';</script>x<script type='application/ld+json'>{\"n\":1}</script>"
        ),
        ["body 1: x\n", "data 1 hidden: {\"n\":1}\n"]
    );
}

#[test]
fn tables_are_rows_whose_columns_allow_for_spans() {
    assert_eq!(
        read(
            "<table><caption>C</caption><tr><th>Name<th rowspan=2>Ward<th colspan=2>Born</tr>\
             <tr><td>A</td><td></td><td>1970</td></tr><tr><td><p>B</p><p>C</p></td><td>N</td></tr></table>"
        ),
        [
            "table 1.1: 0=Name | 1=Ward | 2=Born",
            "table 1.2: 0=A | 3=1970",
            "table 1.3: 0=B\nC | 1=N",
            "body 1: C\n"
        ]
    );
}

#[test]
fn a_table_in_a_table_has_rows_of_its_own() {
    assert_eq!(
        read(
            "<table><tr><td>a<table><tr><td>x</td><td>y</td></tr></table>b</td><td>c</td></tr></table>\
             <table><tr><td><h1>Layout</h1><p>page</p></td></tr></table>"
        ),
        [
            "table 2.1: 0=x | 1=y",
            "table 1.1: 0=a\nb | 1=c",
            "body 1: Layout\npage\n"
        ]
    );
}

#[test]
fn terms_and_controls_are_read_with_their_labels() {
    assert_eq!(
        read(
            "<dl><dt>Name</dt><dd>Jo</dd><dt>Born:</dt>\n<dd>1970</dd></dl>\
             <p><label>Mobile</label> <input value='07700 900000'></p><p><input name=town value=Ely>\
             <input type=submit value=Go><input type=checkbox value=on></p>\
             <p>Ward <select><option>North<option selected>South</select></p>\
             <p>Notes <textarea>one &amp; <b>two</textarea></p><input type=hidden name=ref value=77>"
        ),
        [
            "body 1: Name: Jo\nBorn: 1970\nMobile: 07700 900000\ntown: Ely\nWard: South\nNotes: one & <b>two\n",
            "body 1 hidden: ref: 77\n",
            "option 1: North\n"
        ]
    );
}

#[test]
fn link_targets_alternative_texts_and_metadata_are_read() {
    assert_eq!(
        read(
            "<title>T &amp; U</title><meta name=Author content='Jo Doe'><meta name=viewport content=x>\
             <p><a href='mailto:jo%40example.org?subject=Hi'>Jo</a> <a href='mailto:a@example.org'>a@example.org</a>\
             <img alt='Jo Doe at work'>"
        ),
        [
            "body 1: Jo a@example.org\n",
            "link 1: jo@example.org?subject=Hi\n",
            "alt-text 1: Jo Doe at work\n",
            "named: title=T & U | author=Jo Doe"
        ]
    );
}

#[test]
fn what_is_not_shown_is_marked_hidden() {
    assert_eq!(
        read(
            "a<div style='color:red; display: none'>b<div>c</div></div>d<p hidden>e<p>f<!-- <td>g</td> -->\
             <table><tr style='display:none'><td>h<tr><td>i<td hidden>j</table>"
        ),
        [
            "table 1.1 hidden: 0=h",
            "table 1.2: 0=i | 1=j",
            "body 1: a\nd\nf\n",
            "body 1 hidden: b\nc\ne\n",
            "comment 1 hidden: g\n",
        ]
    );
}

#[test]
fn what_the_pages_own_styles_hide_is_marked_hidden() {
    assert_eq!(
        read(
            "<style>.note, #draft {display:none} p.wide{margin:0}</style>\
             <p>a<p class='wide note'>b<p class=wide>c<div id=draft>d</div><span class=note>e</span>f"
        ),
        ["body 1: a\nc\nf\n", "body 1 hidden: b\nd\ne\n"]
    );
}

#[test]
fn the_stated_encoding_is_followed() {
    let page = b"<meta http-equiv=Content-Type content='text/html; charset=windows-1251'><p>\xCF\xE5\xF2\xF0";
    assert_eq!(brief(&segments(&Html, page)[0].body), "Петр\n");
}

#[test]
fn depth_and_length_are_bounded() {
    let nested = "<table><tr><td>x".repeat(50_000);
    let cells: usize = read(&nested)
        .iter()
        .map(|part| part.matches('x').count())
        .sum();
    assert_eq!(cells, 50_000);
    let comment = format!("before<!-- {}", "word ".repeat(200_000));
    let words: usize = read(&comment)
        .iter()
        .map(|part| part.matches("word").count())
        .sum();
    assert!(words >= 200_000);
    let paragraph = "word ".repeat(200_000);
    let words: usize = read(&paragraph)
        .iter()
        .map(|part| part.matches("word").count())
        .sum();
    assert_eq!(words, 200_000);
    let attributes = format!("<p {}", "a=b ".repeat(100_000));
    let pairs: usize = read(&attributes)
        .iter()
        .map(|part| part.matches("a=b").count())
        .sum();
    assert_eq!(pairs, 100_000);
}
