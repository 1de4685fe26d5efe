//! The paths of C2SP tlog-tiles, read strictly: every resource has one path and no other.
//!
//! Owns the text. Does not know what is there.

/// What a path names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    /// What was signed last.
    Checkpoint,
    /// Hashes of the nodes at level `8 level`.
    Hashes {
        /// The level among tiles.
        level: u8,
        /// Which of them.
        span: Span,
    },
    /// Entries, each after its length.
    Entries(Span),
}

/// Neighbours of one level: the `number`th 256 of them, or the first `width` of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    /// The place among the tiles of the level.
    pub(super) number: u64,
    /// 1 to 255 in a partial tile, 256 in a full one.
    pub(super) width: u16,
}

/// How many there are in a full tile.
pub(super) const FULL: u16 = 256;
/// The spec has no tile above: 256 to the power of 6 is more than a log can hold.
const MAX_LEVEL: u64 = 5;

/// Reads the part of a path after `/record/`. The error says what it should have been.
pub(super) fn parse(path: &str) -> Result<Wanted, &'static str> {
    if path == "checkpoint" {
        return Ok(Wanted::Checkpoint);
    }
    let Some((level, rest)) = path.strip_prefix("tile/").and_then(|t| t.split_once('/')) else {
        return Err(
            "here are checkpoint, tile/<L>/<N>[.p/<W>] and tile/entries/<N>[.p/<W>] (c2sp.org/tlog-tiles)",
        );
    };
    if level == "entries" {
        return Ok(Wanted::Entries(span(rest)?));
    }
    let level = decimal(level)
        .filter(|level| *level <= MAX_LEVEL)
        .and_then(|level| u8::try_from(level).ok())
        .ok_or("the level must be 0 to 5, without leading zeros, or `entries`")?;
    Ok(Wanted::Hashes {
        level,
        span: span(rest)?,
    })
}

fn span(text: &str) -> Result<Span, &'static str> {
    let (number, width) = match text.split_once(".p/") {
        None => (text, FULL),
        Some((number, width)) => {
            let width = decimal(width)
                .filter(|width| (1..u64::from(FULL)).contains(width))
                .and_then(|width| u16::try_from(width).ok())
                .ok_or("the width of a partial tile must be 1 to 255, without leading zeros")?;
            (number, width)
        }
    };
    let number = groups(number).ok_or(
        "the number of a tile must be in groups of three digits, all but the last after an x: x001/x234/067",
    )?;
    Ok(Span { number, width })
}

/// `x001/x234/067` as 1234067. Nothing before the first digit that counts.
fn groups(text: &str) -> Option<u64> {
    let mut number = 0_u64;
    let mut groups = text.split('/').peekable();
    let mut first = true;
    while let Some(group) = groups.next() {
        let digits = match groups.peek() {
            Some(_) => group.strip_prefix('x')?,
            None => group,
        };
        if digits.len() != 3 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let group = digits.parse::<u64>().ok()?;
        if first && group == 0 && groups.peek().is_some() {
            return None;
        }
        number = number.checked_mul(1000)?.checked_add(group)?;
        first = false;
    }
    Some(number)
}

/// A number without leading zeros or signs.
fn decimal(text: &str) -> Option<u64> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit());
    let leading = text.len() > 1 && text.starts_with('0');
    (plain && !leading).then(|| text.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hashes(level: u8, number: u64, width: u16) -> Wanted {
        let span = Span { number, width };
        Wanted::Hashes { level, span }
    }

    #[test]
    fn the_paths_of_the_specification() {
        for (path, wanted) in [
            ("checkpoint", Wanted::Checkpoint),
            ("tile/0/000", hashes(0, 0, 256)),
            ("tile/5/999", hashes(5, 999, 256)),
            ("tile/0/x001/000", hashes(0, 1000, 256)),
            ("tile/1/x001/x234/067", hashes(1, 1_234_067, 256)),
            ("tile/0/x001/x234/067.p/1", hashes(0, 1_234_067, 1)),
            ("tile/2/000.p/255", hashes(2, 0, 255)),
            (
                "tile/0/x018/x446/x744/x073/x709/x551/615",
                hashes(0, u64::MAX, 256),
            ),
            (
                "tile/entries/x010/020.p/40",
                Wanted::Entries(Span {
                    number: 10_020,
                    width: 40,
                }),
            ),
        ] {
            assert_eq!(parse(path), Ok(wanted), "{path}");
        }
    }

    #[test]
    fn any_other_path_is_malformed() {
        for path in [
            "",
            "/checkpoint",
            "checkpoint/",
            "Checkpoint",
            "tile",
            "tile/",
            "tile/0",
            "tile/0/",
            "tile/0/0",
            "tile/0/0000",
            "tile/0/x000/001",
            "tile/0/x001",
            "tile/0/001/002",
            "tile/0/x01/002",
            "tile/0/x001/x002",
            "tile/0/X001/002",
            "tile/0//000",
            "tile/0/000/",
            "tile/0/+01",
            "tile/0/٠٠١",
            "tile/0/00%30",
            "tile/00/000",
            "tile/6/000",
            "tile/-1/000",
            "tile/256/000",
            "tile/data/000",
            "tile/0/000.p/0",
            "tile/0/000.p/01",
            "tile/0/000.p/256",
            "tile/0/000.p/",
            "tile/0/000.p",
            "tile/0/000.p/1/2",
            "tile/0/000.p/1.p/1",
            "tile/0/x018/x446/x744/x073/x709/x551/616",
            "tile/0/x999/x999/x999/x999/x999/x999/x999/999",
            "tile/entries",
            "tile/entries/1",
            "tile/../checkpoint",
        ] {
            assert!(parse(path).is_err(), "{path}");
        }
    }
}
