"""Where in the seeds a cell of a table comes from."""

from dataclasses import replace
from pathlib import Path

from pipeline.assemble.tables import Assembly
from pipeline.common.findings import Finding
from pipeline.read.claims import Place
from pipeline.read.toml_positions import line_of


def in_seeds(assembly: Assembly, finding: Finding) -> Finding:
    """Return a finding about a table, placed at the claim or passage from which its cell comes."""
    table, record, name = Path(finding.file or "").stem, finding.record or "", finding.field or ""
    key = tuple(record.split("/"))
    place = assembly.places.get((table, key, name)) or assembly.places.get((table, key, ""))
    if table == "sources":
        place = Place(record, ("source", name))
    elif table == "evidence":
        row, place = assembly.origins[record]
        table, record, name = row["table_name"], row["record_id"], row["field"]
    elif table == "passages" and place is None:
        return _in_text(assembly, finding)
    if place is None or place.seed not in assembly.seeds:
        return finding
    record, name = ("unused", "reason") if table == "passages" else (f"{table}.{record}", name)
    seed = assembly.seeds[place.seed]
    line = line_of(seed.toml, place.path)
    return replace(finding, file=f"{seed.file}.toml", line=line, record=record, field=name)


def _in_text(assembly: Assembly, finding: Finding) -> Finding:
    """Return a finding about a passage at its line of the text."""
    source, _, passage = (finding.record or "").partition("/")
    seed = assembly.seeds[source]
    there = seed.document.passages[int(passage.removeprefix("p")) - 1]
    line, file = seed.document.line_of(there.start), f"{seed.file}.txt"
    return replace(finding, file=file, line=line, record=passage, field=None, value=there.text)
