//! Postcode: the areas in use and the letters that may stand where (Royal Mail, Programmer's guide to PAF; BS 7666).

use super::{Valid, compact};

/// The post town areas, with the Crown dependencies.
const AREAS: &str = " AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN EX FK FY G GL \
GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE NG NN NP NR NW OL OX PA PE \
PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA WC WD WF WN WR WS WV YO ZE ";

/// Districts that are not a place: business reply, mail to the forces, the health service's pseudo codes.
const NON_GEOGRAPHIC: [&str; 2] = ["BX", "XX"];

pub(super) fn check(value: &str) -> Option<Valid> {
    let compact = compact(value);
    let (outward, inward) = compact.split_at_checked(compact.len().checked_sub(3)?)?;
    if !is_inward(inward) {
        return None;
    }
    let normalised = format!("{outward} {inward}");
    if outward == "GIR" {
        return (inward == "0AA").then(|| Valid::new(normalised));
    }
    let letters = outward.bytes().take_while(u8::is_ascii_uppercase).count();
    let (area, district) = outward.split_at(letters);
    if !is_district(area, district) {
        return None;
    }
    if NON_GEOGRAPHIC.contains(&area) || (area == "BF" && district == "1") {
        return Some(Valid::new(normalised).score(0.25));
    }
    if !AREAS.contains(&format!(" {area} ")) {
        return None;
    }
    let lower = value.bytes().any(|byte| byte.is_ascii_lowercase());
    let spaced = value.len() > compact.len();
    let score = match (spaced, lower) {
        (true, false) => 0.62,
        (true, true) | (false, false) => 0.50,
        (false, true) => 0.30,
    };
    Some(Valid::new(normalised).score(score))
}

/// The second half: a digit and two letters, without those that read alike in handwriting.
pub(in crate::detect) fn is_inward(text: &str) -> bool {
    let [digit, first, second] = text.as_bytes() else {
        return false;
    };
    let letter = |byte: &u8| byte.is_ascii_uppercase() && !b"CIKMOV".contains(byte);
    digit.is_ascii_digit() && letter(first) && letter(second)
}

/// A digit, two digits, or a digit and a letter where London needs them.
fn is_district(area: &str, district: &str) -> bool {
    match (area.len(), district.as_bytes()) {
        (1 | 2, [a]) => a.is_ascii_digit(),
        (1 | 2, [a, b]) if b.is_ascii_digit() => a.is_ascii_digit() && *a != b'0',
        (1, [a, b]) => a.is_ascii_digit() && b"ABCDEFGHJKPSTUW".contains(b) && "ENW".contains(area),
        (2, [a, b]) => {
            a.is_ascii_digit()
                && b"ABEHMNPRVWXY".contains(b)
                && matches!(area, "NW" | "SE" | "SW" | "EC" | "WC")
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use crate::detect::validators::tests::table;

    #[test]
    fn area_district_and_inward_letters_must_exist() {
        table(
            "postcode",
            &[
                ("ab10 1zz", "AB10 1ZZ"),
                ("W1A1ZZ", "W1A 1ZZ"),
                ("EC1V 9ZZ", "EC1V 9ZZ"),
                ("GIR 0AA", "GIR 0AA"),
            ],
            &[
                "QA1 1AA",
                "AB1 1CA",
                "ZZ1 1AA",
                "B1A 1AA",
                "AB100 1AA",
                "AB 1AA",
                "AB10 11A",
            ],
        );
    }
}
