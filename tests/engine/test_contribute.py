"""A source taken in, checked as a pull request is, mended, and merged with others."""

import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
from conftest import FROZEN, NAME, ROOT, replace_once, run
from pipeline.building import build_package
from pipeline.contribute.fixes import join_tables
from pipeline.contribute.plain_text import left_overs, plain_text

CONTRIBUTIONS = ROOT / "tests/engine/contributions"
NAMES = sorted(path.stem for path in CONTRIBUTIONS.glob("*.toml"))
TEXT = """= A walk in Uşak =

In Uşak, Turkey, a monument of about 3 metres was unveiled in February 2014. The weather was fine.
"""
SOURCE = ("--url", "https://example.org/a", "--license", "CC0-1.0")
ORDERS = (range(10), range(9, -1, -1), (3, 8, 0, 5, 9, 1, 7, 2, 6, 4))


def git(root: Path, *words: str) -> str:
    """Run git as somebody; what it prints."""
    about = ("-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
    done = subprocess.run(
        ["git", *about, *words], cwd=root, capture_output=True, text=True, check=True
    )
    return done.stdout


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout whose main branch has the frozen sources and what is built from them."""
    root = tmp_path / "checkout"
    for folder in ("seeds", "data"):
        shutil.copytree(FROZEN / folder, root / folder)
    git(root, "init", "-q", "-b", "main")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "start")
    git(root, "switch", "-qc", "mine")
    return root


def contribute(root: Path, command: str, *words: object) -> subprocess.CompletedProcess[str]:
    """Run a command of a contributor in a checkout."""
    return run("scripts/contribute.py", command, "--seeds", root / "seeds", *words)


def take_in(root: Path, name: str = "walk", text: str = TEXT) -> Path:
    """Take a text in, and uncomment every line; its claims."""
    (root / "text").write_text(text, "utf-8")
    done = contribute(root, "new", name, root / "text", *SOURCE)
    assert done.returncode == 0, done.stdout
    (root / "text").unlink()
    claims = root / f"seeds/{name}.toml"
    head, _, rest = claims.read_text("utf-8").partition("[source]")
    lines = [line.removeprefix("# ") for line in rest.split("\n")]
    claims.write_text("\n".join([head + "[source]" + lines[0], *lines[1:]]), "utf-8")
    return claims


def test_a_text_becomes_claims_to_uncomment(checkout: Path) -> None:
    """Known memorials, dates, measures and terms are lines; what says nothing is a stub."""
    claims = tomllib.loads(take_in(checkout).read_text("utf-8"))
    assert claims.pop("source").keys() >= {"title", "url", "publisher", "added", "sha256"}
    assert claims == {
        "memorials": {
            "usak": {
                "memorial_type": {"value": "monument", "quote": "monument"},
                "status": {"value": "built", "quote": "unveiled"},
                "locality": "In [[Uşak]]",
                "country": "Turkey",
                "opened": "February 2014",
                "height_m": "about 3 metres",
            }
        },
        "events": {
            "usak-opening": {
                "event_type": {"value": "opening", "quote": "unveiled"},
                "date": "February 2014",
                "memorial_id": "usak",
            }
        },
        "unused": [{"quote": "The weather was fine.", "reason": ""}],
    }


@pytest.mark.parametrize(
    ("copied", "plain", "altered"),
    [
        ("\ufeffA b.\r\nC.", "A b.\nC.\n", 3),
        ("A\u00a0b\u00ad.\n\n\n\nC\u0301.", "A b.\n\nĆ.\n", 4),
        ("A b.\n", "A b.\n", 0),
    ],
)
def test_a_copied_text_is_brought_into_the_plain_form(
    copied: str, plain: str, altered: int
) -> None:
    """Line ends, spaces, hidden letters and accents; what is right stays as it is."""
    text, words = plain_text(copied)
    assert (text, len(words)) == (plain, altered)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("It stands.[1] [[Baku|b]] {{x}} <b>y</b> &nbsp;", "[1] [[ ]] {{ }} <b> </b> &nbsp;"),
        ("In The HagueThe stone; McDonald, iPhone", "HagueThe"),
        ("Nothing is left over (1992).", ""),
    ],
)
def test_what_a_copy_left_is_named(text: str, found: str) -> None:
    assert [words for _, words in left_overs(text)] == found.split()


def test_what_cannot_be_taken_in(checkout: Path) -> None:
    """A name that is there, a text that is not UTF-8, an unknown licence: nothing is written."""
    before = sorted((checkout / "seeds").iterdir())
    path = checkout / "text"
    path.write_bytes(b"caf\xe9")
    assert contribute(checkout, "new", "walk", path, *SOURCE).returncode == 1
    path.write_text(TEXT, "utf-8")
    assert contribute(checkout, "new", NAME, path, *SOURCE).returncode == 1
    odd = contribute(checkout, "new", "walk", path, *SOURCE[:3], "mine")
    assert "unknown-license" in odd.stdout
    assert contribute(checkout, "new", "walk", checkout / "none", *SOURCE).returncode in (1, 2)
    assert sorted((checkout / "seeds").iterdir()) == before


def test_a_contribution_that_holds_is_shown_as_a_reviewer_sees_it(checkout: Path) -> None:
    """The page has each claim with its whole sentence, and what it does to its cell."""
    claims = take_in(checkout)
    replace_once(claims, 'reason = ""', 'reason = "the weather"')
    done = contribute(checkout, "check")
    assert done.returncode == 0, done.stdout
    assert "- `memorials usak height_m` = `3`: read by a machine; new" in done.stdout
    assert "a monument of [[about 3 metres]] was unveiled in February 2014.`" in done.stdout
    assert "- `memorials usak opened` = `2014-02`: read by a machine; as before" in done.stdout
    assert "Beyond" not in done.stdout


def test_files_beyond_the_claims_are_said_first(checkout: Path) -> None:
    """Catches a rule, an old text or generated data that a contribution changes unseen."""
    (checkout / "rules.py").write_text("x = 1\n", "utf-8")
    (checkout / f"seeds/{NAME}.txt").write_text("another text\n", "utf-8")
    git(checkout, "add", "-A")
    git(checkout, "commit", "-qm", "more")
    page = checkout / "page.md"
    assert contribute(checkout, "check", "--page", page).returncode == 1
    lines = page.read_text("utf-8").splitlines()
    assert lines[0].startswith("## Beyond the claims")
    assert lines[2:4] == ["- A `rules.py`", f"- M `seeds/{NAME}.txt`"]


def test_findings_stand_on_own_lines(checkout: Path) -> None:
    """Catches a finding in the file of a source that the contribution does not touch."""
    take_in(checkout, text=TEXT.replace("February 2014", "March 2015"))
    found = contribute(checkout, "check", "--format", "github").stdout.splitlines()
    assert all(line.split(",")[0].endswith("file=seeds/walk.toml") for line in found), found
    disagreement = next(line for line in found if "claims-disagree" in line)
    assert f"{NAME}.txt" in disagreement


def test_more_than_ten_findings_have_a_total(checkout: Path) -> None:
    """GitHub shows ten annotations of a step."""
    take_in(checkout, text="= Days =\n\n" + "The sun shone. It rained. " * 9)
    found = contribute(checkout, "check", "--format", "github").stdout.splitlines()
    assert len(found) == 10
    assert found[-1].startswith("::error title=total::")


@pytest.mark.parametrize(
    ("old", "new", "mended"),
    [
        ('country = "Turkey"', 'country = "turkey"', 'country = "Turkey"'),
        ('"about 3 metres"', '"about  3  metres"', '"about 3 metres"'),
        ('locality = "In [[Uşak]]"', 'locality = "Uşak"', 'locality = "In [[Uşak]]"'),
        ('country = "Turkey"', 'country = "Austria"', ""),
    ],
)  # fmt: skip
def test_a_quotation_is_mended(checkout: Path, old: str, new: str, mended: str) -> None:
    """Spelling becomes the text's, a place gets its context; else it is left to people."""
    claims = take_in(checkout)
    replace_once(claims, 'reason = ""', 'reason = "the weather"')
    replace_once(claims, old, new)
    done = contribute(checkout, "fix")
    text = claims.read_text("utf-8")
    assert (done.returncode, mended in text) == ((0, True) if mended else (1, True)), done.stdout
    assert (new in text) == (not mended)


def test_tables_that_stand_twice_and_passages_left_over_are_mended(checkout: Path) -> None:
    """The edits are shown, and what is left is for the contributor to write."""
    claims = take_in(checkout)
    text = claims.read_text("utf-8")
    stub = text.index("[[unused]]")
    claims.write_text(text[:stub] + '\n[memorials.usak]\nsetting = "a monument"\n', "utf-8")
    done = contribute(checkout, "fix")
    now = tomllib.loads(claims.read_text("utf-8"))
    assert now["memorials"]["usak"]["setting"] == "a monument"
    assert now["unused"] == [{"quote": "The weather was fine.", "reason": ""}]
    assert "+[[unused]]" in done.stdout
    assert (done.returncode, "no reason is given" in done.stdout) == (1, True)


@pytest.mark.parametrize("name", NAMES)
def test_an_honest_contribution_holds(checkout: Path, name: str) -> None:
    """Ten sources in seven languages, most of them about memorials of the first source."""
    for ending in ("txt", "toml"):
        shutil.copy(CONTRIBUTIONS / f"{name}.{ending}", checkout / "seeds")
    done = contribute(checkout, "check", "--format", "json")
    assert (done.returncode, '"findings": [\n]' in done.stdout) == (0, True), done.stdout


def test_contributions_never_conflict(checkout: Path) -> None:
    """Ten branches, merged in three orders, make the same package byte for byte."""
    git(checkout, "switch", "-q", "main")
    for name in NAMES:
        git(checkout, "switch", "-qc", name, "main")
        for ending in ("txt", "toml"):
            shutil.copy(CONTRIBUTIONS / f"{name}.{ending}", checkout / "seeds")
        git(checkout, "add", "-A")
        git(checkout, "commit", "-qm", name)
        assert len(git(checkout, "diff", "--name-only", "main").split()) == 2
    packages = []
    for number, order in enumerate(ORDERS):
        git(checkout, "switch", "-qc", f"merged-{number}", "main")
        for place in order:
            git(checkout, "merge", "-q", "--no-edit", NAMES[place])
        assembly, files = build_package(checkout / "seeds")
        packages.append(files)
        assert assembly.findings == []
    assert packages[0] == packages[1] == packages[2]
    assert len(NAMES) == 10


def test_an_excerpt_is_cut_once_its_claims_hold(checkout: Path) -> None:
    """Only what is quoted is shipped of a text whose licence does not let us ship more."""
    (checkout / "text").write_text(TEXT, "utf-8")
    words = ("new", "walk", checkout / "text", "--url", "https://example.org/a")
    assert "excerpt" in contribute(checkout, *words).stdout
    claims = checkout / "seeds/walk.toml"
    lines = claims.read_text("utf-8").partition("\n## p0003")[0].split("\n")
    claims.write_text("\n".join(line.removeprefix("# ") for line in lines), "utf-8")
    assert "excerpt-unquoted" in contribute(checkout, "check").stdout
    done = contribute(checkout, "fix")
    assert (done.returncode, "1 passages were left out" in done.stdout) == (0, True), done.stdout
    assert "weather" not in (checkout / "seeds/walk.txt").read_text("utf-8")
    assert contribute(checkout, "check").returncode == 0


@pytest.mark.parametrize(
    ("toml", "whole"),
    [
        ('[a]\nx = """\n# 1"""\n[b]\n[a] # c\ny = """\n\n2"""\n',
         '[a]\nx = """\n# 1"""\ny = """\n\n2"""\n[b]\n'),
        ("[a]\nx = 1\n[a]\nx = 2\n", ""),  # which of the two is for a person to say
        ("[[a]]\n[[a]]\n", ""),
        ("x = 3", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_tables_are_joined_and_nothing_is_lost(toml: str, whole: str) -> None:
    assert join_tables(toml) == (whole or toml)
