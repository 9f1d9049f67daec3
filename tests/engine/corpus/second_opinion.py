"""What frictionless says of spoiled packages: agreed, or silent for a reason that is written here.

Everything planted is a fault to us (the corpus itself proves that). Frictionless 5.21 finds a file
that differs from its hash, so what it thinks of the cells shows in packages that were signed anew.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import frictionless

from .model import DESCRIPTOR, Fault, pristine
from .packages import PACKAGES


@dataclass(frozen=True)
class Opinion:
    """What frictionless says of a kind of fault; `silent`: why it calls the package valid.

    `only` are the places that are meant, where it depends on what stands there.
    """

    kind: str
    signed: bool
    silent: str = ""
    only: str = ""

    @property
    def fault(self) -> Fault:
        """A fault of the kind."""
        of_kind = (one for one in PACKAGES.kinds[self.kind] if one.signed == self.signed)
        return next(one for one in of_kind if re.search(self.only, one.place))


FREE_TEXT = r" (name|text|quote|prefix|suffix|note|description|section|material|speaker|title): "
NO_PARQUET = "it checks a Parquet's size and hash, and these are true; it does not read its cells"
NOT_CLAIMS = "it knows nothing of the seeds, and the descriptor was signed anew"
NOT_OURS = "a rule across tables and texts, which Table Schema cannot say"
NO_KEYS = "it judges the data by the schema that it finds, and knows no other"
AGREED = (
    "malformed", "out of bounds", "unknown term", "boolean in capitals",
    "look-alike letter in an identifier", "formula where none is free", "empty required cell",
    "dangling reference", "duplicate key",
)  # fmt: skip
AGREED_UNSIGNED = (
    "untrue cited value", "altered quotation", "rows out of order", "lost column", "column twice",
    "renamed column", "reordered columns", "lost header", "other delimiter", "extra cell",
    "short row", "blank line", "carriage return", "NUL", "invalid UTF-8", "UTF-16",
    "byte-order mark", "CRLF", "empty file", "wrong hash", "wrong size", "wrong row count",
    "broken JSON", "field renamed", "field lost", "duplicate resource", "missing file",
    "edited text", "edited note",
)  # fmt: skip
OPINIONS = (
    *(Opinion(kind, True) for kind in AGREED),
    *(Opinion(kind, False) for kind in AGREED_UNSIGNED),
    Opinion("31 February", True, only=r" (opened|date)_(from|to): "),
    Opinion("31 February", True, "an EDTF date is a string to it", r" (completed|opened|date): "),
    Opinion("wrong type", True, only=r"→ '[^٣]+'$"),
    Opinion("number not in shortest form", True, only=r"→ '7\.0'"),
    Opinion("number not in shortest form", True, "it takes 8.60 and 007 for numbers",
            r"→ '(007|00|\+7|8\.60|08\.6|40\.370|040\.4)'"),
    Opinion("not NFC", True, "it looks at no Unicode form", FREE_TEXT),
    Opinion("hidden letter", True, "it looks at no character", FREE_TEXT),
    Opinion("white space at an end", True, "it trims nothing and minds nothing", FREE_TEXT),
    Opinion("look-alike letter", True, NOT_CLAIMS),
    Opinion("formula", True, NOT_CLAIMS),
    Opinion("rows out of order", True, "a Table Schema has no order of rows"),
    *(Opinion(kind, True, NOT_OURS) for kind in (
        "untrue derived value", "shifted start", "moved span", "altered quotation",
        "altered basis", "orphan evidence", "uncovered sentence", "approved and opened",
    )),
    *(Opinion(kind, True, NOT_CLAIMS) for kind in (
        "untrue cited value", "untrue reference value", "altered source", "edited text",
        "edited note", "lost evidence",
    )),
    *(Opinion(kind, True, NO_PARQUET) for kind in (
        "Parquet with another cell", "Parquet with a row less", "broken Parquet",
        "another table's Parquet",
    )),
    *(Opinion(kind, False, NO_KEYS) for kind in (
        "primary key lost", "foreign keys lost", "unlisted file",
    )),
    Opinion("lost resource", False, NO_KEYS, r"\.(parquet|txt|toml)$"),
)  # fmt: skip


def calls_valid(root: Path) -> bool:
    """Frictionless's verdict; a descriptor that it cannot read is not valid."""
    try:
        package: Any = frictionless.Package(str(root / DESCRIPTOR))
        return bool(package.validate().valid)
    except (frictionless.FrictionlessException, AttributeError):
        return False


def harmless() -> Iterator[tuple[str, bytes]]:
    """Descriptors that say the same in another way, or more than they must."""
    said = json.loads(pristine()[DESCRIPTOR])
    yield "on one line", json.dumps(said).encode()
    yield "keys in another order", json.dumps(said, sort_keys=True).encode()
    yield (
        "resources in another order",
        json.dumps(said | {"resources": said["resources"][::-1]}).encode(),
    )
    yield "a key of somebody's own", json.dumps(said | {"x-note": "seen"}).encode()
    yield "another title", json.dumps(said | {"title": "Memorials"}).encode()
    yield "no keywords", json.dumps({k: v for k, v in said.items() if k != "keywords"}).encode()
