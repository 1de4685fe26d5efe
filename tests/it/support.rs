//! What tests of support begin with: a registry with organizations, a programme that was adopted, and short ways to record.

use common::testing::Channel;
use kenes_proto::{
    gtype::Money,
    registry::{
        self as pb, organization::Kind, support_program_service_client::SupportProgramServiceClient,
    },
    types::Source,
};
use tonic::{Response, Status};

use crate::{
    roll::{Roll, day, org},
    world::{World, ask, en},
};

/// The programme that was adopted.
pub(crate) const PROGRAM: &str = "supportPrograms/adopted";

/// A registry, its clients, and the client of support.
pub(crate) struct Support {
    pub(crate) world: World,
    pub(crate) roll: Roll,
    pub(crate) client: SupportProgramServiceClient<Channel>,
}

pub(crate) fn amount(currency: &str, units: i64) -> Option<Money> {
    let currency_code = currency.into();
    Some(Money {
        currency_code,
        units,
        nanos: 0,
    })
}

pub(crate) fn tenge(units: i64) -> Option<Money> {
    amount("KZT", units)
}

pub(crate) fn source(note: &str) -> Source {
    Source {
        note: note.into(),
        ..Default::default()
    }
}

pub(crate) fn report() -> Vec<Source> {
    vec![source("A report")]
}

/// The answer of a call.
pub(crate) async fn answer<T>(
    call: impl Future<Output = Result<Response<T>, Status>>,
) -> Result<T, Status> {
    call.await.map(Response::into_inner)
}

/// A programme of 2003 to 2005.
pub(crate) fn program() -> pb::SupportProgram {
    pb::SupportProgram {
        titles: en("A programme"),
        kind_code: "programme".into(),
        start_date: day("2003"),
        end_date: day("2005"),
        ..Default::default()
    }
}

/// Training that `ngo` received.
pub(crate) fn measure() -> pb::SupportMeasure {
    pb::SupportMeasure {
        form_code: "methodological".into(),
        recipient: org("ngo"),
        descriptions: en("Training for ten people"),
        start_date: day("2004-03"),
        sources: report(),
        ..Default::default()
    }
}

/// A grant of a foundation to `ngo`.
pub(crate) fn grant() -> pb::Grant {
    pb::Grant {
        titles: en("A school of law"),
        descriptions: en("For a school of law in three villages."),
        funder: Some(pb::SupportParty {
            titles: en("A foundation"),
            ..Default::default()
        }),
        funder_kind_code: "international-foundation".into(),
        recipient: org("ngo"),
        amount_awarded: amount("USD", 5_000),
        award_date: day("1996"),
        sources: report(),
        ..Default::default()
    }
}

impl Support {
    pub(crate) async fn start() -> Self {
        let world = World::with_starter().await;
        let mut roll = Roll::of(&world);
        roll.record(Kind::Ngo, &["ngo", "fund"]).await;
        roll.record(Kind::StateBody, &["ministry"]).await;
        let client = SupportProgramServiceClient::new(world.registry.clone());
        let mut support = Self {
            world,
            roll,
            client,
        };
        let made = support.program("adopted", program()).await;
        made.expect("a draft");
        support.adopt(PROGRAM, "2003").await.expect("adopted");
        support
    }

    pub(crate) async fn program(
        &mut self,
        id: &str,
        program: pb::SupportProgram,
    ) -> Result<pb::SupportProgram, Status> {
        let request = pb::CreateSupportProgramRequest {
            support_program: Some(program),
            support_program_id: id.into(),
            ..Default::default()
        };
        answer(self.client.create_support_program(ask(request))).await
    }

    pub(crate) async fn adopt(
        &mut self,
        name: &str,
        on: &str,
    ) -> Result<pb::SupportProgram, Status> {
        let request = pb::AdoptSupportProgramRequest {
            name: name.into(),
            adopt_date: day(on),
            ..Default::default()
        };
        answer(self.client.adopt_support_program(ask(request))).await
    }

    pub(crate) async fn close(
        &mut self,
        name: &str,
        on: &str,
    ) -> Result<pb::SupportProgram, Status> {
        let request = pb::CloseSupportProgramRequest {
            name: name.into(),
            close_date: day(on),
            reasons: en("Its period is over."),
            ..Default::default()
        };
        answer(self.client.close_support_program(ask(request))).await
    }

    pub(crate) async fn measure(
        &mut self,
        parent: &str,
        id: &str,
        measure: pb::SupportMeasure,
    ) -> Result<pb::SupportMeasure, Status> {
        let request = pb::CreateSupportMeasureRequest {
            parent: parent.into(),
            support_measure: Some(measure),
            support_measure_id: id.into(),
            ..Default::default()
        };
        answer(self.client.create_support_measure(ask(request))).await
    }

    pub(crate) async fn grant(&mut self, id: &str, grant: pb::Grant) -> Result<pb::Grant, Status> {
        let request = pb::CreateGrantRequest {
            grant: Some(grant),
            grant_id: id.into(),
            ..Default::default()
        };
        answer(self.client.create_grant(ask(request))).await
    }

    pub(crate) async fn budget(
        &mut self,
        id: &str,
        budget: pb::BudgetAllocation,
    ) -> Result<pb::BudgetAllocation, Status> {
        let request = pb::CreateBudgetAllocationRequest {
            budget_allocation: Some(budget),
            budget_allocation_id: id.into(),
            ..Default::default()
        };
        answer(self.client.create_budget_allocation(ask(request))).await
    }

    /// How much support there was by year and kind of source: a line each of grants, as `1996 state 2: 500 KZT`.
    pub(crate) async fn grants_by_year(&mut self) -> Vec<String> {
        use pb::SupportGrouping::{FunderKind, Year};
        let request = pb::SummarizeSupportRequest {
            group_by: vec![Year.into(), FunderKind.into()],
            ..Default::default()
        };
        let answer = answer(self.client.summarize_support(request)).await;
        answer.expect("sums").grants.iter().map(line).collect()
    }
}

/// A total in a line.
pub(crate) fn line(total: &pb::SupportTotal) -> String {
    let amounts: Vec<_> = total.amounts.iter().map(common::money::show).collect();
    let group = [
        match total.year {
            0 => String::new(),
            year => year.to_string(),
        },
        total.funder_kind_code.clone(),
        total.form_code.clone(),
        total.record_count.to_string(),
    ];
    let group: Vec<_> = group.into_iter().filter(|part| !part.is_empty()).collect();
    format!("{}: {}", group.join(" "), amounts.join(" + "))
}
