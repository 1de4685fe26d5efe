//! The steps of provisions: how one stands in a version, and that a version no longer has it.

use common::names;
use kenes_proto::consultation::{self as pb, ChangeKind, TraceStep, trace_step::Kind};

use super::{
    Gone, Placed, ProvisionInVersion, Teller,
    phrases::{self, Phrase, say},
    step::{one_line, step},
};

impl Teller<'_> {
    pub(super) fn provision(&self, in_version: &ProvisionInVersion) -> Placed {
        let provision = &in_version.provision;
        let texts = &provision.texts;
        let old = in_version.old.as_ref();
        let mut told = TraceStep {
            title: self.heading(provision),
            change_kind: provision.change_from_base,
            old_text: old.map(|old| self.long(&old.texts)).unwrap_or_default(),
            new_text: self.long(texts),
            language_code: self.other_language([&provision.headings, texts]),
            ..step(Kind::Provision, &provision.name, in_version.time)
        };
        let before = old.map_or("", |old| old.eid.as_str());
        let phrase = match provision.change_from_base() {
            ChangeKind::Unspecified => Phrase::AsPublished,
            ChangeKind::Changed => Phrase::Changed,
            ChangeKind::New => Phrase::New,
            ChangeKind::Renumbered => Phrase::Renumbered,
            // Of what is gone there is no provision.
            ChangeKind::Unchanged | ChangeKind::Deleted => Phrase::Unchanged,
        };
        told.summary = self.of_provision(phrase, before, provision, in_version.acted_on);
        Placed {
            time: in_version.time,
            place: provision.order,
            step: told,
        }
    }

    /// That a version no longer has a provision: it bears the name under which the provision stood last.
    pub(super) fn deletion(&self, gone: &Gone) -> Placed {
        let provision = &gone.provision;
        let in_version = names::id(&gone.version);
        let step = TraceStep {
            title: self.heading(provision),
            summary: self.of_provision(Phrase::Deleted, in_version, provision, gone.acted_on),
            change_kind: ChangeKind::Deleted.into(),
            old_text: self.long(&provision.texts),
            language_code: self.other_language([&provision.headings, &provision.texts]),
            ..step(Kind::Provision, &provision.name, gone.time)
        };
        Placed {
            time: gone.time,
            place: provision.order,
            step,
        }
    }

    /// The number and the heading of a provision. A number with a word in it (`15-бап.`) is in one language only.
    fn heading(&self, provision: &pb::Provision) -> String {
        let num = Some(provision.num.as_str()).filter(|num| !num.chars().any(char::is_alphabetic));
        let title = match self.pick(&provision.headings) {
            "" => String::new(),
            heading => format!("{} {heading}", num.unwrap_or_default()),
        };
        one_line(title.trim(), self.title)
    }

    /// What happened to a provision, and how much was said that led to it.
    fn of_provision(
        &self,
        phrase: Phrase,
        who: &str,
        provision: &pb::Provision,
        acted_on: Option<[i64; 3]>,
    ) -> String {
        let version = names::id(names::parent(&provision.name));
        let what = format!("{} ({version})", provision.eid);
        let said = say(self.language, phrase, who, &what);
        match acted_on {
            None => said,
            Some(counted) => format!("{said}; {}", phrases::acted_on(self.language, counted)),
        }
    }
}
