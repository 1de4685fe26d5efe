//! Yearly figures and codes of a profile: what is refused, and why.

use super::*;

#[tokio::test]
async fn a_figure_has_a_source_and_each_source_one_a_year() {
    let (_world, mut client) = register().await;
    let path = "ngo_profile.figures";
    let patch = |figures: Vec<AnnualFigure>| pb::Organization {
        name: "organizations/greens".into(),
        ngo_profile: Some(NgoProfile {
            figures,
            ..Default::default()
        }),
        ..Default::default()
    };
    let nobody = patch(vec![figure(2005, 9, 900, "")]);
    let status = refused(
        update(&mut client, nobody, path).await,
        Code::InvalidArgument,
        Reason::SourceMissing,
    );
    let field = |n: usize, rest: &str| format!("organization.{path}[{n}]{rest}");
    assert_eq!(fields(&status), [field(0, ".source")]);
    let mut new = greens();
    let profile = new.ngo_profile.as_mut().expect("a profile");
    profile.figures = vec![figure(2004, 7, 800, "")];
    refused(
        create(&mut client, "other", new).await,
        Code::InvalidArgument,
        Reason::SourceMissing,
    );
    let twice = patch(vec![figure(2005, 9, 900, "A"), figure(2005, 8, 900, "A")]);
    let status = refused(
        update(&mut client, twice, path).await,
        Code::InvalidArgument,
        Reason::FieldInvalid,
    );
    assert_eq!(fields(&status), [field(1, "")]);
    let backwards = patch(vec![figure(2005, 9, 900, "A"), figure(2004, 8, 900, "A")]);
    let status = refused(
        update(&mut client, backwards, path).await,
        Code::InvalidArgument,
        Reason::FieldInvalid,
    );
    assert_eq!(fields(&status), [field(1, ".year")]);
}

#[tokio::test]
async fn codes_of_a_profile_are_of_their_schemes() {
    let (_world, mut client) = register().await;
    let mut wrong = greens();
    let profile = wrong.ngo_profile.as_mut().expect("a profile");
    profile.settlement_kind_code = "suburb".into();
    profile.target_group_codes = texts(&["youth", "everybody"]);
    let status = refused(
        create(&mut client, "wrong", wrong).await,
        Code::InvalidArgument,
        Reason::CodeUnknown,
    );
    assert_eq!(
        fields(&status),
        [
            "organization.ngo_profile.settlement_kind_code",
            "organization.ngo_profile.target_group_codes[1]"
        ]
    );
}

#[tokio::test]
async fn a_figure_says_something_and_is_of_a_year_in_which_the_organization_was_there() {
    let (_world, mut client) = register().await;
    let path = "ngo_profile.figures";
    let bad = |figure: AnnualFigure| {
        let mut wrong = greens();
        let profile = wrong.ngo_profile.as_mut().expect("a profile");
        profile.figures = vec![figure];
        wrong
    };
    let silent = AnnualFigure {
        employees: None,
        citizens_served: None,
        ..figure(2004, 1, 1, "Its own report")
    };
    for (wrong, field, reason) in [
        (bad(silent), "", Reason::FieldInvalid),
        (bad(figure(2150, 1, 1, "A")), ".year", Reason::DatesInvalid),
        (bad(figure(1995, 1, 1, "A")), ".year", Reason::DatesInvalid),
    ] {
        let field = format!("organization.{path}[0]{field}");
        let outcome = create(&mut client, "wrong", wrong.clone()).await;
        let status = refused(outcome, Code::InvalidArgument, reason);
        assert_eq!(fields(&status), [field.as_str()]);
        let wrong = pb::Organization {
            name: "organizations/greens".into(),
            ..wrong
        };
        let outcome = update(&mut client, wrong, path).await;
        let status = refused(outcome, Code::InvalidArgument, reason);
        assert_eq!(fields(&status), [field.as_str()]);
    }
    // The other way in: the founding is corrected.
    let young = pb::Organization {
        name: "organizations/greens".into(),
        founding_date: Some(day(2004, 6, 1)),
        ..Default::default()
    };
    let outcome = update(&mut client, young, "founding_date").await;
    let status = refused(outcome, Code::InvalidArgument, Reason::DatesInvalid);
    assert_eq!(
        fields(&status),
        ["organization.ngo_profile.activities[0].since_date"]
    );
    let itself = pb::Organization {
        name: "organizations/greens".into(),
        established_by: "//registry.kenes/organizations/greens".into(),
        ..Default::default()
    };
    let outcome = update(&mut client, itself, "established_by").await;
    let status = refused(outcome, Code::InvalidArgument, Reason::FieldInvalid);
    assert_eq!(fields(&status), ["organization.established_by"]);
}
