//! The business identification number (BIN).

use common::Violation;
use kenes_proto::types::ErrorReason as Reason;

/// Weights of the second pass, taken where the first one answers 10.
const SECOND: [u32; 11] = [3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2];

/// What is wrong with a BIN in `field`: its form, or its check digit, which finds slips of the pen. Whether such an
/// organization is registered a number cannot tell.
pub(crate) fn check(field: &str, bin: &str) -> Option<Violation> {
    let digits: Vec<u32> = bin.chars().map_while(|c| c.to_digit(10)).collect();
    match <[u32; 12]>::try_from(digits) {
        Ok(digits) if bin.len() == 12 => {
            let say = fault(digits)?;
            Some(Violation::new(field, Reason::BinChecksumInvalid, say))
        }
        _ => {
            let say = "give the 12 digits of a BIN";
            Some(Violation::new(field, Reason::FieldInvalid, say))
        }
    }
}

/// What is wrong with the check digit.
fn fault(digits: [u32; 12]) -> Option<String> {
    let [first @ .., last] = digits;
    if digits == [0; 12] {
        return Some("a BIN of zeros is never issued".into());
    }
    let sum = |weights: &mut dyn Iterator<Item = u32>| {
        first.iter().zip(weights).map(|(d, w)| d * w).sum::<u32>() % 11
    };
    let check = match sum(&mut (1..=11)) {
        10 => sum(&mut SECOND.into_iter()),
        check => check,
    };
    match check {
        10 => Some("a BIN with these first 11 digits is never issued; check them".into()),
        check if check == last => None,
        check => Some(format!(
            "with these first 11 digits the last one is {check}, not {last}; check them all"
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reason(bin: &str) -> Option<String> {
        check("bin", bin).map(|violation| violation.reason)
    }

    #[test]
    fn issued_numbers_pass() {
        for bin in [
            "950440001673",
            "990940003030",
            "000640002067",
            "261140000018",
            "261140000901",
        ] {
            assert_eq!(reason(bin), None, "{bin}");
        }
    }

    #[test]
    fn any_other_last_digit_is_a_fault() {
        for digit in (0..=9).filter(|d| *d != 3) {
            let bin = format!("95044000167{digit}");
            let violation = check("bin", &bin).expect("a wrong digit");
            assert_eq!(violation.reason, "BIN_CHECKSUM_INVALID");
            assert!(violation.description.contains("is 3"), "{violation:?}");
        }
        // The second pass decides here.
        assert!(reason("261140000902").is_some());
    }

    #[test]
    fn numbers_that_are_never_issued_are_a_fault() {
        for digit in 0..=9 {
            let bin = format!("26114000170{digit}");
            assert_eq!(reason(&bin).as_deref(), Some("BIN_CHECKSUM_INVALID"));
        }
        let zeros = reason("000000000000");
        assert_eq!(zeros.as_deref(), Some("BIN_CHECKSUM_INVALID"));
    }

    #[test]
    fn other_lengths_and_letters_are_of_another_form() {
        for bin in [
            "",
            "95044000167",
            "9504400016730",
            "95044000167x",
            "950440001673x",
            "٩٥٠٤٤٠٠٠١٦٧٣",
        ] {
            assert_eq!(reason(bin).as_deref(), Some("FIELD_INVALID"), "{bin}");
        }
    }
}
