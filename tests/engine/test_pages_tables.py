"""The page of a table has every row and cell, leads where it should, and explains its columns."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

import pytest
from conftest import ROOT, read
from pipeline.publish.addresses import WITH_PAGES, address_of, page_of, place_of, table_page
from pipeline.publish.site.package_data import PackageData, read_data
from pipeline.publish.site.tables import table_context
from table_site import PAGES, page, table_html

from schemas import TABLES, columns_of
from schemas.vocabularies import VOCABULARIES

Attributes = list[tuple[str, str | None]]
VOID = ("meta", "link", "input", "br", "img")


@dataclass
class Cell:
    """A cell of the table's body: its words and where they lead."""

    text: str = ""
    links: list[str] = field(default_factory=list)


class Parsed(HTMLParser):
    """What a browser without scripts would show of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.rows: list[list[Cell]] = []
        self.heads: list[str] = []
        self.anchors: list[str] = []
        self.texts: dict[str, list[str]] = {"dl": [], "caption": []}
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        about = dict(attrs)
        self.tags.append((tag, about))
        if tag not in VOID:
            self.open.append(tag)
        if tag == "tr" and "tbody" in self.open:
            self.rows.append([])
            self.anchors.append(about.get("id") or "")
        elif tag == "td":
            self.rows[-1].append(Cell())
        elif tag == "th" and about.get("scope") == "col":
            self.heads.append("")
        elif tag == "a" and "td" in self.open:
            self.rows[-1][-1].links.append(about["href"] or "")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        for tag, texts in self.texts.items():
            if tag in self.open:
                texts.append(data)
        if "td" in self.open:
            self.rows[-1][-1].text += data
        elif "th" in self.open:
            self.heads[-1] += data


@pytest.fixture(scope="module")
def data() -> PackageData:
    return read_data(ROOT)


@pytest.fixture(scope="module")
def parsed(data: PackageData) -> dict[str, Parsed]:
    return {table: Parsed(table_html(data, table)) for table in TABLES}


@pytest.mark.parametrize("table", TABLES)
def test_every_row_and_cell_is_there(parsed: dict[str, Parsed], table: str) -> None:
    rows = read(table)
    shown = parsed[table]
    assert shown.heads == list(rows[0])
    assert [[cell.text for cell in cells] for cells in shown.rows] == [
        list(row.values()) for row in rows
    ]
    (caption,) = shown.texts["caption"]
    assert caption == f"{table}, {len(rows)} row{'' if len(rows) == 1 else 's'}"


@pytest.mark.parametrize("table", [table for table in TABLES if table != "evidence"])
def test_identifiers_lead_to_their_pages(parsed: dict[str, Parsed], table: str) -> None:
    for row, cells in zip(read(table), parsed[table].rows, strict=True):
        for column, cell in zip(columns_of(TABLES[table]), cells, strict=True):
            to = column.references or (table if column.role == "key" else "")
            wanted = []
            if to in WITH_PAGES and row[column.name]:
                wanted = [f"../{page_of(to, row[column.name])}"]
            elif column.name == "passage_id":
                wanted = [f"../{page_of('sources', row['source_id'])}#{row['passage_id']}"]
            elif column.name == "url":
                wanted = [row["url"]]
            assert cell.links == wanted, column.name


def test_evidence_leads_to_the_record_and_to_the_words(parsed: dict[str, Parsed]) -> None:
    names = [column.name for column in columns_of(TABLES["evidence"])]
    for row, cells in zip(read("evidence"), parsed["evidence"].rows, strict=True):
        links = {name: cell.links for name, cell in zip(names, cells, strict=True) if cell.links}
        table, record = row["table_name"], row["record_id"]
        place = f"#{row['field']}" if table in WITH_PAGES else ""
        source = f"../{page_of('sources', row['source_id'])}"
        assert links == {
            "evidence_id": [f"../{place_of(row)}"],
            "record_id": [f"../{address_of(table, record)}{place}"],
            "source_id": [source],
            "passage_id": [f"{source}#{row['passage_id']}"],
        }


def test_a_relation_has_its_address(parsed: dict[str, Parsed]) -> None:
    """Rows of tables without record pages are where `address_of` says; others have no anchor."""
    for table, shown in parsed.items():
        names = [column.name for column in columns_of(TABLES[table])][:3]
        wanted = ["/".join(row[name] for name in names) for row in read(table)]
        relation = table not in (*WITH_PAGES, "passages", "evidence")
        assert shown.anchors == (wanted if relation else [""] * len(wanted)), table


@pytest.mark.parametrize("table", TABLES)
def test_the_columns_are_explained(parsed: dict[str, Parsed], table: str) -> None:
    said = "".join(parsed[table].texts["dl"])
    for column in columns_of(TABLES[table]):
        _, _, after = said.partition(f"\n{column.name}\n")
        about = after.partition("\n\n\n")[0]
        for words in (column.meaning, column.unit, column.rule, *column.derived_from):
            assert words.replace("`", "") in about
        for term in column.terms:
            meaning = VOCABULARIES[column.vocabulary][term].meaning
            assert f"{term}: {meaning}".replace("`", "") in about
        if column.references:
            assert f"Refers to {column.references}\n" in about


@pytest.mark.parametrize("table", TABLES)
def test_it_needs_no_permission_to_run_what_it_holds(parsed: dict[str, Parsed], table: str) -> None:
    """Scripts are files, never within the page; a region that scrolls can be reached."""
    for tag, about in parsed[table].tags:
        assert not [name for name in about if name.startswith("on") or name == "style"]
        assert tag != "script" or (about["src"] or "").startswith("../assets/")
    (region,) = [about for _, about in parsed[table].tags if about.get("role") == "region"]
    assert (region["tabindex"], region["aria-labelledby"]) == ("0", "table-caption")


STRANGE = '</td><script src="//x"></script>&amp;"\'\n<b>'


def strange(data: PackageData) -> PackageData:
    """A package in which a stranger wrote what they liked."""
    rows = [row | {"name": STRANGE} for row in data.tables["memorials"]]
    source = data.tables["sources"][0] | {"url": "javascript:alert(1)", "title": STRANGE}
    return PackageData(data.about, data.tables | {"memorials": rows, "sources": [source]})


def test_words_of_strangers_are_words(data: PackageData) -> None:
    shown = Parsed(table_html(strange(data), "memorials"))
    assert {cells[1].text for cells in shown.rows} == {STRANGE}
    assert len([tag for tag, _ in shown.tags if tag == "script"]) == 2
    (source,) = Parsed(table_html(strange(data), "sources")).rows
    assert [cell.links for cell in source][1:3] == [[], []]
    assert source[2].text == "javascript:alert(1)"


def test_the_index_names_each_table(data: PackageData) -> None:
    shown = Parsed(
        page(
            data,
            "tables.html",
            "tables/index.html",
            pages=[table_context(data, table) for table in TABLES],
        )
    )
    links = [about.get("href") or "" for tag, about in shown.tags if tag == "a"]
    for table, rows in data.tables.items():
        assert f"../{table_page(table)}" in links
        (row,) = [row for row in shown.rows if f"../data/{table}.csv" in row[-1].links]
        assert [cell.text for cell in row][:2] == [TABLES[table].__doc__, f"{len(rows):,}"]


def test_no_column_is_called_as_a_word_of_the_address() -> None:
    """In the address, filters go by the names of columns, beside these words."""
    names = {column.name for model in TABLES.values() for column in columns_of(model)}
    assert names.isdisjoint({"q", "sort", "hide"})
    assert not any("-" in term for terms in VOCABULARIES.values() for term in terms)


@pytest.mark.parametrize(
    "word", ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("]
)
def test_the_script_never_makes_elements_from_text(word: str) -> None:
    assert word not in (PAGES / "assets/tables.js").read_text("utf-8")
