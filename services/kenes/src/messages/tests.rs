//! Every language says the same.

use super::*;

#[test]
fn every_language_names_the_same_values() {
    let holes = |text: &str| {
        let mut holes: Vec<String> = text
            .split('{')
            .skip(1)
            .filter_map(|rest| Some(rest.split_once('}')?.0.to_owned()))
            .collect();
        holes.sort();
        holes
    };
    for said in [SHOWN, WITNESSED, NO_WITNESSES]
        .iter()
        .chain(&BODY)
        .chain(&NAMED)
        .chain(&BY)
    {
        assert_eq!(holes(said[0]), holes(said[2]));
        assert_eq!(holes(said[1]), holes(said[2]));
    }
    assert_eq!(moment(u64::MAX), "18446744073709551615 ms");
    assert_eq!(moment(0), "1970-01-01T00:00:00Z");
}
