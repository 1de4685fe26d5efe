//! `kenes bench --only statistics`: how long `GetStatistics` takes over 30,000 organizations with 20 years of history.
//!
//! Owns the questions and their table. The registry is a server in a process of its own, filled through gRPC as a user would,
//! so what is measured is the whole way of a call; each question is asked by one caller at a time.

mod organizations;

use std::{fmt::Write as _, path::Path, process::Command, time::Duration};

use kenes_proto::registry::{
    GetStatisticsRequest, StatisticsDimension as Dimension,
    statistics_service_client::StatisticsServiceClient,
};
use serde_json::{Value, json};

use super::{
    Options, Outcome,
    histogram::Histogram,
    load::{self, Until},
    servers::{QUIET, Target},
};
use organizations::{FIRST_YEAR, LAST_YEAR, ORGANIZATIONS};

/// What is asked.
#[derive(Clone, Copy, Debug)]
struct Question {
    indicator: &'static str,
    group_by: Dimension,
    /// A day instead of the years.
    day: bool,
}

const fn years(indicator: &'static str, group_by: Dimension) -> Question {
    Question {
        indicator,
        group_by,
        day: false,
    }
}

const REGISTERED: &str = "registered-organizations";

const QUESTIONS: &[Question] = &[
    years(REGISTERED, Dimension::Unspecified),
    years(REGISTERED, Dimension::Region),
    years(REGISTERED, Dimension::Field),
    years(REGISTERED, Dimension::Group),
    years(REGISTERED, Dimension::LegalForm),
    years(REGISTERED, Dimension::FoundingYear),
    years(REGISTERED, Dimension::Stage),
    years("functioning-organizations", Dimension::Region),
    years("suspended-organizations", Dimension::Activity),
    years("employees", Dimension::Region),
    Question {
        indicator: REGISTERED,
        group_by: Dimension::FoundingYear,
        day: true,
    },
];

/// What came of a question.
#[derive(Debug)]
struct Answered {
    what: String,
    times: Histogram,
}

/// Fills a registry, asks, and returns the table and its rows for programs.
pub(super) async fn measured(options: &Options, folder: &Path) -> Outcome<(String, Value)> {
    let database = options.database.as_ref().map_or_else(
        || folder.join("registry.db").display().to_string(),
        |url| url.secret().to_owned(),
    );
    let log = folder.join("registry.log");
    migrate(&database)?;
    let keys = folder.join("log").display().to_string();
    std::fs::create_dir_all(&keys)?;
    let serve = [
        "registry",
        "serve",
        "--database",
        &database,
        "--log-dir",
        &keys,
    ];
    let target = Target::start(&[&serve[..], QUIET].concat(), &log).await?;
    let rate = organizations::fill(&target.channels).await?;
    let remark = format!(
        "{} of {ORGANIZATIONS} organizations with the years {FIRST_YEAR} to {LAST_YEAR}, 1 in flight; \
         filled at {rate:.0} CreateOrganization a second, each with 20 years.",
        options.engine()
    );
    organizations::settle(&target.channels, options.engine()).await?;
    let mut rows = Vec::new();
    for question in QUESTIONS {
        rows.push(ask(options, &target, *question).await?);
    }
    let mut table = format!("{:<55} {:>8} {:>8}\n", "GetStatistics", "p50 ms", "p99 ms");
    for row in &rows {
        let [p50, p99] = [0.5, 0.99].map(|share| row.times.quantile(share) / 1000.0);
        writeln!(table, "{:<55} {p50:>8.2} {p99:>8.2}", row.what)?;
    }
    let json = |row: &Answered| {
        json!({
            "operation": "get_statistics",
            "engine": options.engine(),
            "question": row.what,
            "in_flight": 1,
            "p50_us": row.times.quantile(0.5),
            "p99_us": row.times.quantile(0.99),
        })
    };
    let rows = rows.iter().map(json).collect();
    Ok((table + &remark, rows))
}

/// A database of PostgreSQL is only upgraded by a command.
fn migrate(database: &str) -> Outcome<()> {
    let mut command = Command::new(std::env::current_exe()?);
    command.args(["registry", "migrate", "--database", database]);
    let done = command.output()?;
    match done.status.success() {
        true => Ok(()),
        false => Err(String::from_utf8_lossy(&done.stderr).into_owned().into()),
    }
}

/// Asks a question again and again.
async fn ask(options: &Options, target: &Target, question: Question) -> Outcome<Answered> {
    let request = question.request();
    let time = Duration::from_secs_f64(options.seconds * f64::from(options.rounds));
    let load = load::run(1, Until::Time(time), |n| {
        let (channel, request) = (target.channels.of(n), request.clone());
        move || {
            let (channel, request) = (channel.clone(), request.clone());
            async move {
                let mut client = StatisticsServiceClient::new(channel);
                client.get_statistics(request).await.map(drop)
            }
        }
    })
    .await?;
    match load.first_refusal {
        Some(status) => Err(format!("{}: {status}", question.what()).into()),
        None => Ok(Answered {
            what: question.what(),
            times: load.times,
        }),
    }
}

impl Question {
    fn what(self) -> String {
        let by = self.group_by.as_str_name().to_lowercase();
        let by = by.trim_start_matches("statistics_dimension_");
        let by = match self.group_by {
            Dimension::Unspecified => "as a whole".to_owned(),
            _ => format!("by {}", by.replace('_', " ")),
        };
        let when = if self.day { "a day" } else { "20 years" };
        format!("{} {by}, {when}", self.indicator)
    }

    fn request(self) -> GetStatisticsRequest {
        let mut request = GetStatisticsRequest {
            indicator: self.indicator.into(),
            group_by: self.group_by.into(),
            ..Default::default()
        };
        match self.day {
            true => request.date = Some(organizations::DAY),
            false => (request.from_year, request.to_year) = (FIRST_YEAR, LAST_YEAR),
        }
        request
    }
}
