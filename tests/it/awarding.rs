//! A tender whose applications are open and ranked: what the tests of awards, contracts and payments begin with.

use common::{
    date,
    money::of_hundredths,
    testing::{Channel, DAY, NOON},
};
use kenes_proto::{
    gtype::Money,
    registry::{
        self as pb, Application, Award, Contract, Criterion, Mark, Tender,
        award_service_client::AwardServiceClient, contract_service_client::ContractServiceClient,
        organization::Kind, social_order_service_client::SocialOrderServiceClient,
    },
    types::Source,
};
use tonic::{Response, Status};

use crate::{
    roll::{Roll, day, org},
    world::{World, ask, ask_as, en, request_id},
};

pub(crate) const TENDER: &str = "tenders/t";

/// The ministry that orders, and three NGOs that applied, ranked in this order.
pub(crate) const NGOS: [&str; 3] = ["first", "second", "third"];

/// The day on which the tender closes: noon of the day after that on which tests begin. Today is ten days later.
pub(crate) const CLOSED: &str = "2026-05-26";
pub(crate) const TODAY: &str = "2026-06-05";

/// The registry, and clients of what concerns orders.
pub(crate) struct Awarding {
    pub(crate) roll: Roll,
    pub(crate) tenders: SocialOrderServiceClient<Channel>,
    pub(crate) awards: AwardServiceClient<Channel>,
    pub(crate) contracts: ContractServiceClient<Channel>,
}

/// An amount of tenge.
pub(crate) fn kzt(units: i64) -> Option<Money> {
    Some(of_hundredths(units * 100, "KZT"))
}

/// An amount of another currency.
pub(crate) fn usd(units: i64) -> Option<Money> {
    Some(of_hundredths(units * 100, "USD"))
}

/// A source in words.
pub(crate) fn source() -> Vec<Source> {
    vec![Source {
        note: "Ministry of Culture and Information, 2004".into(),
        ..Default::default()
    }]
}

/// A contract after an award of the tender.
pub(crate) fn after(award: &str, units: i64) -> Contract {
    Contract {
        award: format!("{TENDER}/awards/{award}"),
        value: kzt(units),
        ..Default::default()
    }
}

impl Awarding {
    /// The registry with a ministry and the NGOs, before any tender.
    pub(crate) async fn empty(world: &World) -> Self {
        let channel = || world.registry.clone();
        let mut roll = Roll::of(world);
        roll.record(Kind::StateBody, &["ministry"]).await;
        roll.record(Kind::Ngo, &NGOS).await;
        roll.people(&["member"]).await;
        roll.people(&NGOS).await;
        Self {
            roll,
            tenders: SocialOrderServiceClient::new(channel()),
            awards: AwardServiceClient::new(channel()),
            contracts: ContractServiceClient::new(channel()),
        }
    }

    /// The same after a tender of 1,000 tenge, without lots, in which all three applied and were scored.
    pub(crate) async fn start(world: &World) -> Self {
        Self::with_lots(world, &[]).await
    }

    /// The same with lots, each NGO applying for the one of its place and for all that may be spent on it.
    pub(crate) async fn with_lots(world: &World, lots: &[pb::Lot]) -> Self {
        let grant = Tender {
            lots: lots.to_vec(),
            form_code: "grant".into(),
            ..past_tender()
        };
        let asked = lots.first().map_or(1_000, |_| 300);
        Self::of(world, grant, asked, &[9, 7, 5]).await
    }

    /// The same in this tender, where each NGO asks for so much, and those that come first have these points.
    pub(crate) async fn of(world: &World, tender: Tender, asked: i64, points: &[i32]) -> Self {
        let mut it = Self::empty(world).await;
        let at = |micros: i64| Some(date::timestamp(NOON + micros));
        let lots = tender.lots.clone();
        let tender = Tender {
            criteria: vec![Criterion {
                criterion_id: "quality".into(),
                titles: en("Quality"),
                weight: 100,
                max_points: 10,
            }],
            commission_members: vec![pb::CommissionMember {
                person: "persons/member".into(),
                ..Default::default()
            }],
            submission_start_time: at(-DAY),
            submission_end_time: at(DAY),
            opening_time: at(DAY),
            ..tender
        };
        it.tender("t", tender).await;
        let announce = pb::AnnounceTenderRequest {
            name: TENDER.into(),
            ..Default::default()
        };
        let done = it.tenders.announce_tender(ask(announce)).await;
        done.expect("announced");
        for (n, ngo) in NGOS.into_iter().enumerate() {
            let lot = lots.get(n).map_or("", |lot| lot.lot_id.as_str());
            it.apply(ngo, lot, asked).await;
        }
        world.hand.pass(DAY);
        let open = pb::OpenApplicationsRequest {
            name: TENDER.into(),
            ..Default::default()
        };
        let done = it.tenders.open_applications(ask(open)).await;
        done.expect("opened");
        for ngo in NGOS {
            it.admit(ngo).await;
        }
        for (ngo, points) in NGOS.into_iter().zip(points) {
            it.score(ngo, *points).await;
        }
        world.hand.pass(10 * DAY);
        it
    }

    /// Records a tender that is being prepared.
    pub(crate) async fn tender(&mut self, id: &str, tender: Tender) {
        let request = pb::CreateTenderRequest {
            tender: Some(tender),
            tender_id: id.into(),
            ..Default::default()
        };
        let made = self.tenders.create_tender(ask(request)).await;
        made.expect("a tender");
    }

    async fn apply(&mut self, ngo: &str, lot: &str, asked: i64) {
        let mandate = pb::CreateMandateRequest {
            parent: org(ngo),
            mandate: Some(pb::Mandate {
                person: format!("persons/{ngo}"),
                subject: format!("demo|{ngo}"),
                power_codes: vec!["sign".into()],
                start_date: day("2026-01-01"),
                ..Default::default()
            }),
            ..Default::default()
        };
        let given = self.roll.standing.create_mandate(ask(mandate)).await;
        given.expect("a mandate");
        let request = pb::CreateApplicationRequest {
            parent: TENDER.into(),
            application: Some(Application {
                applicant: org(ngo),
                lot: lot.into(),
                titles: en("Advice in villages"),
                value: kzt(asked),
                cost_lines: vec![pb::CostLine {
                    kind_code: "wages".into(),
                    labels: en("Two lawyers"),
                    amount: kzt(asked),
                }],
                ..Default::default()
            }),
            application_id: ngo.into(),
            ..Default::default()
        };
        let request = ask_as(&format!("demo|{ngo}"), request);
        let made = self.tenders.create_application(request).await;
        made.expect("an application");
    }

    async fn admit(&mut self, ngo: &str) {
        let admit = pb::AdmitApplicationRequest {
            name: format!("{TENDER}/applications/{ngo}"),
            ..Default::default()
        };
        let done = self.tenders.admit_application(ask(admit)).await;
        done.expect("admitted");
    }

    async fn score(&mut self, ngo: &str, points: i32) {
        let request = pb::CreateScoreRequest {
            parent: format!("{TENDER}/applications/{ngo}"),
            score: Some(pb::Score {
                person: "persons/member".into(),
                marks: vec![Mark {
                    criterion: "quality".into(),
                    points,
                }],
                ..Default::default()
            }),
            ..Default::default()
        };
        let given = self.tenders.create_score(ask(request)).await;
        given.expect("a score");
    }

    /// The tender as it is.
    pub(crate) async fn state(&mut self) -> pb::tender::State {
        let request = pb::GetTenderRequest {
            name: TENDER.into(),
            ..Default::default()
        };
        let found = self.tenders.get_tender(request).await;
        found.expect("a tender").into_inner().state()
    }

    /// Proposes an award.
    pub(crate) async fn propose(&mut self, id: &str, award: Award) -> Result<Award, Status> {
        let request = pb::CreateAwardRequest {
            parent: TENDER.into(),
            award: Some(award),
            award_id: id.into(),
            ..Default::default()
        };
        let made = self.awards.create_award(ask(request)).await;
        made.map(Response::into_inner)
    }

    pub(crate) async fn confirm(&mut self, id: &str) -> Result<Award, Status> {
        let request = pb::ConfirmAwardRequest {
            name: format!("{TENDER}/awards/{id}"),
            request_id: request_id(),
            ..Default::default()
        };
        let done = self.awards.confirm_award(ask(request)).await;
        done.map(Response::into_inner)
    }

    pub(crate) async fn cancel(&mut self, id: &str) -> Result<Award, Status> {
        let request = pb::CancelAwardRequest {
            name: format!("{TENDER}/awards/{id}"),
            reasons: en("The applicant gave it back."),
            request_id: request_id(),
            ..Default::default()
        };
        let done = self.awards.cancel_award(ask(request)).await;
        done.map(Response::into_inner)
    }

    /// Draws a contract up.
    pub(crate) async fn draw_up(
        &mut self,
        id: &str,
        contract: Contract,
    ) -> Result<Contract, Status> {
        let request = pb::CreateContractRequest {
            contract: Some(contract),
            contract_id: id.into(),
            ..Default::default()
        };
        let made = self.contracts.create_contract(ask(request)).await;
        made.map(Response::into_inner)
    }

    pub(crate) async fn sign(&mut self, id: &str, on: &str) -> Result<Contract, Status> {
        let request = pb::SignContractRequest {
            name: format!("contracts/{id}"),
            sign_date: day(on),
            ..Default::default()
        };
        let done = self.contracts.sign_contract(ask(request)).await;
        done.map(Response::into_inner)
    }

    /// A contract of 400 tenge, `contracts/c`, with the first NGO: awarded on the day of the closing, and signed on 1 June.
    pub(crate) async fn contracted(world: &World) -> Self {
        let mut it = Self::start(world).await;
        let made = it.propose("a", chosen("first", 400)).await;
        made.expect("proposed");
        it.confirm("a").await.expect("confirmed");
        let contract = Contract {
            end_date: day("2026-12-31"),
            ..after("a", 400)
        };
        it.draw_up("c", contract).await.expect("drawn up");
        it.sign("c", "2026-06-01").await.expect("signed");
        it
    }
}

/// An award for the application of an NGO, made on the day of the closing.
pub(crate) fn chosen(ngo: &str, units: i64) -> Award {
    Award {
        application: format!("{TENDER}/applications/{ngo}"),
        value: kzt(units),
        award_date: day(CLOSED),
        ..Default::default()
    }
}

/// A tender of 1,000 tenge of which nothing is known but that it was.
pub(crate) fn past_tender() -> Tender {
    Tender {
        titles: en("Legal advice"),
        form_code: "social-order".into(),
        buyer: org("ministry"),
        value: kzt(1_000),
        ..Default::default()
    }
}
