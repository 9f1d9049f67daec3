"""How soon the front page is painted, beside a page of one word, both from a local server.

    python benchmarks/pages.py

Medians of 11 loads each, taken in turn, each in a fresh window of Debian's Chromium.
"""

import statistics
import subprocess
import sys
import tempfile
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
ROUNDS = 11
PAINT = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
EMPTY = "<!doctype html><html lang=en><title>x</title><p>word</p></html>"


class Quiet(SimpleHTTPRequestHandler):
    """A server of files that says nothing."""

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


def painted(browser: Browser, address: str) -> float:
    """Milliseconds from the start of a load to its first paint of content."""
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(address)
        page.wait_for_function(f"{PAINT} !== undefined")
        return float(page.evaluate(PAINT))


def main() -> None:
    """Make the pages, load both in turn, and print the medians and their ratio."""
    with tempfile.TemporaryDirectory() as name, sync_playwright() as started:
        words = [sys.executable, str(ROOT / "scripts/site.py"), "--out", name]
        subprocess.run(words, check=True, stdout=subprocess.DEVNULL)
        (Path(name) / "empty.html").write_text(EMPTY, encoding="utf-8")
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=name))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        browser = started.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        home = f"http://127.0.0.1:{server.server_port}"
        times: dict[str, list[float]] = {"index.html": [], "empty.html": []}
        for _ in range(ROUNDS):
            for path, taken in times.items():
                taken.append(painted(browser, f"{home}/{path}"))
        browser.close()
        server.shutdown()
    front, empty = (statistics.median(taken) for taken in times.values())
    print(f"front page {front:.0f} ms, a page of one word {empty:.0f} ms: {front / empty:.2f}")


if __name__ == "__main__":
    main()
