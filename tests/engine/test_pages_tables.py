"""The page of a table has every row and cell, leads where it should, and explains its columns."""

from pathlib import Path

import pytest
from conftest import read
from markup import Node, parsed
from pipeline.publish.addresses import WITH_PAGES, address_of, page_of, place_of, table_page

from schemas import TABLES, columns_of
from schemas.vocabularies import VOCABULARIES


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[str, Node]:
    """The page of each table."""
    return {table: parsed((site / table_page(table)).read_text("utf-8")) for table in TABLES}


def rows_of(page: Node) -> list[list[Node]]:
    """The cells of the table's body, a list a row."""
    return [row.all("td") for row in page.only("tbody").all("tr")]


@pytest.mark.parametrize("table", TABLES)
def test_every_row_and_cell_is_there(pages: dict[str, Node], table: str) -> None:
    rows, page = read(table), pages[table]
    assert [head.text for head in page.only("thead").all("th")] == list(rows[0])
    shown = [[cell.raw for cell in cells] for cells in rows_of(page)]
    assert shown == [list(row.values()) for row in rows]
    # rows of tables without record pages are where `address_of` says; others have no anchor
    is_relation = table not in (*WITH_PAGES, "passages", "evidence")
    anchors = [row.attributes.get("id", "") for row in page.only("tbody").all("tr")]
    assert anchors == ["/".join([*row.values()][:3]) if is_relation else "" for row in rows]
    count = f"{len(rows)} row{'' if len(rows) == 1 else 's'}"
    assert page.only("caption").text == f"{table}, {count}"
    (region,) = (node for node in page if node.attributes.get("role") == "region")
    assert region.attributes["tabindex"] == "0"  # it scrolls, and can be reached


@pytest.mark.parametrize("table", [table for table in TABLES if table != "evidence"])
def test_identifiers_lead_to_their_pages(pages: dict[str, Node], table: str) -> None:
    for row, cells in zip(read(table), rows_of(pages[table]), strict=True):
        for column, cell in zip(columns_of(TABLES[table]), cells, strict=True):
            target = column.references or (table if column.role == "key" else "")
            wanted = []
            if target in WITH_PAGES and row[column.name]:
                wanted = [f"../{page_of(target, row[column.name])}"]
            elif column.name == "passage_id":
                wanted = [f"../{page_of('sources', row['source_id'])}#{row['passage_id']}"]
            elif column.name == "url":
                wanted = [row["url"]]
            assert cell.links == wanted, column.name


def test_evidence_leads_to_the_record_and_to_the_words(pages: dict[str, Node]) -> None:
    names = [column.name for column in columns_of(TABLES["evidence"])]
    for row, cells in zip(read("evidence"), rows_of(pages["evidence"]), strict=True):
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


@pytest.mark.parametrize("table", TABLES)
def test_the_columns_are_explained(pages: dict[str, Node], table: str) -> None:
    explained = pages[table].only("dl")
    for column, entry in zip(columns_of(TABLES[table]), explained.all("dd"), strict=True):
        for words in (column.meaning, column.unit, column.rule, *column.derived_from):
            assert words.replace("`", "") in entry.raw
        for term in column.terms:
            meaning = VOCABULARIES[column.vocabulary][term]
            assert f"{term}: {meaning}".replace("`", "") in entry.raw
        assert entry.links == ([f"{column.references}.html"] if column.references else [])
    assert [term.text for term in explained.all("dt")] == list(read(table)[0])


def test_the_index_names_each_table(site: Path) -> None:
    page = parsed((site / "tables/index.html").read_text("utf-8"))
    for table, line in zip(TABLES, page.only("tbody").all("tr"), strict=True):
        files = [f"../data/{table}.{form}" for form in ("csv", "parquet")]
        assert line.links == [f"../{table_page(table)}", *files]
        cells = [cell.text for cell in line.all("td")]
        assert cells[:2] == [TABLES[table].__doc__, f"{len(read(table)):,}"]


def test_no_column_is_called_as_a_word_of_the_address() -> None:
    """In the address, filters go by the names of columns, beside these words."""
    names = {column.name for model in TABLES.values() for column in columns_of(model)}
    assert names.isdisjoint({"q", "sort", "hide"})
    assert not any("-" in term for terms in VOCABULARIES.values() for term in terms)
