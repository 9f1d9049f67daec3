"""LaTeX and BibTeX set the citation, with any letters and signs, and its links lead there."""

import subprocess
from pathlib import Path
from typing import Any

import pytest

from khojaly_memorials.citing import cited

pytestmark = pytest.mark.more
ADDRESS = "https://example.org/a_b~c?d=%20e&f={g}#h_ş"
IN_ASCII = "https://example.org/a_b~c?d=%20e&f=%7Bg%7D#h_%C5%9F"
SOURCE = "https://az.wikipedia.org/wiki/Xocalı_soyqırımı_100%25"
SIGNS = r"50% of A & B, #1, a_b, {c}, d\e, ~f, ^g, $h, <i>, |j|, «k», „l“, “m” – ‘n’…"
LETTERS = "ş ğ ı İ ö ü ç Ş é ñ ß æ; Ə ə Γ Ж ж Հ ა 你 ش"
PAGE = r"""
\documentclass{article}
\pdfcompresslevel=0
\pdfobjcompresslevel=0
%s
\begin{document}
\cite{khojaly-memorials-2.0.0}
\bibliographystyle{%s}
\bibliography{cited}
\end{document}
"""


@pytest.fixture
def about(described: dict[str, Any]) -> dict[str, Any]:
    """A descriptor with signs that are commands of TeX, and letters that it has no glyph for."""
    makers = [{"title": name, "roles": ["creator"]} for name in ("Makers & Co", "Ayşe Ğ.")]
    sources = [{"title": f"{SIGNS} {LETTERS}", "path": SOURCE}, {"title": "Plain", "path": ADDRESS}]
    return described | {
        **{"name": "khojaly-memorials", "version": "2.0.0", "created": "2026-11-30T00:00:00Z"},
        **{"title": SIGNS, "description": LETTERS, "contributors": makers, "sources": sources},
        "homepage": ADDRESS,
    }


def set_by_latex(bibtex: str, packages: str, style: str, folder: Path) -> bytes:
    """Return the PDF of a page that cites; each program has to find nothing wrong."""
    (folder / "cited.bib").write_text(bibtex, "utf-8")
    (folder / "page.tex").write_text(PAGE % (packages, style), "utf-8")
    latex = ("pdflatex", "-interaction=nonstopmode", "-halt-on-error", "page")
    for command in (latex, ("bibtex", "page"), latex, latex):
        done = subprocess.run(command, cwd=folder, capture_output=True, check=False)
        said = done.stdout.decode("utf-8", "replace")
        assert (done.returncode, "Warning--" in said) == (0, False), said[-2000:]
    log = (folder / "page.log").read_text("utf-8", "replace")
    assert "undefined" not in log
    assert "Missing character" not in log
    return (folder / "page.pdf").read_bytes()


@pytest.mark.parametrize("style", ["plain", "ieeetr", "apalike"])
def test_latex_sets_the_citation_with_every_sign(
    about: dict[str, Any], style: str, tmp_path: Path
) -> None:
    """With the encoding that LaTeX begins with; links are those of hyperref."""
    pdf = set_by_latex(cited(about, "bibtex"), r"\usepackage{hyperref}", style, tmp_path)
    source = SOURCE.replace("ı", "%C4%B1")
    for address in (IN_ASCII, source):
        assert b"/URI(" + address.encode() + b")" in pdf.replace(rb"\045", b"%"), address


def test_a_letter_that_latex_knows_is_that_letter(about: dict[str, Any], tmp_path: Path) -> None:
    """Only what no package has set up is replaced; and `url` does for the addresses."""
    own = (
        r"\usepackage[T1]{fontenc}\usepackage{url}\DeclareUnicodeCharacter{0259}{\typeout{schwa}e}"
    )
    set_by_latex(cited(about, "bibtex"), own, "plain", tmp_path)
    assert "\nschwa\n" in (tmp_path / "page.log").read_text("utf-8", "replace")


def test_without_an_address_there_is_no_empty_link(about: dict[str, Any], tmp_path: Path) -> None:
    del about["homepage"]
    about["sources"] = about["sources"][:1]
    bibtex = cited(about, "bibtex")
    assert "  url = " not in bibtex
    assert "howpublished = {Data set, version 2.0.0}" in bibtex
    pdf = set_by_latex(bibtex, r"\usepackage{hyperref}", "plain", tmp_path)
    assert pdf.count(b"/URI(") == pdf.count(b"/URI(https://az.wikipedia.org/") > 0
