"""The command `khojaly-memorials`: look at the tables, and at the words behind a value."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import click

from khojaly_memorials import files
from khojaly_memorials.citing import cite
from khojaly_memorials.console import Commands, in_terminal, line_width
from khojaly_memorials.exporting import ONE_FILE, ExportFormat, export
from khojaly_memorials.names import CitationStyle, TableName, ViewName
from khojaly_memorials.proof import as_text, marks_here, quotations
from khojaly_memorials.row_filter import Condition, filter_rows, read_condition, sort_rows
from khojaly_memorials.rows import description_of, fields_of, record_id, text_rows, typed_values
from khojaly_memorials.table_text import (
    column_widths,
    csv_text,
    cut,
    json_text,
    markdown_text,
    records_text,
    table_text,
    total_width,
)

COMPLETION = """\b
Completion of tables, columns and records in bash, zsh and fish:
  eval "$(_KHOJALY_MEMORIALS_COMPLETE=bash_source khojaly-memorials)"
  eval "$(_KHOJALY_MEMORIALS_COMPLETE=zsh_source khojaly-memorials)"
  _KHOJALY_MEMORIALS_COMPLETE=fish_source khojaly-memorials | source"""


def _name(ctx: click.Context) -> str | None:
    """The table or view that a command line to be completed names, if it does."""
    # where an option has no value yet, click leaves the words before it as they are
    words = [ctx.params.get("table"), ctx.params.get("name"), *ctx.args]
    names = get_args(TableName) + get_args(ViewName)
    return next((word for word in words if word in names), None)


def _columns(ctx: click.Context) -> list[str]:
    name = _name(ctx)
    return [field["name"] for field in fields_of(name)] if name else []


def _complete_record(ctx: click.Context, _: click.Parameter, begun: str) -> list[str]:
    table = _name(ctx)
    names = [record_id(table, row) for row in text_rows(table)] if table else []
    return [name for name in names if name.startswith(begun)]


def _complete_column(ctx: click.Context, _: click.Parameter, begun: str) -> list[str]:
    """Complete a column, or the last of several with `,` between."""
    before = begun[: begun.rfind(",") + 1]
    names = [before + name for name in _columns(ctx)]
    return [name for name in names if name.startswith(begun)]


def _complete_condition(ctx: click.Context, _: click.Parameter, begun: str) -> list[str]:
    return [f"{name}=" for name in _columns(ctx) if name.startswith(begun)]


def _read_conditions(
    ctx: click.Context, parameter: click.Parameter, texts: tuple[str, ...]
) -> list[Condition]:
    conditions = []
    for text in texts:
        condition = read_condition(text)
        if condition is None:
            message = f"{text!r} is not COLUMN=VALUE (or != < <= > >= ~ between)"
            raise click.BadParameter(message, ctx, parameter)
        conditions.append(condition)
    return conditions


TABLE = click.argument("table", metavar="TABLE", type=click.Choice(get_args(TableName)))
TABLE_OR_VIEW = click.argument(
    "name", metavar="TABLE", type=click.Choice(get_args(TableName) + get_args(ViewName))
)


def _version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted:
        click.echo(f"khojaly-memorials {files.version()}")
        ctx.exit()


@click.group(
    cls=Commands, epilog=COMPLETION, context_settings={"help_option_names": ["-h", "--help"]}
)
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
    """List the tables and views, how many rows each has, and what it holds.

    \b
    Example:
      khojaly-memorials tables
    """
    rows = {table: files.resources()[f"data/{table}.csv"]["rows"] for table in files.tables()}
    for name in (*rows, *get_args(ViewName)):
        line = f"{name:24}{rows.get(name, 'view'):>5}  {description_of(name)}"
        click.echo(cut(line, line_width()))


@main.command()
@TABLE_OR_VIEW
def describe(name: TableName | ViewName) -> None:
    """Tell what the columns of a TABLE or view mean.

    \b
    Example:
      khojaly-memorials describe memorials
    """
    click.echo(description_of(name))
    for field in fields_of(name):
        rules = field.get("constraints", {})
        facts = [field["type"], field.get("unit"), "never empty" if rules.get("required") else None]
        click.echo(f"\n{click.style(field['name'], bold=True)}  ({', '.join(filter(None, facts))})")
        click.echo(f"  {files.meaning(field)}")
        if "enum" in rules:
            click.echo(f"  Terms: {', '.join(rules['enum'])}.")


@main.command()
@TABLE_OR_VIEW
@click.option(
    "--where",
    "conditions",
    multiple=True,
    metavar="COLUMN=VALUE",
    callback=_read_conditions,
    shell_complete=_complete_condition,
    help="Only these rows; also with != < <= > >= and ~ (contains).",
)
@click.option("--columns", metavar="A,B,…", shell_complete=_complete_column, help="Only these.")
@click.option(
    "--sort",
    metavar="COLUMN",
    shell_complete=_complete_column,
    help="By this column, empty cells last; -COLUMN: greatest first.",
)
@click.option("--limit", metavar="N", type=click.IntRange(min=1), help="The first N rows only.")
@click.option(
    "--format",
    "style",
    type=click.Choice(["table", "records", "csv", "json", "markdown"]),
    help="In a terminal a table, or records where that is too wide; in a pipe CSV.",
)
def show(
    name: TableName | ViewName,
    conditions: list[Condition],
    columns: str | None,
    sort: str | None,
    limit: int | None,
    style: str | None,
) -> None:
    """Print the rows of a TABLE or view.

    Values are compared as what they are: 2 equals 2.0. `~` finds words in a cell, in
    capitals or not, with accents or without; `=` with nothing after it finds empty cells.
    Dates are compared as text, as far as both go: opened<2012 is before 2012, opened>2012
    after it, opened~2012 within it. An interval counts from where it begins.

    \b
    Examples:
      khojaly-memorials show memorials --columns memorial_id,locality,opened
      khojaly-memorials show memorials --where country~turk --where status!=approved
      khojaly-memorials show memorials --where 'opened>=2012' --sort -opened --limit 3
      khojaly-memorials show statements --format json
    """
    fields = fields_of(name)
    known = [field["name"] for field in fields]
    chosen = [column.strip() for column in columns.split(",")] if columns else None
    order = (sort or "").removeprefix("-")
    wanted = [*(chosen or ()), *(condition.column for condition in conditions)]
    for column in [*wanted, order] if sort else wanted:
        files.check_name(f"column of {name}", column, known)
    rows = filter_rows(fields, text_rows(name), conditions)
    if sort:
        rows = sort_rows(fields, rows, order, descending=sort.startswith("-"))
    rows = rows[:limit]
    _print_rows(name, rows, chosen, style)
    if not rows:
        asked = " and ".join(f"{one.column}{one.sign}{one.value}" for one in conditions)
        click.echo(f"No row of {name}" + (f" has {asked}" if asked else ""), err=True)


def _print_rows(
    name: TableName | ViewName,
    rows: list[dict[str, str]],
    chosen: list[str] | None,
    style: str | None,
) -> None:
    """Print rows in a style, in a terminal only the columns that have a value or are asked for."""
    columns = chosen or [field["name"] for field in fields_of(name)]
    style = style or ("fitting" if in_terminal() else "csv")
    if style == "csv":
        click.echo(csv_text(rows, columns))
    elif style == "json":
        typed = typed_values(fields_of(name), rows)
        click.echo(json_text([{column: row[column] for column in columns} for row in typed]))
    elif style == "markdown":
        click.echo(markdown_text(rows, columns))
    elif rows:
        filled = chosen or [column for column in columns if any(row[column] for row in rows)]
        keys = files.table_schema(name)["primaryKey"] if name in files.tables() else []
        width = line_width()
        widths = column_widths(rows, filled, keys, width)
        if style == "table" or (style == "fitting" and total_width(widths) <= width):
            click.echo(table_text(rows, widths))
        else:
            click.echo(records_text(rows, filled, width, with_empty=bool(chosen)))


@main.command()
@TABLE
@click.argument("record", shell_complete=_complete_record)
@click.argument("field", required=False, shell_complete=_complete_column)
def evidence(table: TableName, record: str, field: str | None) -> None:
    """Show the words on which a RECORD, or a FIELD of it, rests.

    RECORD is its key, as `show` prints it, with `/` between the parts. In a terminal the
    quotation is underlined in its sentence; elsewhere it stands in [[…]].

    \b
    Examples:
      khojaly-memorials evidence memorials the-hague height_m
      khojaly-memorials evidence event_people berlin-opening/norbert-kopp/attendee
    """
    rows = quotations(table, record, field)
    if rows:
        click.echo(as_text(rows, marks_here()))
    else:
        click.echo(
            f"No quotation: {table} {record} has none{f' for {field}' if field else ''}", err=True
        )


@main.command("export")
@click.option(
    "--format",
    "style",
    type=click.Choice(get_args(ExportFormat)),
    help="Needed for a folder; a file's ending says it.",
)
@click.option("--force", is_flag=True, help="Replace files there that have other content.")
@click.argument("path", type=click.Path(path_type=Path))
def export_command(style: ExportFormat | None, force: bool, path: Path) -> None:
    """Write all tables to a file or a folder.

    A PATH that ends in .xlsx, .sqlite or .geojson is a file, any other a folder. csv, parquet
    and json make a file a table, geojson the memorials on a map. xlsx needs
    khojaly-memorials[xlsx]. A file that is there already and differs is left as it is.

    \b
    Examples:
      khojaly-memorials export memorials.xlsx
      khojaly-memorials export --format csv tables
    """
    ending = path.suffix[1:].lower()
    chosen = style or next((name for name in ONE_FILE if name == ending), None)
    if chosen is None:
        raise click.UsageError(
            f"'{path}' does not say the format: end it in .{', .'.join(ONE_FILE)}, or give --format"
        )
    for written in export(chosen, path, force=force):
        click.echo(written)


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
