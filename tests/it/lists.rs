//! Lists, all of them: what each filters and sorts by is what its comment says, every parent may be a `-`, and no filter looks
//! through a large table. That the law is the index is in the stories.

mod groups;
mod large;
mod law;
mod upgrade;

use common::{
    list::{self, Query},
    store::{Store, Tx, Value},
    table::{ColumnSchema, Schema, Type},
    testing::Channel,
};
use kenes_proto::POOL;
use prost::Message;
use prost_reflect::{DynamicMessage, MethodDescriptor};
use tonic::{Request, Status, client::Grpc, codegen::http::uri::PathAndQuery};

use crate::{dialect::comment_of, world::World};

/// The List methods that filter.
fn lists() -> Vec<MethodDescriptor> {
    let services = POOL
        .services()
        .filter(|service| service.full_name().starts_with("kenes."));
    let methods = services.flat_map(|service| service.methods().collect::<Vec<_>>());
    let found: Vec<_> = methods
        .filter(|method| method.input().get_field_by_name("filter").is_some())
        .collect();
    assert!(found.len() > 20, "{} lists", found.len());
    found
}

fn tables() -> Vec<&'static Schema> {
    let services = [&registry::DEFINITION, &consultation::DEFINITION];
    services
        .iter()
        .flat_map(|service| service.kinds.schemas())
        .collect()
}

/// The table of what a method lists.
fn table_of(method: &MethodDescriptor) -> &'static Schema {
    let output = method.output();
    let listed = output
        .fields()
        .find_map(|field| field.kind().as_message().cloned());
    let listed = listed.expect("resources");
    let found = tables().into_iter().find(|table| table.message == listed);
    found.unwrap_or_else(|| panic!("no table of {}", listed.full_name()))
}

/// What the comment of a method says of what it filters and sorts by.
fn said(table: &Schema) -> String {
    let names = |fields: Vec<&str>| {
        let names = fields.iter().map(|field| format!("`{field}`"));
        names.collect::<Vec<_>>().join(", ")
    };
    let mut filters = list::filters(table);
    if table.active.is_some() {
        filters.push("active_on(\"2006-05-01\")");
    }
    let order = match table.order {
        "" => "name",
        order => order,
    };
    format!(
        "Filters: {}. Sorts: {}. The default is `{order}`.",
        names(filters),
        names(list::sorts(table))
    )
}

#[test]
fn what_a_list_filters_and_sorts_by_is_what_its_comment_says() {
    let faults = lists().into_iter().filter_map(|method| {
        let said = said(table_of(&method));
        let comment = comment_of(method.full_name());
        (!comment.contains(&said)).then(|| format!("{}\n{said}", method.full_name()))
    });
    assert_eq!(faults.collect::<Vec<_>>(), [""; 0]);
}

/// The parents of a list as its path has them, with `-` for every id, and for the last only: `consultations/-/comments/-`.
pub(crate) fn wildcards(method: &MethodDescriptor) -> Vec<String> {
    let option = POOL
        .get_extension_by_name("google.api.http")
        .expect("an option");
    let options = method.options();
    let http = options.get_extension(&option);
    let path = http
        .as_message()
        .and_then(|rule| rule.get_field_by_name("get"));
    let path = path
        .and_then(|path| path.as_str().map(ToOwned::to_owned))
        .unwrap_or_default();
    let parent = path
        .split("{parent=")
        .nth(1)
        .and_then(|rest| rest.split('}').next());
    let parent =
        parent.unwrap_or_else(|| panic!("{} has no parent in its path", method.full_name()));
    let all = parent.replace('*', "-");
    let last = match parent.matches('*').count() {
        1 => None,
        count => Some(parent.replacen('*', "x", count - 1).replace('*', "-")),
    };
    std::iter::once(all).chain(last).collect()
}

/// What any List method answers: the same fields have the same numbers in all of them.
#[derive(Clone, PartialEq, Message)]
struct Listed {
    #[prost(message, repeated, tag = "1")]
    resources: Vec<Head>,
    #[prost(int64, optional, tag = "3")]
    total_size: Option<i64>,
}

/// Any resource.
#[derive(Clone, PartialEq, Message)]
struct Head {
    #[prost(string, tag = "1")]
    name: String,
}

/// Calls a List method, named by its service and itself, with these fields.
async fn call(channel: &Channel, method: &str, fields: &[(&str, &str)]) -> Result<Listed, Status> {
    let (service, name) = method.split_once('/').expect("a method");
    let service = POOL.get_service_by_name(service).expect("a service");
    let mut methods = service.methods();
    let input = methods
        .find(|method| method.name() == name)
        .expect("a method")
        .input();
    let mut request = DynamicMessage::new(input);
    for (field, value) in fields {
        request.set_field_by_name(field, prost_reflect::Value::String((*value).to_owned()));
    }
    let path = PathAndQuery::try_from(format!("/{method}")).expect("a path");
    let mut client = Grpc::new(channel.clone());
    client.ready().await.expect("a connection");
    let codec = tonic_prost::ProstCodec::<DynamicMessage, Listed>::default();
    let answer = client.unary(Request::new(request), path, codec).await;
    answer.map(tonic::Response::into_inner)
}

/// The ids of what a filter finds, and how many it says that there are.
async fn found(channel: &Channel, method: &str, parent: &str, filter: &str) -> Vec<String> {
    let mut fields = vec![("filter", filter)];
    fields.extend((!parent.is_empty()).then_some(("parent", parent)));
    let answer = call(channel, method, &fields).await;
    let answer = answer.unwrap_or_else(|status| panic!("{method} {parent} {filter}: {status:?}"));
    let ids = answer
        .resources
        .iter()
        .map(|head| common::names::id(&head.name).to_owned());
    let ids: Vec<String> = ids.collect();
    assert_eq!(
        answer.total_size,
        i64::try_from(ids.len()).ok(),
        "{method} {filter}"
    );
    ids
}

#[tokio::test]
async fn every_parent_may_be_a_wildcard() {
    let world = World::start().await;
    let children = lists().into_iter();
    let children = children.filter(|method| method.input().get_field_by_name("parent").is_some());
    let mut found = 0;
    for method in children {
        let registry = method.full_name().starts_with("kenes.registry.");
        let channel = if registry {
            &world.registry
        } else {
            &world.consultation
        };
        for parent in wildcards(&method) {
            found += 1;
            let path = format!("{}/{}", method.parent_service().full_name(), method.name());
            let outcome = call(channel, &path, &[("parent", &parent)]).await;
            assert!(outcome.is_ok(), "{path} of {parent}: {outcome:?}");
        }
    }
    assert!(found > 15, "{found} parents");
}

/// A condition on a column that makes sense.
fn condition(table: &Schema, column: &ColumnSchema) -> String {
    let field = column.field;
    match column.kind {
        Type::Folded | Type::List => format!("{field}:\"x\""),
        Type::Text => format!("{field} = \"x\""),
        Type::Int => format!("{field} = 1"),
        Type::Bool => format!("{field} = true"),
        Type::Date => format!("{field} = \"2026-01-01\""),
        Type::Time => format!("{field} > \"2026-01-01T00:00:00Z\""),
        Type::Enum => {
            let known = table
                .field(field)
                .and_then(|field| field.kind().as_enum().cloned());
            let known = known.expect("an enum");
            let value = known.values().find(|value| value.number() == 1);
            format!("{field} = {}", value.expect("a value").name())
        }
    }
}

fn query<'a>(table: &'static Schema, parent: Option<&'a str>, filter: &'a str) -> Query<'a> {
    Query {
        table,
        parent,
        page_size: 0,
        page_token: "",
        filter,
        order_by: "",
        show_deleted: false,
        now: 0,
    }
}

/// Tables that stay small: a country has some thousands of each.
const SMALL: [&str; 3] = ["recommendation", "hearing", "consultation_proposal"];

/// What a condition makes for itself: a value, and the parts of a group.
const OWN: [&str; 2] = ["CONSTANT", "part"];

/// Whether a step looks at every row of a table that may be large.
fn is_scan(step: &str) -> bool {
    let table = step
        .strip_prefix("SCAN ")
        .and_then(|rest| rest.split(' ').next());
    table.is_some_and(|table| !SMALL.contains(&table) && !OWN.contains(&table))
}

/// How SQLite would find the rows.
async fn explained(store: &Store, sql: &str, args: &[Value]) -> Vec<String> {
    let (sql, args) = (format!("EXPLAIN QUERY PLAN {sql}"), args.to_vec());
    let rows = store
        .read("Explain", move |tx: &mut dyn Tx| tx.query(&sql, &args))
        .await;
    let rows = rows.expect("a plan");
    rows.iter()
        .map(|row| row[3].text().expect("a text").to_owned())
        .collect()
}

#[tokio::test]
async fn no_declared_filter_scans_a_large_table() {
    let world = World::start().await;
    let mut bounded = 0;
    for (store, definition) in [
        (&world.registry_kit.store, &registry::DEFINITION),
        (&world.app.store, &consultation::DEFINITION),
    ] {
        if store.engine() != "sqlite" {
            return;
        }
        for table in definition.kinds.schemas() {
            let declared = list::columns(table).map(|column| condition(table, column));
            for filter in declared {
                for parent in [None, Some("a/-"), Some("a/b"), Some("a/b/c/-")] {
                    let plan = query(table, parent, &filter).plan().expect("a good filter");
                    // What is not bounded is refused where the table is large.
                    if !plan.is_bounded() {
                        assert!(parent.is_none_or(|parent| parent == "a/-"), "{filter}");
                        continue;
                    }
                    // At the top no resource has a parent, and no index is of it.
                    let top = [
                        "agreement",
                        "contract",
                        "coverage_gap",
                        "organization",
                        "person",
                        "draft_law",
                        "consultation",
                        "hearing",
                        "recommendation",
                        "consultation_proposal",
                        "policy_document",
                        "commitment",
                        "period_rule",
                        "working_calendar",
                        "succession",
                        "support_program",
                        "privilege",
                        "support_grant",
                        "budget_allocation",
                        "tender",
                        "reported_figure",
                    ];
                    if parent.is_some() && top.contains(&table.name) {
                        continue;
                    }
                    bounded += 1;
                    let steps = explained(store, &plan.sql, &plan.args).await;
                    let scan = steps.iter().find(|step| is_scan(step));
                    assert_eq!(
                        scan, None,
                        "{} of {parent:?} by {filter}: {steps:?}",
                        table.name
                    );
                }
            }
        }
    }
    assert!(bounded > 100, "{bounded} filters");
}

#[tokio::test]
async fn what_is_found_by_one_index_is_looked_for_by_no_other() {
    let world = World::start().await;
    let store = &world.app.store;
    if store.engine() != "sqlite" {
        return;
    }
    let comments = tables().into_iter().find(|table| table.name == "comment");
    let comments = comments.expect("comments");
    let filter = "submit_time >= \"2026-01-01T00:00:00Z\" AND submit_time < \"2027-01-01T00:00:00Z\" \
                  AND draft_law = \"draftLaws/d\" AND stance = STANCE_OPPOSE";
    let query = query(comments, Some("consultations/-"), filter);
    for (part, index) in [(0, "comment_submit "), (1, "comment_target ")] {
        let plan = query.plan_by(part).expect("a good filter");
        assert!(!plan.is_bounded());
        let steps = explained(store, &plan.sql, &plan.args).await;
        assert!(steps[0].contains(index), "{steps:?}");
    }
}
