"""How to cite the dataset, from what its descriptor says."""

import json
from collections.abc import Callable
from typing import Any, get_args
from urllib.parse import quote

from khojaly_memorials.files import check_name, descriptor
from khojaly_memorials.names import CitationStyle

DOI = "https://doi.org/"
IN_ADDRESSES = "%:/?#[]@!$&'()*+,;=~"  # RFC 3986, 2.2: what stays as it is
# what TeX would take for a command, and quotation marks that its first encoding lacks
TEX = str.maketrans(
    {
        **{sign: f"\\{sign}" for sign in "&%$#_"},
        **{"\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}"},
        **{"~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "|": r"\textbar{}"},
        **{"<": r"\textless{}", ">": r"\textgreater{}", "«": "``", "„": "``", "»": "''"},
    }
)
# Beyond the letter ſ there are some that LaTeX stops at unless a package is loaded: pdfLaTeX then
# gets something to set in its place. What it knows of a letter is in the macro `u8:` and its bytes.
# Programs that read Unicode themselves never look there, and nor does a label of an author's name.
LAST_KNOWN = "ſ"
FALLBACK = {"ə": "e", "Ə": "E"}
PREAMBLE = r"""@preamble{{\providecommand{\fallback}[2]{\ifcsname u8:\detokenize{#1}\endcsname\else
  \expandafter\gdef\csname u8:\detokenize{#1}\endcsname{#2}\fi}%s}}
"""


def cite(style: CitationStyle = "apa") -> str:
    """Return a citation of this version: "apa", "bibtex" or "csl-json", with licence and sources.

    It has the dataset's DOI or address, once there is one. BibTeX needs the LaTeX package `url` or
    `hyperref`.

    >>> print(cite().split(". ")[0])
    khojaly-memorials contributors (2026)

    Raises:
        ValueError: there is no such style.
    """
    return cited(descriptor(), style)


def cited(about: dict[str, Any], style: CitationStyle) -> str:
    """Return a citation of the package that a descriptor describes.

    Raises:
        ValueError: there is no such style.
    """
    check_name("style", style, get_args(CitationStyle))
    return {"apa": _apa, "bibtex": _bibtex, "csl-json": _csl_json}[style](about)


def dataset_address(about: dict[str, Any]) -> str:
    """Return where a package is on the web: its DOI as a link, or its homepage, or nothing."""
    return str(about.get("id") or about.get("homepage") or "")


def doi_of(about: dict[str, Any]) -> str:
    """Return the DOI of a package, such as 10.5281/zenodo.123, or nothing."""
    identifier = str(about.get("id", ""))
    return identifier.removeprefix(DOI) if identifier.startswith(DOI) else ""


def _apa(about: dict[str, Any]) -> str:
    makers, address = ", ".join(_makers(about)), dataset_address(about)
    what = f"{_title(about)} (Version {about['version']}) [Data set]"
    parts = [f"{makers} ({about['created'][:4]})", what, makers, address, _note(about)]
    return f"{'. '.join(filter(None, parts))}."


def _bibtex(about: dict[str, Any]) -> str:
    makers, address = [f"{{{_tex(maker)}}}" for maker in _makers(about)], dataset_address(about)
    link = f", {_tex_url(address)}" if address else ""
    fields = {
        "author": " and ".join(makers),
        "title": f"{{{_tex(_title(about))}}}",
        "year": about["created"][:4],
        "version": about["version"],
        "publisher": ", ".join(makers),
        "doi": doi_of(about),
        "url": _plain_url(address),
        # the older styles print neither version nor url
        "howpublished": f"Data set, version {about['version']}{link}",
        "note": _note(about, _tex, _tex_url),
    }
    lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items() if value)
    entry = f"@misc{{{about['name']}-{about['version']},\n{lines}\n}}"
    letters = sorted({letter for letter in entry if letter > LAST_KNOWN})
    fallbacks = [f"\\fallback{{{letter}}}{{{FALLBACK.get(letter, '?')}}}" for letter in letters]
    return (PREAMBLE % "\n  ".join(["", *fallbacks]) if fallbacks else "") + entry


def _csl_json(about: dict[str, Any]) -> str:
    entry = {
        "id": f"{about['name']}-{about['version']}",
        "type": "dataset",
        "author": [{"literal": maker} for maker in _makers(about)],
        "title": _title(about),
        "issued": {"date-parts": [[int(part) for part in about["created"][:10].split("-")]]},
        "version": about["version"],
        "publisher": ", ".join(_makers(about)),
        "DOI": doi_of(about),
        "URL": dataset_address(about),
        "note": _note(about),
    }
    filled = {name: value for name, value in entry.items() if value}
    return json.dumps([filled], ensure_ascii=False, indent=2)


def _title(about: dict[str, Any]) -> str:
    return f"{about['title']}: {about['description']}".rstrip(".")


def _makers(about: dict[str, Any]) -> list[str]:
    return [person["title"] for person in about["contributors"]]


def _note(
    about: dict[str, Any], text: Callable[[str], str] = str, url: Callable[[str], str] = str
) -> str:
    licenses = ", ".join(license["name"] for license in about["licenses"])
    sources = [f"{text(one['title'])} ({url(one['path'])})" for one in about["sources"]]
    return f"Licence: {text(licenses)}. Made from: {'; '.join(sources)}"


def _tex(text: str) -> str:
    return text.translate(TEX)


def _tex_url(address: str) -> str:
    return f"\\url{{{_plain_url(address)}}}"


def _plain_url(address: str) -> str:
    """Return an address in ASCII, as RFC 3987 (3.1) writes others, and without braces."""
    return quote(address, safe=IN_ADDRESSES)
