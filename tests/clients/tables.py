"""Files that the consultation service makes by itself, read by programs that share nothing with it: the comparative table of the
demo's law by openpyxl, a parser of XML and csv; exports in bulk by json."""

import csv
import json
import pathlib
import tempfile
import xml.etree.ElementTree

import openpyxl

from fixtures import LAW
from world import CONSULTATION, run

HTML = "{http://www.w3.org/1999/xhtml}"
HEADER = ["№", "Структурный элемент", "Текст проекта", "Предлагаемый текст", "Автор и обоснование", "Решение и обоснование"]
WIDTHS = [6, 28, 45, 45, 40, 40]


def checks(world):
    yield "a comparative table has the same rows as XLSX, HTML and CSV", lambda: same_rows(world)
    yield "it names organizations in its language and provisions without stray points", lambda: names(world)
    yield "its workbook has its widths, its wrapped texts and a header that stays", lambda: styles(world)
    yield "the same snapshot gives the same file, and what is there is not overwritten", lambda: again(world)
    yield "a law is exported whole, each line a resource of its type", lambda: law(world)
    yield "an export that cannot be is refused with one line", lambda: refused(world)


def export(world, *arguments):
    return run([world.kenes, "export", *arguments, "--consultation", f"http://{world.addresses[CONSULTATION]}"])


def exported(world, out, *arguments):
    done = export(world, *arguments, "--out", str(out))
    assert done.returncode == 0, done.stderr
    assert [file.name for file in out.parent.glob(f"{out.name}*")] == [out.name], "a part is left"
    return done.stdout


def table(world, folder, kind):
    """The table in a format. It is on the version on which the first round was held."""
    out = pathlib.Path(folder) / f"table.{kind}"
    version = world.ask(f"{CONSULTATION}.ConsultationService/GetConsultation", {"name": "consultations/demo-first-round"})
    version = version["draftLawVersions"][0]
    said = exported(world, out, "table", LAW, "--language", "ru", "--format", kind, "--version", version)
    return out, said


def same_rows(world):
    with tempfile.TemporaryDirectory() as folder:
        book, _ = table(world, folder, "xlsx")
        sheet = openpyxl.load_workbook(book).active
        rows = [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
        page, _ = table(world, folder, "html")
        body = xml.etree.ElementTree.parse(page).getroot()
        of_page = [["".join(cell.itertext()) for cell in row] for row in body.iter(f"{HTML}tr")]
        plain, _ = table(world, folder, "csv")
        with plain.open(encoding="utf-8-sig", newline="") as file:
            of_csv = list(csv.reader(file))
    assert rows[0] == HEADER, rows[0]
    assert len(rows) > 3, f"{len(rows)} rows"
    assert [row[0] for row in rows[1:]] == [str(n) for n in range(1, len(rows))]
    assert rows == of_page
    # CSV has a ' before what a spreadsheet would take for a formula.
    assert [[cell.removeprefix("'") for cell in row] for row in of_csv] == rows
    assert all(row[1] and row[4] for row in rows[1:]), "each row says where and who"


def names(world):
    rounds = {"parent": "consultations/demo-first-round"}
    comments = world.ask(f"{CONSULTATION}.CommentService/ListComments", rounds)["comments"]
    standings = [comment["standing"] for comment in comments if "standing" in comment]
    russian = [(standing, title["text"]) for standing in standings for title in standing.get("titles", []) if title["languageCode"] == "ru"]
    assert any(title != standing["displayTitle"] for standing, title in russian), "nobody spoke another language"
    with tempfile.TemporaryDirectory() as folder:
        plain, _ = table(world, folder, "csv")
        with plain.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file))[1:]
    for _, title in russian:
        assert any(row[4].startswith(title) for row in rows), f"{title} is named otherwise"
    labels = [row[1] for row in rows]
    assert any("статья" in label for label in labels) and not any(".," in label for label in labels), labels


def styles(world):
    with tempfile.TemporaryDirectory() as folder:
        book, _ = table(world, folder, "xlsx")
        sheet = openpyxl.load_workbook(book).active
    assert sheet.freeze_panes == "A2", sheet.freeze_panes
    # Neighbours of one width are written as one.
    spans = sheet.column_dimensions.values()
    widths = [span.width for span in spans for _ in range(span.min, span.max + 1)]
    assert all(abs(width - wanted) < 1 for width, wanted in zip(widths, WIDTHS)), widths
    assert all(cell.font.bold and cell.fill.fgColor.rgb == "FFDFE7EF" for cell in sheet[1])
    for row in sheet.iter_rows(min_row=2):
        for cell in row:
            assert cell.alignment.wrap_text and cell.alignment.vertical == "top" and not cell.font.bold, cell.coordinate
            assert cell.data_type != "f", f"{cell.coordinate} is a formula"
        # A row without a height is shown as one line by some programs.
        lines = max(len(str(cell.value or "").splitlines()) for cell in row)
        assert sheet.row_dimensions[row[0].row].height >= 15 * max(lines, 1), row[0].row


def again(world):
    with tempfile.TemporaryDirectory() as folder:
        out = pathlib.Path(folder) / "first.jsonl"
        said = exported(world, out, "comments", "consultations/demo-first-round")
        snapshot = said.split("snapshot ")[1].split()[0]
        second = pathlib.Path(folder) / "second.jsonl"
        exported(world, second, "comments", "consultations/demo-first-round", "--snapshot", snapshot)
        assert out.read_bytes() == second.read_bytes()
        done = export(world, "comments", "consultations/demo-first-round", "--out", str(out))
        assert done.returncode == 64 and "is there already" in done.stderr, done.stderr
        lines = [json.loads(line) for line in out.read_text().splitlines()]
        assert f"{len(lines):>9}  rows" in said, said


def law(world):
    with tempfile.TemporaryDirectory() as folder:
        out = pathlib.Path(folder) / "law.jsonl"
        exported(world, out, "law", LAW)
        lines = [json.loads(line) for line in out.read_text().splitlines()]
    assert lines[0]["name"] == LAW
    kinds = {line["@type"].rsplit(".", 1)[-1] for line in lines}
    assert {"DraftLaw", "DraftLawVersion", "Provision", "Stage", "Consultation", "Comment", "Response"} <= kinds, kinds
    names = [line["name"] for line in lines]
    assert len(names) == len(set(names))


def refused(world):
    with tempfile.TemporaryDirectory() as folder:
        out = str(pathlib.Path(folder) / "none")
        for arguments, code, said in [
            (["table", "draftLaws/none"], 1, "draftLaws/none"),
            (["table", "consultations/demo-first-round"], 64, "name a draft law"),
            (["table", LAW, "--language", "de"], 1, "language_code"),
            (["law", LAW, "--format", "csv"], 64, "--of"),
            (["comments", "consultations/demo-first-round", "--snapshot", "nonsense"], 1, "snapshot"),
        ]:
            done = export(world, *arguments, "--out", out)
            assert done.returncode == code and said in done.stderr, f"{arguments}: {done.returncode} {done.stderr}"
            assert not pathlib.Path(out).exists()
            for left in pathlib.Path(folder).iterdir():
                left.unlink()
