"""The command `khojaly-memorials`: in this process, and in a terminal as a user runs it.

Its data are the frozen ones, so that what it shows stays the same.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import conftest
import pytest
from cases import by_language
from conftest import FROZEN, ROOT, VERSION, invoke, read, run

from khojaly_memorials.cli import main
from schemas import TABLES

COMMAND = Path(sys.executable).with_name("khojaly-memorials")


def call(*words: object) -> subprocess.CompletedProcess[str]:
    """Run the command in a pipe."""
    return invoke(main, *words)


def in_terminal(*words: str, **environment: str) -> str:
    """What the command prints to a terminal."""
    home = {"PYTHONPATH": str(FROZEN / "src"), "COLUMNS": "80", "TERM": "xterm"}  # frozen data
    return conftest.in_terminal(COMMAND, *words, **home | environment)[1]


def test_version_is_that_of_the_data() -> None:
    assert in_terminal("--version") == f"khojaly-memorials {VERSION}\n"


def test_tables_lists_every_table_with_its_rows() -> None:
    lines = call("tables").stdout.splitlines()
    assert [line.split()[:2] for line in lines] == [
        [table, str(len(read(table)))] for table in TABLES
    ]


@pytest.mark.parametrize("table", TABLES)
def test_show_in_a_pipe_is_the_csv(table: str) -> None:
    assert call("show", table).stdout.encode() == (FROZEN / f"data/{table}.csv").read_bytes()


def test_show_filters_and_chooses_columns() -> None:
    said = call(
        *("show", "memorials", "--where", "country=Turkey", "--where", "status=approved"),
        *("--columns", "locality,memorial_id"),
    )
    assert (
        said.stdout == "locality,memorial_id\nAdana,adana\nÇanakkale,canakkale\nIsparta,isparta\n"
    )
    empty = call("show", "memorials", "--where", "country=Nowhere", "--columns", "name")
    assert (empty.returncode, empty.stdout) == (0, "name\n")


def test_show_as_json_has_types_and_nulls() -> None:
    said = json.loads(call("show", "memorials", "--format", "json").stdout)
    hague = next(row for row in said if row["memorial_id"] == "the-hague")
    assert (hague["height_m"], hague["dimensions_approximate"], hague["completed"]) == (
        2,
        True,
        None,
    )
    assert (hague["geonames_id"], hague["opened_from"]) == (2747373, "2008-02-24")


def test_show_as_markdown() -> None:
    said = call(
        *("show", "people", "--format", "markdown", "--where", "named=false"),
        *("--columns", "person_id,named"),
    ).stdout
    assert said == (
        "| person_id | named |\n| --- | --- |\n"
        "| azerbaijani-ambassador-to-the-netherlands | false |\n"
        "| representative-of-the-state-committee | false |\n"
    )


def test_show_in_a_terminal_is_a_table_that_fits() -> None:
    """Aligned, cut to the width, with a bold head; none of that with NO_COLOR or in a pipe."""
    said = in_terminal("show", "kinships")
    assert said.splitlines() == [
        "\x1b[1mperson_id      relative_id   role\x1b[0m",
        "leyla-aliyeva  ilham-aliyev  child",
    ]
    plain = in_terminal("show", "organizations", NO_COLOR="1")
    assert "\x1b" not in plain
    assert max(map(len, plain.splitlines())) <= 80
    assert "…" in plain


def test_evidence_marks_the_quotation_in_its_sentence() -> None:
    said = call("evidence", "memorials", "the-hague", "height_m")
    assert said.stdout.splitlines()[:2] == [
        "height_m = 2  (normalized)",
        "  The marble-made edifice is [[about two meters high]].",
    ]
    coloured = in_terminal("evidence", "memorials", "the-hague", "height_m")
    assert "edifice is \x1b[1m\x1b[4mabout two meters high\x1b[0m." in coloured
    plain = in_terminal("evidence", "memorials", "the-hague", "height_m", NO_COLOR="1")
    assert "edifice is [[about two meters high]]." in plain


def test_evidence_marks_the_right_one_of_two_equal_words() -> None:
    """The same words stand in two sentences: each is marked where its offset says."""
    committee = "state-committee-on-work-with-azerbaijanis-living-abroad"
    said = call("evidence", "organizations", committee, "country_code").stdout
    assert "with support from [[Azerbaijan]]'s State Committee" in said
    assert "in the words of a representative of [[Azerbaijan]]'s State" in said


def test_evidence_of_a_derived_field_names_the_rule() -> None:
    lines = call("evidence", "memorials", "sarajevo", "opened_to").stdout.splitlines()
    assert lines[0] == "opened_to is derived: last day of `opened`"
    assert lines[2] == "opened = 2012-02  (normalized)"


def test_cite(described: dict[str, str]) -> None:
    year = described["created"][:4]
    assert call("cite").stdout.startswith(f"khojaly-memorials contributors ({year}).")
    assert json.loads(call("cite", "--style", "csl-json").stdout)[0]["type"] == "dataset"


@pytest.mark.parametrize(
    ("status", "words", "says"),
    by_language("""
        2: ∅ → Usage:  | shaw → No such command 'shaw' | show → Missing argument
        2: show memorial → 'memorial' is not one of 'memorials'
        2: show memorials --format xml → 'xml' is not one of
        2: show memorials --where country → 'country' is not COLUMN=VALUE
        1: show memorials --where contry=Turkey → did you mean 'country'?
        1: show memorials --columns nmae → did you mean 'name'?
        1: show memorials --columns , → unknown column of memorials ''
        1: show people --sort -x → 'x': there are person_id, name, other_names, named, description⏎
        1: show memorials --where height_m=tall → height_m is a number, and 'tall' is not
        1: show memorials --where opened<june → opened is a date, such as 2012, 2012-06
        1: show people --where named=yes → named is true or false, and 'yes' is not
        2: show people --limit 0 → 0 is not in the range x>=1
        2: evidence memorials → Missing argument 'RECORD' | evidence event x → 'event' is not one of
        1: evidence memorials bakku → did you mean 'baku'?
        1: evidence memorials baku lenght_m → did you mean 'length_m'?
        1: evidence memorials baku memorial_id → rests on no quotation
        2: export x → 'x' does not say the format | export --format doc x → 'doc' is not one of
        1: export --format csv /proc/x/y → Error: /proc/x: No such file or directory⏎
        1: export /proc/x.sqlite → Error: /proc/x.sqlite: No such file or directory⏎
        1: export --format csv README.md → README.md is a file, where csv needs a folder
        1: export --format csv x.csv → csv makes a file a table: give a folder instead of x.csv
        1: export --format csv x.xlsx → csv makes a file a table: give a folder instead of x.xlsx
        1: export --format xlsx x.sqlite → x.sqlite ends in .sqlite, but the format is xlsx
        2: cite --style mla → 'mla' is not one of 'apa'
        2: tables extra → unexpected extra argument
    """),
)
def test_a_wrong_call_gets_one_clear_error(status: str, words: str, says: str) -> None:
    said = call(*words.split())
    assert (said.returncode, said.stdout) == (int(status), "")
    assert says in said.stderr
    assert "Traceback" not in said.stderr


@pytest.mark.parametrize(
    ("words", "path", "change", "says"),
    [
        ("show people", "data/people.csv", "cut", "people.csv has been changed"),
        ("show people", "data/people.csv", "remove", "people.csv cannot be read: No such file"),
        ("evidence people norbert-kopp", "data/evidence.csv", "cut", "evidence.csv has been ch"),
        ("export --format parquet out", "data/people.parquet", "cut", "people.parquet has been ch"),
        ("tables", "datapackage.json", "cut", "datapackage.json is damaged"),
        ("--version", "datapackage.json", "remove", "datapackage.json is missing: install"),
    ],
)
def test_a_damaged_installation_is_told_in_one_line(
    tmp_path: Path, words: str, path: str, change: str, says: str
) -> None:
    """Nothing is shown or written from a file whose end is cut, or that is gone."""
    inside = tmp_path / "site/khojaly_memorials"
    shutil.copytree(ROOT / "src/khojaly_memorials", inside)
    shutil.copytree(FROZEN / "data", inside / "data")
    shutil.copy(FROZEN / "datapackage.json", inside)
    file = inside / path
    content = file.read_bytes()
    file.unlink()
    if change == "cut":
        file.write_bytes(content[:-2])
    command = ("-m", "khojaly_memorials.cli", *words.split())
    done = run(*command, cwd=tmp_path, PYTHONPATH=str(tmp_path / "site"))
    assert (done.returncode, done.stdout) == (1, "")
    assert says in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not list(tmp_path.glob("out/*"))


def test_every_command_has_help_with_an_example() -> None:
    for name in main.commands:
        said = call(name, "--help")
        assert said.returncode == 0
        examples = said.stdout.partition("Example")[2].partition("Options:")[0].splitlines()[1:]
        assert all(line.startswith(f"    khojaly-memorials {name}") for line in examples if line)
        assert any(examples)


def test_shell_completion() -> None:
    """The script is printed for each shell, and a table's name is completed."""
    for shell in ("bash", "zsh", "fish"):
        script = in_terminal(_KHOJALY_MEMORIALS_COMPLETE=f"{shell}_source")
        assert "_KHOJALY_MEMORIALS_COMPLETE" in script
    words = {"COMP_WORDS": "khojaly-memorials show memorial_", "COMP_CWORD": "2"}
    completed = in_terminal(_KHOJALY_MEMORIALS_COMPLETE="bash_complete", **words)
    assert completed.split() == ["plain,memorial_people", "plain,memorial_organizations"]


def test_the_command_loads_no_dataframe_library() -> None:
    code = (
        "import sys; from khojaly_memorials.cli import main; "
        "main(['show', 'people'], standalone_mode=False); "
        "print({'pandas', 'polars', 'pyarrow', 'numpy'} & set(sys.modules))"
    )
    assert run("-c", code).stdout.endswith("set()\n")
