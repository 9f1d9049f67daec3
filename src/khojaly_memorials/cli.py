"""The command `khojaly-memorials`: look at the tables, and at the words behind a value."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import sys
from pathlib import Path
from typing import Any, NoReturn, get_args

import click

from khojaly_memorials import files
from khojaly_memorials.citing import cite
from khojaly_memorials.exporting import ExportFormat, export
from khojaly_memorials.names import CitationStyle, TableName
from khojaly_memorials.proof import quotations
from khojaly_memorials.rows import text_rows, typed_rows

TABLE = click.argument("table", metavar="TABLE", type=click.Choice(get_args(TableName)))
COMPLETION = """\b
Completion of words in bash, zsh and fish:
  eval "$(_KHOJALY_MEMORIALS_COMPLETE=bash_source khojaly-memorials)"
  eval "$(_KHOJALY_MEMORIALS_COMPLETE=zsh_source khojaly-memorials)"
  _KHOJALY_MEMORIALS_COMPLETE=fish_source khojaly-memorials | source"""


class Commands(click.Group):
    """Commands whose errors are one line: status 1 for what went wrong, 2 for a wrong call."""

    def main(self, *args: Any, **extra: Any) -> Any:
        """Run a command; an error that a user can understand ends it without a traceback."""
        try:
            return super().main(*args, **extra)
        except (ValueError, ImportError, files.DamagedFileError) as fault:
            _fail(str(fault))
        except OSError as fault:
            _fail(f"{fault.strerror}: {fault.filename}")

    def invoke(self, ctx: click.Context) -> Any:
        """Print no colour where NO_COLOR asks for none."""
        if os.environ.get("NO_COLOR"):
            ctx.color = False
        return super().invoke(ctx)


def _fail(message: str) -> NoReturn:
    click.echo(f"Error: {message}", err=True)
    sys.exit(1)


def _version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted:
        click.echo(f"khojaly-memorials {files.version()}")
        ctx.exit()


@click.group(cls=Commands, epilog=COMPLETION)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_version,
    help="Show the version of the data and exit.",
)
def main() -> None:
    """Memorials to the victims of the Khojaly massacre, every value with its words."""


@main.command()
def tables() -> None:
    """List the tables, how many rows each has, and what it holds.

    \b
    Example:
      khojaly-memorials tables
    """
    for table in files.tables():
        about = files.resources()[f"data/{table}.csv"]
        click.echo(f"{table:24}{about['rows']:>5}  {about['description'].splitlines()[0]}")


@main.command()
@TABLE
@click.option("--where", multiple=True, metavar="COLUMN=VALUE", help="Only rows with this value.")
@click.option("--columns", metavar="A,B,…", help="Only these columns, in this order.")
@click.option(
    "--format",
    "style",
    type=click.Choice(["table", "csv", "json", "markdown"]),
    help="Default: a table in a terminal, CSV in a pipe.",
)
def show(table: TableName, where: tuple[str, ...], columns: str | None, style: str | None) -> None:
    """Print the rows of a TABLE.

    \b
    Examples:
      khojaly-memorials show memorials --columns memorial_id,locality,opened
      khojaly-memorials show memorials --where country=Turkey --where status=approved
      khojaly-memorials show statements --format json
    """
    style = style or ("table" if sys.stdout.isatty() else "csv")
    names = [field["name"] for field in files.table_schema(table)["fields"]]
    chosen = [name.strip() for name in columns.split(",")] if columns else names
    wanted = [_condition(one) for one in where]
    for name in (*chosen, *(name for name, _ in wanted)):
        files.check_name(f"column of {table}", name, names)
    texts = text_rows(table)
    rows = typed_rows(table) if style == "json" else texts
    cells = [
        {name: row[name] for name in chosen}
        for row, text in zip(rows, texts, strict=True)
        if all(text[name] == value for name, value in wanted)
    ]
    click.echo(_format_rows(cells, chosen, style))


def _condition(said: str) -> tuple[str, str]:
    name, mark, value = said.partition("=")
    if not mark:
        raise click.BadParameter(f"{said!r} is not COLUMN=VALUE", param_hint="--where")
    return name.strip(), value


def _format_rows(rows: list[dict[str, Any]], columns: list[str], style: str) -> str:
    if style == "json":
        return json.dumps(rows, ensure_ascii=False, indent=1)
    if style == "csv":
        out = io.StringIO(newline="")
        writer = csv.DictWriter(out, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        return out.getvalue().rstrip("\n")
    cells = [columns, *([row[name] for name in columns] for row in rows)]
    if style == "markdown":
        lines = ["| " + " | ".join(map(_escaped, line)) + " |" for line in cells]
        return "\n".join([lines[0], "|" + " --- |" * len(columns), *lines[1:]])
    return _aligned(cells)


def _escaped(cell: str) -> str:
    return cell.replace("\\", "\\\\").replace("|", "\\|").replace("\n", " ")


def _aligned(cells: list[list[str]]) -> str:
    """Columns side by side: empty ones left out, long cells cut to fit the terminal."""
    filled = [column for column in zip(*cells, strict=True) if len(cells) == 1 or any(column[1:])]
    room = max(8, shutil.get_terminal_size().columns // max(1, len(filled)) - 2)
    widths = [min(room, max(map(len, column))) for column in filled]
    lines = [
        "  ".join(_cut(cell, width).ljust(width) for cell, width in zip(line, widths, strict=True))
        for line in zip(*filled, strict=True)
    ]
    head = click.style(lines[0].rstrip(), bold=True) if lines else ""
    return "\n".join([head, *(line.rstrip() for line in lines[1:])])


def _cut(cell: str, width: int) -> str:
    cell = cell.replace("\n", " ")
    return cell if len(cell) <= width else cell[: width - 1] + "…"


@main.command()
@TABLE
@click.argument("record")
@click.argument("field", required=False)
def evidence(table: TableName, record: str, field: str | None) -> None:
    """Show the words on which a RECORD of a TABLE, or one FIELD of it, rests.

    In a terminal the quotation is underlined in its sentence; elsewhere it stands in [[…]].

    \b
    Examples:
      khojaly-memorials evidence memorials the-hague height_m
      khojaly-memorials evidence event_people berlin-opening/norbert-kopp/attendee
    """
    told = quotations(table, record, field)
    if told and told[0]["rule"]:
        click.echo(f"{field} is derived: {told[0]['rule']}\n")
    for row in told:
        preferred = ", preferred" if row["rank"] == "preferred" else ""
        click.echo(click.style(f"{row['field']} = {row['value']}", bold=True), nl=False)
        click.echo(f"  ({row['basis']}{preferred})")
        click.echo(f"  {_marked(row)}")
        if row["note"]:
            click.echo(f"  {row['note']}")
        click.echo(f"  {row['source_title']}, {row['start']}–{row['end']}, {row['url']}\n")


def _marked(row: dict[str, str]) -> str:
    """The sentence with the quotation marked in it."""
    sentence, begin = row["sentence"], int(row["at"])
    end = begin + len(row["quote"])
    coloured = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    quote = row["quote"]
    words = click.style(quote, underline=True, bold=True) if coloured else f"[[{quote}]]"
    return sentence[:begin] + words + sentence[end:]


@main.command("export")
@click.option("--format", "style", type=click.Choice(get_args(ExportFormat)), required=True)
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def export_command(style: ExportFormat, folder: Path) -> None:
    """Write all tables to a FOLDER; files of the same names there are replaced.

    \b
    Examples:
      khojaly-memorials export --format csv tables
      khojaly-memorials export --format xlsx .
      khojaly-memorials export --format geojson maps
    """
    for path in export(style, folder):
        click.echo(path)


@main.command("cite")
@click.option("--style", type=click.Choice(get_args(CitationStyle)), default="apa")
def cite_command(style: CitationStyle) -> None:
    """Say how to cite this version.

    \b
    Example:
      khojaly-memorials cite --style bibtex
    """
    click.echo(cite(style))


if __name__ == "__main__":
    main()
