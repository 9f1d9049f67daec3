"""What a stranger may send is answered in words, within 10 s and 500 MB, and leaves no trace.

`hostile.ask` holds every answer to the bounds; whoever reaches for the network is ended.
"""

import io
import json
import os
import stat
import struct
import warnings
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from conftest import FROZEN, NAME, codes, set_cell, snapshot
from hostile import add_seed, ask, build, cases, validate
from validate import validate as find_faults

GB = 1 << 30
SECRET = "root:x:0:0"  # what nobody may read out of /etc/passwd by a package


def link(path: Path, to: str | Path) -> None:
    """Put a link in the place of a file or folder."""
    if path.is_dir():
        path.rename(path.with_name("elsewhere"))
    path.unlink(missing_ok=True)
    path.symlink_to(to)


def passwd(path: Path) -> None:
    """Put a link to a file of the system there."""
    link(path, "/etc/passwd")


def pipe(path: Path) -> None:
    """Put a pipe there, into which nobody writes."""
    path.unlink()
    os.mkfifo(path)


def zeros(path: Path) -> None:
    """Put a link to a device there that never ends."""
    link(path, "/dev/zero")


def device(path: Path) -> None:
    """Put a device there; only an administrator may, others a link to one."""
    path.unlink()
    try:
        os.mknod(path, 0o600 | stat.S_IFCHR, os.makedev(1, 5))
    except PermissionError:
        path.symlink_to("/dev/zero")


def folder(path: Path) -> None:
    """Put a folder there."""
    path.unlink()
    path.mkdir()


def huge(path: Path) -> None:
    """Make it a gigabyte long, of which the disk stores nothing."""
    os.truncate(path, GB)


Spoil = Callable[[Path], None]
NO_FILES: list[tuple[Spoil, str]] = [
    (passwd, "unsafe-path"),
    (pipe, "unsafe-path"),
    (zeros, "unsafe-path"),
    (device, "unsafe-path"),
    (folder, "unreadable-file"),
    (huge, "too-large"),
]


@pytest.mark.parametrize("ending", ["txt", "toml"])
def test_seeds_that_are_no_plain_files(tmp_path: Path, ending: str) -> None:
    """A link, a pipe, two devices, a folder and a gigabyte, side by side in one folder of seeds."""
    for spoil, _ in NO_FILES:
        paths = add_seed(tmp_path / "seeds", spoil.__name__)
        spoil(paths[ending == "toml"])
    answer = build(tmp_path / "seeds")
    assert answer.status == 1
    for spoil, code in NO_FILES:
        assert answer.codes(f"seeds/{spoil.__name__}.{ending}") == {code}
    assert SECRET not in answer.out
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("turn", range(2))
def test_a_package_of_no_plain_files(package: Path, turn: int) -> None:
    """The same in the place of tables in both forms, the descriptor, a text and its claims."""
    tables = ("people", "events", "kinships", "statements", "memorials", "organizations")
    paths = [f"data/{table}.{ending}" for table in tables for ending in ("csv", "parquet")]
    paths += ["datapackage.json", f"seeds/{NAME}.txt", f"seeds/{NAME}.toml"]
    there = [NO_FILES[(turn + at) % len(NO_FILES)] for at in range(len(paths))]
    for path, (spoil, _) in zip(paths, there, strict=True):
        spoil(package / path)
    answer = validate(package)
    assert (answer.status, SECRET in answer.out) == (1, False)
    assert [answer.codes(path) for path in paths] == [{code} for _, code in there]


@pytest.mark.parametrize("name", ["data", "seeds"])
def test_a_folder_that_is_a_link(package: Path, name: str) -> None:
    """A folder from elsewhere would pass for the package's own."""
    link(package / name, package / "elsewhere")
    answer = validate(package)
    assert (answer.status, answer.codes(name)) == (1, {"unsafe-path"})
    if name == "seeds":
        assert build(package / "seeds").codes() == {"unsafe-path"}


ELSEWHERE = (
    *("../secret.csv", "data/../../secret.csv", "/etc/passwd", "file:///etc/passwd"),
    *("https://example.org/people.csv", "//example.org/people.csv", "s3://bucket/people.csv"),
    *("data\\people.csv", "C:\\people.csv", "data/people.csv\0.png", "", "data//people.csv"),
)


def test_resources_that_are_elsewhere(package: Path) -> None:
    """Nothing is read from out of the package and nothing is fetched; each is named."""
    (package.parent / "secret.csv").write_text(SECRET, "utf-8")
    said = json.loads((package / "datapackage.json").read_text("utf-8"))
    altered = list(zip(said["resources"], ELSEWHERE, strict=False))
    for resource, path in altered:
        resource["path"] = path
    (package / "datapackage.json").write_text(json.dumps(said), "utf-8")
    answer = validate(package)
    assert (answer.status, SECRET in answer.out) == (1, False)
    named = {
        one["record"]
        for one in answer.findings
        if one["code"] in ("unsafe-path", "descriptor-invalid")
    }
    assert named >= {resource["name"] for resource, _ in altered}


def test_schemas_from_elsewhere_are_not_fetched(package: Path) -> None:
    """A schema, a profile or a reference may be an address; the guard ends what follows it."""

    said = json.loads((package / "datapackage.json").read_text("utf-8"))
    said["resources"][0] |= {
        **{"schema": "https://example.org/s.json", "$ref": "https://example.org/r"},
        **{"profile": "https://example.org/p.json", "dialect": "file:///etc/passwd"},
    }
    (package / "datapackage.json").write_text(json.dumps(said), "utf-8")
    answer = validate(package)
    assert (answer.status, answer.codes()) == (1, {"descriptor-invalid"})


@pytest.mark.parametrize(
    "name", ["..", "../../etc/passwd", "/etc/passwd", "a\\b", "", "a" * 99_999]
)
def test_a_source_whose_name_leads_out(package: Path, name: str) -> None:
    """A source's name becomes a path; it is one only if it is a slug."""
    set_cell(package, "sources", {"source_id": NAME}, "source_id", name)
    answer = validate(package)
    assert (answer.status, SECRET in answer.out) == (1, False)
    assert {"bad-value", "missing-field"} & answer.codes("data/sources.csv")


def test_names_of_files_cannot_steer_a_terminal(tmp_path: Path) -> None:
    """Escapes, line feeds and letters that turn the direction, in names, each in one line."""
    names = ["\x1b[2Jx", "a\nb", "\u202egnp", "..", "-rf", "a b", "\u200bx", "::error::x"]
    for name in names:
        add_seed(tmp_path / "seeds", name)
    (tmp_path / "seeds" / os.fsdecode(b"\xff\xfe.txt")).touch()
    for style in ("text", "github"):
        words = ("--seeds", tmp_path / "seeds", "--out", tmp_path / "out", "--format", style)
        answer = ask("build", *words)
        lines = answer.out.splitlines()
        assert (answer.status, len(lines)) == (1, len(names) + 1)
        assert all("bad-identifier" in line for line in lines)
        assert not any(letter in answer.out for letter in "\x1b\u202e\u200b\r")


# ---------------------------------------------------------------- release zips

Entry = tuple[str | zipfile.ZipInfo, bytes]


def linked(name: str) -> zipfile.ZipInfo:
    """An entry that unpacks to a link."""
    entry = zipfile.ZipInfo(name)
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    return entry


def packed(entries: Sequence[Entry]) -> bytes:
    """A zip of just these entries, deflated."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a name that is there already
        for name, content in entries:
            archive.writestr(name, content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def nested(depth: int) -> bytes:
    """A zip in a zip in a zip."""
    content = b"\0" * (1 << 20)
    for _ in range(depth):
        content = packed([("inner.zip", content)])
    return content


DESCRIPTOR = ("datapackage.json", (FROZEN / "datapackage.json").read_bytes())
ZEROS, SOME_ZEROS = b"\0" * (GB // 4), b"\0" * (3 << 20)
ZIPS: dict[str, dict[str, list[Entry]]] = {
    "too-large": {
        "a bomb": [DESCRIPTOR, ("data/people.csv", ZEROS)],
        "many bombs": [(f"data/{at}.csv", SOME_ZEROS) for at in range(300)],
        "many entries": [(f"data/{at}.csv", b"") for at in range(20_000)],
    },
    "unreadable-file": {"a nested bomb": [DESCRIPTOR, ("data/people.csv", nested(20))]},
    "bad-archive": {
        "a name twice": [DESCRIPTOR, DESCRIPTOR],
        "a name twice but for capitals": [DESCRIPTOR, ("DataPackage.json", b"")],
    },
    "unsafe-path": {
        "a way out": [DESCRIPTOR, ("../out.csv", b"x")],
        "a way out of a folder": [DESCRIPTOR, ("data/../../out.csv", b"x")],
        "an absolute name": [DESCRIPTOR, ("/tmp/out.csv", b"x")],
        "a drive": [DESCRIPTOR, ("C:/out.csv", b"x")],
        "backslashes": [DESCRIPTOR, ("..\\out.csv", b"x")],
        "a link": [DESCRIPTOR, (linked("data/people.csv"), b"/etc/passwd")],
    },
    "missing-file": {"nothing": []},
}


@pytest.mark.parametrize(("code", "entries"), cases(ZIPS))
def test_zips(tmp_path: Path, code: str, entries: list[Entry]) -> None:
    """Each is refused, and nothing is unpacked beside, above or anywhere."""
    path = tmp_path / "in/release.zip"
    path.parent.mkdir()
    path.write_bytes(packed(entries))
    before = snapshot(tmp_path)
    answer = validate(path)
    assert (answer.status, code in answer.codes()) == (1, True), answer.findings
    assert snapshot(tmp_path) == before
    assert SECRET not in answer.out


def flip(content: bytes, signature: bytes, offset: int, value: bytes) -> bytes:
    """Alter the header of each entry that begins with a signature."""
    done = bytearray(content)
    place = content.find(signature)
    while place >= 0:
        done[place + offset : place + offset + len(value)] = value
        place = content.find(signature, place + 1)
    return bytes(done)


LOCAL, CENTRAL = b"PK\x03\x04", b"PK\x01\x02"
BROKEN: dict[str, Callable[[bytes], bytes]] = {
    "encrypted": lambda zip_: flip(flip(zip_, LOCAL, 6, b"\1\0"), CENTRAL, 8, b"\1\0"),
    "a wrong checksum": lambda zip_: flip(zip_, CENTRAL, 16, b"\1\2\3\4"),
    "a wrong size": lambda zip_: flip(zip_, CENTRAL, 24, struct.pack("<I", 12)),
    "a size beyond all": lambda zip_: flip(zip_, CENTRAL, 24, b"\xfe\xff\xff\xff"),
    "an unknown compression": lambda zip_: flip(
        flip(zip_, LOCAL, 8, b"\x63"), CENTRAL, 10, b"\x63"
    ),
    "overlapping entries": lambda zip_: flip(zip_, CENTRAL, 42, b"\0\0\0\0"),
    "a cut end": lambda zip_: zip_[:-30],
    "a cut beginning": lambda zip_: zip_[200:],
    "no entry whole": lambda zip_: zip_[: len(zip_) // 2],
    "nothing but a signature": lambda _: LOCAL,
    "no bytes": lambda _: b"",
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_zips(tmp_path: Path, name: str) -> None:
    """What zipfile would raise, or unpack as something else than was checked."""
    path = tmp_path / "release.zip"
    path.write_bytes(BROKEN[name](packed([DESCRIPTOR, ("data/people.csv", b"a,b\n")])))
    assert codes(find_faults(path)) & {"bad-archive", "too-large"}


# ---------------------------------------------------------------- Parquet and descriptor


def people(texts: Any, rows: int) -> pa.Table:
    """A table of people with the declared columns, each text of which is the first of `texts`."""
    schema = pq.read_schema(FROZEN / "data/people.parquet")
    same = pa.DictionaryArray.from_arrays(pa.array([0] * rows, pa.int32()), texts)
    named = pa.array([True] * rows)
    columns = [same if pa.types.is_string(one.type) else named for one in schema]
    fields = [one.with_type(column.type) for one, column in zip(schema, columns, strict=True)]
    return pa.Table.from_arrays(columns, schema=pa.schema(fields).with_metadata(schema.metadata))


@pytest.mark.more
@pytest.mark.parametrize(("rows", "letters"), [(1_000_000, 1), (1_000_000, 10**7), (22, 10**7)])
def test_a_parquet_that_says_more_than_its_csv(package: Path, rows: int, letters: int) -> None:
    """More rows than the CSV; and one long text that each of the rows refers to."""
    bomb = people(pa.array(["x" * letters]), rows)
    path = package / "data/people.parquet"
    pq.write_table(bomb, path, version="2.6", compression="zstd", write_statistics=False)
    assert path.stat().st_size < 10**6
    answer = validate(package)
    assert answer.status == 1
    assert answer.codes("data/people.parquet") & {"csv-parquet-differ", "bad-header", "too-large"}


DESCRIPTORS: dict[str, Callable[[], str]] = {
    "a million resources": lambda: '{"resources": [' + '{"name":"a"},' * 10**6 + "1]}",
    "as many as are read": lambda: '{"resources": [' + "{}," * 10**6 + "{}]}",
    "lists in lists": lambda: "[" * 10**5 + "]" * 10**5,
    "objects in objects": lambda: '{"a":' * 10**5 + "1" + "}" * 10**5,
    "resources in resources": lambda: '{"resources":[' * 900 + "1" + "]}" * 900,
    "a million digits": lambda: '{"name": ' + "9" * 10**6 + "}",
    "a million letters": lambda: json.dumps({"name": "a" * 10**6, "resources": []}),
    "a long exponent": lambda: '{"name": 1e999999999}',
    "a key twice": lambda: '{"name": "a", "name": "b"}',
    "no object": lambda: "1",
    "nothing": lambda: "",
    "letters that hide": lambda: '{"name": "\u202e\\u001b[2J", "resources": [{"path": "\\ud800"}]}',
}


@pytest.mark.more
@pytest.mark.parametrize("name", DESCRIPTORS)
def test_descriptors(package: Path, name: str) -> None:
    """Whatever stands there, the file is named."""
    (package / "datapackage.json").write_text(DESCRIPTORS[name](), "utf-8")
    answer = validate(package)
    assert answer.status == 1
    assert answer.codes("datapackage.json") <= {"descriptor-invalid", "too-large", "missing-file"}
    assert answer.codes("datapackage.json")
