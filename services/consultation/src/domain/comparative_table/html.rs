//! A comparative table as one HTML page that is well-formed as XML too.

use super::Row;

const STYLE: &str = "body{font-family:sans-serif}table{border-collapse:collapse;width:100%}\
                     th,td{border:1px solid #888;padding:.4em;vertical-align:top;text-align:left;white-space:pre-line}\
                     th{background:#dfe7ef;position:sticky;top:0}caption{font-weight:bold;padding:.6em;text-align:left}";

/// How wide the columns are, in hundredths.
const WIDTHS: [u8; 6] = [4, 16, 22, 22, 18, 18];

/// What stands before the rows.
pub(crate) fn begin(into: &mut String, language_code: &str, title: &str, header: [&str; 6]) {
    let title = escaped(title);
    into.extend([
        "<!DOCTYPE html>\n<html xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"",
        language_code,
        "\"><head><meta charset=\"utf-8\"/><title>",
        &title,
        "</title><style>",
        STYLE,
        "</style></head>\n<body><table><caption>",
        &title,
        "</caption>\n<colgroup>",
    ]);
    for width in WIDTHS {
        into.extend(["<col style=\"width:", &width.to_string(), "%\"/>"]);
    }
    into.push_str("</colgroup>\n<thead><tr>");
    for name in header {
        into.extend(["<th scope=\"col\">", &escaped(name), "</th>"]);
    }
    into.push_str("</tr></thead>\n<tbody>\n");
}

/// A row.
pub(crate) fn row(into: &mut String, row: &Row) {
    into.push_str("<tr>");
    for cell in row {
        into.push_str("<td>");
        into.push_str(&escaped(cell));
        into.push_str("</td>");
    }
    into.push_str("</tr>\n");
}

/// What stands after the rows.
pub(crate) fn end(into: &mut String) {
    into.push_str("</tbody></table></body></html>\n");
}

/// A text in which nothing is markup, without the characters that XML has none for.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\t' | '\n' | '\r' => escaped.push(sign),
            '\u{fffe}' | '\u{ffff}' => {}
            sign if sign.is_control() => {}
            sign => escaped.push(sign),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_is_said_is_markup() {
        let mut page = String::new();
        begin(&mut page, "en", "A < B", ["a", "b", "c", "d", "e", "f"]);
        let said = "</td><script>\"&amp;\u{1}\u{ffff}".to_owned();
        row(&mut page, &std::array::from_fn(|_| said.clone()));
        end(&mut page);
        let read = roxmltree::ParsingOptions {
            allow_dtd: true,
            ..Default::default()
        };
        let page = roxmltree::Document::parse_with_options(&page, read).expect("well-formed");
        let cells = page
            .descendants()
            .filter(|node| node.has_tag_name(("http://www.w3.org/1999/xhtml", "td")));
        let texts: Vec<_> = cells.filter_map(|cell| cell.text()).collect();
        assert_eq!(texts, ["</td><script>\"&amp;"; 6]);
    }
}
