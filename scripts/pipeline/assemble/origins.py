"""Where in the seeds a cell of a table comes from."""

from dataclasses import replace
from pathlib import Path

from pipeline.assemble.assembly import Assembly, Key
from pipeline.assemble.evidence_rows import passage_index
from pipeline.common.findings import Finding
from pipeline.read.claims import Place
from pipeline.read.toml_positions import line_of


def in_seeds(assembly: Assembly, finding: Finding) -> Finding:
    """Return a finding about a table, placed at the claim or passage from which its cell comes."""
    table, record, name = Path(finding.file or "").stem, finding.record or "", finding.field or ""
    if table == "passages":
        return _in_text(assembly, finding)
    place: Place | None
    if table == "evidence":
        row, place = assembly.origins[record]
        table, record, name = row["table_name"], row["record_id"], row["field"]
    else:
        place = _place_of(assembly, table, tuple(record.split("/")), name)
    if place is None or place.seed not in assembly.seeds:
        return finding
    return _in_claims(assembly, finding, place, f"{table}.{record}", name)


def _place_of(assembly: Assembly, table: str, key: Key, name: str) -> Place | None:
    """Return where a cell is claimed, or its record where none is."""
    if table == "sources":
        return Place(key[0], ("source", name))
    readings = assembly.cells.get((table, key), {}).get(name, [])
    places = [reading.claim.place for reading in readings]
    places += [plain.place for plain in assembly.plains.get((table, key, name), [])]
    return places[0] if places else assembly.places.get((table, key))


def _in_text(assembly: Assembly, finding: Finding) -> Finding:
    """Return a finding about a passage at its line of the text, or where its reason is given."""
    source, _, passage = (finding.record or "").partition("/")
    seed = assembly.seeds[source]
    place = assembly.reasons.get((source, passage))
    if finding.field == "unused_reason" and place:
        place = place._replace(path=(*place.path, "reason"))
        return _in_claims(assembly, finding, place, "unused", "reason")
    there = seed.document.passages[passage_index(passage)]
    line = seed.document.line_of(there.start)
    file = f"{seed.file}.txt"
    return replace(finding, file=file, line=line, record=passage, field=None, value=there.text)


def _in_claims(
    assembly: Assembly, finding: Finding, place: Place, record: str, name: str
) -> Finding:
    seed = assembly.seeds[place.seed]
    line = line_of(seed.toml, place.path)
    return replace(finding, file=f"{seed.file}.toml", line=line, record=record, field=name)
