"""Where a package's files are, and how they are described; what needs no schemas.

Whoever only reads packages takes it from here, and loads neither schemas nor Parquet.
"""

import datetime
import hashlib
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from pipeline.read.claims import number_text

ROOT = Path(__file__).resolve().parents[3]
DESCRIPTOR = "datapackage.json"
FORMS = ("csv", "parquet")


def cell_text(value: Any) -> str:
    """A typed cell as the CSV writes it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return number_text(Decimal(repr(value)))
    return value.isoformat() if isinstance(value, datetime.date) else str(value)


def dumped(said: Any) -> bytes:
    """JSON as every file of a package has it."""
    return (json.dumps(said, ensure_ascii=False, indent=2) + "\n").encode()


def measured(content: bytes) -> dict[str, Any]:
    """A file's size and hash, as the descriptor says them."""
    return {"bytes": len(content), "hash": f"sha256:{hashlib.sha256(content).hexdigest()}"}
