//! Modulus check of bank accounts, from a table that the user supplies (`bank-modulus.txt` in the folder given with `--rules`).
//!
//! The table is the one that Pay.UK publishes with its "Validating account numbers" specification: sorting codes from and to, a
//! method, fourteen weights for the six digits of the sorting code and the eight of the account, and the number of an exception.
//! It is not ours to ship. Exceptions 1, 4, 6, 7 and 8 are worked out; a sorting code under any other is not checked, nor is one
//! that the table does not name.

/// The weight table; empty where none was supplied.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::detect) struct Table {
    /// In order of the file, which is that of the sorting codes; one sorting code may have two rows.
    rows: Vec<Row>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Row {
    from: u32,
    to: u32,
    method: Method,
    weights: [i32; 14],
    exception: Option<u32>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Method {
    /// The sum is a multiple of 10, or of 11.
    Modulus(i32),
    /// The digits of the products are added, and the sum is a multiple of 10.
    DoubleAlternate,
}

/// What the table says of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::detect) enum Answer {
    Holds,
    Fails,
    /// No row for the sorting code, or one with an exception that is not worked out.
    NotChecked,
}

/// Sorting code and account number, digit by digit.
type Account = [i32; 14];

impl Table {
    /// Reads the table; the number of the first line that is no row of it, from 1.
    pub(in crate::detect) fn read(text: &str) -> Result<Self, usize> {
        let rows = text
            .lines()
            .zip(1_usize..)
            .filter(|(line, _)| !line.trim().is_empty())
            .map(|(line, number)| Row::read(line).ok_or(number))
            .collect::<Result<_, _>>()?;
        Ok(Self { rows })
    }

    /// Asks the table about an account in its normal form, sort code, space, account number.
    pub(in crate::detect) fn check(&self, normalised: &str) -> Answer {
        let digits: Vec<i32> = super::digits(normalised)
            .into_iter()
            .map(i32::from)
            .collect();
        let Ok(account) = Account::try_from(digits) else {
            return Answer::NotChecked;
        };
        let sort_code = account[..6]
            .iter()
            .fold(0, |code, digit| code * 10 + digit.unsigned_abs());
        let mut answers = self
            .rows
            .iter()
            .filter(|row| (row.from..=row.to).contains(&sort_code))
            .map(|row| row.check(&account))
            .peekable();
        if answers.peek().is_none() {
            return Answer::NotChecked;
        }
        // Both rows of a sorting code must hold; an open question leaves the whole open.
        answers.fold(Answer::Holds, |so_far, answer| match (so_far, answer) {
            (Answer::NotChecked, _) | (_, Answer::NotChecked) => Answer::NotChecked,
            (Answer::Fails, _) | (_, Answer::Fails) => Answer::Fails,
            (Answer::Holds, Answer::Holds) => Answer::Holds,
        })
    }
}

impl Row {
    fn read(line: &str) -> Option<Self> {
        let mut fields = line.split_whitespace();
        let sort_code = |text: &str| (text.len() == 6).then(|| text.parse().ok())?;
        let from = sort_code(fields.next()?)?;
        let to = sort_code(fields.next()?)?;
        let method = match fields.next()? {
            "MOD10" => Method::Modulus(10),
            "MOD11" => Method::Modulus(11),
            "DBLAL" => Method::DoubleAlternate,
            _ => return None,
        };
        let mut weights = [0; 14];
        for weight in &mut weights {
            *weight = fields.next()?.parse::<i16>().ok()?.into();
        }
        let exception = fields.next().map(str::parse).transpose().ok()?;
        Some(Self {
            from,
            to,
            method,
            weights,
            exception,
        })
    }

    fn check(&self, account: &Account) -> Answer {
        let (mut account, mut weights) = (*account, self.weights);
        let (first, last_but_one, last) = (account[6], account[12], account[13]);
        let mut added = 0;
        let mut wanted = 0;
        match self.exception {
            None => {}
            Some(1) => added = 27,
            // The remainder is the two last digits, not 0.
            Some(4) => wanted = last_but_one * 10 + last,
            // Accounts in other currencies have no check.
            Some(6) if (4..=8).contains(&first) && last_but_one == last => {
                return Answer::NotChecked;
            }
            Some(6) => {}
            Some(7) if last_but_one == 9 => weights[..8].fill(0),
            Some(7) => {}
            Some(8) => account[..6].copy_from_slice(&[0, 9, 0, 1, 2, 6]),
            Some(_) => return Answer::NotChecked,
        }
        let products = account
            .iter()
            .zip(weights)
            .map(|(digit, weight)| digit * weight);
        let remainder = match self.method {
            Method::Modulus(modulus) => (products.sum::<i32>() + added).rem_euclid(modulus),
            Method::DoubleAlternate => (products.map(sum_of_digits).sum::<i32>() + added) % 10,
        };
        if remainder == wanted {
            Answer::Holds
        } else {
            Answer::Fails
        }
    }
}

fn sum_of_digits(product: i32) -> i32 {
    let mut rest = product.abs();
    let mut sum = 0;
    while rest > 0 {
        sum += rest % 10;
        rest /= 10;
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Made up: no bank has these sorting codes.
    const TABLE: &str = "\
900000 900009 MOD10 0 0 0 0 0 0 7 1 3 7 1 3 7 1
900010 900019 MOD11 0 0 0 0 0 0 8 7 6 5 4 3 2 1
900020 900029 DBLAL 2 1 2 1 2 1 2 1 2 1 2 1 2 1
900030 900039 MOD11 0 0 0 0 0 0 8 7 6 5 4 3 2 1 7
900040 900049 MOD11 0 0 0 0 0 0 8 7 6 5 4 3 2 1 5
900050 900059 MOD10 0 0 0 0 0 0 7 1 3 7 1 3 7 1
900050 900059 DBLAL 2 1 2 1 2 1 2 1 2 1 2 1 2 1 1
900060 900069 MOD11 0 0 0 0 0 0 8 7 6 5 4 3 0 0 4
";

    fn answer(account: &str) -> Answer {
        Table::read(TABLE).unwrap().check(account)
    }

    #[test]
    fn each_method_tells_right_from_wrong() {
        for (account, wanted) in [
            // 7 + 2 + 9 + 28 + 5 + 18 + 49 + 2 = 120
            ("900000 12345672", Answer::Holds),
            ("900000 12345673", Answer::Fails),
            // 8 + 14 + 18 + 20 + 20 + 18 + 14 + 9 = 121
            ("900010 12345679", Answer::Holds),
            ("900010 12345678", Answer::Fails),
            // 9 + 4 + 2 + 2 + 6 + 4 + 1 + 6 + 5 + 1 = 40
            ("900020 12345671", Answer::Holds),
            ("900020 12345673", Answer::Fails),
            ("123456 12345678", Answer::NotChecked),
        ] {
            assert_eq!(answer(account), wanted, "{account}");
        }
        let valid =
            (0..10).filter(|last| answer(&format!("900020 1234567{last}")) == Answer::Holds);
        assert_eq!(valid.count(), 1);
    }

    #[test]
    fn exceptions_change_the_check_and_unknown_ones_leave_it_open() {
        // With 9 as the last digit but one the first eight weights are nothing: 18 + 20 + 20 + 18 + 18 + 5 = 99.
        assert_eq!(answer("900030 99345695"), Answer::Holds);
        assert_eq!(answer("900030 11345695"), Answer::Holds);
        assert_eq!(answer("900030 11345694"), Answer::Fails);
        assert_eq!(answer("900040 12345679"), Answer::NotChecked);
        // 8 + 14 + 18 + 20 + 20 + 18 = 98, which leaves 10.
        assert_eq!(answer("900060 12345610"), Answer::Holds);
        assert_eq!(answer("900060 12345611"), Answer::Fails);
    }

    #[test]
    fn both_rows_of_a_sorting_code_must_hold() {
        let holds = |last: u32| answer(&format!("900050 123456{last:02}")) == Answer::Holds;
        let first = |last: u32| answer(&format!("900000 123456{last:02}")) == Answer::Holds;
        assert!((0..100).filter(|last| holds(*last)).all(first));
        assert!(
            (0..100).filter(|last| first(*last)).count()
                > (0..100).filter(|last| holds(*last)).count()
        );
    }

    #[test]
    fn a_line_that_is_no_row_is_told() {
        assert_eq!(Table::read("900000 900009 MOD12 1 2\n"), Err(1));
        assert_eq!(Table::read(&format!("{TABLE}\n900000 9\n")), Err(10));
        assert_eq!(
            Table::default().check("900000 12345672"),
            Answer::NotChecked
        );
    }
}
