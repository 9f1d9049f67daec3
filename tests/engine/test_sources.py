"""Several sources, and what a source has to be: its text, licence, extent, and claims beside it."""

import hashlib
import json
from pathlib import Path

import pytest
from conftest import NAME, codes, find_faults, read, run
from validate import validate

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
added = 2026-11-24
sha256 = "{sha256}"

[memorials.the-hague]
height_m = "A memorial, some two metres high, stands by the water"
"""


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
    assert [(one.code, one.file, one.line, one.value) for one in find_faults(seeds)] == [
        ("excerpt-unquoted", "seeds/walk.txt", 3, "It was unveiled on 24 February 2012."),
        ("excerpt-unquoted", "seeds/walk.txt", 7, "Nothing else is said of it."),
    ]
    cut = TEXT.replace(" It was unveiled on 24 February 2012.", "")
    add(seeds, claims, cut.replace("Nothing else is said of it.\n", ""))
    assert find_faults(seeds) == []
    out = tmp_path / "out"
    assert run("scripts/build.py", "--seeds", seeds, "--out", out).returncode == 0
    assert validate(out) == []
    said = json.loads((out / "datapackage.json").read_text("utf-8"))
    assert [one["name"] for one in said["licenses"]] == ["CC-BY-SA-4.0"]
    assert [one["license"] for one in said["sources"]][1] == "LicenseRef-own"
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
    (wrong,) = [one for one in find_faults(seeds) if one.code == "unknown-license"]
    assert (wrong.file, wrong.line, wrong.field, wrong.value) == (
        "seeds/walk.toml", 5, "license", license_,
    )  # fmt: skip
    assert wrong.message == says


PASSAGES = [f"Sentence {number} is about the memorial." for number in range(10, 20)]


def plain(passages: list[str], between: str = " ", title: str = "A text") -> str:
    """A text of some sentences."""
    return f"= {title} =\n\n{between.join(passages)}\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (plain([*PASSAGES[:4], "Sentence 14 is about  the memorial.", *PASSAGES[5:]]), (10, 10)),
        (plain(PASSAGES, "\n\n", "Another title").upper(), (10, 10)),
        (plain([*PASSAGES[:8], "This differs.", "And so does that."]), (8, 10)),
        (plain([*PASSAGES[:7], "This differs.", "And so does that.", "And this."]), None),
        (plain([*PASSAGES, *(f"Other words {number}." for number in range(30))]), (10, 10)),
        (plain(PASSAGES[3:6], "\n\n[…]\n\n"), (3, 3)),
        (plain(PASSAGES[3:5]), None),
        ("= A text =\n\n" + "".join(f"- {one}\n" for one in PASSAGES), (10, 10)),
    ],
)
def test_a_text_that_hardly_differs_is_no_second_source(
    seeds: Path, text: str, said: tuple[int, int] | None
) -> None:
    """Catches a copy with a space more, or cut to an excerpt, that corroborates what it copied."""
    add(seeds, CLAIMS, plain(PASSAGES), "first-text")
    add(seeds, CLAIMS, text, "second-text")
    wrong = [one for one in find_faults(seeds) if one.code == "same-text"]
    assert [(one.file, one.record, one.message, one.fix) for one in wrong] == [
        (
            "seeds/second-text.txt",
            "second-text",
            f"first-text has {said[0]} of the {said[1]} passages of the shorter",
            "put the claims into seeds/first-text.toml",
        )
        for said in ([said] if said else [])
    ]


@pytest.mark.parametrize(
    ("note", "words"),
    [
        ("read on a day of tragedy", ["tragedy"]),
        ("what the “brutal” regime says", ["brutal", "regime"]),
        ("the page has no date", []),
    ],
)
def test_the_note_of_a_source_is_ours(seeds: Path, note: str, words: list[str]) -> None:
    """Catches a loaded word in what we say of a source, which is shipped with its claims."""
    add(seeds, whole().replace('language = "en"\n', f'language = "en"\nnote = "{note}"\n'))
    wrong = [one for one in find_faults(seeds) if one.code == "loaded-word"]
    assert [(one.file, one.line, one.record, one.field, one.value) for one in wrong] == [
        ("seeds/walk.toml", 7, "source", "note", note)
    ] * len(words)
    assert [one.message for one in wrong] == [f"“{word}” is a loaded word" for word in words]


@pytest.mark.parametrize("ending", ["txt", "toml"])
def test_a_text_and_its_claims_come_together(seeds: Path, ending: str) -> None:
    """The file that is missing is named."""
    add(seeds, whole())
    (seeds / f"walk.{ending}").unlink()
    assert [(one.code, one.file) for one in find_faults(seeds)] == [
        ("text-without-claims", f"seeds/walk.{ending}")
    ]


HEADER = "[memorials.the-hague]"
HIDDEN = {  # words of the claims, and what is written for them
    f"{HEADER} # \u2800": HEADER,
    f"{HEADER} # \u202e": HEADER,
    f"{HEADER} # \x1b": HEADER,  # which TOML refuses itself
    "A memorial, some two metres \u2066high": "A memorial, some two metres high",
    "A memorial, some two metres \u2028high": "A memorial, some two metres high",
}


@pytest.mark.parametrize("words", HIDDEN)
def test_what_a_reviewer_cannot_see_is_refused(seeds: Path, words: str) -> None:
    """Catches claims that read otherwise than they are, comments included."""
    claims = whole()
    add(seeds, claims.replace(HIDDEN[words], words))
    line = claims[: claims.index(HIDDEN[words])].count("\n") + 1
    hidden = [
        one for one in find_faults(seeds) if one.code in ("invisible-character", "toml-syntax")
    ]
    assert [(one.file, one.line) for one in hidden] == [("seeds/walk.toml", line)]


@pytest.mark.parametrize("letter", ["\u3164", "\u034f", "\U000e0101"])
def test_an_escape_of_what_shows_as_nothing_is_refused(seeds: Path, letter: str) -> None:
    """Catches a letter that nobody sees in a note, where only the escape of it is seen."""
    add(seeds, whole().replace(HEADER, f'{HEADER}\nnote = "a\\U{ord(letter):08x}b"'))
    hidden = [one for one in find_faults(seeds) if one.code == "invisible-character"]
    assert [(one.file, one.line) for one in hidden] == [("seeds/walk.toml", 11)]
    assert f"U+{ord(letter):04X}" in hidden[0].message


def test_a_folder_of_seeds_that_is_a_link_is_not_followed(seeds: Path, tmp_path: Path) -> None:
    """Catches a way out of the repository."""
    link = tmp_path / "link"
    link.symlink_to(seeds)
    assert codes(find_faults(link)) == {"unsafe-path"}
