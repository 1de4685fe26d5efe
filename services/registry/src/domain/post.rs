//! Rules of posts: what they are, who may sit there and on which days.

use common::{Violation, parts, span, text};
use kenes_proto::registry::{self as pb, organization::Kind, post::SeatQuota};

use super::{code::CodeUse, period::Period};

const MAX_LABEL: usize = 500;

/// What must hold of a post by itself.
pub(crate) fn check(post: &pb::Post) -> Vec<Violation> {
    let mut wrong = text::check("post.labels", &post.labels, MAX_LABEL, true);
    wrong.extend(parts::place("post.place", post.place.as_ref()));
    let (start, end) = (post.start_date.as_ref(), post.end_date.as_ref());
    wrong.extend(span::dates("post.", start, end));
    wrong
}

/// The codes that a post uses, but for its place.
pub(crate) fn codes(post: &pb::Post) -> Vec<CodeUse<'_>> {
    let field = "post.role_code".to_owned();
    vec![(field, "roles", post.role_code.as_str())]
}

/// What is stored where nothing is said: one holder.
pub(crate) fn fill(post: &mut pb::Post) {
    post.holder_limit = post.holder_limit.max(1);
}

/// The days on which it exists.
pub(crate) fn period(post: &pb::Post) -> Period {
    Period::of(post.start_date.as_ref(), post.end_date.as_ref())
}

/// What a quota asks of whoever sits there, where that is not met. `voice` is the kind of the organization spoken for,
/// or else of the member itself; a person who speaks for nobody has none.
pub(crate) fn unmet(quota: SeatQuota, person: bool, voice: Option<Kind>) -> Option<&'static str> {
    let (met, say) = match quota {
        SeatQuota::Unspecified | SeatQuota::Any => return None,
        SeatQuota::Ngo => (
            is_for_ngo(voice),
            "its holder sits on behalf of an organization of the kind NGO or ASSOCIATION",
        ),
        SeatQuota::State => (
            voice == Some(Kind::StateBody),
            "its holder sits for an organization of the kind STATE_BODY",
        ),
        SeatQuota::Expert => (person, "its holder is a person"),
    };
    (!met).then_some(say)
}

/// Whether it is an NGO that sits there, by itself or through somebody, if an organization of this kind speaks.
pub(crate) fn is_for_ngo(voice: Option<Kind>) -> bool {
    matches!(voice, Some(Kind::Ngo | Kind::Association))
}

/// Which end of `days` lies outside the days of the post: the start, the end.
pub(crate) fn outside(post: &pb::Post, days: Period) -> (bool, bool) {
    let exists = period(post);
    (days.first < exists.first, days.outlasts(exists))
}

#[cfg(test)]
mod tests {
    use common::date;

    use super::*;

    #[test]
    fn a_quota_says_who_sits_there() {
        use Kind::{Association, ConsultativeBody, Ngo, Other, StateBody};
        let met = |quota, person, voice| unmet(quota, person, voice).is_none();
        for person in [true, false] {
            for voice in [
                None,
                Some(Ngo),
                Some(Association),
                Some(StateBody),
                Some(Other),
            ] {
                assert!(met(SeatQuota::Any, person, voice));
                assert!(met(SeatQuota::Unspecified, person, voice));
                assert_eq!(met(SeatQuota::Expert, person, voice), person);
            }
            assert!(met(SeatQuota::Ngo, person, Some(Ngo)));
            assert!(met(SeatQuota::Ngo, person, Some(Association)));
            assert!(!met(SeatQuota::Ngo, person, Some(Other)));
            assert!(!met(SeatQuota::Ngo, person, Some(StateBody)));
            assert!(met(SeatQuota::State, person, Some(StateBody)));
            assert!(!met(SeatQuota::State, person, Some(ConsultativeBody)));
        }
        assert!(
            !met(SeatQuota::Ngo, true, None),
            "nobody stands behind the person"
        );
        assert!(!met(SeatQuota::State, true, None));
    }

    #[test]
    fn the_days_of_a_seat_lie_within_those_of_the_post() {
        let post = pb::Post {
            start_date: date::parse("2006"),
            end_date: date::parse("2010-06"),
            ..Default::default()
        };
        let of = |start, end| Period::of(date::parse(start).as_ref(), date::parse(end).as_ref());
        assert_eq!(outside(&post, of("2006", "2010-06")), (false, false));
        assert_eq!(
            outside(&post, of("2006-01-01", "2010-06-30")),
            (false, false)
        );
        assert_eq!(outside(&post, of("2005-12-31", "2010-07-01")), (true, true));
        assert_eq!(outside(&post, of("2006", "")), (false, true));
        assert_eq!(
            outside(&pb::Post::default(), of("1990", "")),
            (false, false)
        );
    }

    #[test]
    fn a_post_has_at_least_one_holder() {
        let limit = |n| {
            let mut post = pb::Post {
                holder_limit: n,
                ..Default::default()
            };
            fill(&mut post);
            post.holder_limit
        };
        assert_eq!((limit(0), limit(1), limit(3)), (1, 1, 3));
    }
}
