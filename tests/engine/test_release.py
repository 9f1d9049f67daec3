"""The downloads: the same bytes wherever and whenever they are made, whole, and watched over."""

import hashlib
import json
import os
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from conftest import FROZEN, NAME, VERSION, codes, replace_once, run, snapshot
from pages import Copy, blocks
from pipeline.common.paths import DESCRIPTOR
from pipeline.compare.version import bumped
from pipeline.publish.check_downloads import SUMS, check_checksums
from pipeline.publish.downloads import checksums, zip_bytes
from validate import validate

from schemas import TABLES

LINK = 'massacre commemoration"\nreason = "a link to another article"'
BY_HAND = "where code did, set a higher version in pyproject.toml first"
STEM = f"khojaly-memorials-{VERSION}"
WHEEL, SDIST = (f"khojaly_memorials-{VERSION}{rest}" for rest in ("-py3-none-any.whl", ".tar.gz"))
FILES = sorted(
    [*(f"{STEM}{rest}" for rest in ("-csv.zip", "-parquet.zip", ".xlsx", ".sqlite", ".geojson")),
     WHEEL, SDIST]
)  # fmt: skip
BESIDE = [
    "CITATION.cff", "LICENSE-DATA", "NOTICE", "README.md", "annotations.jsonld", "croissant.json",
    "datapackage.json", "dataset.jsonld", "ro-crate-metadata.json",
]  # fmt: skip


def released(copy: Copy, *words: str) -> tuple[int, str]:
    """Run the command in a copy of the repository."""
    return copy.run(f"python scripts/release.py {' '.join(words)}")


@pytest.fixture(scope="module")
def downloads(release: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The downloads of this version alone."""
    folder = tmp_path_factory.mktemp("downloads")
    for path in filter(Path.is_file, release.iterdir()):
        shutil.copy(path, folder)
    return folder


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    """A copy of the repository in a folder with a space, which nobody but its owner may read."""
    old = os.umask(0o077)
    try:
        made = Copy(tmp_path_factory.mktemp("a folder") / "re po")
    finally:
        os.umask(old)
    for path in made.root.rglob("*"):
        os.utime(path, (10**9, 10**9))  # another day, in 2001
        if path.is_file():
            path.chmod(0o600 | path.stat().st_mode & 0o100)
    return made


def test_all_are_there(downloads: Path) -> None:
    assert sorted(path.name for path in downloads.iterdir()) == sorted([SUMS, *FILES])
    listed = (downloads / SUMS).read_text("utf-8").splitlines()
    assert listed == [
        f"{hashlib.sha256((downloads / name).read_bytes()).hexdigest()}  {name}" for name in FILES
    ]
    subprocess.run(["sha256sum", "--strict", "--quiet", "-c", SUMS], cwd=downloads, check=True)
    assert run("scripts/validate.py", downloads).stdout == "The package is valid.\n"


@pytest.mark.more
def test_made_again_elsewhere_they_are_the_same_bytes(copy: Copy, downloads: Path) -> None:
    """As the README tells: in another folder, from files of another day, in other places of the
    world, umask 077. Files of others in the folder stay.
    """
    (block,) = (one for one in blocks(FROZEN / "README.md", "sh") if "release.py" in one)
    first, *commands = block.splitlines(keepends=True)
    assert first == ". .venv/bin/activate\n"
    commands[0] = commands[0].replace("\n", f" --tag v{VERSION}\n")
    elsewhere = "export TZ=Pacific/Kiritimati LANG=tr_TR.UTF-8 LC_ALL=C PYTHONHASHSEED=7\n"
    status, printed = copy.run("".join(["umask 077\n", elsewhere, *commands]))
    assert (status, printed.splitlines()[-1]) == (0, "The package is valid."), printed
    assert printed.count(": OK\n") == len(FILES)
    assert snapshot(copy.root / "dist") == snapshot(downloads)
    (copy.root / "dist/mine.txt").write_text("mine")
    assert "0 of 8 files" in released(copy)[1]
    assert (copy.root / "dist/mine.txt").read_text() == "mine"


@pytest.mark.parametrize(
    ("form", "more"), [("csv", ["csv-metadata.json"]), ("parquet", [])], ids=["csv", "parquet"]
)
def test_a_zip_is_a_whole_package(downloads: Path, form: str, more: list[str]) -> None:
    """Its descriptor names the tables in one form and the seeds; all else tells of them."""
    seeds = [f"seeds/{path.name}" for path in (FROZEN / "seeds").iterdir()]
    tables = [f"data/{table}.{form}" for table in TABLES]
    with zipfile.ZipFile(downloads / f"{STEM}-{form}.zip") as archive:
        names = archive.namelist()
        said = json.loads(archive.read(DESCRIPTOR))
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {entry.external_attr >> 16 for entry in archive.infolist()} == {0o100644}
        for name in ("LICENSE-DATA", "NOTICE", *seeds):
            assert archive.read(name) == (FROZEN / name).read_bytes()
        for table in TABLES:
            path = f"data/{table}.{form}"
            assert archive.read(path) == (FROZEN / path).read_bytes()
    assert names == sorted([*BESIDE, *more, *tables, *seeds])
    assert sorted(one["path"] for one in said["resources"]) == sorted([*tables, *seeds])
    assert [one["name"] for one in said["resources"] if "schema" in one] == [
        Path(path).stem + ("" if form == "csv" else "-parquet") for path in sorted(tables)
    ]
    assert validate(downloads / f"{STEM}-{form}.zip") == []


def test_the_page_in_a_zip_says_what_each_file_and_column_is(downloads: Path) -> None:
    with zipfile.ZipFile(downloads / f"{STEM}-csv.zip") as archive:
        page = archive.read("README.md").decode()
        names = set(archive.namelist())
    assert page.startswith("---\npretty_name: ")
    assert page.partition("\n---\n\n")[2].startswith(f"# Khojaly memorials {VERSION}\n")
    assert {line[3:].split("`")[0] for line in page.split("\n") if line.startswith("- `")} >= names
    assert "| `height_m` | number, metres | Height. |" in page
    assert "scripts/" not in page  # which are not there


@pytest.mark.parametrize("name", [SUMS, *FILES])
def test_a_byte_that_changed_is_noticed(downloads: Path, tmp_path: Path, name: str) -> None:
    """The first, the last, or one between; on a zip alone with its list beside it as well."""
    for path in downloads.iterdir():
        (tmp_path / path.name).symlink_to(path)
    content = (downloads / name).read_bytes()
    for place in (0, len(content) // 2, len(content) - 1):
        altered = bytearray(content)
        altered[place] ^= 1
        (tmp_path / name).unlink()
        (tmp_path / name).write_bytes(altered)
        found = [(finding.file, finding.code) for finding in check_checksums(tmp_path)]
        assert found == [(name, "wrong-size")] if name != SUMS else found
    if name.endswith(".zip"):
        assert codes(validate(tmp_path / name)) == {"wrong-size"}


def test_the_command_tells_which_download_is_not_as_it_was(downloads: Path, tmp_path: Path) -> None:
    for path in downloads.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / f"{STEM}.sqlite").write_bytes(b"")
    check = ["sha256sum", "--strict", "--quiet", "-c", SUMS]
    assert subprocess.run(check, cwd=tmp_path, capture_output=True, check=False).returncode == 1
    (tmp_path / WHEEL).unlink()
    (tmp_path / "more.txt").write_text("more")
    listed = (tmp_path / SUMS).read_text("utf-8")
    (tmp_path / SUMS).write_text(listed + "nothing\n")
    done = run("scripts/validate.py", tmp_path)
    empty = hashlib.sha256(b"").hexdigest()
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.splitlines() == [
        f"{SUMS}:8: error [unreadable-file] 'nothing': this line is no SHA-256 and name"
        " → download it again",
        f"{STEM}.sqlite: error [wrong-size] hash '{empty}': its SHA-256 is not the one that {SUMS}"
        " has → download it again",
        f"{WHEEL}: error [missing-file]: {SUMS} lists it → download it again",
        f"more.txt: error [unlisted-file]: {SUMS} does not list it → remove it",
    ]


@pytest.mark.parametrize("name", ["README.md", "croissant.json", "annotations.jsonld"])
def test_what_tells_of_a_package_is_checked_like_it(
    downloads: Path, tmp_path: Path, name: str
) -> None:
    """A zip that was packed again, with another licence or title on a page of it."""
    with zipfile.ZipFile(downloads / f"{STEM}-csv.zip") as archive:
        files = {path: archive.read(path) for path in archive.namelist()}
    altered = files | {name: files[name].replace(b"CC-BY-SA-4.0", b"CC0-1.0").replace(b"2", b"3")}
    (tmp_path / "a.zip").write_bytes(zip_bytes(altered))
    assert [(one.file, one.code) for one in validate(tmp_path / "a.zip")] == [(name, "not-built")]
    del altered[name]
    (tmp_path / "a.zip").write_bytes(zip_bytes(altered))
    (found,) = validate(tmp_path / "a.zip")
    assert (found.file, found.code) == (name, "missing-file")


def test_another_tag_is_refused(copy: Copy) -> None:
    status, said = released(copy, "--tag", "v0.9.0", "--out", "untagged")
    assert (status, said) == (
        1,
        f"the tag v0.9.0 is not v{VERSION}, of the version in pyproject.toml\n",
    )
    assert not (copy.root / "untagged").exists()


def test_tables_that_the_seeds_do_not_make_are_not_released(tmp_path: Path) -> None:
    copy = Copy(tmp_path / "copy")
    people = copy.root / "data/people.csv"
    people.write_bytes(people.read_bytes().replace(b"Aslan", b"Aslam"))
    status, said = released(copy)
    assert status == 1
    assert "[not-built]" in said.splitlines()[0]
    assert not (copy.root / "dist").exists()


@pytest.mark.more
def test_a_wheel_that_cannot_be_built_is_told(tmp_path: Path) -> None:
    copy = Copy(tmp_path / "copy")
    (copy.root / "LICENSE").unlink()
    settings = copy.root / "pyproject.toml"
    settings.write_text(settings.read_text("utf-8").replace("hatchling.build", "no.such"), "utf-8")
    status, said = released(copy)
    assert status == 2
    assert said.startswith("could not run: the wheel is not built: ")
    assert not (copy.root / "dist").exists()


@pytest.mark.more
def test_a_release_is_kept(tmp_path: Path) -> None:
    """Then nothing has changed since, and the next change is told from it."""
    copy = Copy(tmp_path / "copy")
    status, said = released(copy, "--keep")
    assert status == 0, said
    assert copy.run("python scripts/diff.py released .") == (0, "Nothing changed.\n")
    kept = snapshot(copy.root / "released")
    assert sorted(kept) == sorted([DESCRIPTOR, *(f"data/{table}.csv" for table in TABLES)])
    assert kept["data/people.csv"] == (FROZEN / "data/people.csv").read_bytes()
    assert copy.run("python scripts/build.py --check")[0] == 0


@pytest.mark.more
def test_a_release_is_prepared_once(tmp_path: Path) -> None:
    """Also where a run was killed; what is not prepared is not released."""
    copy, day = Copy(tmp_path / "copy"), f"export SOURCE_DATE_EPOCH={86400 * 366}\n"
    prepare = f"{day}python scripts/release.py --prepare"
    assert released(copy, "--keep")[0] == 0
    was = snapshot(copy.root)
    assert copy.run(prepare) == (1, f"nothing changed since {VERSION} was released; {BY_HAND}\n")
    assert snapshot(copy.root) == was
    replace_once(copy.root / f"seeds/{NAME}.toml", LINK, LINK.replace("a link", "it only points"))
    pages = copy.root / "scripts/docs.py"
    whole = pages.read_text("utf-8")
    pages.write_text("import os\nos.kill(os.getppid(), 9)\n")
    assert copy.run(prepare)[0] == -9
    pages.write_text(whole)
    status, said = released(copy)
    assert (status, "error [not-built]: its entry of" in said) == (1, True), said
    after = bumped(VERSION, "patch")
    assert f"\nversion {after} of 1971-01-02, a patch change since" in copy.run(prepare)[1]
    prepared = snapshot(copy.root)
    (said,) = copy.run(prepare)[1].splitlines()[1:]
    assert said.endswith(": wrote nothing")
    assert snapshot(copy.root) == prepared
    assert b'"created": "1971-01-02T' in prepared[DESCRIPTOR]
    assert f"version: {after}\n".encode() in prepared["CITATION.cff"]
    assert f"## {after} (1971-01-02)\n\n<!-- What".encode() in prepared["CHANGELOG.md"]
    assert released(copy, "--keep")[0] == 0
    assert copy.run(prepare.replace("=", "=x"))[0] == 2


def test_a_zip_depends_on_its_contents_alone() -> None:
    """Not on the order in which they come, nor on the moment."""
    files = {"b.txt": b"b", "a/c.txt": b"c" * 10_000, "é.txt": "é".encode()}
    assert zip_bytes(files) == zip_bytes(dict(reversed(files.items())))
    assert checksums(files).splitlines()[0].endswith(b"  a/c.txt")
