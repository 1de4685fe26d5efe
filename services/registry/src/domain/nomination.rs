//! Rules of nominations: who is put forward by whom, and what becomes of it.

use common::{Error, Violation, date, names, parts, span, state, text};
use kenes_proto::{
    gtype::{Date, LocalizedText},
    registry::{
        self as pb, Membership, Organization, membership::Member, nomination::State,
        organization::Kind,
    },
    types::ErrorReason as Reason,
};

use super::post;

const MAX_REASON: usize = 20_000;

/// What is stored where nothing is said: a new one is open, and made today.
pub(crate) fn begin(nomination: &mut pb::Nomination, today: Date) {
    nomination.nominate_date.get_or_insert(today);
    nomination.set_state(State::Proposed);
}

/// What must hold of a nomination for `body` by itself.
pub(crate) fn check(
    body: &Organization,
    nomination: &pb::Nomination,
    today: i64,
) -> Vec<Violation> {
    let mut wrong = parts::document("nomination.document", nomination.document.as_ref());
    wrong.extend(parts::sources("nomination.sources", &nomination.sources));
    let day = nomination.nominate_date.as_ref();
    wrong.extend(span::come_date("nomination.nominate_date", day, today));
    if !matches!(body.kind(), Kind::ConsultativeBody | Kind::StateBody) {
        let say = "name an organization of the kind CONSULTATIVE_BODY or STATE_BODY";
        wrong.push(Violation::new("parent", Reason::FieldInvalid, say));
    }
    let post = nomination.post.as_str();
    if !post.is_empty() && names::parent(post) != body.name {
        let say = format!("give a post of {}", body.name);
        wrong.push(Violation::new("nomination.post", Reason::FieldInvalid, say));
    }
    wrong
}

/// What is wrong with a nominator that does not meet the quota of the post that is meant.
pub(crate) fn check_quota(post: &pb::Post, nominator: &Organization) -> Option<Violation> {
    let say = post::unmet(post.quota(), true, Some(nominator.kind()))?;
    let say = format!("{} has a quota: {say}", post.name);
    Some(Violation::new(
        "nomination.nominated_by",
        Reason::NominatorMismatch,
        say,
    ))
}

/// Ends a nomination: `state` says how, `day` when, today if nothing is said.
pub(crate) fn decide(
    nomination: &mut pb::Nomination,
    to: State,
    day: Option<Date>,
    reasons: &[LocalizedText],
    today: Date,
) -> Result<(), Error> {
    let act = format!("become {}", state::short(to.as_str_name()));
    let present = (nomination.name.as_str(), nomination.state());
    state::require(present, &[State::Proposed], &act, State::as_str_name)?;
    let day = day.unwrap_or(today);
    let mut wrong = text::check("reasons", reasons, MAX_REASON, false);
    wrong.extend(
        span::past_date("decide_date", Some(&day), &today).or_else(|| {
            let nominated = ("nomination", nomination.nominate_date.as_ref());
            date::not_before("decide_date", Some(&day), nominated)
        }),
    );
    Error::check(wrong)?;
    nomination.set_state(to);
    nomination.decide_date = Some(day);
    nomination.reasons = reasons.to_vec();
    Ok(())
}

/// The rule of `DeclineNomination`.
pub(crate) fn decline(
    nomination: &mut pb::Nomination,
    request: &pb::DeclineNominationRequest,
    now: i64,
) -> Result<(), Error> {
    let (day, reasons) = (request.decide_date, &request.reasons);
    decide(
        nomination,
        State::Declined,
        day,
        reasons,
        date::local_day(now),
    )
}

/// The rule of `WithdrawNomination`.
pub(crate) fn withdraw(
    nomination: &mut pb::Nomination,
    request: &pb::WithdrawNominationRequest,
    now: i64,
) -> Result<(), Error> {
    let (day, reasons) = (request.decide_date, &request.reasons);
    decide(
        nomination,
        State::Withdrawn,
        day,
        reasons,
        date::local_day(now),
    )
}

/// Refuses a membership that is not the one that was nominated for.
pub(crate) fn check_outcome(
    nomination: &pb::Nomination,
    membership: &Membership,
) -> Result<(), Error> {
    let person = match &membership.member {
        Some(Member::MemberPerson(name)) => name.as_str(),
        _ => "",
    };
    let (body, other) = (
        names::parent(&nomination.name),
        names::parent(&membership.name),
    );
    let meant = match nomination.post.as_str() {
        "" => membership.post.as_str(),
        post => post,
    };
    let differing = [
        ("body", body, other),
        ("person", nomination.person.as_str(), person),
        (
            "nominator",
            nomination.nominated_by.as_str(),
            membership.on_behalf_of.as_str(),
        ),
        ("post", meant, membership.post.as_str()),
    ];
    let Some((what, wanted, found)) = differing.into_iter().find(|(_, a, b)| a != b) else {
        return Ok(());
    };
    let found = if found.is_empty() { "none" } else { found };
    let say = format!("its {what} is {found}, that of the nomination is {wanted}");
    Err(Error::invalid(
        Reason::NominationMismatch,
        "membership",
        say,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: Date = Date {
        year: 2026,
        month: 5,
        day: 25,
    };

    fn open() -> pb::Nomination {
        let mut nomination = pb::Nomination {
            name: "organizations/chamber/nominations/n".into(),
            person: "persons/p".into(),
            nominated_by: "organizations/ngo".into(),
            nominate_date: date::parse("2026-05"),
            ..Default::default()
        };
        begin(&mut nomination, TODAY);
        nomination
    }

    fn chamber(kind: Kind) -> Organization {
        Organization {
            name: "organizations/chamber".into(),
            kind: kind.into(),
            ..Default::default()
        }
    }

    fn fields(wrong: Vec<Violation>) -> Vec<String> {
        wrong.into_iter().map(|v| v.field).collect()
    }

    #[test]
    fn a_nomination_is_for_a_body_and_made_by_today() {
        let check = |nomination: &pb::Nomination, kind| {
            fields(check(&chamber(kind), nomination, 2026_05_25))
        };
        assert!(check(&open(), Kind::ConsultativeBody).is_empty());
        assert!(check(&open(), Kind::StateBody).is_empty());
        for kind in [Kind::Ngo, Kind::Association, Kind::Other] {
            assert_eq!(check(&open(), kind), ["parent"]);
        }
        let mut bad = open();
        bad.nominate_date = date::parse("2026-05-26");
        bad.post = "organizations/other/posts/seat".into();
        assert_eq!(
            check(&bad, Kind::ConsultativeBody),
            ["nomination.nominate_date", "nomination.post"]
        );
        let mut new = pb::Nomination::default();
        begin(&mut new, TODAY);
        assert_eq!(new.nominate_date, Some(TODAY));
    }

    #[test]
    fn what_is_decided_once_stays_decided() {
        for to in [State::Accepted, State::Declined, State::Withdrawn] {
            let mut nomination = open();
            decide(&mut nomination, to, None, &[], TODAY).expect("open");
            assert_eq!(nomination.state(), to);
            assert_eq!(nomination.decide_date, Some(TODAY));
            let again = decide(&mut nomination, State::Declined, None, &[], TODAY);
            let refusal = again.expect_err("decided");
            assert_eq!(refusal.reason(), Reason::StateTransitionForbidden);
        }
    }

    #[test]
    fn a_decision_lies_between_the_nomination_and_today() {
        for (day, good) in [
            ("2026-05-01", true),
            ("2026-05-25", true),
            ("2026-04-30", false),
            ("2026-05-26", false),
            ("2026-05", false),
        ] {
            let mut nomination = open();
            let outcome = decide(
                &mut nomination,
                State::Declined,
                date::parse(day),
                &[],
                TODAY,
            );
            assert_eq!(outcome.is_ok(), good, "{day}");
            assert_eq!(nomination == open(), !good, "nothing half done");
        }
    }

    #[test]
    fn it_led_to_the_membership_that_was_meant() {
        let membership = Membership {
            name: "organizations/chamber/memberships/m".into(),
            member: Some(Member::MemberPerson("persons/p".into())),
            on_behalf_of: "organizations/ngo".into(),
            post: "organizations/chamber/posts/seat".into(),
            ..Default::default()
        };
        let led = |nomination: &pb::Nomination, membership: &Membership| {
            check_outcome(nomination, membership).map_err(|e| e.reason())
        };
        assert_eq!(led(&open(), &membership), Ok(()), "any post");
        let changes: [fn(&mut Membership); 4] = [
            |m| m.name = "organizations/other/memberships/m".into(),
            |m| m.member = Some(Member::MemberPerson("persons/q".into())),
            |m| m.member = Some(Member::MemberOrganization("organizations/ngo".into())),
            |m| m.on_behalf_of.clear(),
        ];
        for change in changes {
            let mut other = membership.clone();
            change(&mut other);
            assert_eq!(led(&open(), &other), Err(Reason::NominationMismatch));
        }
        let mut meant = open();
        meant.post = "organizations/chamber/posts/chair".into();
        assert_eq!(led(&meant, &membership), Err(Reason::NominationMismatch));
    }

    #[test]
    fn a_seat_for_an_ngo_is_not_nominated_for_by_others() {
        let post = pb::Post {
            quota: pb::post::SeatQuota::Ngo.into(),
            ..Default::default()
        };
        assert!(check_quota(&post, &chamber(Kind::Ngo)).is_none());
        assert!(check_quota(&post, &chamber(Kind::StateBody)).is_some());
    }
}
