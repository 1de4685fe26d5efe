//! What tests of the registry begin with: organizations, people and codes by their ids, and short ways to seat people.

use common::{date, testing::Channel};
use kenes_proto::{
    gtype::Date,
    registry::{
        self as pb, membership::Member, membership_service_client::MembershipServiceClient,
        organization::Kind, organization_service_client::OrganizationServiceClient,
        person_service_client::PersonServiceClient,
        reference_data_service_client::ReferenceDataServiceClient,
        standing_service_client::StandingServiceClient,
    },
};
use tonic::{Response, Status};

use crate::world::{World, ask, en};

/// Clients of the registry.
pub(crate) struct Roll {
    pub(crate) organizations: OrganizationServiceClient<Channel>,
    pub(crate) persons: PersonServiceClient<Channel>,
    pub(crate) codes: ReferenceDataServiceClient<Channel>,
    pub(crate) members: MembershipServiceClient<Channel>,
    pub(crate) standing: StandingServiceClient<Channel>,
}

/// A day: `2006-05-01`, `2006-05`, `2006`; none where it is empty.
pub(crate) fn day(text: &str) -> Option<Date> {
    let parsed = date::parse(text);
    assert!(parsed.is_some() || text.is_empty(), "{text} is no day");
    parsed
}

pub(crate) fn org(id: &str) -> String {
    format!("organizations/{id}")
}

/// The membership of an organization.
pub(crate) fn group(member: &str, start: &str, end: &str) -> pb::Membership {
    of(Member::MemberOrganization(org(member)), start, end)
}

/// The membership of a person.
pub(crate) fn person(member: &str, start: &str, end: &str) -> pb::Membership {
    of(
        Member::MemberPerson(format!("persons/{member}")),
        start,
        end,
    )
}

fn of(member: Member, start: &str, end: &str) -> pb::Membership {
    pb::Membership {
        member: Some(member),
        start_date: day(start),
        end_date: day(end),
        ..Default::default()
    }
}

impl Roll {
    pub(crate) fn of(world: &World) -> Self {
        Self::over(&world.registry)
    }

    /// Of a registry that is reached by this channel.
    pub(crate) fn over(channel: &Channel) -> Self {
        let channel = || channel.clone();
        Self {
            organizations: OrganizationServiceClient::new(channel()),
            persons: PersonServiceClient::new(channel()),
            codes: ReferenceDataServiceClient::new(channel()),
            members: MembershipServiceClient::new(channel()),
            standing: StandingServiceClient::new(channel()),
        }
    }

    /// Records organizations of a kind, in being from ever.
    pub(crate) async fn record(&mut self, kind: Kind, ids: &[&str]) {
        for id in ids {
            self.organization(
                id,
                pb::Organization {
                    kind: kind.into(),
                    ..Default::default()
                },
            )
            .await;
        }
    }

    pub(crate) async fn organization(&mut self, id: &str, mut organization: pb::Organization) {
        organization.titles = en(id);
        let request = pb::CreateOrganizationRequest {
            organization: Some(organization),
            organization_id: id.into(),
            ..Default::default()
        };
        // Boxed: an organization is large, and whoever calls this would hold it several times.
        let made = Box::pin(self.organizations.create_organization(ask(request)));
        made.await.expect("an organization");
    }

    /// A body with this profile.
    pub(crate) async fn body(&mut self, id: &str, profile: pb::BodyProfile) {
        let body = pb::Organization {
            kind: Kind::ConsultativeBody.into(),
            body_profile: Some(profile),
            ..Default::default()
        };
        self.organization(id, body).await;
    }

    /// Corrects an organization: the fields of the mask.
    pub(crate) async fn correct_organization(
        &mut self,
        id: &str,
        mut organization: pb::Organization,
        mask: &[&str],
    ) -> Result<pb::Organization, Status> {
        organization.name = org(id);
        let request = pb::UpdateOrganizationRequest {
            organization: Some(organization),
            update_mask: paths(mask),
            ..Default::default()
        };
        let saved = self.organizations.update_organization(ask(request)).await;
        saved.map(Response::into_inner)
    }

    pub(crate) async fn people(&mut self, ids: &[&str]) {
        for id in ids {
            let request = pb::CreatePersonRequest {
                person: Some(pb::Person {
                    titles: en(id),
                    ..Default::default()
                }),
                person_id: (*id).into(),
                ..Default::default()
            };
            let made = self.persons.create_person(ask(request)).await;
            made.expect("a person");
        }
    }

    pub(crate) async fn code(&mut self, scheme: &str, ids: &[&str]) {
        for id in ids {
            let request = pb::CreateCodeRequest {
                parent: format!("referenceData/{scheme}"),
                code: Some(pb::Code {
                    titles: en(id),
                    ..Default::default()
                }),
                code_id: (*id).into(),
                ..Default::default()
            };
            self.codes.create_code(ask(request)).await.expect("a code");
        }
    }

    /// Ends the days of a code.
    pub(crate) async fn expire(&mut self, scheme: &str, id: &str, until: &str) {
        let request = pb::UpdateCodeRequest {
            code: Some(pb::Code {
                name: format!("referenceData/{scheme}/codes/{id}"),
                valid_until_date: day(until),
                ..Default::default()
            }),
            update_mask: paths(&["valid_until_date"]),
            ..Default::default()
        };
        self.codes.update_code(ask(request)).await.expect("expired");
    }

    /// A mandate of a person who signs in as `demo|{person}`, with the power to comment.
    pub(crate) async fn mandate(&mut self, parent: &str, person: &str, start: &str, end: &str) {
        let request = pb::CreateMandateRequest {
            parent: org(parent),
            mandate: Some(pb::Mandate {
                person: format!("persons/{person}"),
                subject: format!("demo|{person}"),
                power_codes: vec!["comment".into()],
                start_date: day(start),
                end_date: day(end),
                ..Default::default()
            }),
            ..Default::default()
        };
        let given = self.standing.create_mandate(ask(request)).await;
        given.expect("a mandate");
    }

    pub(crate) async fn post(
        &mut self,
        parent: &str,
        id: &str,
        mut post: pb::Post,
    ) -> Result<pb::Post, Status> {
        if post.labels.is_empty() {
            post.labels = en("A seat");
        }
        let request = pb::CreatePostRequest {
            parent: org(parent),
            post: Some(post),
            post_id: id.into(),
            ..Default::default()
        };
        let made = self.members.create_post(ask(request)).await;
        made.map(Response::into_inner)
    }

    pub(crate) async fn join(
        &mut self,
        parent: &str,
        id: &str,
        membership: pb::Membership,
    ) -> Result<pb::Membership, Status> {
        let request = pb::CreateMembershipRequest {
            parent: org(parent),
            membership: Some(membership),
            membership_id: id.into(),
            ..Default::default()
        };
        let made = self.members.create_membership(ask(request)).await;
        made.map(Response::into_inner)
    }

    pub(crate) async fn end(&mut self, name: &str, day_: &str) -> Result<pb::Membership, Status> {
        let request = pb::EndMembershipRequest {
            name: name.into(),
            end_date: day(day_),
            ..Default::default()
        };
        let ended = self.members.end_membership(ask(request)).await;
        ended.map(Response::into_inner)
    }

    pub(crate) async fn approve(
        &mut self,
        name: &str,
        by: &str,
        on: &str,
    ) -> Result<pb::Membership, Status> {
        let request = pb::ApproveMembershipRequest {
            name: name.into(),
            approved_by: if by.is_empty() {
                String::new()
            } else {
                org(by)
            },
            approval_date: day(on),
            ..Default::default()
        };
        let done = self.members.approve_membership(ask(request)).await;
        done.map(Response::into_inner)
    }

    pub(crate) async fn membership(&mut self, name: &str) -> pb::Membership {
        let request = pb::GetMembershipRequest {
            name: name.into(),
            ..Default::default()
        };
        let found = self.members.get_membership(request).await;
        found.expect("a membership").into_inner()
    }

    /// Corrects a membership: the populated fields.
    pub(crate) async fn correct(
        &mut self,
        membership: pb::Membership,
        mask: &[&str],
    ) -> Result<pb::Membership, Status> {
        let request = pb::UpdateMembershipRequest {
            membership: Some(membership),
            update_mask: paths(mask),
            ..Default::default()
        };
        let saved = self.members.update_membership(ask(request)).await;
        saved.map(Response::into_inner)
    }

    pub(crate) async fn change_post(
        &mut self,
        post: pb::Post,
        mask: &[&str],
    ) -> Result<pb::Post, Status> {
        let request = pb::UpdatePostRequest {
            post: Some(post),
            update_mask: paths(mask),
            ..Default::default()
        };
        let saved = self.members.update_post(ask(request)).await;
        saved.map(Response::into_inner)
    }

    pub(crate) async fn suspend(&mut self, id: &str, from: &str) {
        let request = pb::SuspendOrganizationRequest {
            name: org(id),
            effective_date: day(from),
            reason: "A decision of the court".into(),
            ..Default::default()
        };
        let done = self.organizations.suspend_organization(ask(request)).await;
        done.expect("suspended");
    }

    pub(crate) async fn dissolve(&mut self, id: &str, from: &str) {
        let request = pb::DissolveOrganizationRequest {
            name: org(id),
            effective_date: day(from),
            reason: "A decision of its members".into(),
            ..Default::default()
        };
        let done = self.organizations.dissolve_organization(ask(request)).await;
        done.expect("dissolved");
    }

    pub(crate) async fn delete(&mut self, id: &str) -> Result<pb::Organization, Status> {
        let request = pb::DeleteOrganizationRequest {
            name: org(id),
            ..Default::default()
        };
        let done = self.organizations.delete_organization(ask(request)).await;
        done.map(Response::into_inner)
    }

    pub(crate) async fn delete_person(&mut self, id: &str) -> Result<pb::Person, Status> {
        let request = pb::DeletePersonRequest {
            name: format!("persons/{id}"),
            ..Default::default()
        };
        let done = self.persons.delete_person(ask(request)).await;
        done.map(Response::into_inner)
    }
}

/// An update mask; none where there are no paths.
pub(crate) fn paths(mask: &[&str]) -> Option<prost_types::FieldMask> {
    (!mask.is_empty()).then(|| prost_types::FieldMask {
        paths: mask.iter().map(ToString::to_string).collect(),
    })
}
