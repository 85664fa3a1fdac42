//! The order of records, which is the contract of `check` and `report`: the same on every run, with any number of jobs.

use serde_json::Value;

use crate::support::{CHECK, FIXED, Share, checked, run, text};

fn printed(share: &Share, arguments: &[&str]) -> Vec<u8> {
    run(share.domesday(&CHECK).args(FIXED).args(arguments)).stdout
}

#[test]
fn two_runs_print_the_same_bytes_with_any_number_of_jobs() {
    let share = Share::copy();
    let one = printed(&share, &["--jobs", "1"]);
    assert!(!one.is_empty());
    assert!(one == printed(&share, &["--jobs", "1"]), "two runs differ");
    for jobs in ["2", "5"] {
        assert!(
            one == printed(&share, &["--jobs", jobs]),
            "one job and {jobs} differ"
        );
    }
}

#[test]
fn records_come_in_order_of_paths_with_members_before_their_container() {
    let records = checked();
    let addresses: Vec<_> = records
        .iter()
        .filter(|record| record["type"] == "document")
        .map(|record| {
            let components: Vec<String> =
                text(record, "path").split('/').map(str::to_owned).collect();
            let member = text(record, "member").to_owned();
            (components, member.is_empty(), member)
        })
        .collect();
    assert!(
        addresses.iter().any(|(_, whole, _)| !whole),
        "the share holds containers"
    );
    assert!(addresses.is_sorted_by(|before, after| (&before.0, before.1) <= (&after.0, after.1)));
}

#[test]
fn findings_stand_before_their_document_and_indicators_after_it() {
    let records = checked();
    let address = |record: &Value| {
        (
            text(record, "path").to_owned(),
            text(record, "member").to_owned(),
        )
    };
    let place = |wanted: &Value| {
        records
            .iter()
            .position(|record| record["type"] == "document" && address(record) == address(wanted))
    };
    for (at, record) in records.iter().enumerate() {
        match record["type"].as_str().unwrap() {
            "finding" => assert!(at < place(record).unwrap(), "{record}"),
            "indicator" if !text(record, "path").is_empty() => {
                assert!(at > place(record).unwrap(), "{record}");
            }
            _ => {}
        }
    }
    assert_eq!(records.last().unwrap()["type"], "scan");
}
