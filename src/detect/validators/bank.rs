//! Bank account: sort code and account number as a pair, in either order (Pay.UK).

use super::{Valid, all_alike, as_text, digits};

pub(super) fn check(value: &str) -> Option<Valid> {
    let groups = groups(value);
    let account_first = groups.first().is_some_and(|group| group.len() == 8);
    let all = digits(value);
    let (sort, account) = match all.len() {
        14 if account_first => (&all[8..], &all[..8]),
        14 => all.split_at(6),
        _ => return None,
    };
    if all_alike(account) || all_alike(sort) && sort[0] == 0 {
        return None;
    }
    let solid = value
        .split(|character: char| !character.is_ascii_digit())
        .any(|group| group.len() == 6);
    let valid = Valid::new(format!("{} {}", as_text(sort), as_text(account)));
    Some(if looks_like_dates(sort, account) || solid {
        valid.score(0.2)
    } else {
        valid
    })
}

fn groups(value: &str) -> Vec<&str> {
    value
        .split(|character: char| !character.is_ascii_digit())
        .filter(|group| !group.is_empty())
        .collect()
}

/// `01-02-13` beside `20130301`: two dates fit the shape.
fn looks_like_dates(sort: &[u8], account: &[u8]) -> bool {
    let two = |digits: &[u8]| digits[0] * 10 + digits[1];
    let day_and_month = |day: u8, month: u8| (1..=31).contains(&day) && (1..=12).contains(&month);
    day_and_month(two(&sort[..2]), two(&sort[2..4]))
        && matches!(two(&account[..2]), 19 | 20)
        && day_and_month(two(&account[6..]), two(&account[4..6]))
}

/// A spreadsheet drops leading zeros of the sort code in a cell that holds the pair.
pub(super) fn repair(cell: &str) -> Option<String> {
    let (sort, account) = cell.split_once([' ', '/'])?;
    let numbers = [sort, account]
        .iter()
        .all(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
    let lost = numbers && (5..=6).contains(&sort.len()) && (6..=8).contains(&account.len());
    lost.then(|| format!("{sort:0>6} {account:0>8}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::validators::tests::table;

    #[test]
    fn both_orders_have_one_normal_form() {
        table(
            "bank-account",
            &[
                ("20-00-00 12345678", "200000 12345678"),
                ("12345678, sort code 20-00-00", "200000 12345678"),
            ],
            &[
                "20-00-00",
                "20-00-00 1234567",
                "00-00-00 00000000",
                "20-00-00 11111111",
            ],
        );
        assert_eq!(repair("70576 5047381").as_deref(), Some("070576 05047381"));
    }
}
