"""A text that is cut to what is quoted, as its licence lets us ship no more."""

from pathlib import Path

import pytest
from conftest import NAME, run
from hypothesis import given, settings
from hypothesis import strategies as st
from pipeline.common.findings import FaultyError
from pipeline.read.text import read_document
from pipeline.revise.revise import LEFT_OUT, cut_text, find_kept, revise_source
from revisions import TEXT, TOML, changed, revise, sha256, words_of

REAL = read_document(TEXT)
HEAD = TOML[: TOML.index("\n# ------")].replace('"en"\n', '"en"\nextent = "excerpt"\n')
CLAIMS = f"""{HEAD}
[memorials.zehlendorf]
section = "Infobox" # the first
name = "Monument Name: [[Khojaly massacre memorial]]"
memorial_type = "Type: [[Memorial]]"
status = {{ value = "unknown", quote = "Complete: 2011", note = "It says no more." }}
completed = "Complete: [[2011]]"

[people.guillermo-osorno]
section = ["Controversy", "Netherlands"]
name = "Guillermo Osorno"

[memorials.ankara]
section = "Turkey"
name = "Another [[memorial]] was built"
memorial_type = "Another [[memorial]] was built"
status = "Another memorial was [[built]]"
country = {{ quotes = ["==[[Turkey]]==", "Ankara, [[Turkey]]"] }}
locality = "[[Ankara]], Turkey. In"
"""
CUT = """= Khojaly massacre memorials =

Infobox
- Monument Name: Khojaly massacre memorial
- […]
- Type: Memorial
- Complete: 2011

[…]

== Mexico ==

[…]

===Controversy===

[…]

Guillermo Osorno, a prominent journalist and member of a government commission appointed to study the monuments commented that “now everybody talks about Azerbaijan, but in a bad way”.

[…]

==Turkey==
Another memorial was built in Ankara, Turkey.

[…]
"""  # noqa: E501


@pytest.fixture
def excerpt(seeds: Path) -> Path:
    """Seeds as a contributor has them at first: the whole text, and claims of an excerpt."""
    (seeds / f"{NAME}.toml").write_text(CLAIMS, encoding="utf-8")
    return seeds


def test_the_first_excerpt(excerpt: Path, tmp_path: Path) -> None:
    """Catches a passage that is shipped though nobody quotes it, and claims that no longer hold."""
    result = run("scripts/locate.py", "--seeds", excerpt, "--revise", NAME, excerpt / f"{NAME}.txt")
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.splitlines()[0] == (
        "quotations: 10 kept, 1 re-anchored, 0 reworded, 0 changed, 0 lost (of all, 10 moved); "
        "passages left out, as no claim quotes them: 34"
    )
    assert (excerpt / f"{NAME}.txt").read_text(encoding="utf-8") == CUT
    toml = CLAIMS.replace(sha256(TEXT), sha256(CUT)).replace('"[[Ankara]], Turkey. In"', '"Ankara"')
    toml = toml.replace('["Controversy", "Netherlands"]', '["Controversy"]')
    assert (excerpt / f"{NAME}.toml").read_text(encoding="utf-8") == toml
    built = run("scripts/build.py", "--seeds", excerpt, "--out", tmp_path / "out")
    assert (built.returncode, built.stderr) == (0, ""), built.stdout
    valid = run("scripts/validate.py", tmp_path / "out")
    assert valid.returncode == 0, valid.stdout


def test_the_same_text_again_changes_nothing(excerpt: Path) -> None:
    """Catches an excerpt that grows or shrinks each time."""
    assert not revise(excerpt, TEXT).is_idle
    assert revise(excerpt, CUT).is_idle
    assert revise(excerpt, TEXT).is_idle
    assert revise(excerpt, changed(("memorial garden in", "garden in"))).is_idle


def test_an_excerpt_of_a_text_that_changed(excerpt: Path) -> None:
    """Catches new words that are cut before anybody can claim them, and a claim lost silently."""
    revise(excerpt, TEXT)
    edits = (("Guillermo Osorno", "G. Osorno"), ("in Ankara,", "in Old Ankara,"))
    revision = revise(excerpt, changed(*edits))
    assert words_of(revision, "changed") == {"people.guillermo-osorno.name": "G. Osorno"}
    assert "G. Osorno, a prominent journalist" in revision.new.document.text
    assert "built in Old Ankara, Turkey.\n\n[…]\n" in revision.new.document.text
    assert not revision.is_clean
    (excerpt / f"{NAME}.txt").write_text(TEXT, encoding="utf-8")
    (excerpt / f"{NAME}.toml").write_text(CLAIMS, encoding="utf-8")
    start = TEXT.index(" Guillermo Osorno")
    revision = revise(excerpt, TEXT[:start] + TEXT[TEXT.index("\n", start) :])
    assert words_of(revision, "lost") == {"people.guillermo-osorno.name": ""}
    assert "Controversy" not in revision.new.document.text


def test_what_is_marked_unused_cannot_be_shipped(excerpt: Path) -> None:
    """Catches a passage that nobody quotes, kept for a reason that says so."""
    unused = '\n[[unused]]\nquote = "Khojaly massacre commemoration"\nreason = "a link"\n'
    (excerpt / f"{NAME}.toml").write_text(CLAIMS + unused, encoding="utf-8")
    with pytest.raises(FaultyError) as raised:
        revise_source(excerpt, NAME, excerpt / f"{NAME}.txt")
    (finding,) = raised.value.findings
    assert (finding.code, finding.line) == ("excerpt-unquoted", CLAIMS.count("\n") + 2)


def test_headings_that_share_a_name(excerpt: Path) -> None:
    """Catches a heading that stays because another of its name does."""
    text = "= T =\n\n== A ==\nIt was built in Baku.\n\n== B ==\nOne cat.\n\n== A ==\nTwo cats.\n"
    claims = '\n[people.x]\nname = "One cat"\n\n[people.y]\nname = "Two cats"\n'
    (excerpt / f"{NAME}.txt").write_text(text, encoding="utf-8")
    toml = HEAD.replace(sha256(TEXT), sha256(text)) + claims
    (excerpt / f"{NAME}.toml").write_text(toml, encoding="utf-8")
    revision = revise(excerpt, text)
    assert revision.new.document.text == (
        "= T =\n\n[…]\n\n== B ==\nOne cat.\n\n== A ==\nTwo cats.\n"
    )


@settings(derandomize=True, deadline=None, max_examples=200)
@given(st.sets(st.integers(0, len(REAL.passages) - 1)))
def test_any_passages_can_be_kept(quoted: set[int]) -> None:
    """The kept passages, whole, in order and in their sections; nothing else; once and again."""
    kept = find_kept(REAL, quoted)
    text, starts = cut_text(REAL, kept)
    shorter = read_document(text)
    there = {each.start: index for index, each in enumerate(shorter.passages)}
    left = [each.text for each in shorter.passages if LEFT_OUT not in each.text]
    assert left == [REAL.passages[index].text for index in sorted(kept)]
    again = {there[starts[index]] for index in quoted}
    assert cut_text(shorter, find_kept(shorter, again))[0] == text
    says = [each for each in shorter.passages if each.kind not in ("title", "heading")]
    assert all(LEFT_OUT in each.text or there[each.start] in again for each in says)
