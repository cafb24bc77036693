"""`banxing serve --demo` as `make run` starts it: an empty database, two workers, a newcomer."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from kit import postgres

SRC = Path(__file__).resolve().parents[2] / "src"
PATIENCE = 60  # seconds; the machine may be busy


@pytest.fixture
def site(tmp_path):
    """The served site's address and what it printed so far."""
    name = f"serving_{uuid4().hex[:8]}"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    told = tmp_path / "told"
    with told.open("wb") as file:
        server = subprocess.Popen(
            [sys.executable, "-m", "web.cli", "serve", "--demo", "--workers", "2"],
            env={
                **os.environ,
                "PYTHONPATH": str(SRC),
                "DATABASE_URL": postgres.create_database(name),
                "DATA_DIR": str(tmp_path / "data"),
                "BASE_URL": f"http://127.0.0.1:{port}",
                "PORT": str(port),
            },
            stderr=file,
        )
        try:
            _wait(f"http://127.0.0.1:{port}/health", server)
            yield f"http://127.0.0.1:{port}", told.read_text()
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(PATIENCE)
            postgres.drop_database(name)
    assert "Traceback" not in told.read_text()


def test_the_first_to_sign_in_after_the_demo_was_written_gets_in_by_every_worker(site):
    address, told = site
    password = re.search(r"organizer@demo\.example\n  \S+  (\S+)", told)[1]

    answers = [_sign_in(address, password) for _ in range(6)]

    assert answers == [303] * 6


def _sign_in(address: str, password: str) -> int:
    with httpx.Client(
        base_url=address, timeout=30, headers={"sec-fetch-site": "same-origin"}
    ) as client:
        page = client.get("/signin").text
        hidden = dict(re.findall(r'name="(_csrf|_once|next)" value="([^"]*)"', page))
        typed = {"email": "organizer@demo.example", "password": password}
        return client.post("/signin", data=hidden | typed).status_code


def _wait(address: str, server: subprocess.Popen) -> None:
    began = time.monotonic()
    while time.monotonic() - began < PATIENCE and server.poll() is None:
        try:
            if httpx.get(address, timeout=2).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.2)
    raise TimeoutError(address)
