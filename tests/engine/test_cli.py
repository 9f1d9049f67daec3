"""The command `khojaly-memorials`: in this process, and in a terminal as a user runs it.

Its data are the frozen ones, so that what it shows stays the same.
"""

import json
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import get_args

import conftest
import pytest
from cases import by_language, cases
from conftest import FROZEN, ROOT, VERSION, invoke, read, run

from khojaly_memorials.cli import main
from khojaly_memorials.names import ViewName
from khojaly_memorials.row_filter import filter_rows, read_condition
from khojaly_memorials.rows import description_of, fields_of
from khojaly_memorials.table_text import column_widths, cut, table_text
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


def test_tables_lists_every_table_with_its_rows_and_every_view() -> None:
    lines = call("tables").stdout.splitlines()
    assert [line.split()[:2] for line in lines] == [
        *([table, str(len(read(table)))] for table in TABLES),
        *([view, "view"] for view in get_args(ViewName)),
    ]
    in_lines = in_terminal("tables").splitlines()
    assert [line.split()[0] for line in in_lines] == [line.split()[0] for line in lines]
    assert max(map(len, in_lines)) == 80


@pytest.mark.parametrize("name", [*TABLES, *get_args(ViewName)])
def test_describe_tells_what_each_column_means(name: str) -> None:
    about, *columns = call("describe", name).stdout.rstrip("\n").split("\n\n")
    assert about == description_of(name)
    fields = fields_of(name)
    assert [column.split()[0] for column in columns] == [field["name"] for field in fields]
    for field, column in zip(fields, columns, strict=True):
        assert f"({field['type']}" in column
        for told in (field["description"], field.get("unit", ""), field.get("rule", "")):
            assert told in column
        for term in field.get("constraints", {}).get("enum", ()):
            assert re.search(rf"Terms: .*\b{term}\b", column)


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


@pytest.mark.parametrize(
    ("condition", "found"),
    cases("""
        height_m=2 → the-hague | height_m=2.0 → the-hague | height_m!=2.0 → 12
        height_m > 1 → the-hague | length_m<=8.60 → baku | length_m<8.6 → 0
        height_m= → 12 | height_m!= → the-hague
        geonames_id==587084.0 → baku | geonames_id>=3530597 → mexico-city
        dimensions_approximate=True → the-hague | dimensions_approximate=false → baku
        dimensions_approximate!=true → 12 | status!=built → adana canakkale isparta
        country~turk → 7 | country~TÜRK → 7 | country=turkey → 0 | country=Turkey → 7
        locality~izmit → izmit | locality~İZMİT → izmit | locality~ızmıt → izmit
        locality~USAK → usak | locality~uşak → usak | locality~canak → canakkale
        locality~IsPaRtA → isparta | locality~ısparta → isparta | opened~2012 → mexico-city sarajevo
        opened<2012 → baku berlin the-hague | opened>2012-08 → chaim-weizmann-forest izmit usak
        opened>2014 → chaim-weizmann-forest izmit
        opened<=2012-02-10 → baku berlin sarajevo the-hague
        opened>=2015-04-23 → chaim-weizmann-forest izmit
        opened=2012 → 0 | opened=2012-02 → sarajevo
        opened_from=2008-02-24 → the-hague | opened_from<2008-02-26 → the-hague
        opened_from<2009 → baku the-hague | label>=memorial in the → 4
    """),
)
def test_show_filters_by_values_of_their_type(condition: str, found: str) -> None:
    """The rows, or how many they are; İ, I, ı and i are alike, accents are not needed."""
    said = call("show", "memorials", "--where", condition, "--columns", "memorial_id")
    ids = said.stdout.split()[1:]
    assert found in (str(len(ids)), " ".join(ids))


@pytest.mark.parametrize(
    ("cell", "condition", "holds"),
    cases("""
        199X → opened<2000 → yes | 199X → opened<1995 → no | 199X → opened>1995 → no
        2012~ → opened<=2012 → yes | 2011/2013 → opened<2012 → yes | 2011/2013 → opened>2011 → no
        ∅ → opened<2012 → no | ∅ → opened!=2012 → yes | ∅ → opened~20 → no
    """),
)
def test_dates_compare_as_far_as_both_go(cell: str, condition: str, holds: str) -> None:
    wanted = read_condition(condition)
    assert wanted
    fields = [{"name": "opened", "type": "string", "description": "When (EDTF)."}]
    assert bool(filter_rows(fields, [{"opened": cell}], [wanted])) is (holds == "yes")


def test_show_sorts_by_values_and_shortens() -> None:
    """Empty cells come last either way; Ç stands beside C, and numbers are no text."""

    def order(column: str, *more: str) -> list[str]:
        words = ("show", "memorials", "--sort", column, "--columns", column.removeprefix("-"))
        return call(*words, *more).stdout.split("\n")[1:-1]

    towns = order("locality", "--where", "country=Turkey")
    assert towns == ["Adana", "Ankara", "Çanakkale", "Denizli", "Isparta", "İzmit", "Uşak"]
    assert order("-locality", "--where", "country=Turkey", "--limit", "2") == ["Uşak", "İzmit"]
    days = order("-opened")
    assert days[:3] == ["2016-02", "2015-04-23", "2014-02"]
    assert days[8:] == ['""'] * 5
    numbers = order("longitude", "--limit", "3")
    assert numbers == ["-99.12766", "4.29861", "13.41053"]


def test_an_empty_result_says_so() -> None:
    words = ("show", "memorials", "--where", "country=Nowhere", "--where", "height_m>2")
    empty = call(*words, "--columns", "name")
    assert (empty.returncode, empty.stdout) == (0, "name\n")
    assert empty.stderr == "No row of memorials has country=Nowhere and height_m>2\n"
    assert in_terminal(*words) == empty.stderr
    nothing = call("evidence", "memorials", "adana", "height_m")
    assert (nothing.returncode, nothing.stdout) == (0, "")
    assert nothing.stderr == "No quotation: memorials adana has none for height_m\n"


def test_an_unknown_column_is_told_with_all_that_there_are() -> None:
    columns = ", ".join(read("memorials")[0])
    said = call("show", "memorials", "--sort", "contry").stderr
    assert said == (
        "Error: unknown column of memorials 'contry': did you mean 'country'? "
        f"there are {columns}\n"
    )


def test_show_prints_views() -> None:
    said = call(
        "show", "contributors", "--where", "role~sculp", "--columns", "name", "--limit", "1"
    )
    assert said.stdout == "name\nAslan Rustamov\n"


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
    plain = in_terminal("show", "organizations", NO_COLOR="1").splitlines()
    assert len(plain) == 1 + len(read("organizations"))
    assert "\x1b" not in "".join(plain)
    assert max(map(len, plain)) <= 80
    assert "…" in plain[1]


@pytest.mark.parametrize("columns", [80, 200])
def test_a_table_too_wide_for_the_terminal_is_shown_as_records(columns: int) -> None:
    """A block a record, whole, with a line for each column that has a value."""
    said = in_terminal("show", "memorials", NO_COLOR="1", COLUMNS=str(columns))
    blocks = said.rstrip("\n").split("\n\n")
    assert len(blocks) == len(read("memorials"))
    assert max(map(len, said.splitlines())) <= columns
    for block, row in zip(blocks, read("memorials"), strict=True):
        assert re.sub(r"\s+", " ", block) == " ".join(
            f"{name} {cell}" for name, cell in row.items() if cell
        )


def test_columns_that_are_asked_for_are_shown_though_empty() -> None:
    words = ("show", "memorials", "--limit", "1", "--columns", "memorial_id,height_m")
    assert call(*words, "--format", "table").stdout.splitlines() == [
        "memorial_id  height_m", "adana"
    ]  # fmt: skip
    assert call(*words, "--format", "records").stdout == "memorial_id  adana\nheight_m\n"


def test_letters_take_the_room_that_they_take_in_a_terminal() -> None:
    """East Asian letters are two columns wide, accents none; what steers a terminal is a space."""
    rows = [{"id": "東京都", "text": "e\u0301\x1b[2Ja\nb"}, {"id": "x", "text": "y"}]
    lines = table_text(rows, column_widths(rows, ["id", "text"], ["id"], 80)).splitlines()
    assert lines[1:] == ["東京都  e\u0301 [2Ja b", "x       y"]
    assert cut("東京都庁", 7) == "東京都…"
    assert cut("東京都庁", 6) == "東京…"
    assert cut("e\u0301e\u0301e\u0301", 3) == "e\u0301e\u0301e\u0301"


@pytest.mark.parametrize(
    "environment",
    [
        {"PYTHONIOENCODING": "cp1252"},
        {"PYTHONIOENCODING": "cp932:strict"},
        {"PYTHONIOENCODING": "ascii"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    ],
)
def test_output_is_utf8_whatever_the_console_says(environment: dict[str, str]) -> None:
    words = ("show", "memorials", "--columns", "locality")
    piped = run("-m", "khojaly_memorials", *words, cwd=ROOT, **environment)
    assert "Çanakkale\n" in piped.stdout
    assert "Uşak\n" in piped.stdout
    assert "Çanakkale\n" in in_terminal(*words, **environment)


def test_errors_are_utf8_too() -> None:
    words = ("-m", "khojaly_memorials", "show", "people", "--where", "name=Ş")
    refused = run(*words, PYTHONIOENCODING="ascii")
    assert refused.stderr == "No row of people has name=Ş\n"


@pytest.mark.parametrize("words", ["--help", "show evidence", "tables", "cite"])
def test_output_that_nobody_takes_ends_in_one_line_or_quietly(words: str) -> None:
    command = ["env", "-u", "PYTHONUNBUFFERED", sys.executable, "-m", "khojaly_memorials"]
    command += words.split()
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert (done.returncode, done.stderr) == (
        1,
        "Error: standard output: No space left on device\n",
    )
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as left:
        assert left.stdout
        left.stdout.close()
        assert left.stderr
        assert left.stderr.read() == b""
    assert left.returncode == 1
    closed = subprocess.run(
        ["sh", "-c", f"{shlex.join(command)} >&-"], capture_output=True, text=True, check=False
    )
    assert (closed.returncode, closed.stderr) == (0, "")


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
    assert lines[0] == "Derived: last day of `opened`."
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


def test_a_script_completes_words_in_each_shell() -> None:
    for shell in ("bash", "zsh", "fish"):
        script = in_terminal(_KHOJALY_MEMORIALS_COMPLETE=f"{shell}_source")
        assert "_KHOJALY_MEMORIALS_COMPLETE" in script


@pytest.mark.parametrize(
    ("words", "completed"),
    cases("""
        show memorial_ → memorial_people memorial_organizations | describe contr → contributors
        evidence memorials b → baku berlin | evidence event_people baku → ∅
        evidence event_people berlin-opening/n → berlin-opening/norbert-kopp/attendee
        evidence memorials baku height → height_m
        evidence event_people berlin-opening/norbert-kopp/attendee r → role
        show memorials --columns label,mat → label,material | show contributors --sort ro → role
        show memorials --where mat → material= | show --where mat → ∅ | evidence x → ∅
        cite --style b → bibtex | export --format x → xlsx
    """),
)
def test_shell_completion_of_tables_columns_and_records(words: str, completed: str) -> None:
    last = len(words.split())
    environment = {"COMP_WORDS": f"khojaly-memorials {words}", "COMP_CWORD": str(last)}
    found = in_terminal(_KHOJALY_MEMORIALS_COMPLETE="bash_complete", **environment)
    assert [line.removeprefix("plain,") for line in found.split()] == completed.split()


def test_help_is_short_too() -> None:
    for name in (None, *main.commands):
        words = [name] if name else []
        assert call(*words, "-h").stdout == call(*words, "--help").stdout != ""


def test_the_command_loads_no_dataframe_library() -> None:
    code = (
        "import sys; from khojaly_memorials.cli import main; "
        "main(['show', 'people'], standalone_mode=False); "
        "print({'pandas', 'polars', 'pyarrow', 'numpy'} & set(sys.modules))"
    )
    assert run("-c", code).stdout.endswith("set()\n")
