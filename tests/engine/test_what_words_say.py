"""What words say, and do not say: terms, denials, digits, places, points, dates, measures, labels.

Each case of the first test is a source of its own, in which one memorial is claimed.
"""

import hashlib
from collections import defaultdict
from pathlib import Path

import pytest
from cases import by_language, cases
from conftest import find_faults, read
from pipeline.assemble.labels import event_label, label_memorials
from pipeline.resolve.coordinates import coordinates, kilometres
from pipeline.resolve.dates import edtf_date
from pipeline.resolve.lengths import metres

import khojaly_memorials as km

SOURCE = """[source]
title = "T"
url = "https://example.org/t"
publisher = "P"
added = 2026-11-22
license = "CC0-1.0"
language = "{language}"
sha256 = "{digest}"

[memorials.m-{number}]
name = "Stone {number}"
{cells}

[[unused]]
quote = "Nothing"
reason = "for a test"
"""
CASES = by_language("""
    en: ∅ → It was opened by a guild → status = { value = "built", quote = "was opened" }
    en: term-not-said → A guild opened it → status = { value = "removed", quote = "A guild opened" }
    en: term-not-said → It stands still → status = { value = "removed", quote = "It stands still" }
    en: ∅ → It is gone → status = { value = "removed", quote = "It is gone", note = "Not there." }
    de: ∅ → Sie wurde enthüllt → status = { value = "built", quote = "Sie wurde enthüllt" }
    de: term-not-said → Sie steht da → status = { value = "built", quote = "Sie steht da" }
    de: term-not-said → It was opened → status = { value = "altered", quote = "It was opened" }
    ru: ∅ → Он был открыт здесь → status = { value = "built", quote = "Он был открыт" }
    ru: term-not-said → Он был открыт → status = { value = "removed", quote = "Он был открыт" }
    tr: ∅ → Burada açıldı → status = { value = "built", quote = "Burada açıldı" }
    tr: term-not-said → Burada duruyor → status = { value = "built", quote = "Burada duruyor" }
    az: ∅ → Burada ucaldılıb → status = { value = "built", quote = "Burada ucaldılıb" }
    az: term-not-said → Burada durur → status = { value = "built", quote = "Burada durur" }
    fr: ∅ → Elle fut inaugurée → status = { value = "built", quote = "Elle fut inaugurée" }
    fr: term-not-said → Elle est là → status = { value = "built", quote = "Elle est là" }
    es: ∅ → Fue inaugurada aquí → status = { value = "built", quote = "Fue inaugurada" }
    es: term-not-said → Fue demolida → status = { value = "removed", quote = "Fue demolida" }
    en: term-denied → It was never opened → status = { value = "built", quote = "was never opened" }
    en: term-denied → It may be opened → status = { value = "built", quote = "may be opened" }
    en: term-denied → It was allegedly razed → status = { value = "destroyed", quote = "was allegedly razed" }
    en: ∅ → It was opened, not to be moved again → status = { value = "built", quote = "opened, not to be moved" }
    en: ∅ → A plate says "never" and it was opened → status = { value = "built", quote = 'says "never" and it was opened' }
    en: ∅ → It was not moved, but opened → status = { value = "built", quote = "was not moved, but opened" }
    en: ∅ → A plan was approved → status = { value = "approved", quote = "A plan was approved" }
    en: ∅ → It was never opened → status = { value = "built", quote = "never opened", note = "So it says." }
    en: ∅ → The planned statue → memorial_type = { value = "statue", quote = "The planned statue" }
    de: term-denied → Sie wurde enthüllt nicht → status = { value = "built", quote = "Sie wurde enthüllt nicht" }
    ru: term-denied → Он не был открыт → status = { value = "built", quote = "Он не был открыт" }
    tr: term-denied → Açıldı denmedi → status = { value = "built", quote = "Açıldı denmedi" }
    az: term-denied → Tikilib deyil → status = { value = "built", quote = "Tikilib deyil" }
    fr: term-denied → Elle ne fut pas érigée → status = { value = "built", quote = "ne fut pas érigée" }
    es: term-denied → No fue erigida → status = { value = "built", quote = "No fue erigida" }
    en: digits-not-quoted → Opened after the flood → opened = { value = "2014", quote = "after the flood", note = "n" }
    en: ∅ → Opened after the flood → opened = { value = "2014", quote = "after the flood", note = "In 2014." }
    en: ∅ → Opened a year after 2013 → opened = { value = "2014", quote = "after 2013", note = "2013 and 1: 2014" }
    en: digits-not-quoted → It reaches the roof → height_m = { value = "3.5", quote = "the roof", note = "n" }
    en: digits-not-quoted → It reaches the roof → height_m = { value = "3.5", quote = "the roof", note = "3.5" }
    en: ∅ → It reaches the roof → height_m = { value = "3.5", quote = "the roof", note = "3.5 m" }
    en: digits-not-quoted → It is on the map → coordinates = { value = "52.5, 13.4", quote = "the map", note = "n" }
    en: ∅ → It is at a schoolThe marble edifice → description = "The marble edifice"
    en: ∅ → It is at a schoolThe marble edifice → site = "at a school"
    en: ∅ → It is in The HagueThe marble one → locality = "The Hague"
    en: ∅ → It was openedA statue → status = { value = "built", quote = "It was opened" }
    en: quotation-cut → It is at a schoolThe edifice → description = "hoolThe edifice"
    en: quotation-cut → It is at a schoolthe edifice → description = "the edifice"
    en: quotation-cut → It is McDonald → description = "Donald"
    en: quotation-cut → It is at a SCHOOLThe edifice → site = "at a SCHOOL"
    en: term-not-said → It was approved in 1999 → opened = "approved in [[1999]]"
    en: ∅ → It was opened in 1999 → opened = "opened in [[1999]]"
    en: ∅ → It was approved in 1999 → opened = { quote = "1999", note = "Opened that day too." }
    de: term-not-said → Genehmigt im Mai 1999 → completed = "Genehmigt im [[Mai 1999]]"
    en: town-elsewhere → In Sarajevo, Germany → locality = "Sarajevo"⏎country = "Germany"
    en: ∅ → In Sarajevo, Germany → locality = "Sarajevo"⏎country = { quote = "Germany", note = "So it says." }
    en: ∅ → In Berlin, Germany → locality = "Berlin"⏎country = "Germany"
    en: town-elsewhere → In Berlin, Germany, 40.37, 49.84 → locality = "Berlin"⏎country = "Germany"⏎coordinates = "40.37, 49.84"
    en: ∅ → In Berlin, Germany, 52.43214, 13.25503 → locality = "Berlin"⏎country = "Germany"⏎coordinates = "52.43214, 13.25503"
""")  # noqa: E501


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """What the build finds of each case's memorial: codes by its number."""
    seeds = tmp_path_factory.mktemp("words") / "seeds"
    seeds.mkdir()
    for number, (language, _, sentence, cells) in enumerate(CASES):
        text = f"= Stone {number} =\n\n{sentence}. Nothing else is told.\n"
        digest = hashlib.sha256(text.encode()).hexdigest()
        toml = SOURCE.format(language=language, digest=digest, number=number, cells=cells)
        (seeds / f"s{number}.txt").write_text(text, "utf-8")
        (seeds / f"s{number}.toml").write_text(toml, "utf-8")
    codes = defaultdict(set)
    for one in find_faults(seeds):
        if one.code != "possible-duplicate":  # two stones of one town
            codes[str(one.file).removeprefix("seeds/s").partition(".")[0]].add(one.code)
    return codes


@pytest.mark.parametrize("number", range(len(CASES)), ids=[" ".join(case) for case in CASES])
def test_words_that_do_not_say_it_are_found(found: dict[str, set[str]], number: int) -> None:
    """Catches a term, a date or a place that the words do not give, and honest words refused."""
    assert found[str(number)] == {CASES[number][1]} - {""}


@pytest.mark.parametrize(
    ("language", "words", "point"),
    by_language("""
        en: 52.43214, 13.25503 → 52.43214, 13.25503 | 52°30′N 13°24′E → 52.5, 13.4
        en: 40°22′33″S 49°50′06″W → -40.37583, -49.835 | (19.43; -99.13) → 19.43, -99.13
        en: N 52.5° E 13.4° → 52.5, 13.4 | 52.5° N, 13.4° E → 52.5, 13.4
        de: 52° 30′ N, 13° 24′ O → 52.5, 13.4 | 52,5° N 13,4° O → 52.5, 13.4
        ru: 52°30′ с. ш. 13°24′ в. д. → 52.5, 13.4
        tr: 52°30′K 13°24′D → 52.5, 13.4 | 10°30′G 13°24′B → -10.5, -13.4
        fr: 52°30′N 13°24′O → 52.5, -13.4
        es: 19°30′N 99°06′O → 19.5, -99.1
        az: 40°30′ şm. e. 49°51′ ş. u. → 40.5, 49.85
        en: 91.5, 13.4 → ∅ | 52°30′N → ∅ | 52°30′N 13°24′N → ∅ | 52 13 → ∅ | near 52.5, 13.4 → ∅
        en: 52°30′N 13°24′E at 3 km → ∅ | 52,5, 13,4 → ∅ | 52.5, 181.5 → ∅
    """),
)
def test_a_point_on_the_earth(language: str, words: str, point: str) -> None:
    """Catches west taken for east, minutes for decimals, and a point out of half of one."""
    assert coordinates(words, language) == (point or None)


def test_how_far_two_points_lie_apart() -> None:
    assert kilometres("0, 0", "0, 1") == pytest.approx(111.195, abs=0.01)
    assert kilometres("52.5, 13.4", "52.5, 13.4") == 0


@pytest.mark.parametrize(
    ("language", "words", "date", "words_of_length", "length"),
    by_language("""
        de: 26. 2. 2008 → 2008-02-26 → 8,6 Metern → 8.6 | Jänner 2012 → 2012-01 → 60 cm → 0.6
        ru: 26 февраля 2008 года → 2008-02-26 → 8,6 метра → 8.6
        ru: в мае → ∅ → восемь метров → 8 | мае 2012 → 2012-05 → 1 500 м → ∅
        tr: 26 Şubat 2008 → 2008-02-26 → 8,6 metre → 8.6
        tr: Mayıs 2012 → 2012-05 → sekiz metre → 8
        az: 26 fevral 2008-ci il → 2008-02-26 → 8,6 metr → 8.6
        az: 2012-ci ilin fevral → ∅ → səkkiz metr → 8
        fr: 1er mars 2012 → 2012-03-01 → 8,6 mètres → 8.6 | août 2012 → 2012-08 → huit mètres → 8
        es: 26 de febrero de 2008 → 2008-02-26 → 8,6 metros → 8.6
        es: agosto de 2012 → 2012-08 → ocho metros → 8
        en: February 26, 2008 → 2008-02-26 → 8.6-meters-long → 8.6
    """),
)
def test_dates_and_measures_of_languages(
    language: str, words: str, date: str, words_of_length: str, length: str
) -> None:
    """Catches a language whose months, endings, units or decimal comma are not read."""
    assert edtf_date(words, language) == (date or None)
    assert metres(words_of_length, language) == (length or None)


KEYS = ("memorial_type", "locality", "country", "site", "opened", "completed")


@pytest.mark.parametrize(
    ("memorials", "labels"),
    cases("""
        monument,Baku → Monument in Baku | ,Baku → Memorial in Baku | ,,Israel → Memorial in Israel
        garden,,Israel,A forest → Garden in A forest, Israel | , → Memorial
        plaque,,Israel,near a forest → Plaque, near a forest, Israel
        statue,,Israel,Genocide Square → Statue in Israel
        park,Baku,,,2012-02; park,Baku,,,,2015 → Park in Baku (2012); Park in Baku (2015)
        park,Baku; park,Baku,,,2015 → Park in Baku; Park in Baku (2015)
        park,Baku,,by a lake,2015; park,Baku,,,2015 → Park in Baku (2015) (by a lake); Park in Baku (2015)
        park,Baku; park,Baku → Park in Baku (m0); Park in Baku (m1)
    """),  # noqa: E501
)
def test_labels_of_memorials(memorials: str, labels: str) -> None:
    """Catches a label that is loaded, empty, or another's too."""
    rows = []
    for number, memorial in enumerate(memorials.split("; ")):
        cells = [*memorial.split(","), *[""] * len(KEYS)]
        rows.append(dict(zip(KEYS, cells, strict=False)) | {"memorial_id": f"m{number}"})
    label_memorials(rows)
    assert "; ".join(row["label"] for row in rows) == labels


def test_labels_of_events() -> None:
    """Catches a label that says the column's name for a kind, or has gaps for what is not told."""
    event = {"event_type": "commemorated_event", "date": "1992-02-26"}
    assert event_label(event, "") == "Commemorated event, 1992-02-26"
    assert event_label({"event_type": "other", "date": ""}, "Park in Baku") == "Event: Park in Baku"


def test_references_rest_on_words(first: Path) -> None:
    """Catches a reference without the words that name its record, in the file or the package."""
    linked = km.evidence("events", "baku-opening", "memorial_id")
    assert linked[["value", "basis", "rank"]].to_numpy().tolist() == [["baku", "linked", "normal"]]
    for table, field in (("inscriptions", "memorial_id"), ("statements", "person_id")):
        proven = {row["record_id"]: row["value"] for row in read("evidence", first)
                  if (row["table_name"], row["field"]) == (table, field)}  # fmt: skip
        key = f"{table[:-1]}_id"
        assert proven == {row[key]: row[field] for row in read(table, first) if row[field]}
    assert set(km.load("event_relations")["role"]) == {"because_of"}
