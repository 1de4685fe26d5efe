//! What the codes of a report are called: the registry's reference data, in the language of the table. A registry that does not answer
//! leaves the codes as they are.

use std::collections::{BTreeSet, HashMap};

use common::{Language, text};
use kenes_proto::{POOL, consultation::CommentReport, registry::ListCodesResponse};
use prost::Message;
use prost_reflect::{DynamicMessage, MethodDescriptor, ServiceDescriptor, Value};
use tokio_util::sync::CancellationToken;

use crate::{client::Caller, config};

/// The most codes that are asked for at once: a filter has at most 100 conditions.
const AT_ONCE: usize = 50;

/// The titles of codes, by the codes as a report has them.
#[derive(Debug, Default)]
pub(super) struct Titles {
    pub(super) regions: HashMap<String, String>,
    pub(super) groups: HashMap<String, String>,
}

/// Asks for the titles of the regions and groups of a report.
pub(super) async fn ask(config: &config::Report, report: &CommentReport) -> Titles {
    let service = POOL.get_service_by_name("kenes.registry.v1.ReferenceDataService");
    let mut methods = service.iter().flat_map(ServiceDescriptor::methods);
    let Some(method) = methods.find(|method| method.name() == "ListCodes") else {
        return Titles::default();
    };
    let channel = config.registry.connect_lazy();
    let caller = Caller::new(channel.clone(), channel, CancellationToken::new());
    let codes = |found: &[kenes_proto::consultation::CommentsByCode]| -> BTreeSet<String> {
        let codes = found.iter().map(|by| by.code.clone());
        codes.filter(|code| !code.is_empty()).collect()
    };
    let asked = Asked {
        caller,
        method,
        language: config.language,
    };
    Titles {
        regions: asked.titles("subdivisions", codes(&report.regions)).await,
        groups: asked.titles("ngo-groups", codes(&report.groups)).await,
    }
}

struct Asked {
    caller: Caller,
    method: MethodDescriptor,
    language: Language,
}

impl Asked {
    /// The titles of these codes of a scheme: of those that it has.
    async fn titles(&self, scheme: &str, codes: BTreeSet<String>) -> HashMap<String, String> {
        let parent = format!("referenceData/{scheme}");
        let codes: Vec<String> = codes.into_iter().collect();
        let mut found = HashMap::new();
        for some in codes.chunks(AT_ONCE) {
            // A region is KZ-75 in a place, and kz-75 as a code.
            let named = |code: &String| format!("{parent}/codes/{}", code.to_lowercase());
            let each = some
                .iter()
                .map(|code| format!("name = \"{}\"", named(code)));
            let filter = each.collect::<Vec<_>>().join(" OR ");
            let Some(listed) = self.list(&parent, filter).await else {
                return found;
            };
            for code in some {
                let name = named(code);
                let mut known = listed.codes.iter();
                if let Some(known) = known.find(|known| known.name == name) {
                    let title = text::pick(&known.titles, self.language);
                    found.insert(code.clone(), title.to_owned());
                }
            }
        }
        found
    }

    async fn list(&self, parent: &str, filter: String) -> Option<ListCodesResponse> {
        let mut request = DynamicMessage::new(self.method.input());
        request.set_field_by_name("parent", Value::String(parent.to_owned()));
        request.set_field_by_name("filter", Value::String(filter));
        request.set_field_by_name("page_size", Value::I32(1_000));
        let answer = self.caller.call(&self.method, &request, "").await.ok()?;
        ListCodesResponse::decode(answer.message).ok()
    }
}
