//! What tests of the social order begin with: a ministry, NGOs with a mandate each, a commission, and a tender that is announced.

use common::testing::{Channel, Hand};
use kenes_proto::{
    gtype::Money,
    registry::{
        self as pb, Application, CommissionMember, CostLine, Criterion, Mark, Score, Tender,
        organization::Kind, social_order_service_client::SocialOrderServiceClient,
    },
};
use prost_types::Timestamp;
use tonic::{Response, Status};

use crate::{
    roll::{Roll, day, org},
    world::{World, ask, ask_as, en},
};

/// The tender of these tests: applications from the first of June to the tenth, opened on the eleventh.
pub(crate) const T: &str = "tenders/t";
pub(crate) const BEGUN: &str = "2026-06-02T06:00:00Z";
pub(crate) const ENDED: &str = "2026-06-10T06:00:00Z";
pub(crate) const OPENED: &str = "2026-06-11T06:00:00Z";

pub(crate) type Orders = SocialOrderServiceClient<Channel>;

/// A world in which a ministry may order something.
pub(crate) struct Order {
    pub(crate) world: World,
    pub(crate) roll: Roll,
    pub(crate) orders: Orders,
}

pub(crate) fn time(text: &str) -> Option<Timestamp> {
    let micros = common::date::parse_time(text);
    micros.map(common::date::timestamp)
}

pub(crate) fn money(units: i64, code: &str) -> Option<Money> {
    Some(Money {
        currency_code: code.into(),
        units,
        nanos: 0,
    })
}

pub(crate) fn application_name(id: &str) -> String {
    format!("{T}/applications/{id}")
}

/// A tender that may be announced: two criteria of 60 and 40, three members of the commission.
pub(crate) fn tender() -> Tender {
    let criterion = |id: &str, weight, max_points| Criterion {
        criterion_id: id.into(),
        titles: en(id),
        weight,
        max_points,
    };
    let member = |person: &str, on_behalf_of: &str| CommissionMember {
        person: format!("persons/{person}"),
        on_behalf_of: on_behalf_of.into(),
        ..Default::default()
    };
    Tender {
        titles: en("Legal help"),
        form_code: "social-order".into(),
        level_code: "central".into(),
        area_codes: vec!["rights".into()],
        buyer: org("ministry"),
        value: money(1_000_000, "KZT"),
        criteria: vec![criterion("need", 60, 10), criterion("cost", 40, 5)],
        commission_members: vec![
            member("chair", ""),
            member("second", ""),
            member("partial", "organizations/adilet"),
        ],
        submission_start_time: time("2026-06-01T06:00:00Z"),
        submission_end_time: time(ENDED),
        opening_time: time(OPENED),
        ..Default::default()
    }
}

/// What `organization` offers for so much.
pub(crate) fn offer(organization: &str, units: i64) -> Application {
    Application {
        applicant: org(organization),
        titles: en("A project"),
        value: money(units, "KZT"),
        cost_lines: vec![line("wages", units - 100), line("goods", 100)],
        ..Default::default()
    }
}

pub(crate) fn line(kind: &str, units: i64) -> CostLine {
    CostLine {
        kind_code: kind.into(),
        labels: en(kind),
        amount: money(units, "KZT"),
    }
}

impl Order {
    pub(crate) async fn start() -> Self {
        Self::within(World::start().await).await
    }

    async fn within(world: World) -> Self {
        let mut roll = Roll::of(&world);
        for (scheme, codes) in [
            ("order-forms", &["social-order", "grant", "prize"][..]),
            ("order-levels", &["central", "sectoral", "regional"]),
            ("order-areas", &["rights", "health"]),
            ("cost-kinds", &["wages", "goods"]),
            ("powers", &["sign", "comment"]),
        ] {
            roll.code(scheme, codes).await;
        }
        roll.record(Kind::StateBody, &["ministry"]).await;
        roll.record(Kind::Ngo, &["adilet", "bilim", "umit"]).await;
        let people = ["chair", "second", "partial", "outsider", "aigul"];
        roll.people(&people).await;
        let orders = Orders::new(world.registry.clone());
        let mut order = Self {
            world,
            roll,
            orders,
        };
        for organization in ["adilet", "bilim", "umit"] {
            order.mandate(organization, "sign").await;
        }
        order
    }

    /// The same with the tender announced, and its submission begun.
    pub(crate) async fn announced(tender: Tender) -> Self {
        Self::start().await.submitting(tender).await
    }

    /// The same with one replica, for a test that changes its secret: that of another stays until an operator copies the new one.
    pub(crate) async fn announced_alone(tender: Tender) -> Self {
        let world = World::alone(Hand::default(), None).await;
        Self::within(world).await.submitting(tender).await
    }

    async fn submitting(mut self, tender: Tender) -> Self {
        self.create("t", tender).await.expect("a tender");
        self.announce().await.expect("announced");
        self.world.hand.set(BEGUN);
        self
    }

    /// The same with these offers in it, opened and admitted.
    pub(crate) async fn evaluating(offers: &[(&str, Application)]) -> Self {
        let mut order = Box::pin(Self::announced(tender())).await;
        for (id, offer) in offers {
            order.apply(id, offer.clone()).await.expect("accepted");
        }
        order.world.hand.set(OPENED);
        order.open().await.expect("opened");
        for (id, _) in offers {
            order.admit(id).await.expect("admitted");
        }
        order
    }

    /// `demo|aigul` may sign, or whatever, for the organization.
    pub(crate) async fn mandate(&mut self, organization: &str, power: &str) {
        let mandate = pb::Mandate {
            person: "persons/aigul".into(),
            subject: "demo|aigul".into(),
            power_codes: vec![power.into()],
            start_date: day("2020-01-01"),
            ..Default::default()
        };
        let request = pb::CreateMandateRequest {
            parent: org(organization),
            mandate: Some(mandate),
            ..Default::default()
        };
        let given = self.roll.standing.create_mandate(ask(request)).await;
        given.expect("a mandate");
    }

    pub(crate) async fn create(&mut self, id: &str, tender: Tender) -> Result<Tender, Status> {
        let request = pb::CreateTenderRequest {
            tender: Some(tender),
            tender_id: id.into(),
            ..Default::default()
        };
        let made = self.orders.create_tender(ask(request)).await;
        made.map(Response::into_inner)
    }

    pub(crate) async fn tender(&mut self) -> Tender {
        let request = pb::GetTenderRequest {
            name: T.into(),
            ..Default::default()
        };
        let found = self.orders.get_tender(request).await;
        found.expect("a tender").into_inner()
    }

    pub(crate) async fn announce(&mut self) -> Result<Tender, Status> {
        let request = pb::AnnounceTenderRequest {
            name: T.into(),
            ..Default::default()
        };
        let done = self.orders.announce_tender(ask(request)).await;
        done.map(Response::into_inner)
    }

    pub(crate) async fn apply(
        &mut self,
        id: &str,
        application: Application,
    ) -> Result<Application, Status> {
        let request = pb::CreateApplicationRequest {
            parent: T.into(),
            application: Some(application),
            application_id: id.into(),
            ..Default::default()
        };
        let made = self
            .orders
            .create_application(ask_as("demo|aigul", request));
        made.await.map(Response::into_inner)
    }

    pub(crate) async fn application(&mut self, id: &str) -> Application {
        let request = pb::GetApplicationRequest {
            name: application_name(id),
            ..Default::default()
        };
        let found = self.orders.get_application(request).await;
        found.expect("an application").into_inner()
    }

    pub(crate) async fn withdraw(&mut self, id: &str, caller: &str) -> Result<Application, Status> {
        let request = pb::WithdrawApplicationRequest {
            name: application_name(id),
            ..Default::default()
        };
        let done = self.orders.withdraw_application(ask_as(caller, request));
        done.await.map(Response::into_inner)
    }

    pub(crate) async fn open(&mut self) -> Result<Tender, Status> {
        let request = pb::OpenApplicationsRequest {
            name: T.into(),
            ..Default::default()
        };
        let done = self.orders.open_applications(ask(request)).await;
        done.map(Response::into_inner)
    }

    /// What the service opens by itself.
    pub(crate) async fn round(&self) -> Result<(), common::Error> {
        let opening = registry::opening::Opening::of(self.world.registry_kit.clone());
        opening.round().await
    }

    pub(crate) async fn admit(&mut self, id: &str) -> Result<Application, Status> {
        let request = pb::AdmitApplicationRequest {
            name: application_name(id),
            ..Default::default()
        };
        let done = self.orders.admit_application(ask(request)).await;
        done.map(Response::into_inner)
    }

    /// What a member gives: points for the need and for the cost.
    pub(crate) async fn score(
        &mut self,
        application: &str,
        person: &str,
        points: [i32; 2],
    ) -> Result<Score, Status> {
        let mark = |criterion: &str, points| Mark {
            criterion: criterion.into(),
            points,
        };
        let marks = vec![mark("need", points[0]), mark("cost", points[1])];
        self.mark(application, person, marks).await
    }

    pub(crate) async fn mark(
        &mut self,
        application: &str,
        person: &str,
        marks: Vec<Mark>,
    ) -> Result<Score, Status> {
        let request = pb::CreateScoreRequest {
            parent: application_name(application),
            score: Some(Score {
                person: format!("persons/{person}"),
                marks,
                ..Default::default()
            }),
            score_id: person.into(),
            ..Default::default()
        };
        let made = self.orders.create_score(ask(request)).await;
        made.map(Response::into_inner)
    }

    pub(crate) async fn conflict(
        &mut self,
        person: &str,
        applicant: &str,
        application: &str,
    ) -> Result<Tender, Status> {
        let request = pb::DeclareConflictRequest {
            name: T.into(),
            person: format!("persons/{person}"),
            applicant: applicant.into(),
            application: application.into(),
            reasons: en("A relative works there."),
            ..Default::default()
        };
        let done = self.orders.declare_conflict(ask(request)).await;
        done.map(Response::into_inner)
    }

    /// The applications in their order: id, place, score in hundredths, scores.
    pub(crate) async fn ranking(&mut self, lot: &str) -> Vec<(String, i32, i32, i32)> {
        let request = pb::RankApplicationsRequest {
            name: T.into(),
            lot: lot.into(),
        };
        let ranked = self.orders.rank_applications(request).await;
        let ranked = ranked.expect("a ranking").into_inner().applications;
        ranked
            .into_iter()
            .map(|one| {
                let id = common::names::id(&one.application).to_owned();
                (id, one.rank, one.score, one.score_count)
            })
            .collect()
    }
}
