//! Resources sent in bulk: the task that goes through them, and the chunks that it sends.

use common::{
    Error,
    app::{App, outflow::Outlet},
    context::Context,
    resource::{self, Snapshot},
    store::Tx,
};
use kenes_proto::{
    consultation::{self as pb, ExportChunk, ExportFormat},
    types::ErrorReason as Reason,
};

use crate::{
    domain::bulk::Rows,
    store::{
        bulk::{Place, Walk},
        consultation::Consultations,
        draft_law::DraftLaws,
    },
};

/// About so many bytes make a chunk, and so many at most.
const CHUNK: usize = 128 << 10;
const LARGEST: usize = 1 << 20;

/// An export that may begin.
pub(super) struct Export {
    app: App,
    context: Context,
    walk: Walk,
    snapshot: Snapshot,
    rows: Rows,
    place: Place,
    sent: Sent,
}

/// What was sent, and how to go on.
struct Sent {
    of: String,
    rows: i64,
    /// Sent with the first chunk.
    token: String,
    /// Whether the file is sent from its beginning.
    whole: bool,
}

pub(super) async fn comments(
    app: &App,
    context: &Context,
    request: pb::ExportCommentsRequest,
) -> Result<Export, Error> {
    let rows = Rows::of(request.format(), "comments")?;
    let parent = request.parent.clone();
    let walk = move |tx: &mut dyn Tx, snapshot: Snapshot| {
        if parent == "consultations/-" {
            return Ok(Walk::all_comments(snapshot));
        }
        if parent.starts_with("consultations/") {
            snapshot.get::<Consultations>(tx, &parent)?;
            return Ok(Walk::comments_of(snapshot, &parent));
        }
        snapshot.get::<DraftLaws>(tx, &parent)?;
        Ok(Walk::comments_on(snapshot, &parent))
    };
    let of = format!("comments/{}", request.parent);
    let form = form(request.format(), "");
    let tokens = (request.snapshot, request.position);
    open(app, context, (of, form), tokens, rows, walk).await
}

pub(super) async fn draft_law(
    app: &App,
    context: &Context,
    request: pb::ExportDraftLawRequest,
) -> Result<Export, Error> {
    let rows = Rows::of(request.format(), &request.collection)?;
    let law = request.draft_law.clone();
    let walk = move |tx: &mut dyn Tx, snapshot: Snapshot| {
        snapshot.get::<DraftLaws>(tx, &law)?;
        Ok(Walk::law(snapshot, &law))
    };
    let of = format!("law/{}", request.draft_law);
    let form = form(request.format(), &request.collection);
    let tokens = (request.snapshot, request.position);
    open(app, context, (of, form), tokens, rows, walk).await
}

/// What positions are of besides their snapshot.
fn form(format: ExportFormat, collection: &str) -> String {
    format!("{}/{collection}", format.as_str_name())
}

/// Opens an export of the snapshot that the tokens name, or of what is there now.
async fn open(
    app: &App,
    context: &Context,
    (of, form): (String, String),
    (token, position): (String, String),
    rows: Rows,
    walk: impl Fn(&mut dyn Tx, Snapshot) -> Result<Walk, Error> + Send + 'static,
) -> Result<Export, Error> {
    let log = app.log.verifier().name().to_owned();
    let of = format!("{log}/{of}");
    let (now, named) = (context.now, of.clone());
    let read = move |tx: &mut dyn Tx| {
        let snapshot = Snapshot::open(tx, &named, &token, now)?;
        Ok((snapshot, walk(tx, snapshot)?))
    };
    let (snapshot, walk) = app.read(context, read).await?;
    let token = snapshot.token(&of)?;
    let of = format!("{of}/{form}");
    let begun = snapshot.open_position(&of, &position)?;
    let (place, begun_rows) = match &begun {
        None => (Place::default(), 0),
        Some(values) => Place::of_values(values).ok_or_else(|| {
            let say = "is none of this export: begin again without one";
            Error::invalid(Reason::SnapshotMismatch, "position", say)
        })?,
    };
    Ok(Export {
        app: app.clone(),
        context: context.clone(),
        walk,
        snapshot,
        rows,
        place,
        sent: Sent {
            of,
            rows: begun_rows,
            token,
            whole: begun.is_none(),
        },
    })
}

impl Export {
    /// Sends all of it.
    pub(super) async fn run(self, outlet: Outlet<ExportChunk>) -> Result<(), Error> {
        let Self {
            app,
            context,
            walk,
            snapshot,
            rows,
            mut place,
            mut sent,
        } = self;
        let mut data = Vec::with_capacity(CHUNK);
        if sent.whole {
            rows.header(&mut data)?;
        }
        while !walk.is_over(&place) {
            let (step, at) = (walk.clone(), place);
            let read = move |tx: &mut dyn Tx| {
                let mut next = at.clone();
                let found = step.step(tx, &mut next)?;
                Ok((found, next))
            };
            let (found, next): (Vec<(resource::Found, Place)>, Place) =
                app.read(&context, read).await?;
            place = next;
            for (one, after) in found {
                let Some(body) = one.body.filter(|_| rows.holds(&one.name)) else {
                    continue;
                };
                rows.write(&one.name, &body, &mut data)?;
                sent.rows += 1;
                if data.len() >= CHUNK {
                    let position = snapshot.position(&sent.of, &after.values(sent.rows)?)?;
                    sent.send(&outlet, std::mem::take(&mut data), position, false)
                        .await?;
                }
            }
        }
        let position = snapshot.position(&sent.of, &place.values(sent.rows)?)?;
        sent.send(&outlet, data, position, true).await
    }
}

impl Sent {
    /// Sends whole rows.
    async fn send(
        &mut self,
        outlet: &Outlet<ExportChunk>,
        data: Vec<u8>,
        position: String,
        last: bool,
    ) -> Result<(), Error> {
        let pieces: Vec<&[u8]> = match data.is_empty() {
            true => vec![&[]],
            false => data.chunks(LARGEST).collect(),
        };
        for (n, piece) in pieces.iter().enumerate() {
            let ends = n + 1 == pieces.len();
            let chunk = ExportChunk {
                data: piece.to_vec(),
                snapshot: std::mem::take(&mut self.token),
                position: if ends {
                    position.clone()
                } else {
                    String::new()
                },
                row_count: self.rows,
                last: last && ends,
            };
            outlet.send(chunk).await?;
        }
        Ok(())
    }
}
