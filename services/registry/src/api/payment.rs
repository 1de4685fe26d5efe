//! What is decided when payments are written: the payments of a contract are counted in the same transaction.

use common::{
    Error,
    context::Context,
    date, names,
    resource::{self, Family},
    store::Tx,
};
use kenes_proto::registry as pb;

use super::reference::refer;
use crate::{
    domain::payment as rules,
    store::{
        contract::{self, Contracts},
        milestone::Milestones,
        organization::Organizations,
        payment::Payments,
    },
};

impl Family for Payments {
    fn before_write(
        tx: &mut dyn Tx,
        context: &Context,
        present: Option<&pb::Payment>,
        payment: &mut pb::Payment,
    ) -> Result<(), Error> {
        let contract = resource::get::<Contracts>(tx, names::parent(&payment.name))?;
        rules::check_signed(&contract)?;
        let today = date::local_day(context.now);
        if let Some(present) = present {
            rules::check_open(present)?;
            payment.pay_date = payment.pay_date.or(present.pay_date);
        }
        rules::begin(payment, &contract, today);
        let mut wrong = rules::check(payment, &contract, &today);
        refer::<Organizations>(tx, "payment.payer", &payment.payer, &mut wrong)?;
        refer::<Milestones>(tx, "payment.milestone", &payment.milestone, &mut wrong)?;
        Error::check(wrong)?;
        let others = contract::paid(tx, &contract.name, &payment.name)?;
        rules::check_sum(payment, &contract, others)
    }
}
