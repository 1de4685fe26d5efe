//! How well campaigns are found among invented comments.

use std::convert::Infallible;

use consultation::near::{Census, Grouping, Text};

use super::invented::{CAMPAIGNS, Comments};

/// What was found: of each campaign the group that has most of its copies.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Found {
    /// The copies there are.
    pub(crate) copies: u64,
    /// The comments in the groups.
    pub(crate) grouped: u64,
    /// The copies that are in the group of their campaign.
    pub(crate) right: u64,
    /// The different texts.
    pub(crate) texts: usize,
}

impl Found {
    /// The share of those in the groups that are copies.
    pub(crate) fn precision(&self) -> f64 {
        share(self.right, self.grouped)
    }

    /// The share of the copies that are in their group.
    pub(crate) fn recall(&self) -> f64 {
        share(self.right, self.copies)
    }
}

/// Groups so many comments, and compares with what is known of them.
pub(crate) fn find(comments: &Comments, count: u32) -> Found {
    let text = |n: u32| Text::of(&comments.comment(u64::from(n)).text);
    let mut census = Census::default();
    let mut known = vec![None; count as usize];
    let mut found = Found::default();
    for (n, known) in (0..count).zip(&mut known) {
        let invented = comments.comment(u64::from(n));
        census.count(Text::of(&invented.text).fingerprint);
        found.copies += u64::from(invented.campaign.is_some());
        *known = invented.campaign;
    }
    let order = census.order();
    found.texts = order.len();
    let mut grouping = Grouping::default();
    for at in order {
        let mut read = |at| Ok::<_, Infallible>(text(at).shingles);
        let Ok(()) = grouping.place(at, &text(at), &mut read);
    }
    // Of each campaign: its copies in the group that has most of them, and the size of that.
    let mut best = [(0, 0); CAMPAIGNS];
    for members in census.groups(&grouping) {
        let mut copies = [0; CAMPAIGNS];
        for (at, _) in &members {
            if let Some(campaign) = known[*at as usize] {
                copies[campaign] += 1;
            }
        }
        for (best, copies) in best.iter_mut().zip(copies) {
            *best = (*best).max((copies, members.len() as u64));
        }
    }
    for (right, grouped) in best {
        found.right += right;
        found.grouped += grouped;
    }
    found
}

#[expect(clippy::cast_precision_loss, reason = "counts of comments")]
fn share(part: u64, whole: u64) -> f64 {
    part as f64 / whole.max(1) as f64
}
