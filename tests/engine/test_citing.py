"""Citations and metadata lead to the dataset once its place is known, and invent none before."""

import json
import os
import re
import shutil
import zipfile
from email import message_from_bytes
from email.message import Message
from pathlib import Path
from typing import Any

import pytest
import tomlkit
import yaml
from conftest import FROZEN, PROJECT, VERSION, read, run
from pipeline.publish.metadata import in_package, in_repository

from hatch_build import ReadmeHook
from khojaly_memorials.citing import cited
from schemas import TABLES

HOME, DOI = "https://example.org/memorials?a=b_c&d#e", "10.5281/zenodo.1234567"
LINK, REPOSITORY = f"https://doi.org/{DOI}", "https://example.org/repository"
STYLES = ("apa", "bibtex", "csl-json")
DOWNLOADS = """
import sys
from pathlib import Path
from pipeline.building import build_package
from pipeline.common.paths import ROOT
from pipeline.publish.downloads import downloads

for name, content in downloads(build_package(ROOT / "seeds")[0], ROOT / "seeds").items():
    Path(sys.argv[1], name).write_bytes(content)
"""


def forms(about: dict[str, Any]) -> dict[str, str]:
    """Return every form of metadata as text, by file, and each citation, by style."""
    files = in_package(about, {table: read(table) for table in TABLES}) | in_repository(about)
    texts = {name: content.decode() for name, content in files.items()}
    return texts | {style: cited(about, style) for style in STYLES}  # type: ignore[arg-type]


@pytest.fixture
def unplaced(described: dict[str, Any]) -> dict[str, Any]:
    """Return a descriptor of a dataset whose place nobody knows yet."""
    return {name: value for name, value in described.items() if name not in ("id", "homepage")}


def test_where_no_place_is_known_none_is_told(unplaced: dict[str, Any]) -> None:
    """Catches an empty entry, and one that is made up; the only links are those of the sources."""
    found = forms(unplaced)
    csl, cff = json.loads(found["csl-json"])[0], yaml.safe_load(found["CITATION.cff"])
    assert not {"URL", "DOI"} & csl.keys()
    assert not {"url", "doi"} & (cff.keys() | cff["preferred-citation"].keys())
    for name in ("croissant.json", "dataset.jsonld"):
        assert not {"url", "identifier"} & json.loads(found[name]).keys()
    assert not re.search(r"(?m)^  (url|doi) =", found["bibtex"])
    known = {source["path"] for source in unplaced["sources"]}
    for style in STYLES:
        assert set(re.findall(r"https?://[^\s){}\"]+", found[style])) == known


def test_version_publisher_and_year_are_in_every_citation(unplaced: dict[str, Any]) -> None:
    maker, year = unplaced["contributors"][0]["title"], unplaced["created"][:4]
    found = forms(unplaced)
    assert found["apa"].startswith(f"{maker} ({year}). ")
    assert f"(Version {VERSION}) [Data set]. {maker}. Licence: " in found["apa"]
    for line in (
        *(f"author = {{{{{maker}}}}},", f"publisher = {{{{{maker}}}}},", f"year = {{{year}}},"),
        *(f"version = {{{VERSION}}},", f"howpublished = {{Data set, version {VERSION}}},"),
    ):
        assert f"\n  {line}\n" in found["bibtex"]
    csl = json.loads(found["csl-json"])[0]
    assert (csl["version"], csl["publisher"], csl["author"]) == (
        VERSION,
        maker,
        [{"literal": maker}],
    )
    said = yaml.safe_load(found["CITATION.cff"])["preferred-citation"]
    assert (said["version"], said["publisher"], said["year"]) == (
        *(VERSION, {"name": maker}, int(year)),
    )


def test_makers_are_told_one_by_one(unplaced: dict[str, Any]) -> None:
    unplaced["contributors"] = [{"title": name} for name in ("A & B", "C")]
    assert "  author = {{A \\& B} and {C}},\n" in cited(unplaced, "bibtex")
    assert cited(unplaced, "apa").startswith("A & B, C (")
    makers = json.loads(cited(unplaced, "csl-json"))[0]["author"]
    assert makers == [{"literal": "A & B"}, {"literal": "C"}]


@pytest.fixture(scope="module")
def placed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the downloads of a copy of the project in which its place is filled in."""
    root = tmp_path_factory.mktemp("placed")
    project, out = root / "project", root / "out"
    shutil.copytree(FROZEN, project)
    out.mkdir()
    settings: Any = tomlkit.parse((project / "pyproject.toml").read_text("utf-8"))
    settings["project"]["urls"] = {"Homepage": HOME, "Repository": REPOSITORY}
    settings["tool"][PROJECT]["doi"] = DOI
    (project / "pyproject.toml").write_text(tomlkit.dumps(settings), "utf-8")
    code = os.pathsep.join(str(project / name) for name in ("src", ".", "scripts"))
    for words in ((project / "scripts/build.py",), ("-c", DOWNLOADS, out)):
        done = run(*words, PYTHONPATH=code)
        assert done.returncode == 0, done.stdout + done.stderr
    with zipfile.ZipFile(out / f"{PROJECT}-{VERSION}-csv.zip") as archive:
        archive.extractall(out / "csv")
    return out


@pytest.mark.more
def test_everything_has_the_place_once_it_is_filled_in(placed: Path) -> None:
    """All is one test, for the downloads take seconds to make."""
    check_forms(placed / "csv")
    wheel = placed / f"khojaly_memorials-{VERSION}-py3-none-any.whl"
    check_installed(wheel, placed / "wheel")
    check_description(description_of(wheel))


def check_forms(folder: Path) -> None:
    """Check each file of metadata in a download."""
    about, croissant, dataset, crate, csvw = (
        json.loads((folder / name).read_text("utf-8"))
        for name in (
            *("datapackage.json", "croissant.json", "dataset.jsonld"),
            *("ro-crate-metadata.json", "csv-metadata.json"),
        )
    )
    assert (about["id"], about["homepage"]) == (LINK, HOME)
    root = next(item for item in crate["@graph"] if item["@id"] == "./")
    for said in (croissant, dataset, root):
        assert (said["identifier"], said["url"]) == (LINK, HOME)
    assert csvw["dc:identifier"] == LINK
    bibtex = croissant["citeAs"]
    assert f"  doi = {{{DOI}}},\n  url = {{{LINK}}},\n" in bibtex
    assert f"  howpublished = {{Data set, version {VERSION}, \\url{{{LINK}}}}},\n" in bibtex
    cff = yaml.safe_load((folder / "CITATION.cff").read_text("utf-8"))
    for said in (cff, cff["preferred-citation"]):
        assert (said["doi"], said["url"]) == (DOI, HOME)
    card = (folder / "README.md").read_text("utf-8")
    assert f"[Data set]. {about['contributors'][0]['title']}. {LINK}. Licence: " in card
    assert bibtex in card


def check_installed(wheel: Path, folder: Path) -> None:
    """Check what the package in a wheel says of itself."""
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    told = "import khojaly_memorials as km; print(km.cite('csl-json'))"
    done = run("-c", told, PYTHONPATH=str(folder))
    (entry,) = json.loads(done.stdout)
    assert (entry["URL"], entry["DOI"]) == (LINK, DOI)


def description_of(wheel: Path) -> Message:
    """Return the METADATA of a wheel, as PyPI reads them."""
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        return message_from_bytes(archive.read(name))


def page_of(told: Message) -> str:
    """Return the long description."""
    page = told.get_payload(decode=True)
    assert isinstance(page, bytes)
    return page.decode()


def check_description(told: Message) -> None:
    """Check the links of what PyPI shows, and those beside it."""
    assert told.get_all("Project-URL") == [f"Homepage, {HOME}", f"Repository, {REPOSITORY}"]
    page = page_of(told)
    links = [link for link in re.findall(r"\]\(([^)]+)\)", page) if link.startswith(REPOSITORY)]
    files = [
        link.removeprefix(f"{REPOSITORY}/blob/v{VERSION}/").partition("#")[0] for link in links
    ]
    assert "docs/data-dictionary.md" in files
    assert [name for name in files if not (FROZEN / name).is_file()] == []


def test_no_link_on_pypi_is_of_a_file(release: Path) -> None:
    """And it has the line that installs within the first screen."""
    told = description_of(release / f"khojaly_memorials-{VERSION}-py3-none-any.whl")
    assert told["Description-Content-Type"] == "text/markdown"
    page = page_of(told)
    links = re.findall(r"\]\(([^)]+)\)", page)
    assert len(links) >= 5
    assert [link for link in links if not link.startswith("https://")] == []
    assert f"pip install {PROJECT}\n" in "".join(page.splitlines(keepends=True)[:25])


@pytest.mark.parametrize(
    ("urls", "expected"),
    [
        ({}, "[a](https://b.org) c\nd e [f](#g)"),
        (
            {"Repository": "https://r.org/"},
            "[a](https://b.org) [c\nd](https://r.org/blob/v1.2.3/docs/x.md#y)"
            " [e](https://r.org/blob/v1.2.3/z) [f](#g)",
        ),
    ],
)
def test_links_of_the_readme(urls: dict[str, str], expected: str, tmp_path: Path) -> None:
    """A link to a file is one into the repository, or words where that is not known."""
    page = "[a](https://b.org) [c\nd](docs/x.md#y) [e](z) [f](#g)"
    (tmp_path / "README.md").write_text(page, "utf-8")
    metadata: dict[str, Any] = {"version": "1.2.3", "urls": urls}
    ReadmeHook(str(tmp_path), {}).update(metadata)
    assert metadata["readme"]["text"] == expected
