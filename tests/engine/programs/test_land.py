"""The outlines of land that the pages are made with are those of the npm package world-atlas."""

from pathlib import Path

import pytest
from conftest import ROOT

pytestmark = pytest.mark.more
PACKAGE = Path(__file__).parent / "javascript/node_modules/world-atlas"
VENDOR = ROOT / "scripts/pipeline/publish/site/vendor"


@pytest.mark.parametrize(
    ("ours", "theirs"), [("land-110m.json", "land-110m.json"), ("land-110m.LICENSE", "LICENSE")]
)
def test_the_vendored_file_is_the_package_s(ours: str, theirs: str) -> None:
    assert (VENDOR / ours).read_bytes() == (PACKAGE / theirs).read_bytes()
