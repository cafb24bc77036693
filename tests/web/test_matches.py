"""`banxing match` tells a terminal how far it is, and Ctrl-C stops it without a trace."""

import io
import sys

import msgspec

from kit import i18n
from tests.volunteers.rules.matching.cases import participant, problem, volunteer
from web import matches

FILE = msgspec.json.encode(problem([volunteer("v")], [participant("p")]))


class Screen(io.StringIO):
    """Standard error as a person sees it, or a pipe's."""

    def __init__(self, *, terminal):
        super().__init__()
        self.isatty = lambda: terminal


def run(monkeypatch, *, terminal=True):
    screen, shown, said = Screen(terminal=terminal), [], []
    monkeypatch.setattr(sys, "stderr", screen)
    with i18n.speaking("en"):
        code = matches.command(FILE, as_json=True, show=shown.append, say=said.append)
    return screen.getvalue(), code, shown, said


def test_a_terminal_sees_each_step_and_then_a_clean_line(monkeypatch):
    seen, code, shown, said = run(monkeypatch)

    assert (code, len(shown), said) == (0, 1, [])
    lines = seen.split(matches.CLEAR)
    assert "Step 2 of 6: as many pairs as possible (0 s)" in lines
    assert lines[-1] == ""


def test_a_file_or_a_pipe_sees_no_progress(monkeypatch):
    assert run(monkeypatch, terminal=False)[:2] == ("", 0)


def test_ctrl_c_stops_it_and_no_answer_is_shown(monkeypatch):
    def pressed(_):
        raise KeyboardInterrupt

    monkeypatch.setattr(matches, "_tell", pressed)

    assert run(monkeypatch) == (
        matches.CLEAR,
        130,
        [],
        ["Stopped. Nothing has been decided."],
    )


def test_what_takes_too_long_is_refused_in_a_sentence(monkeypatch):
    monkeypatch.setattr(matches, "PATIENCE", 0)
    _, code, shown, _ = run(monkeypatch)

    assert code == 1
    assert msgspec.json.decode(shown[0])["refused"] == "TooSlow"
