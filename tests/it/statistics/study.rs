//! The figures of the study, read from the page that lists them (section 3 of `../shared/domain.md`): each comes back from the
//! demo with its source, as exact as it is printed.

use std::{collections::BTreeSet, fs, path::Path};

use kenes_proto::registry::{
    reference_data_service_client::ReferenceDataServiceClient, reported_figure::Qualifier,
};

use super::*;

/// Section 3 of the page, which lies beside the checkout.
fn section() -> String {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let pages = here.ancestors().map(|at| at.join("shared/domain.md"));
    let page = pages.into_iter().find(|page| page.exists());
    let page = fs::read_to_string(page.expect("../shared/domain.md")).expect("a text");
    let from = page.find("\n## 3. Figures").expect("section 3");
    let section = &page[from + 1..];
    let end = section[1..]
        .find("\n## ")
        .map_or(section.len(), |at| at + 1);
    section[..end].to_owned()
}

/// The line of a list that begins with a word.
fn line<'a>(section: &'a str, word: &str) -> &'a str {
    let mut lines = section.lines();
    let found = lines.find_map(|line| line.strip_prefix(&format!("- {word}: ")));
    found.unwrap_or_else(|| panic!("no line {word}"))
}

/// What a text says before some words: the number, and how exactly.
fn said(text: &str, words: &str) -> (i64, Qualifier) {
    let at = text.find(words).unwrap_or_else(|| panic!("no {words}"));
    let before = text[..at].trim_end();
    let (before, times) = match before.strip_suffix("million") {
        Some(number) => (number.trim_end(), 1_000_000),
        None => (before.trim_end_matches(" %"), 1),
    };
    let number = before.rsplit(' ').next().unwrap_or_default();
    let before = before[..before.len() - number.len()].trim_end();
    let qualifier = if before.ends_with("more than") {
        Qualifier::MoreThan
    } else if before.ends_with("about") {
        Qualifier::About
    } else {
        Qualifier::Exact
    };
    let number: i64 = number.replace(',', "").parse().expect("a number");
    (number * times, qualifier)
}

/// An amount in millions, as the table prints it: `10.7 million`.
fn amount(text: &str) -> Value {
    let (millions, _) = text.split_once(" million").expect("an amount");
    let (whole, tenths) = millions.split_once('.').unwrap_or((millions, "0"));
    let tenths: i64 = format!("{whole}{tenths}").parse().expect("a number");
    tenge(tenths * 100_000)
}

/// A day as the table prints it, with the words of months.
fn printed(text: &str) -> Date {
    let found = (2003..=2006).flat_map(|year| {
        let months = (1..=12).map(move |month| Date {
            year,
            month,
            day: 0,
        });
        let days =
            (1..=12).flat_map(move |month| (1..=28).map(move |day| Date { year, month, day }));
        [Date {
            year,
            month: 0,
            day: 0,
        }]
        .into_iter()
        .chain(months)
        .chain(days)
    });
    let mut matching = found.filter(|day| text.starts_with(&date::words(day)));
    matching
        .next()
        .unwrap_or_else(|| panic!("no day in {text}"))
}

/// What the demo's registry answers: each figure it has of an indicator, with its difference left aside.
async fn reported(client: &mut Client, indicator: &str, by: Dimension) -> Vec<ReportedFigure> {
    let answer = get(client, years(indicator, 1985, 2006, by)).await;
    let points = answer.series.into_iter().flat_map(|series| series.points);
    let dated = points.flat_map(|point| point.reported_figures);
    let dated = dated.filter_map(|compared| compared.figure);
    let mut found: Vec<_> = dated.chain(answer.undated_figures).collect();
    found.retain(|figure| figure.name.starts_with("reportedFigures/study-"));
    for figure in &found {
        let source = figure.source.as_ref().expect("a source");
        assert!(
            source.note.starts_with("Study of the interaction"),
            "{figure:?}"
        );
    }
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn every_figure_of_the_study_comes_back_with_its_source() {
    let section = section();
    let (channel, _kept) = demo().await;
    let mut client = Client::new(channel.clone());
    let whole = Dimension::Unspecified;
    let mut seen = BTreeSet::new();
    let mut expect = |found: &[ReportedFigure], value: Value, qualifier: Qualifier| {
        let same =
            |f: &&ReportedFigure| f.value == Some(value.clone()) && f.qualifier() == qualifier;
        let figure = found.iter().find(same);
        let figure = figure.unwrap_or_else(|| panic!("{qualifier:?} {value:?} among {found:?}"));
        seen.insert(figure.name.clone());
        figure.clone()
    };

    let sector = line(&section, "Sector");
    for (words, indicator) in [
        ("registered organizations", "registered-organizations"),
        ("that function", "functioning-organizations"),
        ("people employed", "employees"),
        ("citizens served", "citizens-served"),
    ] {
        let found = reported(&mut client, indicator, whole).await;
        let (number, qualifier) = said(sector, words);
        let figure = expect(&found, Value::Number(number), qualifier);
        assert_eq!(figure.start_date, None, "the study says no day");
    }
    let fields = line(&section, "Fields");
    let shares = reported(&mut client, "organization-share", Dimension::BroadField).await;
    for (words, code) in [
        ("social sphere", "social-sphere"),
        ("protection of socially", "vulnerable-protection"),
        ("human rights", "rights-environment-gender"),
    ] {
        let (percent, qualifier) = said(fields, words);
        let figure = expect(&shares, Value::Permille(percent * 10), qualifier);
        assert_eq!(figure.code, code);
    }
    check_stages(&channel, line(&section, "Stages of the sector")).await;
    let growth = reported(&mut client, "organization-growth", whole).await;
    assert!(section.contains("1994-1997 growth (threefold)"));
    let growth = expect(&growth, Value::Permille(3_000), Qualifier::Exact);
    assert_eq!(
        (growth.start_date, growth.end_date),
        (day("1994"), day("1997"))
    );

    let places = line(&section, "Concentration")
        .trim_end_matches('.')
        .split(", ");
    let named = get(&mut client, on("concentration", "", Dimension::Region)).await;
    let mut regions = ReferenceDataServiceClient::new(channel.clone());
    let mut names = Vec::new();
    for figure in &named.undated_figures {
        assert_eq!(figure.value, None, "the study gives no number");
        let request = pb::GetCodeRequest {
            name: format!("referenceData/subdivisions/codes/{}", figure.code),
            language_code: "en".into(),
            ..Default::default()
        };
        let region = regions
            .get_code(request)
            .await
            .expect("a region")
            .into_inner();
        let notes = figure.notes.iter().chain(&region.titles);
        names.push(notes.map(|t| t.text.as_str()).collect::<Vec<_>>().join(" "));
    }
    let places: Vec<&str> = places.collect();
    assert_eq!(names.len(), places.len());
    for place in places {
        assert!(
            names.iter().any(|name| name.contains(place)),
            "{place} in {names:?}"
        );
    }

    let mut rows = 0;
    let table = section
        .lines()
        .filter(|line| line.starts_with("| ") && line.contains("200"));
    for row in table {
        rows += 1;
        let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
        let when = printed(cells[0].trim_end_matches(" budget"));
        let by_tender = [
            ("tender-applications", cells[1]),
            ("tender-applicants", cells[2]),
            ("tender-winners", cells[3]),
        ];
        for (indicator, cell) in by_tender.into_iter().filter(|(_, cell)| *cell != "-") {
            let found = reported(&mut client, indicator, Dimension::Tender).await;
            let (number, words) = cell.split_once(' ').unwrap_or((cell, ""));
            let number = number.parse().expect("a number");
            let of_day: Vec<_> = found
                .into_iter()
                .filter(|f| f.start_date == Some(when))
                .collect();
            let figure = expect(&of_day, Value::Number(number), Qualifier::Exact);
            assert!(
                words.is_empty()
                    || figure.notes.iter().any(|n| n.text.contains(words))
                    || words == "NGOs"
            );
            assert_eq!(figure.reporter_note, "the ministry");
        }
        let (indicator, by) = match cells[1] {
            "-" => ("social-order-budget", whole),
            _ => ("tender-amount", Dimension::Tender),
        };
        let found = reported(&mut client, indicator, by).await;
        let of_day: Vec<_> = found
            .into_iter()
            .filter(|f| f.start_date == Some(when))
            .collect();
        expect(&of_day, amount(cells[4]), Qualifier::Exact);
        if let Some((_, raise)) = cells[4].split_once("another ") {
            let found = reported(&mut client, "social-order-budget-increase", whole).await;
            expect(&found, amount(raise), Qualifier::Exact);
        }
        if cells[4].contains("six-fold") {
            let found = reported(&mut client, "tender-amount-growth", Dimension::Tender).await;
            expect(&found, Value::Permille(6_000), Qualifier::Exact);
        }
    }
    assert_eq!(rows, 4);
    // Whatever the demo tells as the study's stands on the page.
    let all = pb::ListReportedFiguresRequest {
        page_size: 1_000,
        ..Default::default()
    };
    let all = client.list_reported_figures(all).await.expect("listed");
    let all = all.into_inner().reported_figures.into_iter();
    let told: BTreeSet<String> = all
        .filter(|f| f.name.contains("/study-") && f.indicator != "concentration")
        .map(|f| f.name)
        .collect();
    assert_eq!(seen, told);
}

/// The stages are reference data, by which series can be divided; the growth chart of the study has no values, and no point.
async fn check_stages(channel: &Channel, line: &str) {
    let mut codes = ReferenceDataServiceClient::new(channel.clone());
    let request = pb::ListCodesRequest {
        parent: "referenceData/sector-stages".into(),
        order_by: "valid_from_date".into(),
        ..Default::default()
    };
    let codes = codes
        .list_codes(request)
        .await
        .expect("listed")
        .into_inner();
    let stages: Vec<&str> = line.split("; ").collect();
    assert_eq!(codes.codes.len(), stages.len());
    for (code, stage) in codes.codes.iter().zip(stages) {
        let title = &code
            .titles
            .iter()
            .find(|t| t.language_code == "en")
            .expect("English")
            .text;
        assert!(
            stage.to_lowercase().contains(&title.to_lowercase()),
            "{stage}: {title}"
        );
        for year in [code.valid_from_date, code.valid_until_date]
            .into_iter()
            .flatten()
        {
            assert!(stage.contains(&year.year.to_string()), "{stage}: {year:?}");
        }
    }
    let mut client = Client::new(channel.clone());
    let chart = get(
        &mut client,
        years(
            "registered-organizations",
            1985,
            2006,
            Dimension::Unspecified,
        ),
    );
    let chart = chart.await;
    assert_eq!(chart.series[0].points.len(), 22);
    let reported = chart.series[0]
        .points
        .iter()
        .flat_map(|point| &point.reported_figures);
    let of_study = reported.filter(|one| {
        one.figure
            .as_ref()
            .is_some_and(|f| f.name.contains("study"))
    });
    assert_eq!(of_study.count(), 0);
}
