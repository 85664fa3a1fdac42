//! What a policy file may say, and how mistakes are told.

use std::collections::BTreeSet;

use jiff::civil::date;

use super::*;

fn rules() -> BTreeSet<String> {
    [
        "person-name",
        "date-of-birth",
        "email-address",
        "phone-number",
        "postal-address",
        "uk-postcode",
        "uk-national-insurance-number",
        "health",
        "criminal-offence",
    ]
    .map(str::to_owned)
    .into()
}

fn parse(text: &str) -> Result<(Policy, Vec<Message>), Vec<Message>> {
    Policy::parse("policy.toml", text, &rules(), date(2026, 6, 30))
}

fn policy(text: &str) -> Policy {
    parse(text)
        .unwrap_or_else(|mistakes| panic!("{mistakes:?}"))
        .0
}

/// A policy with every section and key there is.
const WHOLE: &str = r#"
version = 1
regime  = "dpa-1998"
[organisation]
name = "Example Council"
register = "Z0000000"
contact = "dpo@example.org"
reviewed = 2026-01-31
domains = ["example.gov.uk"]
[[share]]
name = "main"
root = "/srv/main"
body = "council"
owner = "monitoring.officer"
country = "GB"
[[share]]
root = "/srv/main/school"
body = "school"
[defaults]
confidence = 0.7
max_subjects = 250
review_every = "3y"
marking = "none"
[[purpose]]
name = "Staff"
share = "main"
paths = ["HR/**"]
register = "R1"
owner = "hr.manager"
allow = ["person-name", "health"]
conditions = { health = "3(2) | 9(2)(b)", "*" = "3(7)" }
classes = ["staff-personal-file", "grants"]
recipients = ["payroll.example"]
restricted = true
marking = "OFFICIAL-SENSITIVE"
opinions = true
encrypt = true
public = false
publish_ok = ["01632 960000"]
compatible = ["Web"]
ages = [4, 19]
max_subjects = 1_500
review_every = "18m"
[[purpose]]
name = "Web"
paths = ["Web/**", "**/*.html"]
public = true
[[register]]
entry = "R1"
data = ["person-name", "health"]
dated = 2026-02-01
[zones]
offsite = ["**/Dropbox/**"]
working = ["**/~$*", "**/*.bak"]
ignore = ["**/.git/**"]
[[record_class]]
id = "grants"
title = "Grants"
share = "main"
paths = ["Grants/**"]
titles = ["grant award"]
columns = ["applicant", "award"]
period = "6y from closure"
accessible = "housing"
[retention.change]
complaints = "2y"
payroll = "permanent"
[[retention.hold]]
reason = "Inquiry"
share = "main"
paths = ["HR/2019/**"]
until = 2027-12-31
[transfers]
list = "uk-adequacy"
countries = ["FR", "DE"]
also = ["US:certified"]
services = ["Dropbox"]
[subject_access]
limit = "1 month"
match = ["email-address", "person-name+date-of-birth"]
third_party = "flag"
suppression = "suppressed.keys"
[posts]
siro = "monitoring.officer"
disposal_signatory = ["chief.executive", "headteacher"]
[output]
keep = "12 months"
"#;

#[test]
fn a_policy_with_every_key_and_the_template_have_no_mistakes() {
    let (whole, warnings) = parse(WHOLE).unwrap();
    assert_eq!(warnings, []);
    assert_eq!(whole.regime(), Some("dpa-1998"));
    assert_eq!(whole.organisation().reviewed, Some(date(2026, 1, 31)));
    assert!((whole.confidence() - 0.7).abs() < 1e-6);
    let (template, warnings) = parse(TEMPLATE).unwrap();
    assert_eq!(warnings, []);
    assert_eq!(template.purposes().len(), 2);
    assert_ne!(whole.hash(), template.hash());
}

/// A mistake put into a good policy: what is replaced, by what, and what the message has to say.
const MISTAKES: &[(&str, &str, &[&str])] = &[
    (
        "version = 1",
        "version = 2",
        &[
            ":2:",
            "\"version\"",
            "expected the number 1, found the number 2",
        ],
    ),
    ("version = 1\n", "\n", &["\"version\": missing"]),
    (
        "version = 1",
        "version = 1\nfoo = 1",
        &[":3:", "\"foo\": unknown key"],
    ),
    ("version = 1", "version = ", &[":2:"]),
    (
        "\"dpa-1998\"",
        "\"gdpr\"",
        &[":3:", "\"regime\"", "dpa-1998, uk-gdpr", "found \"gdpr\""],
    ),
    (
        "2026-01-31",
        "\"2026-01-31\"",
        &[
            "[organisation] \"reviewed\": expected a date",
            "found \"2026-01-31\"",
        ],
    ),
    ("2026-01-31", "2026-02-30", &[":8:"]),
    (
        "[organisation]",
        "[organization]",
        &[":4:", "\"organization\": unknown key", "organisation"],
    ),
    (
        "root = \"/srv/main\"\n",
        "\n",
        &["[[share]] \"root\": missing"],
    ),
    (
        "root = \"/srv/main/school\"",
        "root = \"/srv/main/\"",
        &["a root of its own", "a second time"],
    ),
    (
        "root = \"/srv/main/school\"",
        "root = \"/x\"\nname = \"main\"",
        &["\"main\" a second time"],
    ),
    (
        "\"council\"",
        "\"town\"",
        &["[[share]] \"body\": expected one of pcc, council, school, academy"],
    ),
    (
        "country = \"GB\"",
        "country = \"UK!\"",
        &["\"country\"", "two capital letters"],
    ),
    (
        "confidence = 0.7",
        "confidence = 70",
        &["[defaults] \"confidence\": expected a number from 0 to 1"],
    ),
    (
        "max_subjects = 250",
        "max_subjects = 0",
        &["\"max_subjects\": expected a number, 1 or more"],
    ),
    (
        "review_every = \"3y\"",
        "review_every = \"3 years\"",
        &["\"review_every\": expected a period"],
    ),
    (
        "name = \"Staff\"\n",
        "\n",
        &["[[purpose]] \"name\": missing"],
    ),
    (
        "name = \"Web\"",
        "name = \"Staff\"",
        &["\"Staff\" a second time"],
    ),
    (
        "paths = [\"HR/**\"]",
        "paths = \"HR/**\"",
        &["[[purpose]] \"paths\": expected a list", "found \"HR/**\""],
    ),
    (
        "paths = [\"HR/**\"]",
        "paths = [\"HR/[\"]",
        &["[[purpose]] \"paths\": expected a glob", "HR/["],
    ),
    (
        "paths = [\"HR/**\"]",
        "",
        &["[[purpose]] \"paths\": missing"],
    ),
    (
        "paths = [\"HR/**\"]",
        "paths = [\"HR/**\", 3]",
        &["found the number 3 in it"],
    ),
    (
        "share = \"main\"\npaths = [\"HR",
        "share = \"mein\"\npaths = [\"HR",
        &[
            "\"share\": expected the name of a share (/srv/main/school, main)",
            "found \"mein\"",
        ],
    ),
    (
        "[\"person-name\", \"health\"]",
        "[\"person-name\", \"helth\"]",
        &["[[purpose]] \"allow\"", "\"helth\", which there is not"],
    ),
    (
        "{ health = \"3(2)",
        "{ helth = \"3(2)",
        &["\"conditions\": expected a sensitive category", "helth"],
    ),
    (
        "\"staff-personal-file\"",
        "\"staff-file\"",
        &["\"classes\": expected a record class", "staff-file"],
    ),
    (
        "restricted = true",
        "restricted = \"yes\"",
        &["\"restricted\": expected true or false, found \"yes\""],
    ),
    (
        "owner = \"hr.manager\"",
        "owner = \"\"",
        &["\"owner\": expected a text in quotes, found an empty text"],
    ),
    (
        "ignore = [\"**/.git/**\"]",
        "ignore = [\"**/{a\"]",
        &["[zones] \"ignore\": expected a glob"],
    ),
    (
        "period = \"6y from closure\"",
        "",
        &["[[record_class]] \"period\": missing"],
    ),
    (
        "period = \"6y from closure\"",
        "period = \"6y\"",
        &["\"period\": expected `from <trigger>`"],
    ),
    (
        "period = \"6y from closure\"",
        "period = \"6y from ending\"",
        &["no trigger is called \"ending\""],
    ),
    (
        "id = \"grants\"\n",
        "\n",
        &["[[record_class]] \"id\": missing"],
    ),
    (
        "\"housing\"",
        "\"homes\"",
        &["\"accessible\": expected one of health"],
    ),
    (
        "complaints = \"2y\"",
        "complaints = \"two years\"",
        &["[retention.change] \"complaints\": expected a period"],
    ),
    (
        "complaints = \"2y\"",
        "complaint = \"2y\"",
        &["\"complaint\": no record class is called so"],
    ),
    (
        "complaints = \"2y\"",
        "complaints = 2",
        &[
            "[retention.change] \"complaints\": expected a text",
            "the number 2",
        ],
    ),
    (
        "until = 2027-12-31",
        "until = 2027-12-31T00:00:00",
        &["[[retention.hold]] \"until\": expected a date"],
    ),
    (
        "reason = \"Inquiry\"",
        "",
        &["[[retention.hold]] \"reason\": missing"],
    ),
    (
        "[[retention.hold]]",
        "[retention.hold]",
        &["\"hold\"", "[[retention.hold]]"],
    ),
    (
        "\"uk-adequacy\"",
        "\"eu\"",
        &["[transfers] \"list\": expected one of eea-1998, eea, uk-adequacy"],
    ),
    (
        "countries = [\"FR\"",
        "countries = [\"France\"",
        &[
            "[transfers] \"countries\": expected two capital letters",
            "France",
        ],
    ),
    (
        "ages = [4, 19]",
        "ages = [19, 4]",
        &["[[purpose]] \"ages\": expected the youngest and the oldest"],
    ),
    (
        "ages = [4, 19]",
        "ages = \"4-19\"",
        &["[[purpose]] \"ages\": expected a list of numbers"],
    ),
    ("entry = \"R1\"", "", &["[[register]] \"entry\": missing"]),
    (
        "data = [\"person-name\", \"health\"]",
        "data = [\"person-name\", \"helth\"]",
        &["[[register]] \"data\"", "helth"],
    ),
    (
        "dated = 2026-02-01",
        "dated = \"2026\"",
        &["[[register]] \"dated\": expected a date"],
    ),
    (
        "domains = [\"example.gov.uk\"]",
        "domains = \"example.gov.uk\"",
        &["[organisation] \"domains\": expected a list"],
    ),
    (
        "limit = \"1 month\"",
        "limit = \"soon\"",
        &["[subject_access] \"limit\": expected a time"],
    ),
    (
        "+date-of-birth",
        "+dob",
        &["[subject_access] \"match\"", "person-name+dob"],
    ),
    (
        "siro = \"monitoring.officer\"",
        "siro = 7",
        &["[posts] \"siro\": expected a text"],
    ),
    ("keep = \"12 months\"", "keep = 12", &["[output] \"keep\""]),
];

#[test]
fn every_mistake_is_told_with_its_file_line_section_and_key() {
    for (good, bad, expected) in MISTAKES {
        assert!(WHOLE.contains(good), "{good}");
        let text = WHOLE.replacen(good, bad, 1);
        let mistakes = parse(&text)
            .err()
            .unwrap_or_else(|| panic!("{bad} was accepted"));
        let said = |mistake: &&Message| {
            let told = mistake.to_string();
            expected.iter().all(|part| told.contains(part))
        };
        let mistake = mistakes
            .iter()
            .find(said)
            .unwrap_or_else(|| panic!("{bad}: {mistakes:#?}"));
        assert!(mistake.to_string().starts_with("policy.toml:"));
        let (new, old) = (
            text.lines().collect::<Vec<_>>(),
            WHOLE.lines().collect::<Vec<_>>(),
        );
        let changed = new
            .iter()
            .zip(&old)
            .take_while(|(new, old)| new == old)
            .count()
            + 1;
        // What is missing is told at the head of its section.
        if !mistake.text.contains("missing") {
            assert!(
                (changed..changed + 2).contains(&mistake.line),
                "{mistake} after line {changed}"
            );
        }
    }
}

#[test]
fn all_mistakes_are_told_at_once_in_order() {
    let text = WHOLE
        .replace("\"council\"", "\"town\"")
        .replace("list = \"uk-adequacy\"", "list = 1");
    let lines: Vec<usize> = parse(&text)
        .unwrap_err()
        .iter()
        .map(|mistake| mistake.line)
        .collect();
    assert!(lines.len() == 2 && lines.is_sorted(), "{lines:?}");
}

#[test]
fn what_deserves_a_second_look_is_a_warning() {
    for (good, bad, expected) in [
        (
            "2026-01-31",
            "2025-06-29",
            "[organisation] \"reviewed\": 2025-06-29 is over a year ago",
        ),
        (
            "payroll = \"permanent\"",
            "payroll = \"1y\"",
            "1 year is shorter than the 3 years that the law asks for",
        ),
        (
            "health = \"3(2) | 9(2)(b)\"",
            "health = \"because\"",
            "\"because\" for health begins with no code of a condition",
        ),
        (
            "health = \"3(2) | 9(2)(b)\", \"*\"",
            "person-name",
            "\"conditions\": none stated for health",
        ),
        (
            "register = \"R1\"",
            "register = \"R9\"",
            "no [[register]] is called \"R9\"",
        ),
        (
            "compatible = [\"Web\"]",
            "compatible = [\"Wed\"]",
            "no purpose is called \"Wed\"",
        ),
        (
            "dated = 2026-02-01",
            "dated = 2024-02-01",
            "[[register]] \"R1\": dated 2024-02-01, over a year ago",
        ),
        ("paths = [\"Web/**\"", "paths = [\"HR/a/**\"", ""),
        (
            "share = \"main\"\npaths = [\"HR/**\"]",
            "paths = [\"**\"]",
            "\"Web/**\" is never reached, for \"**\" of purpose \"Staff\"",
        ),
    ] {
        let (_, warnings) = parse(&WHOLE.replacen(good, bad, 1)).unwrap();
        let told: Vec<String> = warnings.iter().map(Message::to_string).collect();
        match expected {
            // The earlier glob holds for one share alone.
            "" => assert_eq!(told, Vec::<String>::new()),
            _ => assert!(
                told.iter().any(|warning| warning.contains(expected)),
                "{told:?}"
            ),
        }
    }
}

#[test]
fn a_place_has_the_first_purpose_of_the_longest_root() {
    let policy = policy(WHOLE);
    let ground = |source, path| {
        let ground = policy.ground(source, path, date(2026, 6, 30));
        let purpose = ground.purpose.map(|purpose| purpose.name.as_str());
        (
            purpose,
            ground.class,
            ground.share.and_then(|share| share.body.as_deref()),
            ground.hold.is_some(),
        )
    };
    assert_eq!(
        ground("/srv/main", "HR/a.doc"),
        (Some("Staff"), None, Some("council"), false)
    );
    assert_eq!(
        ground("/srv/main", "hr/2019/a.html"),
        (Some("Staff"), None, Some("council"), true)
    );
    assert_eq!(
        ground("/srv/main", "x/a.html"),
        (Some("Web"), None, Some("council"), false)
    );
    assert_eq!(
        ground("/srv/main", "Grants/a.doc"),
        (None, Some("grants"), Some("council"), false)
    );
    assert_eq!(
        ground("/srv/main/school", "HR/a.doc"),
        (None, None, Some("school"), false)
    );
    assert_eq!(
        ground("/srv/main", "school/HR/a.html"),
        (Some("Web"), None, Some("school"), false)
    );
    assert_eq!(ground("/elsewhere", "HR/a.doc"), (None, None, None, false));
    let later = policy.ground("/srv/main", "HR/2019/a", date(2028, 1, 1));
    assert!(later.hold.is_none(), "the hold has ended");
}

#[test]
fn a_policy_without_shares_speaks_of_every_source() {
    let policy = policy(
        "version = 1\n[[purpose]]\nname = \"All\"\npaths = [\"**\"]\n[zones]\nignore = [\"tmp/**\"]",
    );
    assert!(
        policy
            .ground("anything", "a", date(2026, 1, 1))
            .purpose
            .is_some()
    );
    assert!(policy.covers("anything"));
    assert!(policy.ignored("anything", "tmp/a") && !policy.ignored("anything", "a/tmp"));
}

#[test]
fn a_source_that_no_share_speaks_of_is_told() {
    let policy = policy(WHOLE);
    for (source, covered) in [
        ("/srv/main", true),
        ("/srv/main/", true),
        ("/srv/main/x", true),
        ("/srv", true),
        ("/srv/mai", false),
        ("share", false),
    ] {
        assert_eq!(policy.covers(source), covered, "{source}");
    }
}

#[test]
fn changes_of_the_schedule_count_and_the_rest_keeps_its_start_values() {
    let policy = policy(WHOLE);
    let class = |id: &str| policy.classes().get(id).unwrap();
    let (period, trigger) = retention::parse("2y from closure").unwrap();
    assert_eq!(
        (
            class("complaints").retention.period,
            Some(class("complaints").retention.trigger)
        ),
        (period, trigger)
    );
    assert_eq!(class("complaints").certainty, None);
    assert_eq!(
        class("payroll").retention.period,
        retention::Period::Permanent
    );
    assert_eq!(
        class("payroll").retention.minimum,
        Some(retention::Length::parse("3y").unwrap())
    );
    assert_eq!(
        (
            class("grants").title.as_str(),
            class("grants").accessible.as_deref()
        ),
        ("Grants", Some("housing"))
    );
    assert!(class("cctv").certainty.is_some());
}

#[test]
fn hostile_text_is_told_on_one_short_line() {
    let long = format!(
        "version = 1\n\"{}\\n{}\" = 1",
        "k".repeat(40),
        "é".repeat(5_000)
    );
    let told = parse(&long).unwrap_err()[0].to_string();
    assert!(told.lines().count() == 1 && told.len() < 400, "{told}");
    for text in [
        "",
        "\u{feff}",
        "= = =",
        "version = 1\n[[[[",
        "[a]\n[a]",
        "version = 99999999999999999999",
    ] {
        assert!(parse(text).is_err(), "{text}");
    }
    let deep = format!(
        "version = 1\nx = {}{}",
        "[".repeat(100_000),
        "]".repeat(100_000)
    );
    assert!(parse(&deep).is_err());
}
