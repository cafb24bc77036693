import asyncio

import msgspec

from accounts import mails, tables
from kit.settings import settings
from web import jobs


async def test_without_a_mail_server_mails_are_files_and_stay_readable(db, tmp_path, monkeypatch):
    here = msgspec.structs.replace(settings(), data_dir=tmp_path)
    monkeypatch.setattr(jobs, "settings", lambda: here)
    await mails.write("sign_in_link", "lin@example.org", link="https://plan.example/signin/x")

    assert await jobs.send_waiting(asyncio.Event()) == 1

    assert len(list((tmp_path / "mails").glob("*.eml"))) == 1
    m = tables.OutboxMail
    row = await m.select(m.body).where(m.recipient == "lin@example.org").first()
    assert "https://plan.example/signin/x" in row["body"]


async def test_the_worker_survives_trouble_and_stops_when_told(anyio_backend, monkeypatch, capsys):
    stop, looks = asyncio.Event(), []

    async def trouble(_):
        looks.append(1)
        if len(looks) == 2:
            stop.set()
        raise ConnectionError

    monkeypatch.setattr(jobs, "send_waiting", trouble)
    monkeypatch.setattr(jobs, "AFTER_TROUBLE", 0.01)

    await asyncio.wait_for(jobs.work(stop), 5)

    assert len(looks) == 2
    assert "job worker waits" in capsys.readouterr().err


async def test_one_broken_broom_does_not_stop_the_others(anyio_backend, monkeypatch, capsys):
    swept = []

    async def broken():
        raise OSError

    async def whole():
        swept.append("whole")

    monkeypatch.setattr(jobs, "DAILY", [broken, whole])

    await jobs.tidy()

    assert swept == ["whole"]
    assert "not tidied" in capsys.readouterr().err


async def test_every_broom_sweeps(db, capsys):
    await jobs.tidy()

    assert capsys.readouterr().err == ""
