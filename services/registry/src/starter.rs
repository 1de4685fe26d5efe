//! The reference data that every registry begins with, and what a later release makes of them.
//!
//! They are in `starter/`, a file a scheme, and are written as any code is, in the service's own name. A code that somebody
//! else wrote last is left as it is, and none is ever ended: an upgrade brings titles and the place in the scheme, no dates.

use std::collections::HashMap;

use common::{
    Error,
    app::App,
    context::Context,
    date, names,
    resource::Family,
    store::{Mode, Tx},
};
use kenes_proto::{gtype::LocalizedText, registry as pb};
use prost_types::FieldMask;

use crate::store::code::{self, Codes, Written};

/// The files, by their schemes.
const FILES: &[(&str, &str)] = &[
    ("act-types", include_str!("../starter/act-types.tsv")),
    (
        "agreement-kinds",
        include_str!("../starter/agreement-kinds.tsv"),
    ),
    (
        "association-forms",
        include_str!("../starter/association-forms.tsv"),
    ),
    ("body-forms", include_str!("../starter/body-forms.tsv")),
    ("broad-fields", include_str!("../starter/broad-fields.tsv")),
    (
        "budget-levels",
        include_str!("../starter/budget-levels.tsv"),
    ),
    (
        "consultation-subjects",
        include_str!("../starter/consultation-subjects.tsv"),
    ),
    ("cost-kinds", include_str!("../starter/cost-kinds.tsv")),
    ("duty-acts", include_str!("../starter/duty-acts.tsv")),
    ("end-reasons", include_str!("../starter/end-reasons.tsv")),
    ("funder-kinds", include_str!("../starter/funder-kinds.tsv")),
    ("icnp-tso", include_str!("../starter/icnp-tso.tsv")),
    ("icnpo", include_str!("../starter/icnpo.tsv")),
    ("indicators", include_str!("../starter/indicators.tsv")),
    ("kato", include_str!("../starter/kato.tsv")),
    ("legal-forms", include_str!("../starter/legal-forms.tsv")),
    ("ngo-groups", include_str!("../starter/ngo-groups.tsv")),
    (
        "order-area-groups",
        include_str!("../starter/order-area-groups.tsv"),
    ),
    ("order-areas", include_str!("../starter/order-areas.tsv")),
    ("order-forms", include_str!("../starter/order-forms.tsv")),
    ("order-levels", include_str!("../starter/order-levels.tsv")),
    (
        "policy-document-kinds",
        include_str!("../starter/policy-document-kinds.tsv"),
    ),
    ("powers", include_str!("../starter/powers.tsv")),
    (
        "privilege-kinds",
        include_str!("../starter/privilege-kinds.tsv"),
    ),
    (
        "process-types",
        include_str!("../starter/process-types.tsv"),
    ),
    (
        "redaction-bases",
        include_str!("../starter/redaction-bases.tsv"),
    ),
    ("roles", include_str!("../starter/roles.tsv")),
    (
        "sector-stages",
        include_str!("../starter/sector-stages.tsv"),
    ),
    ("sectors", include_str!("../starter/sectors.tsv")),
    (
        "settlement-kinds",
        include_str!("../starter/settlement-kinds.tsv"),
    ),
    (
        "stage-outcomes",
        include_str!("../starter/stage-outcomes.tsv"),
    ),
    ("stages", include_str!("../starter/stages.tsv")),
    ("subdivisions", include_str!("../starter/subdivisions.tsv")),
    (
        "support-forms",
        include_str!("../starter/support-forms.tsv"),
    ),
    (
        "support-program-kinds",
        include_str!("../starter/support-program-kinds.tsv"),
    ),
    (
        "target-groups",
        include_str!("../starter/target-groups.tsv"),
    ),
];

/// The languages of the titles, in the order of their columns.
const LANGUAGES: [&str; 3] = ["kk", "ru", "en"];

/// What became of the built-in codes at a start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Loaded {
    /// Those that were not there.
    pub written: usize,
    /// Those that an earlier release had written otherwise.
    pub updated: usize,
    /// Those that are as they should be, or somebody else's.
    pub left: usize,
}

/// What is to be done with a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Write,
    Update,
    Leave,
}

/// Writes the codes that the registry lacks and brings its own up to date, in one transaction; only reads where nothing is to
/// do. Any number of replicas may do it at once.
pub async fn load(app: &App) -> Result<Loaded, Error> {
    let context = app.own("LoadReferenceData");
    let wanted = codes()?;
    let (own, looked_at) = (context.caller().to_owned(), wanted.clone());
    let mut loaded = app
        .read(&context, move |tx| {
            let there = code::written(tx)?;
            let steps = looked_at.iter().map(|code| step(&own, &there, code));
            Ok(Loaded::of(steps))
        })
        .await?;
    if loaded.written + loaded.updated > 0 {
        let method = context.method;
        let work = move |tx: &mut dyn Tx| bring(tx, &context, &wanted);
        loaded = app.store.write(method, Mode::Commit, work).await?;
    }
    Ok(loaded)
}

/// Carries out the steps.
fn bring(tx: &mut dyn Tx, context: &Context, wanted: &[pb::Code]) -> Result<Loaded, Error> {
    let there = code::written(tx)?;
    let mut steps = Vec::new();
    for code in wanted {
        let step = step(context.caller(), &there, code);
        match step {
            Step::Write => {
                let request = pb::CreateCodeRequest {
                    parent: names::parent(&code.name).to_owned(),
                    code_id: names::id(&code.name).to_owned(),
                    code: Some(code.clone()),
                    ..Default::default()
                };
                Codes::create(tx, context, &request)?;
            }
            Step::Update => {
                let request = pb::UpdateCodeRequest {
                    code: Some(code.clone()),
                    update_mask: Some(FieldMask {
                        paths: ["titles", "parent_code"].map(str::to_owned).to_vec(),
                    }),
                    ..Default::default()
                };
                Codes::update(tx, context, &request)?;
            }
            Step::Leave => {}
        }
        steps.push(step);
    }
    Ok(Loaded::of(steps.into_iter()))
}

/// What is to be done with a code, by what is there; `own` is who writes for the service.
fn step(own: &str, there: &HashMap<String, Written>, wanted: &pb::Code) -> Step {
    match there.get(&wanted.name) {
        None => Step::Write,
        Some(Written { code, actor }) => {
            let same = (&code.titles, &code.parent_code) == (&wanted.titles, &wanted.parent_code);
            match actor == own && !same {
                true => Step::Update,
                false => Step::Leave,
            }
        }
    }
}

// === the files

/// The codes of all files, each after those that it names.
fn codes() -> Result<Vec<pb::Code>, Error> {
    let lines = FILES.iter().flat_map(|(scheme, text)| {
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        lines.map(move |line| (*scheme, line))
    });
    lines
        .map(|(scheme, line)| {
            code_of(scheme, line)
                .ok_or_else(|| Error::internal(format!("starter/{scheme}.tsv: {line}")))
        })
        .collect()
}

/// The code of a line: `code, parent, kk, ru, en`, then perhaps `valid from, valid until, successor`, with tabs between. A parent
/// in another scheme is written `scheme/code`.
fn code_of(scheme: &str, line: &str) -> Option<pb::Code> {
    let name = |id: &str| format!("referenceData/{scheme}/codes/{id}");
    let named = |id: &str| match id.split_once('/') {
        Some((scheme, id)) => format!("referenceData/{scheme}/codes/{id}"),
        None if id.is_empty() => String::new(),
        None => name(id),
    };
    let day = |text: &str| match text {
        "" => Some(None),
        text => date::parse(text).map(Some),
    };
    let mut columns: Vec<&str> = line.split('\t').collect();
    if !(5..=8).contains(&columns.len()) {
        return None;
    }
    columns.resize(8, "");
    let titles = LANGUAGES.iter().zip(&columns[2..5]);
    Some(pb::Code {
        name: name(columns[0]),
        parent_code: named(columns[1]),
        titles: titles
            .map(|(language, text)| LocalizedText {
                language_code: (*language).to_owned(),
                text: (*text).to_owned(),
            })
            .collect(),
        valid_from_date: day(columns[5])?,
        valid_until_date: day(columns[6])?,
        successor: named(columns[7]),
        ..Default::default()
    })
}

// === impl Loaded

impl Loaded {
    fn of(steps: impl Iterator<Item = Step>) -> Self {
        let mut loaded = Self::default();
        for step in steps {
            match step {
                Step::Write => loaded.written += 1,
                Step::Update => loaded.updated += 1,
                Step::Leave => loaded.left += 1,
            }
        }
        loaded
    }
}

#[cfg(test)]
mod tests;
