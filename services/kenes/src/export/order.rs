//! What comes first: lists whose resources others name, and within a list the resources that others of it name.

use std::collections::{BTreeSet, HashMap};

use super::{
    contract::{is_required, may_wait, referred},
    lists::List,
};

/// The kind that everything may need: its codes are named by plain words.
const CODE: &str = "registry.kenes/Code";
/// The kind that may need everything: a code says what a figure is of, a tender too.
const FIGURE: &str = "registry.kenes/ReportedFigure";

/// Returns the lists so that each comes after those that its resources need. Where two need each other, what must be said on
/// creation decides.
pub(super) fn arranged(mut lists: Vec<List>) -> Vec<List> {
    let needs: HashMap<String, Needs> = lists
        .iter()
        .map(|list| (list.name.clone(), Needs::of(list, &lists)))
        .collect();
    let mut done = Vec::new();
    while !lists.is_empty() {
        let waiting: BTreeSet<&str> = lists.iter().map(|list| list.name.as_str()).collect();
        let free = |needed: &BTreeSet<String>| !needed.iter().any(|n| waiting.contains(n.as_str()));
        let at = lists.iter().position(|list| free(&needs[&list.name].all));
        // One of a circle, and not one that only waits for it.
        let circular = |list: &List| needed(&list.name, &needs, &waiting).contains(&list.name);
        let at = at.or_else(|| {
            let mut places = lists.iter();
            places.position(|list| free(&needs[&list.name].hard) && circular(list))
        });
        done.push(lists.remove(at.unwrap_or(0)));
    }
    done
}

/// Returns the lists of those that wait that a list needs, also by way of others.
fn needed(
    list: &str,
    needs: &HashMap<String, Needs>,
    waiting: &BTreeSet<&str>,
) -> BTreeSet<String> {
    let (mut found, mut next) = (BTreeSet::new(), vec![list.to_owned()]);
    while let Some(list) = next.pop() {
        let direct = needs[&list].all.iter();
        for need in direct.filter(|need| waiting.contains(need.as_str())) {
            if found.insert(need.clone()) {
                next.push(need.clone());
            }
        }
    }
    found
}

/// The other lists that a list needs.
struct Needs {
    /// All that it names.
    all: BTreeSet<String>,
    /// What it must name on creation: its parents, and fields that cannot wait.
    hard: BTreeSet<String>,
}

impl Needs {
    fn of(list: &List, lists: &[List]) -> Self {
        let (mut all, mut hard) = (BTreeSet::new(), BTreeSet::new());
        let others = || lists.iter().filter(|other| other.name != list.name);
        for other in others() {
            let is_parent = |parent: &str| other.called.places.iter().any(|place| place == parent);
            let by_code = other.called.kind == CODE || list.called.kind == FIGURE;
            if by_code || list.sources.iter().any(|s| is_parent(&s.parent)) {
                hard.insert(other.name.clone());
            }
        }
        for field in list.message.fields() {
            let types = referred(&field);
            for other in others().filter(|other| types.contains(&other.called.kind)) {
                all.insert(other.name.clone());
                if is_required(&field) || !may_wait(&field) {
                    hard.insert(other.name.clone());
                }
            }
        }
        all.extend(hard.iter().cloned());
        Self { all, hard }
    }
}

/// Returns an order of things, by their positions, in which each comes after those that it needs. The first ones come first
/// where they can; of a circle one begins.
pub(super) fn after_needs(needs: &[Vec<usize>]) -> Vec<usize> {
    let mut missing: Vec<usize> = vec![0; needs.len()];
    let mut needed_by: Vec<Vec<usize>> = vec![Vec::new(); needs.len()];
    for (n, needs) in needs.iter().enumerate() {
        let needs: BTreeSet<usize> = needs.iter().copied().filter(|need| *need != n).collect();
        missing[n] = needs.len();
        for need in needs {
            needed_by[need].push(n);
        }
    }
    let mut waiting: BTreeSet<usize> = (0..needs.len()).collect();
    let mut ready: BTreeSet<usize> = waiting
        .iter()
        .copied()
        .filter(|n| missing[*n] == 0)
        .collect();
    let mut order = Vec::with_capacity(needs.len());
    while let Some(next) = ready.pop_first().or_else(|| on_a_circle(needs, &waiting)) {
        waiting.remove(&next);
        order.push(next);
        for n in &needed_by[next] {
            missing[*n] = missing[*n].saturating_sub(1);
            if missing[*n] == 0 && waiting.contains(n) {
                ready.insert(*n);
            }
        }
    }
    order
}

/// Returns one that needs itself by way of others, where all that wait need others that wait.
fn on_a_circle(needs: &[Vec<usize>], waiting: &BTreeSet<usize>) -> Option<usize> {
    let mut at = *waiting.first()?;
    let mut seen = BTreeSet::new();
    while seen.insert(at) {
        let waits_for = |need: &usize| *need != at && waiting.contains(need);
        match needs[at].iter().copied().find(waits_for) {
            Some(need) => at = need,
            None => break,
        }
    }
    Some(at)
}

#[cfg(test)]
mod tests {
    use super::{super::lists::lists, *};

    #[test]
    fn what_others_name_comes_first() {
        let arranged = arranged(lists());
        let at = |name: &str| arranged.iter().position(|list| list.name == name);
        for (first, then) in [
            ("codes", "organizations"),
            ("codes", "persons"),
            ("organizations", "posts"),
            ("posts", "memberships"),
            ("persons", "memberships"),
            ("persons", "mandates"),
            ("memberships", "nominations"),
            ("draftLaws", "draftLawVersions"),
            ("consultations", "comments"),
            ("hearings", "participations"),
            ("organizations", "agreements"),
            ("supportPrograms", "budgetAllocations"),
            ("organizations", "supportPrograms"),
            ("complaints", "reportedFigures"),
        ] {
            assert!(
                at(first).is_some() && at(first) < at(then),
                "{first} before {then}"
            );
        }
    }

    #[test]
    fn needs_come_before_whoever_needs_them_and_a_circle_begins_somewhere() {
        assert_eq!(after_needs(&[vec![2], vec![], vec![1]]), [1, 2, 0]);
        assert_eq!(after_needs(&[vec![], vec![0], vec![0]]), [0, 1, 2]);
        // 1 and 2 need each other, 0 needs both, and 3 itself.
        assert_eq!(
            after_needs(&[vec![1, 2], vec![2], vec![1], vec![3]]),
            [3, 1, 2, 0]
        );
    }
}
