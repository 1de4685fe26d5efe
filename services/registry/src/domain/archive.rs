//! Tenders that were held elsewhere and are over: what makes a tender the archive of one, and which applications say themselves
//! when they came.

use common::{Error, Violation, date};
use kenes_proto::{
    registry::{Application, Tender},
    types::ErrorReason as Reason,
};

const SUBMITTED: &str = "application.submit_time";

/// What is wrong with the archive of a tender that is not over at `now`.
pub(crate) fn check(tender: &Tender, now: i64) -> Option<Violation> {
    let ahead = tender.archive && date::moment(tender.opening_time.as_ref()) > now;
    let say = "give a time that has passed: an archive is that of a tender that is over";
    ahead.then(|| Violation::new("tender.opening_time", Reason::DatesInvalid, say))
}

/// The moment at which an application in `tender` came: `now`, or in an archive what it says itself.
pub(crate) fn moment(tender: &Tender, application: &Application, now: i64) -> Result<i64, Error> {
    let said = application.submit_time.as_ref();
    let (reason, say) = match (tender.archive, said) {
        (false, None) => return Ok(now),
        (false, Some(_)) => (
            Reason::BackdatingForbidden,
            "leave it out: only in a tender that is an archive does an application say itself when it came",
        ),
        (true, None) => (
            Reason::DatesInvalid,
            "say when it came: the tender is an archive",
        ),
        (true, Some(said)) => {
            Error::check(
                date::check_time(SUBMITTED, Some(said))
                    .into_iter()
                    .collect(),
            )?;
            return Ok(date::micros(said));
        }
    };
    Err(Error::invalid(reason, SUBMITTED, say))
}

#[cfg(test)]
mod tests {
    use prost_types::Timestamp;

    use super::*;

    fn tender(archive: bool) -> Tender {
        Tender {
            archive,
            opening_time: Some(date::timestamp(10)),
            ..Default::default()
        }
    }

    #[test]
    fn an_archive_is_of_a_tender_that_is_over() {
        let wrong = |archive, now| check(&tender(archive), now).map(|fault| fault.field);
        assert_eq!(wrong(true, 9).as_deref(), Some("tender.opening_time"));
        assert_eq!(wrong(true, 10), None);
        assert_eq!(wrong(false, 9), None);
        let timeless = Tender {
            opening_time: None,
            ..tender(true)
        };
        assert!(check(&timeless, 9).is_none(), "it is asked for later");
    }

    #[test]
    fn an_application_says_when_it_came_in_an_archive_alone() {
        let came = |archive, submit_time| {
            let application = Application {
                submit_time,
                ..Default::default()
            };
            moment(&tender(archive), &application, 50).map_err(|error| error.reason())
        };
        let said = Some(date::timestamp(5));
        assert_eq!(came(false, None), Ok(50));
        assert_eq!(came(false, said), Err(Reason::BackdatingForbidden));
        assert_eq!(came(true, said), Ok(5));
        assert_eq!(came(true, None), Err(Reason::DatesInvalid));
        let never = Timestamp {
            seconds: i64::MAX,
            nanos: 0,
        };
        assert_eq!(came(true, Some(never)), Err(Reason::DatesInvalid));
    }
}
