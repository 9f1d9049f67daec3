"""The vocabularies: which terms a column may hold, and what each means.

They are data, in `vocabularies.toml`; which words give a term, the files of languages say.
"""

import tomllib
from pathlib import Path

VOCABULARIES: dict[str, dict[str, str]] = tomllib.loads(
    Path(__file__).with_name("vocabularies.toml").read_text(encoding="utf-8")
)
