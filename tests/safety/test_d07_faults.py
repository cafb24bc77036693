"""D7: wherever the database fails inside an intention, what is stored is the state before or after, never between."""

from contextlib import nullcontext

import asyncpg
import pytest

from kit import database
from kit.database import Engine
from tests.safety import visiting

MAIN = [
    "",
    "    POST /a/{activity_id}/people/decide",
    "    POST /a/{activity_id}/people/{application_id}/remove",
    "    POST /a/{activity_id}/pairs/{pair_id}/end",
    "    POST /a/{activity_id}/participants/{participant_id}/withdraw/{purpose}",
    "    POST /a/{activity_id}/participants/consents",
    "    POST /a/{activity_id}/participants/import/save",
    "    POST /a/{activity_id}/budget/lines",
    "    POST /a/{activity_id}/day/blocks/{block_id}/remove",
    "    POST /a/{activity_id}/plan/tasks/{task_id}/{step}",
    "    POST /a/{activity_id}/settings/cancel",
    "    POST /association/members/{membership_id}/remove",
    "    POST /new/{key}",
    "",
]
REFUSED = 400
APART = {"throttle", "session"}  # counted on purpose even when the rest fails; last seen


class Faulty:
    """Fails at the n-th statement since `at` was set; counts them all."""

    def __init__(self, monkeypatch) -> None:
        self.count, self.at, self.error = 0, 0, asyncpg.AdminShutdownError
        send = Engine.run_querystring

        async def sending(engine, querystring, in_pool=True):
            self.count += 1
            if self.count == self.at:
                raise self.error("planted")
            return await send(engine, querystring, in_pool)

        monkeypatch.setattr(Engine, "run_querystring", sending)

    def arm(self, at: int) -> None:
        self.count, self.at = 0, at


@pytest.fixture
def faulty(monkeypatch):
    return Faulty(monkeypatch)


async def between(crowd, faulty, ways: list[str], *, every: int = 1) -> tuple[list[str], list[str]]:
    """Let each way fail at each of its statements; return what was left half done, and which wrote nothing.

    The forms carry no once-key, so that it is the intention's own transaction that holds.
    """
    wrong, unwritten = [], []
    async with visiting.visitor(crowd.app, crowd.home.owner) as client:
        token, client.auth = client.auth.token, None
        cookies = dict(client.cookies)
        for way in crowd.ways:
            if str(way) not in ways:
                continue
            where, said = crowd.form(way)
            said = said | {"_csrf": token}
            before = await visiting.state(visiting.LAST_USED)
            faulty.arm(0)
            async with visiting.undone():
                answer = await client.post(where, data=said)
                count = faulty.count
                whole = visiting.changed(before, await visiting.state(visiting.LAST_USED))
            client.cookies = cookies
            if answer.status_code >= REFUSED or not set(whole) - APART:
                unwritten.append(f"{way}: {answer.status_code}")
                continue
            for n in range(1, count + 1, every):
                async with visiting.undone():
                    faulty.arm(n)
                    answer = await client.post(where, data=said)
                    faulty.arm(0)
                    after = visiting.changed(before, await visiting.state(visiting.LAST_USED))
                client.cookies = cookies
                if set(after) - APART not in (set(), set(whole) - APART):
                    wrong.append(f"{way} statement {n} of {count}: left {after}")
                if answer.status_code not in (303, 200, 503, 404, 409):
                    wrong.append(f"{way} statement {n} of {count}: {answer.status_code}")
    return wrong, unwritten


async def test_d7_main_intentions_are_done_whole_or_not_at_all(crowd, faulty):
    main = [line.strip() for line in MAIN if line.strip()]

    wrong, unwritten = await between(crowd, faulty, main)

    assert wrong == [], "\n".join(wrong)
    assert unwritten == []


async def test_d7_without_a_transaction_they_are_not(crowd, faulty, monkeypatch):
    """The control."""
    monkeypatch.setattr(database, "transaction", nullcontext_async)

    wrong, _ = await between(crowd, faulty, ["POST /a/{activity_id}/pairs/{pair_id}/end"])

    assert wrong != []


class nullcontext_async(nullcontext):  # noqa: N801 -- stands in for a function
    async def __aenter__(self):
        return None

    async def __aexit__(self, *_):
        return None
