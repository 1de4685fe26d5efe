//! A comparative table sent as a file: the task that goes through the comments, asks who answered, and writes the rows.

mod file;
mod xlsx;

use common::{
    Error, Language,
    app::{App, outflow::Outlet},
    context::{Context, Reading},
    names,
    resource::Snapshot,
    store::Tx,
    text,
};
use kenes_proto::{
    consultation::{self as pb, ExportChunk},
    types::ErrorReason as Reason,
};

use super::{Api, titles::Learned};
use crate::{
    Registry,
    domain::{
        comparative_table::{self as rules, Commented},
        version::check_frozen,
    },
    store::{
        comparative_table::{At, Walk},
        draft_law::DraftLaws,
        version::Versions,
    },
};
pub(super) use file::Rooms;
use file::{Kind, Sent};

/// A table that may begin.
pub(super) struct Table {
    app: App,
    registry: Registry,
    context: Context,
    walk: Walk,
    language: Language,
    kind: Kind,
    title: String,
    token: String,
}

pub(super) async fn open(
    api: &Api,
    context: &Context,
    request: pb::ExportComparativeTableRequest,
) -> Result<Table, Error> {
    let language = text::asked(&request.language_code)?
        .or(Reading::of(context).language)
        .unwrap_or_default();
    let kind = Kind::of(request.format());
    let of = format!(
        "{}/table/{}",
        api.app.log.verifier().name(),
        request.draft_law
    );
    let (now, named) = (context.now, of.clone());
    let read = move |tx: &mut dyn Tx| {
        let snapshot = Snapshot::open(tx, &named, &request.snapshot, now)?;
        let law = snapshot.get::<DraftLaws>(tx, &request.draft_law)?;
        let version = version(&law, &request.version)?;
        check_frozen(&snapshot.get::<Versions>(tx, &version)?)?;
        Ok((Walk { snapshot, version }, law))
    };
    let (walk, law) = api.app.read(context, read).await?;
    let (what, law) = (rules::title(language), text::pick(&law.titles, language));
    Ok(Table {
        app: api.app.clone(),
        registry: api.registry.clone(),
        context: context.clone(),
        language,
        kind,
        title: format!("{what}: {law} ({})", names::id(&walk.version)),
        token: walk.snapshot.token(&of)?,
        walk,
    })
}

/// The version that is compared.
fn version(law: &pb::DraftLaw, asked: &str) -> Result<String, Error> {
    let version = if asked.is_empty() {
        law.current_version.as_str()
    } else {
        asked
    };
    if version.is_empty() {
        let text = format!("{} has no published version yet", law.name);
        let reason = Reason::VersionNotPublished;
        return Err(Error::refused(reason, law.name.as_str(), text));
    }
    if names::parent(version) != law.name {
        let say = format!(
            "must be a version of {}, or empty for the current one",
            law.name
        );
        return Err(Error::invalid(Reason::FieldInvalid, "version", say));
    }
    Ok(version.to_owned())
}

impl Table {
    /// Sends all of it. `rooms` has the room for workbooks.
    pub(super) async fn run(self, rooms: Rooms, outlet: Outlet<ExportChunk>) -> Result<(), Error> {
        let _room = match self.kind {
            Kind::Xlsx => Some(rooms.enter().await?),
            Kind::Csv | Kind::Html => None,
        };
        let time = self.walk.snapshot.time();
        let mut sent = Sent::new(outlet, self.token);
        let mut file = self.kind.begin(self.language, &self.title, time)?;
        let (mut at, mut titles) = (At::default(), Learned::default());
        let (mut rows, mut order) = (0, -1);
        while !at.over {
            let walk = self.walk.clone();
            let from = at;
            let read = move |tx: &mut dyn Tx| {
                let mut at = from.clone();
                let page = walk.page(tx, &mut at)?;
                Ok((page, at))
            };
            let (page, next): (Option<Commented>, At) = self.app.read(&self.context, read).await?;
            at = next;
            let Some(page) = page else { continue };
            titles
                .learn(&self.registry, page.organizations(), time)
                .await;
            let first = page.order != order;
            order = page.order;
            let more = page.rows(self.language, &titles.known, rows, first);
            rows += i64::try_from(more.len()).map_err(Error::internal)?;
            file = file.write(more).await?;
            sent.whole(&mut file, rows).await?;
        }
        sent.rest(file, rows).await
    }
}
