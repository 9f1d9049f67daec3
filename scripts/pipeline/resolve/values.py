"""Turn a quotation into the value of a column, by the column's kind, as the CSV writes it.

They are run again when a package is validated, so a value is never believed.
"""

import functools

from pipeline.common.words import cldr_locale
from pipeline.resolve.dates import edtf_date
from pipeline.resolve.gazetteer import country_code, gazetteer_spelling
from pipeline.resolve.lengths import metres
from schemas import Column
from schemas.vocabularies import term_for

MECHANICAL = ("vocabulary", "edtf", "metres", "language", "country_code")  # kinds a machine reads
MAX_CHARACTERS = 2_000  # that a machine reads: a date or a length is said in fewer


def value_of(column: Column, words: str, language: str) -> str | None:
    """Return the value that quoted words give in a column; None where a machine cannot tell.

    `language` is the source's (BCP 47).
    """
    if column.kind in MECHANICAL and len(words) > MAX_CHARACTERS:
        return None
    match column.kind:
        case "vocabulary":
            return term_for(column.vocabulary, words)
        case "edtf":
            return edtf_date(words, language)
        case "metres":
            return metres(words, language)
        case "language":
            return language_tag(words, language)
        case "country_code":
            return country_code(words, language)
        case "locality":
            return gazetteer_spelling(words) or words
        case _:
            return words


def language_tag(words: str, language: str) -> str | None:
    """Return the BCP 47 tag of a language's name, in English or in the source's language."""
    own, english = _language_tags(language), _language_tags("en")
    return own.get(words.casefold()) or english.get(words.casefold())


@functools.cache
def _language_tags(language: str) -> dict[str, str]:
    """The tags of the languages by their names in a language, folded; of two, the first."""
    names = reversed(list(cldr_locale(language).languages.items()))
    return {name.casefold(): str(code).replace("_", "-") for code, name in names}
