"""One event, one line."""

import json

from kit import logs


def test_an_event_is_one_line_of_json_with_its_time(capsys):
    logs.event("crash", error="ValueError", where=["web/app.py:7"], note="两\n行")

    [line] = capsys.readouterr().err.splitlines()
    written = json.loads(line)
    assert written.pop("time").endswith("+00:00")
    assert written == {
        "event": "crash",
        "error": "ValueError",
        "where": ["web/app.py:7"],
        "note": "两\n行",
    }
