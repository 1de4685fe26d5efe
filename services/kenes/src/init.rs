//! `kenes init`: a pair of services from nothing: databases, the keys of the logs, reference data, and who runs it.
//!
//! What is recorded goes in by the front door, as everything does; doing it again finds it there. Owns no rule.

use std::io::{BufRead, IsTerminal, Write};

use common::{
    clock::Clock,
    error::cause,
    record::{origin::first_name, rotation},
    store::Upgrade,
};
use consultation::Search;
use tokio_util::sync::CancellationToken;

use crate::{
    Exit, Failure, ServiceKind,
    config::Init,
    exit::say,
    front_door::{self, Pair},
    import::{Files, Statement},
    open::{self, open},
    run::beforehand,
    services,
};

/// Asks a person at a terminal; nobody else can answer.
pub(crate) fn ask(question: &str) -> Option<String> {
    if !std::io::stdin().is_terminal() {
        return None;
    }
    eprint!("kenes: {question}: ");
    drop(std::io::stderr().flush());
    let mut answer = String::new();
    std::io::stdin().lock().read_line(&mut answer).ok()?;
    Some(answer)
}

/// `kenes init`
pub(crate) async fn run(config: Init) -> Result<(), Failure> {
    let clock = Clock::system();
    let now = clock.now();
    let (database, files) = &config.registry;
    let registry = open(ServiceKind::Registry, database, files, Upgrade::Apply, None).await?;
    let (database, files) = &config.consultation;
    let consultation = open(
        ServiceKind::Consultation,
        database,
        files,
        Upgrade::Apply,
        None,
    )
    .await?;
    for (which, opened, files) in [
        (ServiceKind::Registry, &registry, &config.registry.1),
        (
            ServiceKind::Consultation,
            &consultation,
            &config.consultation.1,
        ),
    ] {
        let (is, asked) = (opened.log.verifier().name(), files.origin.as_deref());
        if asked.is_some_and(|asked| asked != first_name(is)) {
            let text = format!(
                "--origin: the log of {} is called {is} already, and keeps that name for good",
                which.name()
            );
            return Err(Failure::new(Exit::Failed, text));
        }
    }
    let stop = CancellationToken::new();
    let app = services::app(ServiceKind::Registry, &registry, clock.clone());
    let own = services::app(ServiceKind::Consultation, &consultation, clock.clone());
    let loading = async {
        services::load_starter(&app).await?;
        services::load_calendars(&own).await
    };
    let stores = [&registry, &consultation];
    beforehand(&stores, loading).await?;
    let pair = Pair {
        registry: services::registry(app, &stop).0,
        consultation: |url: &str| {
            let app = services::app(ServiceKind::Consultation, &consultation, clock.clone());
            let (none, clock) = (Search::none(), clock.clone());
            services::consultation(app, url, none, clock, &stop).map(|(service, _)| service)
        },
    };
    let telling = front_door::tell(pair, &config.operator, None, records(&config, now)?);
    let told = beforehand(&stores, telling).await?;
    stop.cancel();
    let stores = vec![registry.store.clone(), consultation.store.clone()];
    drop((own, registry, consultation));
    open::close(stores).await;
    let total = told.total();
    if total.changed > 0 {
        let text = format!(
            "{} is set up already, with another name or operator, which stay: UpdateOrganization and UpdateMandate change them",
            config.folder.display()
        );
        return Err(Failure::new(Exit::Failed, text));
    }
    if total.refused > 0 {
        return Err(Failure::said(Exit::Failed));
    }
    print(&config)
}

/// Who runs it, and that the first operator acts for them.
fn records(config: &Init, now: i64) -> Result<Vec<(String, Statement)>, Failure> {
    let operator = "organizations/operator";
    let title =
        |language: &str, text: &str| serde_json::json!({"languageCode": language, "text": text});
    let lines = [
        serde_json::json!({"organization": {
            "name": operator, "kind": "KIND_OTHER", "titles": [title(&config.language, &config.name)],
        }}),
        serde_json::json!({"person": {"name": "persons/operator", "titles": [
            title("kk", "Бірінші оператор"), title("ru", "Первый оператор"), title("en", "The first operator"),
        ]}}),
        serde_json::json!({"mandate": {
            "name": format!("{operator}/mandates/operator"), "person": "persons/operator", "subject": config.operator,
            "powerCodes": ["manage"], "startDate": {"@date": "@now"},
        }}),
    ];
    lines
        .iter()
        .enumerate()
        .map(|(n, line)| {
            let statement = Statement::parse(
                &line.to_string(),
                now,
                &Files::Folder(config.folder.clone()),
            );
            let statement = statement
                .map_err(|problem| Failure::new(Exit::Failed, format!("init: {problem}")))?;
            Ok((format!("init:{}", n + 1), statement))
        })
        .collect()
}

/// Says what there is now, and what comes next.
fn print(config: &Init) -> Result<(), Failure> {
    say(format!(
        "{}: set up in {}",
        config.name,
        config.folder.display()
    ));
    let parts = [
        (ServiceKind::Registry, &config.registry),
        (ServiceKind::Consultation, &config.consultation),
    ];
    for (which, (database, files)) in parts {
        let keys = rotation::keys(files).map_err(|e| Failure::new(Exit::Failed, cause(&e)))?;
        say(format!("  {:<13} {database}", which.name()));
        for key in keys {
            say(format!("    its log's key, to publish  {key}"));
        }
        say(format!(
            "    its secret, to keep a copy of  {}",
            files.key.display()
        ));
    }
    say(format!("  operator      {}", config.operator));
    say("\nNext:");
    for (which, (database, files)) in parts {
        let service = which.name();
        let registry = match which {
            ServiceKind::Registry => "",
            ServiceKind::Consultation => " --registry http://127.0.0.1:50051",
        };
        let at = match database {
            common::store::Database::Sqlite(file) => {
                format!("--data-dir {}", file.parent().unwrap_or(file).display())
            }
            // The password is not ours to repeat.
            common::store::Database::Postgres(_) => format!(
                "--database {database} --log-dir {}",
                files.key.parent().unwrap_or(&files.key).display()
            ),
        };
        say(format!("  kenes {service} serve {at}{registry}"));
    }
    say(format!(
        "  kenes import FILE.jsonl --subject '{}'",
        config.operator
    ));
    Ok(())
}
