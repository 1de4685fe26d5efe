//! Rounds that were held elsewhere and are over: what makes a consultation the archive of one, and which comments have a time of
//! their own.

use common::{Error, date};
use kenes_proto::{consultation as pb, types::ErrorReason as Reason};

/// Refuses the archive of a round that is not over at `now`: `DATES_INVALID`.
pub(crate) fn check(consultation: &pb::Consultation, now: i64) -> Result<(), Error> {
    match consultation.archive && date::moment(consultation.close_time.as_ref()) > now {
        false => Ok(()),
        true => Err(Error::invalid(
            Reason::DatesInvalid,
            "consultation.close_time",
            "give a time that has passed: an archive is that of a round that is over",
        )),
    }
}

/// Refuses a comment with a time of its own in a round that is no archive: `BACKDATING_FORBIDDEN`.
pub(crate) fn check_comment(comment: &pb::Comment, archive: bool) -> Result<(), Error> {
    match comment.archived && !archive {
        false => Ok(()),
        true => Err(Error::invalid(
            Reason::BackdatingForbidden,
            "comment.submit_time",
            "leave it out: only in an archive does a comment say itself when it was made",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_archive_is_of_a_round_that_is_over() {
        let consultation = |archive| pb::Consultation {
            archive,
            close_time: Some(date::timestamp(10)),
            ..Default::default()
        };
        let reason = |archive, now| check(&consultation(archive), now).map_err(|e| e.reason());
        assert_eq!(reason(true, 9), Err(Reason::DatesInvalid));
        assert_eq!(reason(true, 10), Ok(()));
        assert_eq!(reason(false, 9), Ok(()));
    }

    #[test]
    fn a_live_round_takes_no_time_from_a_caller() {
        let reason = |archived, archive| {
            let comment = pb::Comment {
                archived,
                ..Default::default()
            };
            check_comment(&comment, archive).map_err(|e| e.reason())
        };
        assert_eq!(reason(true, false), Err(Reason::BackdatingForbidden));
        assert_eq!(reason(true, true), Ok(()));
        assert_eq!(reason(false, false), Ok(()));
    }
}
