"""What is fuzzed: `python targets.py TARGET CORPUS [options of libFuzzer]` runs one target.

A target takes any bytes; it fails where the code under test raises, hangs or needs too much memory.
Coverage guides the changes (atheris), and only our own modules count for it.
"""

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import atheris

ROOT = Path(__file__).resolve().parents[3]
NAME = "khojaly-massacre-memorials"
sys.path[:0] = [str(ROOT / folder) for folder in ("scripts", ".", "src", "tests")]

with atheris.instrument_imports(include=["pipeline", "schemas"]):
    from frozen import frozen_package
    from pipeline.building import build_tables
    from pipeline.common.findings import FaultyError, report_lines
    from pipeline.read.text import read_document
    from validate import validate

STYLES = ("text", "json", "github")
SPOILT = [  # the files of a package, one of which is replaced
    "datapackage.json",
    "data/evidence.csv",
    "data/memorials.csv",
    "data/passages.csv",
    "data/sources.csv",
    "data/kinships.parquet",
    f"seeds/{NAME}.toml",
    f"seeds/{NAME}.txt",
]


def claims(folder: Path, data: bytes) -> None:
    """Any claims beside the frozen text: tables, or findings that can be printed."""
    (folder / f"seeds/{NAME}.toml").write_bytes(data)
    try:
        build_tables(folder / "seeds")
    except FaultyError as faulty:
        for style in STYLES:
            list(report_lines(faulty.findings, style))


def source(_: Path, data: bytes) -> None:
    """Any text: each letter and digit is in exactly one passage, in order."""
    text = data.decode("utf-8", errors="replace")
    document = read_document(text)
    last = 0
    for passage in document.passages:
        assert last <= passage.start < passage.end <= len(text)
        assert not any(letter.isalnum() for letter in text[last : passage.start])
        assert passage.first <= passage.start < passage.end <= passage.last
        assert passage.text[0] not in "=+-@"
        assert text[passage.start : passage.end] == passage.text == passage.text.strip()
        assert document.passages[document.passage_at(passage.start)] is passage
        assert document.line_of(passage.start) == text.count("\n", 0, passage.start) + 1
        last = passage.end
    assert not any(letter.isalnum() for letter in text[last:])


def package(folder: Path, data: bytes) -> None:
    """The frozen package with one file replaced: the first byte says which."""
    path = folder / SPOILT[data[0] % len(SPOILT) if data else 0]
    whole = path.read_bytes()
    path.write_bytes(data[1:])
    try:
        findings = validate(folder)
        assert findings or data[1:] == whole
        for style in STYLES:
            list(report_lines(findings, style))
    finally:
        path.write_bytes(whole)


TARGETS: dict[str, Callable[[Path, bytes], None]] = {
    "claims": claims,
    "source": source,
    "package": package,
}


def main() -> None:
    """Fuzz the target that the first argument names."""
    target = TARGETS[sys.argv.pop(1)]
    folder = Path(tempfile.mkdtemp(prefix="fuzz-"))
    for name, content in frozen_package(NAME).items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)
    if target is package:
        for index, name in enumerate(SPOILT):
            (Path(sys.argv[1]) / f"{index:04}").write_bytes(
                bytes([index]) + (folder / name).read_bytes()
            )
    atheris.Setup(sys.argv, lambda data: target(folder, data))
    atheris.Fuzz()


if __name__ == "__main__":
    main()
