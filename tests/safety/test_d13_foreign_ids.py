"""D13: an id of somebody else's is as good as one that never was, and fields nobody asked for do nothing."""

import re
from collections import Counter
from functools import cache
from typing import Any
from uuid import UUID, uuid4

import pytest

from accounts.tables import Account
from events import activities
from kit import schema
from tests.safety import visiting
from tests.safety.walking import Crowd

OWN = re.compile(r'nonce="[^"]*"|name="_(?:csrf|once)" value="[^"]*"')
NO_EFFECT = {"form_key", "throttle"}
# No such lane: for everybody. A row that is not there any more: the rows that are keep their order, at the end.
GONE = re.compile(
    r"POST /a/{activity_id}/(day/blocks/{block_id}/lane field lane|plan/lists/{list_name} field id\.\d+)"
)
UNASKED = {
    "role": "owner",
    "organization": "",
    "organization_id": "",
    "activity": "",
    "activity_id": "",
    "status": "approved",
    "account": "",
    "account_id": "",
    "taken": "0",
    "approved_by": "",
    "locked": "yes",
    "planned": "1",
    "retain_until": "2099-01-01",
}
WHOSE = (
    "organization",
    "activity",
    "account",
    "role",
    "status",
    "locked",
    "version",
    "retain_until",
)


def swaps(crowd: Crowd, other: dict[str, str]) -> list[tuple[str, str, dict[str, Any], str]]:
    """Return (method, address, form, what was swapped) with one id of ours replaced at a time."""
    home, found = crowd.home, []
    for way in crowd.ways:
        where, said = crowd.form(way) if way.method == "POST" else (visiting.address(way, home), {})
        path, _, _query = where.partition("?")
        own = dict(zip(re.findall(r"\{(\w+)\}", way.path), _places(way.path, path), strict=False))
        for name, value in own.items():
            if name.endswith("_id") and name in other:
                swapped = where.replace(value, other[name])
                found.append((way.method, swapped, said, f"{way} {name}"))
        for name, value in said.items():
            if isinstance(value, str) and _is_id(value):
                of = _kind(home, value, name)
                found.append(("POST", where, said | {name: other[of]}, f"{way} field {name}"))
    return found


def _places(template: str, path: str) -> tuple[str, ...]:
    pattern = "".join(
        "([^/]+)" if part.startswith("{") else re.escape(part)
        for part in re.split(r"(\{\w+\})", template)
    )
    match = re.fullmatch(pattern, path)
    return match.groups() if match else ()


@cache
def _is_id(text: str) -> bool:
    try:
        return bool(UUID(text))
    except ValueError:
        return False


def _kind(home, value: str, name: str) -> str:
    """Return which kind of id a field holds: by its name, or as one we know."""
    names = {"lane": "lane_id", "source": "source_id", "group": "group_id", "pair": "pair_id"}
    names |= {
        "application": "application_id",
        "chosen": "application_id",
        "people": "application_id",
        "helper": "application_id",
        "who": "application_id",
        "child": "participant_id",
    }
    names |= {"participant": "participant_id", "participants": "participant_id"}
    names |= {"organization": "organization", "link": "link_id", "subject": "block_id"}
    names |= {
        "other": "volunteer_id",
        "posts": "post_id",
        "places": "place_id",
        "instead": "application_id",
        "post": "post_id",
        "question": "question_id",
    }
    names |= {"slot": "slot_id"}
    names |= {"assignee": "account_id", "programme": "programme_id", "work": "item_id"}
    names |= {"modules": "module_id", "makes_up": "session_id"}
    if name.startswith("room."):
        return "room_id"
    return "row_id" if re.fullmatch(r"id\.\d+", name) else names[name]


@pytest.fixture
def pairs_of_answers(crowd):
    async def asked(client, only=""):
        unknown = {name: str(uuid4()) for name in crowd.foreign.ids}
        theirs, nobodys = swaps(crowd, crowd.foreign.ids), swaps(crowd, unknown)
        before = await visiting.state(visiting.LAST_USED)
        for their, none in zip(theirs, nobodys, strict=True):
            if only not in their[3]:
                continue
            async with visiting.undone():
                first = await _ask(client, their)
                moved = visiting.changed(before, await visiting.state(visiting.LAST_USED))
            async with visiting.undone():
                second = await _ask(client, none)
            yield their[3], first, second, sorted(set(moved) - NO_EFFECT), (their[1], none[1])

    return asked


async def _ask(client, swap):
    method, address, said, _ = swap
    return await (client.get(address) if method == "GET" else client.post(address, data=said))


def _bytes(answer, address: str) -> bytes:
    return OWN.sub("", answer.text.replace(address, "")).encode()


async def test_d13_ids_of_others_are_like_ids_of_nobody(crowd, pairs_of_answers):
    wrong = []
    async with visiting.visitor(crowd.app, crowd.home.owner) as client:
        async for what, theirs, nobodys, moved, addresses in pairs_of_answers(client):
            if theirs.status_code != nobodys.status_code or theirs.status_code >= 500:
                wrong.append(f"{what}: {theirs.status_code}, unknown {nobodys.status_code}")
            elif theirs.status_code == 404 and _bytes(theirs, addresses[0]) != _bytes(
                nobodys, addresses[1]
            ):
                wrong.append(f"{what}: another page than for an unknown id")
            elif theirs.status_code != 404 and moved and not GONE.fullmatch(what):
                wrong.append(f"{what}: {theirs.status_code} and changed {moved}")

    assert wrong == [], "\n".join(wrong)


async def test_d13_a_query_without_scope_is_noticed(crowd, pairs_of_answers, monkeypatch):
    """The control: any activity is found, whoever asks."""

    async def anybodys(_actor, activity_id, *, lock=False):
        return await activities.anywhere(activity_id)

    monkeypatch.setattr(activities, "find", anybodys)

    async with visiting.visitor(crowd.app, crowd.home.owner) as client:
        opened = [
            what
            async for what, theirs, *_ in pairs_of_answers(client, "GET /a/{activity_id}/plan a")
            if theirs.status_code == 200
        ]

    assert opened == ["GET /a/{activity_id}/plan activity_id"]


async def test_d13_fields_nobody_asked_for_do_nothing(crowd):
    unasked = UNASKED | {
        "organization": str(crowd.foreign.owner.organization_id),
        "organization_id": str(crowd.foreign.owner.organization_id),
        "activity": str(crowd.foreign.activity.id),
        "activity_id": str(crowd.foreign.activity.id),
        "account": str(crowd.foreign.owner.account_id),
        "account_id": str(crowd.foreign.owner.account_id),
    }
    wrong = []
    async with visiting.visitor(crowd.app, crowd.home.owner) as client:
        cookies = dict(client.cookies)
        for way in crowd.ways:
            if way.method != "POST" or way.path.startswith(("/v/", "/signin", "/signup", "/sign")):
                continue
            where, said = crowd.form(way)
            async with visiting.undone():
                plain = (await client.post(where, data=said)).status_code, await _ownership(crowd)
            client.cookies = cookies
            async with visiting.undone():
                more = (
                    (await client.post(where, data=unasked | said)).status_code,
                    await _ownership(crowd),
                )
            client.cookies = cookies
            if plain != more:
                wrong.append(f"{way}: {plain[0]} → {more[0]} {_differing(plain[1], more[1])}")

    assert wrong == [], "\n".join(wrong)


async def _ownership(crowd: Crowd) -> dict[str, Counter[tuple[str, ...]]]:
    """Return whose each row is and what may be done with it, for every table; new ids are all alike."""
    owners = [*crowd.home.people.values(), *crowd.foreign.people.values()]
    known = {str(one.account_id) for one in owners} | {str(one.organization_id) for one in owners}
    known |= {str(crowd.home.activity.id), str(crowd.foreign.activity.id)}
    picked = ", ".join(f"j ->> '{column}' AS {column}" for column in WHOSE)
    numbers = ", ".join(str(at) for at in range(2, 2 + len(WHOSE)))
    rows = await Account.raw(
        " UNION ALL ".join(
            f"SELECT '{table}' AS name, {picked}, count(*) AS several "
            f'FROM (SELECT to_jsonb(x) AS j FROM "{table}" x) AS rows GROUP BY {numbers}'
            for table in schema.table_names()
        )
    )
    found: dict[str, Counter[tuple[str, ...]]] = {}
    for row in rows:
        who = tuple(_named(str(row[column]), known) for column in WHOSE)
        found.setdefault(row["name"], Counter())[who] += row["several"]
    return found


def _differing(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    return sorted(name for name in before | after if before.get(name) != after.get(name))


def _named(value: str, known: set[str]) -> str:
    return value if value in known or not _is_id(value) else "new"
