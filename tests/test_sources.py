"""Several sources, and what a source has to be: its text, licence, extent, and claims beside it."""

import hashlib
import re
from pathlib import Path

import pytest
from conftest import NAME, codes, read, run
from pipeline.building import build_tables
from pipeline.findings import FaultyError, Finding
from pipeline.validation import validate

TEXT = """= A walk in The Hague =

A memorial, some two metres high, stands by the water. It was unveiled on 24 February 2012.

[…]

Nothing else is said of it.
"""
CLAIMS = """[source]
title = "A walk in The Hague"
url = "https://example.org/walk"
publisher = "Example"
license = "CC-BY-4.0"
language = "en"
sha256 = "{sha256}"

[memorials.the-hague]
height_m = "A memorial, some two metres high, stands by the water"
"""


def found(seeds: Path) -> list[Finding]:
    """The findings of a build in process."""
    try:
        return build_tables(seeds).findings
    except FaultyError as faulty:
        return faulty.findings


def add(seeds: Path, claims: str, text: str = TEXT, name: str = "walk") -> None:
    """Put another source beside the first."""
    (seeds / f"{name}.txt").write_text(text, "utf-8")
    digest = hashlib.sha256(text.encode()).hexdigest()
    (seeds / f"{name}.toml").write_text(claims.replace("{sha256}", digest), "utf-8")


def whole(claims: str = CLAIMS) -> str:
    """The claims with every sentence of the text accounted for."""
    used = '\n[[unused]]\nquote = "{}"\nreason = "not of the memorial"\n'
    rest = ("unveiled on 24 February 2012", "Nothing else is said")
    return claims + "".join(used.format(words) for words in rest)


def test_a_second_source_corroborates(seeds: Path, tmp_path: Path) -> None:
    """Both quotations stand side by side, neither preferred; the cell stays as it was."""
    add(seeds, whole(), TEXT.replace("\n[…]\n", ""))
    result = run("scripts/build.py", "--seeds", seeds, "--out", tmp_path / "out")
    assert result.returncode == 0, result.stdout
    rows = [
        (row["source_id"], row["value"], row["quote"], row["rank"])
        for row in read("evidence", tmp_path / "out")
        if (row["record_id"], row["field"]) == ("the-hague", "height_m")
    ]
    assert rows == [
        (NAME, "2", "about two meters high", "normal"),
        ("walk", "2", "A memorial, some two metres high, stands by the water", "normal"),
    ]


def test_an_excerpt_holds_only_what_is_quoted(seeds: Path, tmp_path: Path) -> None:
    """Sentences that nobody quotes are refused at their lines; the gap between is not."""
    claims = CLAIMS.replace(
        'license = "CC-BY-4.0"', 'license = "LicenseRef-own"\nextent = "excerpt"'
    )
    add(seeds, claims)
    assert [(one.code, one.file, one.line, one.value) for one in found(seeds)] == [
        ("excerpt-unquoted", "seeds/walk.txt", 3, "It was unveiled on 24 February 2012."),
        ("excerpt-unquoted", "seeds/walk.txt", 7, "Nothing else is said of it."),
    ]
    cut = TEXT.replace(" It was unveiled on 24 February 2012.", "")
    add(seeds, claims, cut.replace("Nothing else is said of it.\n", ""))
    assert found(seeds) == []
    out = tmp_path / "out"
    assert run("scripts/build.py", "--seeds", seeds, "--out", out).returncode == 0
    assert validate(out) == []
    licenses = (out / "datapackage.json").read_text("utf-8")
    assert "LicenseRef-own" not in licenses.partition('"resources"')[0]
    (source,) = [row for row in read("sources", out) if row["source_id"] == "walk"]
    assert (source["extent"], source["license"]) == ("excerpt", "LicenseRef-own")


@pytest.mark.parametrize(
    ("license_", "says"),
    [
        ("CC BY-SA 4.0", "it is no licence of SPDX's"),
        ("cc-by-4.0", "SPDX writes it CC-BY-4.0"),
        ("LicenseRef-own", "a text under a licence of its own is not shipped whole"),
    ],
)
def test_a_licence_is_one_of_spdx(seeds: Path, license_: str, says: str) -> None:
    """Catches a licence that no machine knows, and a whole text that may not be shipped."""
    add(seeds, whole().replace("CC-BY-4.0", license_))
    (wrong,) = [one for one in found(seeds) if one.code == "unknown-license"]
    assert (wrong.file, wrong.line, wrong.field, wrong.value) == (
        "seeds/walk.toml", 5, "license", license_,
    )  # fmt: skip
    assert wrong.message == says


def test_the_same_text_twice_is_no_second_source(seeds: Path) -> None:
    """Catches a text that would corroborate itself."""
    first = seeds / f"{NAME}.txt"
    claims = re.sub(
        r"(?m)^sha256 = .*$", 'sha256 = "{sha256}"', (seeds / f"{NAME}.toml").read_text()
    )
    add(seeds, claims, first.read_text("utf-8") + "\n", "another")
    wrong = [one for one in found(seeds) if one.code == "same-text"]
    assert [(one.file, one.record) for one in wrong] == [
        (f"seeds/{NAME}.txt", NAME),
    ]
    assert wrong[0].message == "it is the text of another"


@pytest.mark.parametrize("ending", ["txt", "toml"])
def test_a_text_and_its_claims_come_together(seeds: Path, ending: str) -> None:
    """The file that is missing is named."""
    add(seeds, whole())
    (seeds / f"walk.{ending}").unlink()
    assert [(one.code, one.file) for one in found(seeds)] == [
        ("text-without-claims", f"seeds/walk.{ending}")
    ]


@pytest.mark.parametrize(
    ("letter", "where"),
    [
        ("\u202e", "[memorials.the-hague] # \u202e"),
        ("\u2066", "A memorial, some two metres \u2066high"),
        ("\x1b", "[memorials.the-hague] # \x1b"),
    ],
)
def test_what_a_reviewer_cannot_see_is_refused(seeds: Path, letter: str, where: str) -> None:
    """Catches claims that read otherwise than they are, comments included."""
    claims = whole()
    what = where.replace(letter, "").removesuffix(" # ")
    assert what in claims
    add(seeds, claims.replace(what, where))
    line = claims[: claims.index(what)].count("\n") + 1
    hidden = [one for one in found(seeds) if one.code in ("invisible-character", "toml-syntax")]
    assert [(one.file, one.line) for one in hidden] == [("seeds/walk.toml", line)]


@pytest.mark.parametrize(
    ("content", "code", "line"),
    [
        (b"\xef\xbb\xbf= T =\n", "unreadable-file", 1),
        (b"= T =\n\nA \xff b.\n", "unreadable-file", 3),
        ("= T =\n\nUs\u0327ak.\n".encode(), "text-not-nfc", 3),
        (b"= T =\n\nA b.\r\n", "text-not-nfc", 3),
        (b"= T =\n\nA\0b.\n", "text-not-nfc", 3),
    ],
)
def test_a_text_that_is_not_plain_is_refused_at_its_line(
    seeds: Path, content: bytes, code: str, line: int
) -> None:
    """Catches a text that would be quoted in letters which no one else types."""
    add(seeds, whole())
    (seeds / "walk.txt").write_bytes(content)
    wrong = [one for one in found(seeds) if one.code == code]
    assert [(one.file, one.line) for one in wrong] == [("seeds/walk.txt", line)]


def test_a_folder_of_seeds_that_is_a_link_is_not_followed(seeds: Path, tmp_path: Path) -> None:
    """Catches a way out of the repository."""
    link = tmp_path / "link"
    link.symlink_to(seeds)
    assert codes(found(link)) == {"unsafe-path"}
