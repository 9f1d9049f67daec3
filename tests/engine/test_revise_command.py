"""`locate.py --revise`: what it refuses, proves and writes, and any sentences that come and go."""

import unicodedata
from pathlib import Path

import pytest
from conftest import NAME, SOURCES, codes, run, snapshot
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pipeline.common.findings import FaultyError
from pipeline.read.seeds import Seed, read_seeds
from pipeline.read.text import read_document
from pipeline.read.toml_positions import Path as Keys
from pipeline.revise.align import align
from pipeline.revise.anchor import anchor, find_faults, find_quotations
from pipeline.revise.revise import SHA256, Revision, read_rewritten, revise_source
from pipeline.revise.toml_strings import rewrite_toml
from revisions import ALL, TEXT, TOML, changed, located, revise, spellings

IDLE = "the claims are of this text already: scripts/build.py says whether they hold\n"


def test_claims_that_would_say_something_else_are_not_proven(seed: Seed) -> None:
    """Catches a proof that lets through another place, another value, or words not found."""
    quotations = find_quotations(seed)
    for each in quotations:
        anchor(each, align(seed.document, seed.document), "en")
    assert list(find_faults(seed, quotations)) == []
    for path, words, message in (
        (
            ("memorials", "baku", "opened"),
            "2008",
            "it cuts a word, a number, a measure, a date or a span",
        ),
        (("memorials", "denizli", "completed"), "February 2014", "it would give another value"),
        (("memorials", "baku", "locality"), "tragedy", "it would give another value"),
        (("unused", 1, "quote"), "massacre commemoration", "it would give another value"),
        (("people", "aslan-rustamov", "name", "join", 0), "Mahmud", "it would give another value"),
    ):
        other = read_rewritten(seed, TEXT, rewrite_toml(TOML, {path: words}))
        failed = {(each.path[:3], fault.message) for each, fault in find_faults(other, quotations)}
        assert failed == {(path[:3], message)}


def test_the_same_text_changes_nothing(seeds: Path) -> None:
    """Catches files that are written anew for nothing."""
    before, times = snapshot(seeds), [path.stat().st_mtime_ns for path in sorted(seeds.iterdir())]
    result = run("scripts/locate.py", "--seeds", seeds, "--revise", NAME, SOURCES / f"{NAME}.txt")
    assert (result.returncode, result.stdout) == (0, IDLE)
    assert snapshot(seeds) == before
    assert [path.stat().st_mtime_ns for path in sorted(seeds.iterdir())] == times


def test_a_clean_revision_builds_and_is_valid(seeds: Path, tmp_path: Path) -> None:
    """The whole way: exit status 0, comments byte for byte, and a package that holds."""
    text = changed(
        ("- Open: 30 May 2011", "- Open: May 30, 2011"),
        ("==Germany ==", "== Germany and Berlin =="),
        ("was erected in Baku", "was at last erected in Baku"),
        ("===Controversy===\n\n", "===The controversy===\n"),
    )
    new = tmp_path / "new.txt"
    new.write_text(text, encoding="utf-8")
    result = run("scripts/locate.py", NAME, new, "--revise", "--seeds", seeds)
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.startswith(
        f"quotations: {ALL - 4} kept, 2 re-anchored, 2 reworded, 0 changed, 0 lost"
    )
    assert [path.name for path in sorted(seeds.iterdir())] == [f"{NAME}.toml", f"{NAME}.txt"]
    comments = [line for line in TOML.splitlines() if line.startswith("#")]
    toml = (seeds / f"{NAME}.toml").read_text(encoding="utf-8")
    assert [line for line in toml.splitlines() if line.startswith("#")] == comments
    built = run("scripts/build.py", "--seeds", seeds, "--out", tmp_path / "out")
    assert (built.returncode, built.stderr) == (0, "")
    valid = run("scripts/validate.py", tmp_path / "out")
    assert valid.returncode == 0, valid.stdout
    again = run("scripts/locate.py", "--revise", "--seeds", seeds, NAME, new)
    assert (again.returncode, again.stdout) == (0, IDLE)


def refused(seeds: Path, new: bytes, name: str = NAME) -> list[tuple[str, str | None, int | None]]:
    """The findings of a revision that has to be refused, and nothing written."""
    path = seeds.parent / "new.txt"
    path.write_bytes(new)
    before = snapshot(seeds)
    with pytest.raises(FaultyError) as raised:
        revise_source(seeds, name, path)
    assert snapshot(seeds) == before
    return [(each.code, each.file, each.line) for each in raised.value.findings]


@pytest.mark.parametrize(
    ("new", "code", "line"),
    [
        (b"\xef\xbb\xbf" + TEXT.encode(), "unreadable-file", 1),
        (TEXT.encode("utf-16"), "unreadable-file", 1),
        (unicodedata.normalize("NFD", TEXT).encode(), "text-not-nfc", 29),
        (TEXT.replace("\n", "\r\n", 1).encode(), "text-not-nfc", 1),
        (TEXT.replace("Baku", "Ba\0ku").encode(), "text-not-nfc", 16),
        (b"a" * (2**21 + 1), "too-large", None),
    ],
)
def test_a_text_that_cannot_be_a_source(
    seeds: Path, new: bytes, code: str, line: int | None
) -> None:
    """Catches a fault that is said of the old text, and one that is written."""
    assert refused(seeds, new)[0] == (code, str(seeds.parent / "new.txt"), line)


def test_claims_that_do_not_hold_are_mended_first(seeds: Path) -> None:
    """Catches a revision that starts from claims of which nobody knows where they stood."""
    new = changed(("in Baku,", "in Gence,")).encode()
    toml = TOML.replace('"8.6-meters-long"', '"9-meters-long"').replace("- Khojaly", "* Khojaly")
    toml = toml.replace('prefix = "- "', 'prefix = "+ "')
    (seeds / f"{NAME}.toml").write_text(toml, encoding="utf-8")
    assert [code for code, _, _ in refused(seeds, new)] == ["quotation-not-found"] * 2
    (seeds / f"{NAME}.toml").write_text(TOML.replace("length_m =", "lenght_m ="), encoding="utf-8")
    assert [code for code, _, _ in refused(seeds, new)] == ["unknown-key"]
    (seeds / f"{NAME}.toml").write_text(TOML, encoding="utf-8")
    (seeds / f"{NAME}.txt").write_text(TEXT + "\n", encoding="utf-8")
    assert [code for code, _, _ in refused(seeds, new)] == ["text-changed"]


def test_links_are_not_followed(seeds: Path) -> None:
    """Catches a file outside the seeds that is read or written through a link."""
    text = (seeds / f"{NAME}.txt").rename(seeds.parent / "elsewhere.txt")
    (seeds / f"{NAME}.txt").symlink_to(text)
    new = changed(("Baku,", "Baku;")).encode()
    assert [code for code, _, _ in refused(seeds, new)] == ["unsafe-path"]
    text.rename(seeds / f"{NAME}.txt")
    link = seeds.parent / "link"
    link.symlink_to(seeds)
    assert [code for code, _, _ in refused(link, new)] == ["unsafe-path"]
    (seeds / "new.txt").symlink_to(text)
    with pytest.raises(FaultyError) as raised:
        revise_source(seeds, NAME, seeds / "new.txt")
    assert codes(raised.value.findings) == {"unsafe-path"}


def test_a_revised_text_that_is_not_there(seeds: Path, tmp_path: Path) -> None:
    new = tmp_path / "none.txt"
    result = run("scripts/locate.py", "--revise", "--seeds", seeds, NAME, new)
    message = f"could not run: {new}: this file is not there\n"
    assert (result.returncode, result.stdout, result.stderr) == (2, "", message)


CRASH = """
import os, runpy, sys
def stop(event, words):
    if event == "os.rename" and str(words[1]).endswith(".txt"):
        os._exit(9)
sys.addaudithook(stop)
sys.path.insert(0, "scripts")
sys.argv = ["scripts/locate.py", *sys.argv[1:]]
runpy.run_path(sys.argv[0], run_name="__main__")
"""


def test_a_crash_between_the_two_files_is_seen_and_mended(seeds: Path, tmp_path: Path) -> None:
    """A process that dies between the claims and the text loses nothing; the next run ends it."""
    text = changed(
        ("was erected in Baku", "was at last erected in Baku"), ("Shah Ismail", "Shah Ismayil")
    )
    new = tmp_path / "new.txt"
    new.write_text(text, encoding="utf-8")
    words = ("--revise", "--seeds", seeds, NAME, new)
    assert run("-c", CRASH, *words).returncode == 9
    assert (seeds / f"{NAME}.txt").read_text(encoding="utf-8") == TEXT
    findings = read_seeds(seeds)[1]
    assert codes(findings) == {"text-changed"}
    result = run("scripts/locate.py", *words)
    assert (result.returncode, result.stderr) == (1, "")
    assert result.stdout == IDLE
    assert (seeds / f"{NAME}.txt").read_text(encoding="utf-8") == text
    assert read_seeds(seeds)[1] == []


SENTENCES = [each for each in read_document(TEXT).passages if each.kind == "sentence"]
NUMBERS = st.integers(0, len(SENTENCES) - 1)
POOL = ["A new sentence.", "Another was built in 2011.", *(each.text for each in SENTENCES)]


def edited(deleted: set[int], inserted: list[tuple[int, str]]) -> str:
    """The real text without some sentences, and with others before some, by their numbers."""
    text = TEXT
    for number, passage in reversed(list(enumerate(SENTENCES))):
        words = "".join(f"{words} " for place, words in inserted if place == number)
        words += "" if number in deleted else passage.text
        text = text[: passage.start] + words + text[passage.end :]
    return text


def rewritten(revision: Revision) -> set[Keys]:
    """Where the quotations stand that are written in another way, and the SHA-256."""
    old, new = spellings(TOML), spellings(revision.new.toml)
    paths = {path for path in {*old, *new} if old.get(path) != new.get(path)}
    return {quotation_path(path) for path in paths if "section" not in path}


def quotation_path(path: Keys) -> Keys:
    """The path of a quotation, of which its words and those around it are keys."""
    return path[:-1] if path[-1] in ("quote", "prefix", "suffix") else path


@settings(
    derandomize=True,
    deadline=None,
    max_examples=15,
    phases=[Phase.explicit, Phase.generate],  # to shrink an example takes minutes and says no more
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.sets(NUMBERS, min_size=1, max_size=8),
    st.lists(st.tuples(NUMBERS, st.sampled_from(POOL)), max_size=5),
)
def test_what_is_not_touched_keeps_its_claims(
    seeds: Path, deleted: set[int], inserted: list[tuple[int, str]]
) -> None:
    """Whatever is deleted or inserted beside: the same words, and the file's other bytes."""
    for ending, content in (("txt", TEXT), ("toml", TOML)):
        (seeds / f"{NAME}.{ending}").write_bytes(content.encode())
    revision = revise(seeds, edited(deleted, inserted))
    held = located(revision)
    gone = {SENTENCES[number].start for number in deleted}
    for each in revision.quotations:
        index = revision.old.document.passage_at(each.span.start)
        if revision.old.document.passages[index].start not in gone:
            assert each.anchored, each
            assert held[".".join(map(str, each.path))] == each.selector.quote
    touched = {
        quotation_path(each.path) for each in revision.quotations if each.outcome == "re-anchored"
    }
    assert rewritten(revision) == touched | {SHA256}
