import asyncio
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer

import psutil
import pytest

from exports import press, typesetter
from exports.press import Press
from exports.typesetter import Job
from kit import fonts

SMALL = Job("<html lang=en><title>t</title><p>小 small</p></html>", ("paper.css",))
ENDLESS = Job("<html lang=en><title>t</title>" + "<p>段落 paragraph</p>" * 20_000, ("paper.css",))


@pytest.fixture
def folder(tmp_path_factory):
    """Shared by all tests of this run, so that the faces are scanned once."""
    return tmp_path_factory.getbasetemp() / "press"


def typesetters() -> set[int]:
    return {
        child.pid
        for child in psutil.Process().children()
        if child.status() != psutil.STATUS_ZOMBIE and "exports.typesetter" in child.cmdline()
    }


@pytest.fixture
def children():
    """The typesetters that a test has started itself: the site's own may still be running."""
    before = typesetters()
    return lambda: typesetters() - before


async def test_a_paper_that_takes_too_long_is_stopped_and_its_process_ends(folder, children):
    with Press(folder, workers=1, seconds=2.5) as ours:
        assert (await ours.print("小", SMALL)).pdf.startswith(b"%PDF")
        first = children()

        started = time.monotonic()
        with pytest.raises(press.TooSlow) as refusal:
            await ours.print("很长的流程表", ENDLESS)

        assert time.monotonic() - started < 60
        assert refusal.value.status == 503
        assert "很长的流程表" in str(refusal.value)
        assert children().isdisjoint(first)
        assert (await ours.print("小", SMALL)).pdf.startswith(b"%PDF")
    assert children() == set()


async def test_a_paper_that_needs_too_much_memory_is_refused_and_the_next_one_prints(folder):
    with Press(folder, workers=1, memory=110 * 1024 * 1024) as ours:
        with pytest.raises(press.TooLarge):
            await ours.print("很大的流程表", ENDLESS)

        assert (await ours.print("小", SMALL)).pdf.startswith(b"%PDF")


async def test_one_more_than_the_queue_holds_is_told_to_come_back(folder):
    with Press(folder, workers=1, waiting=1) as ours:
        answers = await asyncio.gather(
            *(ours.print("小", SMALL) for _ in range(3)), return_exceptions=True
        )
        after = await ours.print("小", SMALL)

    assert [type(answer) for answer in answers] == [typesetter.Answer] * 2 + [press.TooBusy]
    assert answers[2].status == 503
    assert after.pdf == answers[0].pdf


async def test_a_process_retires_after_its_lifetime(folder, children):
    seen = []
    with Press(folder, workers=1, lifetime=2) as ours:
        for _ in range(3):
            await ours.print("小", SMALL)
            seen.append(frozenset(children()))

    assert len(seen[0]) == 1
    assert seen[1] == frozenset()
    assert seen[2] != seen[0]


async def test_a_missing_typeface_is_said_instead_of_crashing(folder, monkeypatch, tmp_path):
    monkeypatch.setattr(fonts, "FOLDER", tmp_path)

    with Press(folder, workers=1) as ours, pytest.raises(press.NoFonts):
        await ours.print("小", SMALL)


@pytest.fixture
def canary():
    """A loopback server that counts who asks it for something."""
    asked: list[str] = []

    class Counts(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_):
            return

    server = HTTPServer(("127.0.0.1", 0), Counts)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()


def greedy(address: str) -> str:
    """HTML that asks for everything, as a hostile text would if it were ever not escaped."""
    return (
        f'<html lang=en><head><title>t</title><base href="{address}/base/">'
        f'<link rel=stylesheet href="{address}/a.css"><link rel=attachment href="{address}/b">'
        f'<link rel=attachment href="file:///etc/passwd">'
        f"<style>@import url({address}/c.css); @font-face {{ font-family: q; src: url({address}/d.ttf) }}"
        f"p {{ background: url({address}/e.png); font-family: q }}</style></head><body><p>x</p>"
        f'<img alt="" src="{address}/f.png"><img alt="" src="static:../../README.md">'
        f'<object data="{address}/g"></object><embed src="{address}/h">'
        f'<svg width="9" height="9"><image href="{address}/i.png" width="9" height="9"/></svg></body></html>'
    )


async def test_a_paper_asks_no_server_and_attaches_no_file(folder, canary):
    address, asked = canary

    with Press(folder, workers=1) as ours:
        answer = await ours.print("小", Job(greedy(address), ("paper.css",)))

    assert answer.pdf.startswith(b"%PDF")
    assert b"/EmbeddedFile" not in answer.pdf
    assert asked == []


def test_the_same_page_with_the_usual_fetcher_asks_many(folder, canary):
    address, asked = canary
    program = "import sys, weasyprint; weasyprint.HTML(string=sys.stdin.read()).write_pdf()"

    subprocess.run(
        [sys.executable, "-c", program],
        input=greedy(address).encode(),
        env={"FONTCONFIG_FILE": str(fonts.configuration(folder)), "PATH": "/usr/bin:/bin"},
        check=True,
        capture_output=True,
    )

    assert len(asked) > 3


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "file:///etc/passwd",
        "static:../../LICENSE",
        "static:page.css",
        "static:/etc/passwd",
        "data:text/html,<p>",
        "data:image/svg+xml," + "x" * typesetter.LARGEST_DATA,
    ],
    ids=lambda url: url[:24],
)
def test_only_named_sheets_and_small_pictures_are_handed_out(url):
    with pytest.raises(typesetter.NotOurs):
        typesetter.fetch(url, ("paper.css",))


def test_a_named_sheet_and_a_small_picture_are_handed_out():
    assert typesetter.fetch("static:paper.css", ("paper.css",))[1] == "text/css"
    assert typesetter.fetch("data:image/svg+xml,%3Csvg/%3E", ())[0] == b"<svg/>"
