//! The receipt in the answer of a write.

use kenes_proto::record as pb;
use tlog::proof::Receipt;

use super::{App, Said};
use crate::{Error, context::Context, resource, store::Mode};

impl App {
    /// The answer of a call as it is sent: with the receipt of what it wrote, or once wrote, where that is wanted. One that only
    /// validates has none.
    pub(super) async fn receipt(
        &self,
        context: &Context,
        outcome: Result<Box<dyn Said>, Error>,
    ) -> Result<Box<dyn Said>, Error> {
        let mut answer = outcome?;
        if context.mode() == Mode::WithReceipt {
            let written = self.kinds.written(answer.as_any());
            let Some((name, etag)) = written.map(|written| (written.name, written.etag)) else {
                return Err(no_receipt());
            };
            let receipt = match context.take_receipt() {
                Some(receipt) => self.receipt_of(Some(receipt.index), Some(receipt))?,
                None => self.earlier(&name, &etag).await?,
            };
            if let Some(written) = self.kinds.written(answer.as_any()) {
                *written.receipt = Some(receipt);
            }
        }
        Ok(answer)
    }

    /// The receipt of what was written before, or is only now given its index.
    async fn earlier(&self, name: &str, etag: &str) -> Result<pb::Receipt, Error> {
        let index = self.log.index(name, revision(etag)?).await?;
        let receipt = match index {
            Some(index) => self.log.receipt(index).await?,
            None => None,
        };
        self.receipt_of(index, receipt)
    }

    /// Gives each answer of a call that writes several the receipt of what it wrote, or once wrote.
    pub async fn attach_receipts<T: 'static>(
        &self,
        context: &Context,
        answers: &mut [T],
    ) -> Result<(), Error> {
        if context.is_validate_only() {
            return Ok(());
        }
        let mut revisions = Vec::with_capacity(answers.len());
        for answer in answers.iter_mut() {
            let written = self.kinds.written(answer).ok_or_else(no_receipt)?;
            revisions.push((written.name, revision(&written.etag)?));
        }
        let indexes = self.log.indexes(revisions).await?;
        let mut receipts = self
            .log
            .receipts(indexes.iter().copied().flatten().collect())
            .await?
            .into_iter();
        for (answer, index) in answers.iter_mut().zip(indexes) {
            let receipt = index.and_then(|_| receipts.next().flatten());
            if let Some(written) = self.kinds.written(answer) {
                *written.receipt = Some(self.receipt_of(index, receipt)?);
            }
        }
        Ok(())
    }

    /// A receipt as the contract has it.
    pub(crate) fn receipt_of(
        &self,
        index: Option<u64>,
        receipt: Option<Receipt>,
    ) -> Result<pb::Receipt, Error> {
        Ok(pb::Receipt {
            log: self.log.verifier().name().to_owned(),
            index: index
                .map(i64::try_from)
                .transpose()
                .map_err(Error::internal)?,
            pending: receipt.is_none(),
            proof: receipt.map(|receipt| receipt.text()).unwrap_or_default(),
        })
    }
}

/// The revision that an answer is, by its etag.
fn revision(etag: &str) -> Result<i64, Error> {
    resource::revision(etag).ok_or_else(|| Error::internal("an answer without its etag"))
}

fn no_receipt() -> Error {
    Error::internal("an answer that carries no receipt")
}
