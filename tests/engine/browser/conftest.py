"""What the tests in a browser share: one Chromium for all, and a server of files.

`context` is a fresh window's: no test sees another's addresses or downloads. Whatever a page says
of an error fails the test, and nothing but 127.0.0.1 and files can be reached.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, sync_playwright

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = (
    "--no-sandbox --disable-gpu --disable-background-networking --disable-component-update"
    " --disable-sync --no-first-run"
)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, started once."""
    rules = "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"
    with sync_playwright() as started:
        made = started.chromium.launch(executable_path=CHROMIUM, args=[*ARGUMENTS.split(), rules])
        yield made
        made.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A window of its own, in which no script may fail."""
    faults: list[str] = []

    def heard(message: ConsoleMessage) -> None:
        if message.type == "error":
            faults.append(message.text)

    with browser.new_context(accept_downloads=True) as made:
        made.on("weberror", lambda fault: faults.append(str(fault.error)))
        made.on("console", heard)
        yield made
    assert faults == []


class Quiet(SimpleHTTPRequestHandler):
    """A server of files that does not tell what was asked."""

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture(scope="session")
def served() -> Iterator[Callable[[Path], str]]:
    """What gives a folder an address on 127.0.0.1, without the last slash."""
    with ExitStack() as stack:

        def serve(folder: Path) -> str:
            handler = partial(Quiet, directory=str(folder))
            server = stack.enter_context(ThreadingHTTPServer(("127.0.0.1", 0), handler))
            threading.Thread(target=server.serve_forever, daemon=True).start()
            stack.callback(server.shutdown)
            return f"http://127.0.0.1:{server.server_port}"

        yield serve
