"""The options that several commands share."""

from pathlib import Path

import click

from pipeline.write.package_files import ROOT

SEEDS = click.option(
    "--seeds",
    default=ROOT / "seeds",
    show_default="seeds/",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder of the seeds.",
)
FORMAT = click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json", "github"]),
    default="text",
    show_default=True,
    help="How findings are printed.",
)
