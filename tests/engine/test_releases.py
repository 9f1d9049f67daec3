"""What was released stays: identifiers are permanent, and the version tells what changed."""

import hashlib
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from altering import about, retire
from conftest import NAME, ROOT, VERSION, find_faults, run, set_cell, sign, snapshot
from pipeline.building import build_package
from pipeline.common.findings import Finding
from pipeline.common.paths import DESCRIPTOR
from pipeline.compare.released_package import changes_since, check_version, kept
from pipeline.compare.version import Level, bumped
from pipeline.write.atomic import write_files

Edit = Callable[[str], str]


@pytest.fixture
def home(first: Path, tmp_path: Path) -> Path:
    """The first source's seeds and, beside them, its package as if it were released just now."""
    shutil.copytree(first / "seeds", tmp_path / "seeds")
    write_files(kept(snapshot(first)), tmp_path / "released")
    return tmp_path


def edit(home: Path, change: Edit) -> str:
    """Alter the claims; gives them as they are then."""
    path = home / f"seeds/{NAME}.toml"
    claims = change(path.read_text("utf-8"))
    path.write_text(claims, "utf-8")
    return claims


def renamed(claims: str) -> str:
    """The memorial in The Hague under another identifier, everywhere."""
    return re.sub(r"(memorials\.|memorial_id = \")the-hague\b", r"\1den-haag", claims)


def test_what_has_not_changed_holds_against_the_last_release(home: Path) -> None:
    """Catches a check that refuses what has not changed."""
    assert find_faults(home / "seeds") == []


def test_a_renamed_identifier_is_lost(home: Path) -> None:
    """The claims in which it was read are named, and what to write."""
    edit(home, renamed)
    (lost,) = find_faults(home / "seeds")
    assert (lost.code, lost.file, lost.record) == (
        "identifier-lost", f"seeds/{NAME}.toml", "memorials.the-hague",
    )  # fmt: skip
    assert lost.fix.startswith("claim it, or add it under [retired.memorials] with became")


def test_a_retired_identifier_says_what_it_became(home: Path, tmp_path: Path) -> None:
    """The package builds again, its descriptor carries the entry, and it is valid."""
    entry = '[retired.memorials]\nthe-hague = { became = "den-haag", reason = "the local name" }\n'
    edit(home, lambda claims: f"{renamed(claims)}\n{entry}")
    out = tmp_path / "out"
    built = run("scripts/build.py", "--seeds", home / "seeds", "--out", out)
    assert built.returncode == 0, built.stdout
    descriptor = json.loads((out / DESCRIPTOR).read_text("utf-8"))
    assert [list(entry.values()) for entry in descriptor["retired"]] == [
        ["memorials", "the-hague", "den-haag", "the local name"]
    ]
    assert run("scripts/validate.py", out).stdout == "The package is valid.\n"
    about(lambda descriptor: descriptor.update(retired=[]))(out)
    checked = run("scripts/validate.py", out, "--rebuild").stdout
    assert "datapackage.json: error [descriptor-invalid] retired" in checked


@pytest.mark.parametrize(
    ("entry", "field", "says"),
    [
        ('baku = { reason = "r" }', "baku", "a record has this identifier"),
        ('the-hague = { became = "nowhere", reason = "r" }', "the-hague", "has no 'nowhere'"),
        ('the-hague = { became = "the-hague", reason = "r" }', "the-hague", "has no 'the-hague'"),
        ('the-hague = { became = "a", reason = "r" }\na = { became = "the-hague", reason = "r" }',
         "the-hague", "has no 'a'"),
        ('the-hague = { reason = "its martyrs" }', "the-hague", "“martyrs” is a loaded word"),
        ('the-hague = { reason = "the “evil” it is" }', "the-hague", "“evil” is a loaded word"),
        ('the-hague = { reason = "r" }\nthe-hauge = { reason = "r" }',
         "the-hauge", "no release had"),
    ],
)  # fmt: skip
def test_what_is_said_of_a_retired_identifier_holds(
    home: Path, entry: str, field: str, says: str
) -> None:
    """Each finding stands at the line of its entry."""
    claims = edit(home, lambda claims: f"{renamed(claims)}\n[retired.memorials]\n{entry}\n")
    kinds = ("identifier-retired", "loaded-word")
    wrong = [one for one in find_faults(home / "seeds") if one.code in kinds]
    line = claims.split("\n").index(entry.split("\n")[-1 if field == "the-hauge" else 0]) + 1
    assert (wrong[0].line, wrong[0].record) == (line, f"retired.memorials.{field}")
    assert says in wrong[0].message


@pytest.mark.parametrize(
    ("entry", "code", "record", "field"),
    [
        ("[retired]\nmemorials = 3", "bad-claim", "retired.memorials", None),
        ("[retired.memorial]\na = { reason = 'r' }", "unknown-key", "retired.memorial", None),
        ("[retired.people]\na = { became = 'b' }", "missing-field", "retired.people.a", "reason"),
        ("[retired.people]\na = { reason = 'r', became = 3 }", "bad-claim", "retired.people.a",
         "became"),
        ("[retired.people]\na = { reason = 'r', why = 'x' }", "unknown-key", "retired.people.a",
         "why"),
    ],
)  # fmt: skip
def test_the_form_of_an_entry(
    home: Path, entry: str, code: str, record: str, field: str | None
) -> None:
    """Catches an entry that says nothing, or says it under another name."""
    edit(home, lambda claims: f"{claims}\n{entry}\n")
    (wrong,) = [finding for finding in find_faults(home / "seeds") if finding.code == code]
    assert (wrong.record, wrong.field) == (record, field)


def test_an_entry_of_the_last_release_stays(home: Path) -> None:
    """An identifier that was retired before has its entry for good."""
    retire("people", "nobody")(home / "released")
    (lost,) = find_faults(home / "seeds")
    assert (lost.code, lost.record) == ("identifier-lost", "people.nobody")
    edit(home, lambda claims: claims + '\n[retired.people]\nnobody = { reason = "in error" }\n')
    assert find_faults(home / "seeds") == []


def found_of_version(home: Path) -> list[Finding]:
    """What is found of the version of a package that is built now."""
    assembly, files = build_package(home / "seeds")
    return list(check_version(changes_since(home / "seeds", files, assembly)))


def noted(claims: str) -> str:
    """The same claims, one note in other words."""
    return claims.replace('"The source speaks of the', '"The text speaks of the')


def added(claims: str) -> str:
    """One organization more."""
    return f"""{claims}
[organizations.library]
name = "located near [[Gottfried Benn Library]] in"
classification = {{ value = "other", quote = "near Gottfried Benn [[Library]]" }}
"""


def retired(claims: str) -> str:
    """One identifier renamed, and said to be."""
    entry = 'the-hague = { became = "den-haag", reason = "r" }'
    return f"{renamed(claims)}\n[retired.memorials]\n{entry}\n"


@pytest.mark.parametrize(
    ("change", "level"), [(noted, "patch"), (added, "minor"), (retired, "major")]
)
def test_a_version_that_is_bumped_too_little(home: Path, change: Edit, level: Level) -> None:
    """The finding names the version to set, at its line of pyproject.toml."""
    edit(home, change)
    lines = (ROOT / "pyproject.toml").read_text("utf-8").split("\n")
    line = next(number for number, one in enumerate(lines, 1) if one.startswith("version = "))
    (finding,) = found_of_version(home)
    assert (finding.code, finding.value) == ("version-too-low", VERSION)
    assert (finding.file, finding.line) == ("pyproject.toml", line)
    assert finding.message.endswith(f"that calls for a {level} bump")
    assert finding.fix.endswith(f" sets {bumped(VERSION, level)}")


def rewritten(path: Path, change: Edit) -> None:
    """A file of the last release in other words."""
    path.write_text(change(path.read_text("utf-8")), "utf-8")


def test_a_record_taken_out_of_the_last_release_is_seen(home: Path) -> None:
    """Catches a lost identifier that is hidden by taking it out of what was released, too."""
    edit(home, renamed)
    rewritten(
        home / "released/data/memorials.csv", lambda rows: re.sub("(?m)^the-hague,.*\n", "", rows)
    )
    altered = [finding for finding in find_faults(home / "seeds") if finding.code == "wrong-size"]
    assert {finding.file for finding in altered} == {"released/data/memorials.csv"}
    assert [finding.field for finding in altered] == ["bytes", "hash"]
    assert altered[0].fix == "restore released/ as it was; only a release changes it"


@pytest.mark.parametrize(
    ("change", "file", "code"),
    [
        (lambda said: said.replace('"version": "', '"version": "x'), "datapackage.json",
         "descriptor-invalid"),
        (lambda said: json.dumps({"resources": [], "version": "0.0.0"}), "datapackage.json",
         "descriptor-invalid"),
        (lambda said: "", "datapackage.json", "descriptor-invalid"),
        (lambda said: said.replace("data/kinships.csv", "data/kin.csv"), "data/kin.csv",
         "missing-file"),
    ],
)  # fmt: skip
def test_a_last_release_that_says_nothing(home: Path, change: Edit, file: str, code: str) -> None:
    """Catches a traceback, and a release emptied so that nothing can be lost from it."""
    rewritten(home / "released/datapackage.json", change)
    wrong = find_faults(home / "seeds")
    assert (wrong[0].code, wrong[0].file) == (code, f"released/{file}")
    checked = run("scripts/build.py", "--seeds", home / "seeds", "--out", home, "--check")
    assert (checked.returncode, checked.stderr) == (1, "")


def test_a_version_below_the_last_release(home: Path) -> None:
    """Catches a version that goes back although nothing changed."""
    later = bumped(VERSION, "patch")
    about(lambda descriptor: descriptor.update(version=later))(home / "released")
    (finding,) = found_of_version(home)
    assert finding.message == f"{later} was released, and a version only grows"


def exchanged(one: str, other: str) -> Edit:
    """Two identifiers of memorials in each other's place."""

    def change(claims: str) -> str:
        swap = {one: other, other: one}
        pattern = rf'(?<=[."])(?:{one}|{other})(?=[].]|"$)'
        return re.sub(pattern, lambda match: swap[match[0]], claims, flags=re.MULTILINE)

    return change


@pytest.mark.parametrize(
    ("change", "records"),
    [
        (exchanged("isparta", "adana"), ["memorials.adana", "memorials.isparta"]),
        (exchanged("baku", "izmit"), ["memorials.baku", "memorials.izmit"]),
        (lambda claims: claims.replace("[people.adalat-valiyev]", "[people.x]")
         .replace("[people.norbert-kopp]", "[people.adalat-valiyev]")
         .replace("[people.x]", "[people.norbert-kopp]"),
         ["people.adalat-valiyev", "people.norbert-kopp"]),
    ],
)  # fmt: skip
def test_identifiers_that_are_exchanged(home: Path, change: Edit, records: list[str]) -> None:
    """Catches a swap, which no list of identifiers shows."""
    edit(home, change)
    reused = [one for one in find_faults(home / "seeds") if one.code == "identifier-reused"]
    assert sorted({one.record or "" for one in reused} & set(records)) == records
    assert {one.severity for one in reused} == {"warning"}


def test_a_released_text_that_was_edited(home: Path) -> None:
    """Catches a text that is edited together with the hash that its claims record."""
    path = home / f"seeds/{NAME}.txt"
    was = hashlib.sha256(path.read_bytes()).hexdigest()
    released = Path(shutil.copytree(home / "seeds", home / "released/seeds")).parent  # to sign it
    title = "= Khojaly massacre memorials ="  # as releases had a heading at first
    set_cell(released, "passages", {"passage_id": "p0001"}, "text", title)
    sign(released)
    old, new = "On the pedestal there is", "On the pedestal there was"
    text = path.read_text("utf-8").replace(old, new)
    path.write_text(text, "utf-8")
    now = hashlib.sha256(text.encode()).hexdigest()
    edit(home, lambda claims: claims.replace(was, now).replace(old, new))
    (wrong,) = find_faults(home / "seeds")
    assert (wrong.code, wrong.severity) == ("text-revised", "warning")
    assert wrong.file == f"seeds/{NAME}.txt"
    assert wrong.message.endswith("passages gone: 1, new: 1")
