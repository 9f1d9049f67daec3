"""Whoever a cell speaks of is named where its quotation stands, or a note says who is meant.

Each rule is broken once, in a text that is invented.
"""

import hashlib
from pathlib import Path

import pytest
from conftest import codes, find_faults, read, replace_once, rewrite, sign
from pipeline.assemble.labels import event_label, label_memorials
from validate import validate

TEXT = """= The flood =

Lantern Trust keeps a list.

== Aldermoor ==

A memorial to the flood stands in Aldermoor. It was carved by Mira Tansley with support from the \
Oda Hurrell Foundation. Hurrell spoke at the opening in 1999. Oda Hurrell is a child of Piet \
Hurrell. The plaque is by Tansley. “Water has a memory”, said Oda Hurrell. The dam was broken by \
Grey Mill Company.

== Brackwell ==

A monument in Brackwell was built in 2004. It is of bronze from the old mill.

It is 2 metres high. Aldermoor is not far.

== Trusts ==

Its sculptor is unknown. Its steps are of slate.
"""
CLAIMS = """
[memorials.aldermoor]
section = "Aldermoor"
name = "A [[memorial]] to the flood"
memorial_type = "A [[memorial]] to the flood"
locality = "in [[Aldermoor]]"

[memorials.brackwell]
section = "Brackwell"
name = "A [[monument]]"
memorial_type = "A [[monument]]"
status = "was [[built]] in 2004"
locality = "in [[Brackwell]]"

[people.mira-tansley]
name = "Mira Tansley"

[people.oda-hurrell]
name = "[[Oda Hurrell]] is"

[people.piet-hurrell]
name = "Piet Hurrell"

[organizations.oda-hurrell-foundation]
name = "Oda Hurrell Foundation"

[organizations.lantern-trust]
name = "Lantern Trust"

[organizations.grey-mill-company]
name = "Grey Mill Company"

[events.aldermoor-opening]
section = "Aldermoor"
event_type = "at the [[opening]]"
memorial_id = "aldermoor"

[events.flood]
event_type = { value = "commemorated_event", quote = "[[flood]] stands", note = "The flood." }
name = "[[flood]] stands"
"""
RULES = {"party-not-named", "record-not-named", "link-unproven"}


def seeds_of(folder: Path, *claims: str, text: str = TEXT, own: str = CLAIMS) -> Path:
    """Seeds of the text, with more claims."""
    seeds = folder / "seeds"
    seeds.mkdir()
    (seeds / "flood.txt").write_text(text, "utf-8")
    source = (
        '[source]\ntitle = "The flood"\nurl = "https://example.org/flood"\n'
        'publisher = "Nobody"\nadded = 2026-11-20\nlicense = "CC0-1.0"\nlanguage = "en"\n'
        f'sha256 = "{hashlib.sha256(text.encode()).hexdigest()}"\n'
    )
    (seeds / "flood.toml").write_text("\n".join([source, own, *claims]), "utf-8")
    return seeds


def found(folder: Path, *claims: str) -> list[tuple[str, str | None, str | None]]:
    """The code, record and field of what is told of claims, as far as these rules go."""
    faults = find_faults(seeds_of(folder, *claims))
    assert codes(faults) <= RULES | {"passage-unaccounted", "term-not-said"}, faults
    return [(one.code, one.record, one.field) for one in faults if one.code in RULES]


def test_those_who_are_named_need_no_note(tmp_path: Path) -> None:
    assert found(tmp_path) == []


ROLE = '[{}]\nrole = {{ value = "{}", quote = "{}"{} }}\n'
ALDERMOOR, OPENING, FLOOD = (
    "memorials.aldermoor.{}",
    "events.aldermoor-opening.{}",
    "events.flood.organizations.{}",
)
CARVED, SPOKE, BY = "carved by", "spoke at", "is by Tansley"
SUPPORT, BROKEN = "with support from the Oda", "broken by Grey Mill Company"


@pytest.mark.parametrize(
    ("path", "role", "quote", "notes"),
    [
        # another is named there
        (ALDERMOOR.format("people.piet-hurrell"), "sculptor", CARVED, "Piet Hurrell is meant."),
        (ALDERMOOR.format("organizations.lantern-trust"), "supporter", SUPPORT, "Lantern Trust."),
        # only a body that bears the person's name
        (ALDERMOOR.format("people.oda-hurrell"), "supporter", SUPPORT, "Oda Hurrell founded it."),
        # of two people with one surname, either
        (OPENING.format("people.oda-hurrell"), "speaker", SPOKE, "That is Oda Hurrell."),
        # one of two parties
        ("people.oda-hurrell.kinships.mira-tansley", "child", "a child of", "Mira Tansley."),
        ("people.oda-hurrell.memberships.lantern-trust", "member",
         "said [[Oda Hurrell]]. The", "A member of Lantern Trust."),
    ],
)  # fmt: skip
def test_a_role_of_somebody_whom_the_words_do_not_name(
    tmp_path: Path, path: str, role: str, quote: str, notes: str
) -> None:
    """Catches a true quotation that ties anybody to anything; a note that names them answers."""
    for name, note, is_found in (("a", "", True), ("b", "So it is.", True), ("c", notes, False)):
        more = f', note = "{note}"' if note else ""
        (tmp_path / name).mkdir()
        told = found(tmp_path / name, ROLE.format(path, role, quote, more))
        said = [(code, field) for code, _, field in told if code == "party-not-named"]
        assert said == ([("party-not-named", "role")] if is_found else []), note


@pytest.mark.parametrize(
    ("path", "role", "quote"),
    [
        (ALDERMOOR.format("people.mira-tansley"), "sculptor", CARVED),
        (ALDERMOOR.format("organizations.oda-hurrell-foundation"), "supporter", SUPPORT),
        ("people.oda-hurrell.kinships.piet-hurrell", "child", "a child of"),
        (FLOOD.format("grey-mill-company"), "said_to_have_done", BROKEN),
    ],
)
def test_a_role_of_somebody_who_is_named(tmp_path: Path, path: str, role: str, quote: str) -> None:
    """Catches a false alarm."""
    note = ', note = "So the source has it."' if role == "said_to_have_done" else ""
    told = found(tmp_path, ROLE.format(path, role, quote, note))
    assert [one for one in told if one[0] == "party-not-named"] == []


def test_a_surname_that_one_person_has_is_enough(tmp_path: Path) -> None:
    note = ', note = "Whoever made the plaque is coded as designer."'
    path = ALDERMOOR.format("people.mira-tansley")
    assert found(tmp_path, ROLE.format(path, "designer", BY, note)) == []


def test_a_deed_is_named_whole_whatever_a_note_says(tmp_path: Path) -> None:
    """Catches the gravest role given by words about somebody else."""
    path = FLOOD.format("lantern-trust")
    note = ', note = "Lantern Trust did it to the flood."'
    claim = ROLE.format(path, "said_to_have_done", BROKEN, note)
    record = "event_organizations.flood/lantern-trust/said_to_have_done"
    assert found(tmp_path, claim) == [("party-not-named", record, "role")]


@pytest.mark.parametrize(
    ("column", "party", "note", "is_found"),
    [
        ("person_id", "oda-hurrell", "", False),
        ("person_id", "mira-tansley", "", True),
        ("organization_id", "grey-mill-company", "", True),
        ("organization_id", "grey-mill-company", "For Grey Mill Company.", False),
    ],
)
def test_a_statement_of_somebody_else(
    tmp_path: Path, column: str, party: str, note: str, is_found: bool
) -> None:
    """Catches somebody's words under another's name."""
    text = (
        f'{{ quote = "Water has a memory", note = "{note}" }}' if note else '"Water has a memory"'
    )
    told = found(
        tmp_path,
        f'[statements.water]\nsection = "Aldermoor"\ntext = {text}\n{column} = "{party}"\n',
    )
    assert ("party-not-named" in {code for code, _, _ in told}) == is_found


@pytest.mark.parametrize(
    ("record", "claim", "is_found"),
    [
        # its sentence names another
        ("brackwell", 'dedicated_to = "the [[flood]] stands"', True),
        # its paragraph does
        ("brackwell", 'height_m = "2 metres high"', True),
        ("brackwell", 'height_m = { quote = "2 metres high", note = "Of brackwell." }', False),
        ("brackwell", 'height_m = { quote = "2 metres high", note = "So it is." }', True),
        # its paragraph names it
        ("brackwell", 'material = "of [[bronze]]"', False),
        # a place does not name its memorial by itself
        ("brackwell", 'site = "to the [[flood]] stands"', True),
        # nothing around names it
        ("aldermoor", 'material = "of [[slate]]"', True),
        ("aldermoor", 'material = { quote = "of [[slate]]", note = "At Aldermoor." }', False),
    ],
)  # fmt: skip
def test_a_cell_of_a_memorial_that_is_not_named(
    tmp_path: Path, record: str, claim: str, is_found: bool
) -> None:
    """Catches words about one memorial in the row of another; a note that names it answers."""
    base, head = CLAIMS, f"[memorials.{record}]\nsection = "
    assert head in base
    section = "Brackwell" if record == "brackwell" else "Aldermoor"
    seeds = seeds_of(tmp_path)
    replace_once(seeds / "flood.toml", f'{head}"{section}"\n', f"[memorials.{record}]\n{claim}\n")
    faults = [one for one in find_faults(seeds) if one.code in RULES]
    field = claim.split(" = ")[0]
    told = [(one.code, one.record, one.field) for one in faults]
    assert told == ([("record-not-named", f"memorials.{record}", field)] if is_found else [])


@pytest.mark.parametrize(
    ("reference", "is_found"),
    [
        ('memorial_id = "brackwell"', True),
        ('memorial_id = { value = "brackwell", quote = "The dam" }', True),
        ('memorial_id = { value = "brackwell", quote = "Brackwell was" }', False),
        ('memorial_id = { value = "brackwell", quote = "The dam", note = "Near it." }', False),
        ('memorial_id = "aldermoor"', False),
    ],
)
def test_a_reference_that_nothing_proves(tmp_path: Path, reference: str, is_found: bool) -> None:
    """Catches a link to a record that no words around name, or that its own words do not name."""
    event = f'[events.broken]\nsection = "Aldermoor"\n{reference}\n'
    if "was" in reference:
        event = event.replace('"Aldermoor"', '["Aldermoor", "Brackwell"]')
    note = 'event_type = { value = "other", quote = "was broken", note = "The dam of ?." }\n'
    told = found(tmp_path, event + note.replace("?", reference.split('"')[1]))
    assert told == ([("link-unproven", "events.broken", "memorial_id")] if is_found else [])


def test_a_reference_without_evidence(package: Path) -> None:
    """Catches a link that nothing proves, or that rests on words about another record."""
    link = {"table_name": "events", "record_id": "berlin-protest", "field": "memorial_id"}
    rows = [row for row in read("evidence", package) if link.items() <= row.items()]
    assert [(row["basis"], row["value"], row["quote"]) for row in rows] == [
        ("linked", "berlin", "Khojaly Massacre Memorial")
    ]
    rewrite(package, "evidence", lambda old: [row for row in old if row not in rows])
    sign(package)
    (found,) = (one for one in validate(package) if one.code == "evidence-missing")
    assert (found.record, found.field, found.value) == ("berlin-protest", "memorial_id", "berlin")


FIELDS = ("memorial_type", "locality", "site", "country", "opened", "completed")


@pytest.mark.parametrize(
    ("memorials", "labels"),
    [
        (["plaque|Graz|park|Austria|2019|"], ["Plaque in Graz"]),
        (["|||Austria||", "garden|||||"], ["Memorial in Austria", "Garden"]),
        (["garden||Weizmann forest|Israel||"], ["Garden in Weizmann forest, Israel"]),
        (["statue||near the mill|Israel||"], ["Statue, near the mill, Israel"]),
        (["statue||hill of the barbarians|Israel||"], ["Statue in Israel"]),
        (["plaque|Graz|park||2019-02|", "plaque|Graz||||2020", "statue|Graz||||"],
         ["Plaque in Graz (2019)", "Plaque in Graz (2020)", "Statue in Graz"]),
        (["plaque|Graz|park||2019|", "plaque|Graz|mill||2019|", "plaque|Graz||||2019"],
         ["Plaque in Graz (2019) (park)", "Plaque in Graz (2019) (mill)",
          "Plaque in Graz (2019)"]),
        (["plaque|Graz||||", "plaque|Graz||||"], ["Plaque in Graz (m0)", "Plaque in Graz (m1)"]),
    ],
)  # fmt: skip
def test_a_label_is_neutral_and_told_from_all_others(
    memorials: list[str], labels: list[str]
) -> None:
    rows = [
        {"memorial_id": f"m{number}"} | dict(zip(FIELDS, words.split("|"), strict=False))
        for number, words in enumerate(memorials)
    ]
    label_memorials(rows)
    assert [row["label"] for row in rows] == labels


def test_the_label_of_an_event() -> None:
    event = {"event_type": "opening", "date": "2019-02"}
    assert event_label(event, "Plaque in Graz") == "Opening: Plaque in Graz, 2019-02"
    assert event_label({"event_type": "other", "date": ""}, "") == "Event"


def test_the_section_of_a_heading_is_all_that_stands_under_it(tmp_path: Path) -> None:
    """Catches a country in a heading above the town's own that is said to name no memorial."""
    text = TEXT.replace("== Aldermoor ==", "== Wales ==\n\n=== Aldermoor ===")
    country = 'section = "Wales"\ncountry = "== [[Wales]] =="\nname'
    own = CLAIMS.replace('section = "Aldermoor"\nname', country)
    faults = find_faults(seeds_of(tmp_path, text=text, own=own))
    assert [one for one in faults if one.code in RULES] == []


VICTIMS = (
    "the Azerbaijani victims of the Khojaly massacre — mostly civilians, but also armed troops"
)
ARMED = f"{VICTIMS} — by local irregular Armenian forces"
HARM = "events.khojaly-1992-02-26.organizations.{}"


@pytest.mark.parametrize(
    ("party", "role", "quote"),
    [
        ("local-irregular-armenian-forces", "said_to_have_suffered", ARMED),
        ("azerbaijani-victims", "said_to_have_done", ARMED),
    ],
)
def test_the_two_sides_of_an_event_are_not_exchanged(
    seeds: Path, party: str, role: str, quote: str
) -> None:
    """Catches who suffered in the role of who did it, and the other way round, with any note."""
    claim = (
        f'[{HARM.format(party)}]\nrole = {{ value = "{role}", quote = "{quote}", note = "So." }}'
    )
    path = seeds / "khojaly-massacre-memorials.toml"
    old = path.read_text("utf-8")
    start = old.index(f"[{HARM.format(party)}]")
    path.write_text(old[:start] + claim + old[old.index("\n", old.index("role", start)) :], "utf-8")
    found = [(one.code, one.field) for one in find_faults(seeds) if one.severity == "error"]
    assert ("term-not-said", "role") in found


@pytest.mark.parametrize(
    ("event", "related", "note", "code"),
    [
        ("berlin-permission", "khojaly-1992-02-26", "", "party-not-named"),
        ("berlin-permission", "baku-opening", "", "party-not-named"),
        ("berlin-permission", "berlin-protest", "", ""),
        ("berlin-protest", "berlin-postponement", "It is so.", "rows-inconsistent"),
        ("berlin-permission", "berlin-opening", "After berlin-opening.", ""),
    ],
)
def test_events_that_nothing_ties(
    seeds: Path, event: str, related: str, note: str, code: str
) -> None:
    """Catches an event tied to one that is told of elsewhere, or tied to it both ways."""
    claim = (
        f'[events.{event}.event_relations.{related}]\nrole = {{ quote = "QUOTE", note = "{note}" }}'
    )
    quote = "due to" if event == "berlin-protest" else "As a result"
    path = seeds / "khojaly-massacre-memorials.toml"
    relation = claim.replace("QUOTE", quote).replace(', note = ""', "")
    path.write_text(f"{path.read_text('utf-8')}\n{relation}\n", "utf-8")
    codes_found = {one.code for one in find_faults(seeds)}
    assert codes_found == ({code} if code else set())
