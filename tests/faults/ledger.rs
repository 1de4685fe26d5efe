//! The record as a stopped service left it, read whole and compared with what clients hold: the check of every experiment.
//!
//! The tree is built here from all leaves, the plain way, so that the service's own tiles and edges are not their own witness.

use std::{
    collections::{BTreeMap, HashMap},
    path::Path,
};

use common::{
    record::{Files, key, last_signed::LastSigned},
    store::{Database, Store, Upgrade, Value},
};
use tlog::{
    entry::{self, Entry, Slot},
    note::{self, Checkpoint, Verifier},
    proof::Receipt,
    tree::{Hash, empty_root, leaf_hash, node_hash},
};

use crate::{
    Outcome,
    load::{Note, Shared, lock},
};

/// Rows that are read at once.
const PAGE: i64 = 4096;

/// What a log holds, and what it signed last.
#[derive(Debug)]
pub(crate) struct Ledger {
    pub(crate) leaves: Vec<Vec<u8>>,
    pub(crate) signed: Checkpoint,
    verifier: Verifier,
    wrong: Vec<String>,
}

/// The database of the consultation service under `data`, for who looks into it or spoils it.
pub(crate) async fn store(data: &Path) -> Outcome<Store> {
    let database = Database::Sqlite(data.join("consultation.db"));
    Ok(Store::open(&database, consultation::MIGRATIONS, Upgrade::Refuse).await?)
}

impl Ledger {
    /// Reads the record of the consultation service under `data`, which must not run.
    pub(crate) async fn read(data: &Path) -> Outcome<Self> {
        Self::of(&store(data).await?, data).await
    }

    /// Reads the record in a database that is open.
    pub(crate) async fn of(store: &Store, data: &Path) -> Outcome<Self> {
        let files = Files::within(data, "consultation");
        let state = LastSigned::open(&files.signed)?;
        let note = state.note().ok_or("nothing was ever signed")?;
        let origin = note.lines().next().unwrap_or_default();
        let der = key::read(&files.key)?.ok_or("there is no key")?;
        let verifier = note::Signer::from_pkcs8(origin, &der)
            .ok_or("not a name")?
            .verifier();
        let signed = verifier
            .open(note)
            .map_err(|fault| format!("the last signature: {fault:?}"))?;
        let mut ledger = Self {
            leaves: Vec::new(),
            signed,
            verifier,
            wrong: Vec::new(),
        };
        loop {
            let from = i64::try_from(ledger.leaves.len())?;
            let rows = store
                .read("ReadLedger", move |tx| {
                    let sql = "SELECT entry, leaf, body_salt, identity_salt, actor, identity_at, body, caller_salt FROM revision \
                               WHERE entry >= $1 ORDER BY entry LIMIT $2";
                    tx.query(sql, &[from.into(), PAGE.into()])
                })
                .await?;
            if rows.is_empty() {
                return Ok(ledger);
            }
            for row in rows {
                ledger.add(&row)?;
            }
        }
    }

    /// What is wrong with the record by itself, and with what clients were given of it.
    pub(crate) fn faults(&self, shared: &Shared) -> Vec<String> {
        let (notes, receipts) = (lock(&shared.notes), lock(&shared.receipts));
        let mut wrong = self.wrong.clone();
        let mut roots = BTreeMap::from([(self.signed.size, Vec::new())]);
        let mut proved = HashMap::new();
        for text in notes
            .iter()
            .map(Note::proof)
            .chain(receipts.iter().map(String::as_str))
        {
            if text.is_empty() {
                continue;
            }
            match self.receipt(text) {
                Ok((receipt, checkpoint)) => {
                    roots
                        .entry(checkpoint.size)
                        .or_default()
                        .push(checkpoint.root);
                    proved.insert(text, receipt);
                }
                Err(fault) => wrong.push(format!("a receipt does not verify: {fault}")),
            }
        }
        for note in lock(&shared.checkpoints).iter() {
            match self.verifier.open(note) {
                Ok(seen) => roots.entry(seen.size).or_default().push(seen.root),
                Err(fault) => wrong.push(format!("a checkpoint does not verify: {fault:?}")),
            }
        }
        for note in notes.iter() {
            if let Some(fault) = self.entry_of(note, proved.get(note.proof())) {
                wrong.push(format!("{}: {fault}", note.answer.name));
            }
        }
        roots
            .entry(self.signed.size)
            .or_default()
            .push(self.signed.root);
        let mut tree = Tree::default();
        let mut known = roots.into_iter().peekable();
        for size in 0..=self.leaves.len() as u64 {
            if let Some((_, seen)) = known.next_if(|(at, _)| *at == size)
                && seen.iter().any(|root| *root != tree.root())
            {
                wrong.push(format!(
                    "what was signed of {size} entries is not what is there"
                ));
            }
            if let Some(leaf) = self.leaves.get(usize::try_from(size).unwrap_or(usize::MAX)) {
                tree.push(leaf_hash(leaf));
            }
        }
        for (size, _) in known {
            wrong.push(format!(
                "{size} entries were signed, {} are there",
                self.leaves.len()
            ));
        }
        wrong
    }

    /// A receipt that verifies, and the checkpoint in it.
    fn receipt(&self, text: &str) -> Result<(Receipt, Checkpoint), String> {
        let receipt = Receipt::parse(text).map_err(|fault| format!("{fault:?}"))?;
        let checkpoint = self
            .verifier
            .open(&receipt.checkpoint)
            .map_err(|fault| format!("{fault:?}"))?;
        match receipt.leads_to(checkpoint.size, &checkpoint.root) {
            true => Ok((receipt, checkpoint)),
            false => Err("it does not lead to its root".to_owned()),
        }
    }

    /// What is wrong with the entry of a comment that was acknowledged.
    fn entry_of(&self, note: &Note, receipt: Option<&Receipt>) -> Option<String> {
        let Some(index) = note.index() else {
            return Some("it was acknowledged without a place in the record".to_owned());
        };
        let leaf = usize::try_from(index)
            .ok()
            .and_then(|at| self.leaves.get(at));
        let Some(leaf) = leaf else {
            return Some(format!("its entry {index} is gone"));
        };
        let uid = uuid::Uuid::try_parse(&note.answer.uid).ok();
        if Entry::decode(leaf).map(|entry| entry.record) != uid.map(uuid::Uuid::into_bytes) {
            return Some(format!("its index changed: entry {index} is another's"));
        }
        receipt
            .is_some_and(|receipt| (receipt.index, &receipt.leaf) != (index, leaf))
            .then(|| format!("its receipt is for another entry than {index}"))
    }

    fn add(&mut self, row: &[Value]) -> Outcome<()> {
        let (place, leaf) = (row[0].int()?, row[1].bytes()?.to_vec());
        if usize::try_from(place)? != self.leaves.len() {
            self.wrong
                .push(format!("before entry {place} there is a hole"));
            // The rest is counted from here on: one hole is one fault.
            self.leaves.resize(usize::try_from(place)?, Vec::new());
        }
        match Entry::decode(&leaf) {
            None => self.wrong.push(format!("entry {place} is no leaf")),
            Some(entry) => {
                let before = self.leaves.last().and_then(|leaf| Entry::decode(leaf));
                if before.is_some_and(|before| before.time_ms > entry.time_ms) {
                    self.wrong
                        .push(format!("entry {place} is earlier than the one before it"));
                }
                let body = row[6].bytes()?;
                let (body, who) = body
                    .split_at_checked(usize::try_from(row[5].int()?)?)
                    .unwrap_or((body, &[]));
                for (slot, salt, bytes) in [
                    (Slot::BODY, &row[2], body),
                    (Slot::IDENTITY, &row[3], who),
                    (Slot::CALLER, &row[7], row[4].text()?.as_bytes()),
                ] {
                    // Erased: the leaf stays, and nobody can open it.
                    if *salt == Value::Null {
                        continue;
                    }
                    let salt = salt.bytes()?.try_into()?;
                    if entry.commitment(slot) != Some(&entry::commit(&salt, slot, bytes)) {
                        let what = slot.label();
                        self.wrong
                            .push(format!("entry {place} does not commit to its {what}"));
                    }
                }
            }
        }
        self.leaves.push(leaf);
        Ok(())
    }
}

/// The tree of RFC 6962 as it grows: the full subtrees from the left, each smaller than the one before.
#[derive(Default)]
struct Tree(Vec<(u32, Hash)>);

impl Tree {
    fn push(&mut self, leaf: Hash) {
        let mut node = (0, leaf);
        while let Some((level, left)) = self.0.pop_if(|(level, _)| *level == node.0) {
            node = (level + 1, node_hash(&left, &node.1));
        }
        self.0.push(node);
    }

    fn root(&self) -> Hash {
        self.0
            .iter()
            .rev()
            .map(|(_, hash)| *hash)
            .reduce(|right, left| node_hash(&left, &right))
            .unwrap_or_else(empty_root)
    }
}
