//! A release as the rules and the lines see it: which of its parts the registry can hold, and how they belong together.

use std::collections::BTreeMap;

use common::money;
use kenes_proto::gtype::Money;

use super::read::Part;
use crate::open_data::LOT;

/// A release, and where it lies.
#[derive(Clone, Copy, Debug)]
pub(super) struct Release<'v> {
    pub(super) part: Part<'v>,
    /// Its pointer: `/releases/3`.
    pub(super) n: usize,
}

/// A lot of a tender: an item whose unit says so.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lot<'v> {
    pub(super) n: usize,
    pub(super) item: Part<'v>,
}

// === impl Release

impl<'v> Release<'v> {
    /// All releases of a package.
    pub(super) fn all(package: Part<'v>) -> impl Iterator<Item = Self> {
        package.list("releases").map(|(n, part)| Self { part, n })
    }

    pub(super) fn at(self, path: &str) -> String {
        format!("/releases/{}/{path}", self.n)
    }

    pub(super) fn language(self) -> &'v str {
        self.part.text("language")
    }

    pub(super) fn tender(self) -> Part<'v> {
        self.part.part("tender")
    }

    /// Who orders: the buyer, or where none is named the procuring entity.
    pub(super) fn buyer(self) -> String {
        let buyer = self.part.part("buyer").id("id");
        match buyer.is_empty() {
            true => self.tender().part("procuringEntity").id("id"),
            false => buyer,
        }
    }

    /// The parties by their ids, with their positions.
    pub(super) fn parties(self) -> BTreeMap<String, (usize, Part<'v>)> {
        let parties = self.part.list("parties");
        parties
            .map(|(n, party)| (party.id("id"), (n, party)))
            .collect()
    }

    pub(super) fn lots(self) -> impl Iterator<Item = Lot<'v>> {
        let items = self.tender().list("items");
        items
            .filter(|(_, item)| item.part("unit").text("name") == LOT)
            .map(|(n, item)| Lot { n, item })
    }

    /// The awards that stand, or are proposed: others are not recorded.
    pub(super) fn awards(self) -> impl Iterator<Item = (usize, Part<'v>)> {
        let awards = self.part.list("awards");
        awards.filter(|(_, award)| stands(*award))
    }

    /// The contracts that were not cancelled, of awards that are recorded.
    pub(super) fn contracts(self) -> impl Iterator<Item = (usize, Part<'v>)> {
        let contracts = self.part.list("contracts");
        contracts.filter(move |(_, contract)| {
            let award = self.award(&contract.id("awardID"));
            contract.text("status") != "cancelled" && award.is_some_and(stands)
        })
    }

    /// An award by its id.
    pub(super) fn award(self, id: &str) -> Option<Part<'v>> {
        let mut awards = self.part.list("awards");
        awards
            .find(|(_, award)| award.id("id") == id)
            .map(|(_, award)| award)
    }

    /// The lot that an award is for, if it is for one.
    pub(super) fn lot_of(self, award: Part<'_>) -> Option<Lot<'v>> {
        let ids: Vec<String> = award.list("items").map(|(_, item)| item.id("id")).collect();
        self.lots().find(|lot| ids.contains(&lot.item.id("id")))
    }

    /// How many lots an award is for.
    pub(super) fn lots_of(self, award: Part<'_>) -> usize {
        let ids: Vec<String> = award.list("items").map(|(_, item)| item.id("id")).collect();
        let lots = self.lots();
        lots.filter(|lot| ids.contains(&lot.item.id("id"))).count()
    }

    /// Every organization that takes part in what is recorded.
    pub(super) fn taking_part(self) -> Vec<String> {
        let mut ids = vec![self.buyer()];
        ids.extend(self.awards().map(|(_, award)| supplier(award)));
        for (_, contract) in self.contracts() {
            let paid = contract.part("implementation").list("transactions");
            ids.extend(paid.map(|(_, one)| one.part("payer").id("id")));
        }
        ids.retain(|id| !id.is_empty());
        ids.sort();
        ids.dedup();
        ids
    }
}

fn stands(award: Part<'_>) -> bool {
    !matches!(award.text("status"), "cancelled" | "unsuccessful")
}

/// The one supplier of an award.
pub(super) fn supplier(award: Part<'_>) -> String {
    award
        .list("suppliers")
        .next()
        .map(|(_, one)| one.id("id"))
        .unwrap_or_default()
}

/// Whether a contract was signed.
pub(super) fn is_signed(contract: Part<'_>) -> bool {
    contract.day("dateSigned").is_some() && contract.text("status") != "pending"
}

/// The milestones of a contract, with the path of their list.
pub(super) fn milestones(contract: Part<'_>) -> impl Iterator<Item = (String, usize, Part<'_>)> {
    let planned = contract.list("milestones");
    let planned = planned.map(|(n, one)| ("milestones".to_owned(), n, one));
    let done = contract.part("implementation").list("milestones");
    planned.chain(done.map(|(n, one)| ("implementation/milestones".to_owned(), n, one)))
}

/// An amount in hundredths.
pub(super) fn worth(value: Option<&Money>) -> i64 {
    money::hundredths(value)
}
