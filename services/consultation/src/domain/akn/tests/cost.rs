//! Damaged documents, large ones, and those made to be dear.

use super::*;

#[test]
fn damaged_documents_never_panic() {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut random = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % below as u64).expect("small")
    };
    let mut refused = 0;
    for round in 0..600 {
        let mut xml = REAL[round % REAL.len()][..].to_vec();
        for _ in 0..=random(4) {
            let at = random(xml.len());
            match random(4) {
                3 => {
                    let from = b"<>/=\"' &:_"[random(10)];
                    xml[at] = from;
                }
                0 => xml[at] = u8::try_from(random(256)).expect("a byte"),
                1 => xml.truncate(at.max(1)),
                _ => {
                    let end = (at + random(400)).min(xml.len());
                    let piece = xml[at..end].to_vec();
                    let to = random(xml.len());
                    xml.splice(to..to, piece);
                }
            }
        }
        match read(source(), &xml) {
            Ok(bill) => drop(assemble(&[bill], &Base::default())),
            Err(_) => refused += 1,
        }
    }
    assert!((200..600).contains(&refused), "{refused}");
}

#[test]
fn a_document_made_to_be_dear_is_not() {
    let started = std::time::Instant::now();
    let spaces = (0..199).fold(String::new(), |all, n| all + &format!(" xmlns:n{n}='u{n}'"));
    let prefixed = format!(
        "<i{spaces}>{}</i>",
        "<n198:b n197:c='' n196:c=''/>".repeat(120_000)
    );
    drop(read(source(), bill(&prefixed).as_bytes()));
    let attributes = (0..100).fold(String::new(), |all, n| all + &format!(" a{n}=''"));
    drop(read(
        source(),
        bill(&format!("<i{attributes}/>").repeat(5_000)).as_bytes(),
    ));
    let lines = "<a:point>\n<a:content/></a:point>".repeat(10_000);
    drop(read(source(), bill(&lines).as_bytes()));
    // It takes a second; without the guard and the walking count of lines, many minutes.
    assert!(started.elapsed().as_secs() < 60, "{:?}", started.elapsed());
}

/// A bill of many articles, a little larger than this.
fn large(bytes: usize, article: impl Fn(usize) -> String) -> String {
    let mut body = String::with_capacity(bytes + 1000);
    for n in 1.. {
        body += &article(n);
        if body.len() > bytes {
            break;
        }
    }
    bill(&body)
}

#[test]
fn a_large_bill_is_read_in_a_few_seconds() {
    let words =
        "Государственный орган рассматривает предложение и отвечает на него в срок. ".repeat(3);
    let article = |n: usize| {
        let points = ["1", "2", "3"].map(|num| {
            format!("<a:point>\n  <a:num>{num})</a:num>\n  <a:content><a:p>{words}</a:p></a:content>\n</a:point>")
        });
        format!(
            "<a:article>\n<a:num>Статья {n}.</a:num>\n{}</a:article>\n",
            points.concat()
        )
    };
    let started = std::time::Instant::now();
    let bills = [good(large(3_300_000, article).as_bytes())];
    let provisions = assemble(&bills, &Base::default()).expect("one text");
    assert!(provisions.len() > 8_000, "{}", provisions.len());
    assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
}

#[test]
fn a_formula_with_its_own_namespace_is_no_attack() {
    let formula = "<math xmlns=\"http://www.w3.org/1998/Math/MathML\"><msup><mi>x</mi><mn>2</mn></msup></math>";
    let article = |n: usize| {
        format!(
            "<a:article><a:num>{n}</a:num><a:content><a:p>y = {formula}</a:p></a:content></a:article>"
        )
    };
    let started = std::time::Instant::now();
    let bill = good(large(3_300_000, article).as_bytes());
    assert!(bill.parts.len() > 15_000);
    assert_eq!(bill.parts[7].text, "y = x^2");
    assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
}
