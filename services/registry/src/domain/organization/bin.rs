//! The business identification number (BIN).

/// Weights of the second pass, taken where the first one answers 10.
const SECOND: [u32; 11] = [3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2];

/// What is wrong with the check digit of a BIN of twelve digits. It finds slips of the pen; whether such an organization
/// is registered it cannot tell.
pub(crate) fn fault(bin: &str) -> Option<String> {
    let digits: Vec<u32> = bin.chars().filter_map(|c| c.to_digit(10)).collect();
    let [first @ .., last] = digits.as_slice() else {
        return Some("give a BIN of 12 digits".into());
    };
    if first.len() != 11 || bin.len() != 12 {
        return Some("give a BIN of 12 digits".into());
    }
    if digits.iter().all(|d| *d == 0) {
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
        check if check == *last => None,
        check => Some(format!(
            "with these first 11 digits the last one is {check}, not {last}; check them all"
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn issued_numbers_pass() {
        for bin in [
            "950440001673",
            "990940003030",
            "000640002067",
            "261140000018",
            "261140000901",
        ] {
            assert_eq!(fault(bin), None, "{bin}");
        }
    }

    #[test]
    fn any_other_last_digit_is_a_fault() {
        for digit in (0..=9).filter(|d| *d != 3) {
            let bin = format!("95044000167{digit}");
            assert!(fault(&bin).is_some_and(|f| f.contains("is 3")), "{bin}");
        }
        // The second pass decides here.
        assert!(fault("261140000902").is_some());
    }

    #[test]
    fn numbers_that_are_never_issued_are_a_fault() {
        for digit in 0..=9 {
            let bin = format!("26114000170{digit}");
            assert!(fault(&bin).is_some_and(|f| f.contains("never issued")));
        }
        assert!(fault("000000000000").is_some());
    }

    #[test]
    fn other_lengths_and_letters_are_a_fault() {
        for bin in [
            "",
            "95044000167",
            "9504400016730",
            "95044000167x",
            "٩٥٠٤٤٠٠٠١٦٧٣",
        ] {
            assert!(fault(bin).is_some(), "{bin}");
        }
    }
}
