"""A site as people meet it: its own database, its own server, and a Chromium that listens for trouble."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import msgspec
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from kit import postgres
from tests.browser.watching import listen

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 30  # seconds; machines under test are busy
STARTING = 90  # seconds until the server answers


class Site(msgspec.Struct, frozen=True):
    """Where the server listens, what it writes, and how to get into its demo."""

    url: str
    data_dir: Path
    demo: dict[str, Any]
    environment: dict[str, str]

    def path(self, url: str) -> str:
        """Return the part of one of its own addresses behind the host."""
        return url.removeprefix(self.url)

    @property
    def activity(self) -> str:
        """The overview of the demo's activity."""
        return f"/a/{self.demo['activity_id']}"


@pytest.fixture(scope="session")
def site(tmp_path_factory) -> Iterator[Site]:
    """The demo and a server for it, by the same two commands an operator types."""
    data_dir, port = tmp_path_factory.mktemp("data"), _free_port()
    name = f"browser_{os.getpid()}_{uuid4().hex[:8]}"
    url = f"http://127.0.0.1:{port}"
    environment = os.environ | {
        "BASE_URL": url,
        "DATABASE_URL": postgres.create_database(name),
        "DATA_DIR": str(data_dir),
        "WORKERS": "1",
    }
    banxing, log = Path(sys.executable).with_name("banxing"), data_dir / "serve.log"
    try:
        told = subprocess.run(
            [banxing, "demo", "--json"], env=environment, check=True, stdout=subprocess.PIPE
        )
        with _serving([banxing, "serve", "--port", str(port)], environment, log) as server:
            _wait_for(url, server, log)
            yield Site(url, data_dir, json.loads(told.stdout), environment)
    finally:
        postgres.drop_database(name)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One Chromium per file: while it is open, no other event loop can run in this thread."""
    executable = shutil.which("chromium")
    if executable is None and "CI" not in os.environ:
        pytest.skip("CHROMIUM IS ABSENT: nothing was looked at in a browser")
    expect.set_options(timeout=PATIENCE * 1000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def window(chromium, site) -> Iterator[Callable[..., Page]]:
    """Open a window; whatever its console, its policies or another host say is a failure."""
    opened: list[BrowserContext] = []
    troubles: list[list[str]] = []

    def opening(*, width: int = 1360, language: str = "zh-CN", **more: Any) -> Page:
        context = chromium.new_context(
            base_url=site.url,
            viewport={"width": width, "height": 900},
            locale=language,
            reduced_motion="reduce",
            has_touch=width < 600,
            **more,
        )
        context.set_default_timeout(PATIENCE * 1000)
        troubles.append(listen(context, site.url))
        opened.append(context)
        return context.new_page()

    yield opening
    for context in opened:
        context.close()
    assert [said for trouble in troubles for said in trouble] == []


@contextmanager
def _serving(
    command: list[str | Path], environment: dict[str, str], log: Path
) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("wb") as lines:
        server = subprocess.Popen(command, env=environment, stdout=lines, stderr=lines)
        try:
            yield server
        finally:
            server.terminate()
            server.wait(PATIENCE)


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


def _wait_for(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    began = time.monotonic()
    while time.monotonic() - began < STARTING and server.poll() is None:
        try:
            if httpx.get(f"{url}/health").is_success:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError(log.read_text("utf-8"))
