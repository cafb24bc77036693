"""Who sees what (domain reference §6.3): each row and column decided once, looked for on all pages and papers."""

from uuid import UUID

import msgspec
import pytest

from accounts import grants, tables
from accounts.rules.links import Kind
from accounts.rules.permissions import Role
from kit import clock
from tests.safety import canaries, reading, visiting
from tests.safety.walking import Crowd
from volunteers import applications, named_mode
from volunteers.tables import concerns as concern_tables
from volunteers.tables import pairs as pair_tables

# One line for each row of §6.3, or for each part of it that can be told apart. What people have
# several of says whose: `own`, `pod`, of who said `yes` to the school, the `child` of the link and
# its `helper`. A dash is never read; everything else is.
MATRIX = """
                public volunteer planner treasurer approver partner guardian safeguarding viewer
public_text     yes    yes       yes     yes       yes      yes     yes      yes          yes
plan            -      -         yes     yes       yes      -       -        yes          yes
block           -      yes       yes     yes       yes      yes     -        yes          yes
teams_block     -      -         yes     yes       yes      -       -        yes          yes
source          -      -         yes     yes       yes      -       -        -            -
total           -      -         yes     yes       yes      -       -        -            yes
volunteer       -      pod       all     -         -        yes     helper   all          -
masked          -      -         -       yes       yes      -       -        -            -
phone           -      own       all     -         -        own     -        all          -
answer          -      -         yes     -         -        -       -        yes          -
note            -      -         yes     -         -        -       -        -            -
reference       -      -         -       -         -        -       -        yes          -
checker         -      -         -       -         -        -       -        yes          -
fit_to_help     -      -         -       -         -        yes     -        -            -
codename        -      paired    all     -         -        all     child    all          -
partner_row     -      -         all     -         -        all     child    all          -
given_name      -      -         -       -         -        -       -        -            -
allergy         -      -         -       -         -        -       -        -            -
guardian_phone  -      -         -       -         -        -       -        -            -
adult           -      -         -       -         -        -       -        -            -
concern         -      -         -       -         -        -       -        -            -
id_number       -      -         -       -         -        -       -        -            -
"""
# What is sealed is opened by a press that is logged, never by reading (tests below). Less than the
# table lets is shown of a contact: nobody is told which adult was there. The planner's "ok or not"
# is `clearances`, where reference and checker are left out. Nobody can enter a claim yet.
COLUMNS, *LINES = (line.split() for line in MATRIX.strip().splitlines())
CELLS = {name: dict(zip(COLUMNS, cells, strict=True)) for name, *cells in LINES}
MANY = {"volunteer": 6, "phone": 6, "codename": 5, "partner_row": 5}


async def words(crowd: Crowd) -> dict[str, list[str]]:
    """Return what to look for in each row: a word for each person, or one for all."""
    said, marks = crowd.home.canaries, msgspec.structs.asdict(canaries.Marks())
    one = marks | {
        "public_text": marks["public"],
        "source": said.source,
        "adult": said.adult,
        "masked": f"{said.volunteer[:1]}**",
        "total": "2,360",
        "block": "启动仪式",
        "teams_block": "布展",
        "fit_to_help": "可上岗",
    }
    return {
        name: [f"{getattr(said, name)}{n}" for n in range(MANY[name])]
        if name in MANY
        else [one[name]]
        for name in CELLS
    }


async def whose(crowd: Crowd) -> dict[str, dict[str, set[int]]]:
    """Return for each word of the table which of several people it means, in each row with several."""
    p, today = pair_tables.Pair, pair_tables.StandIn
    here = crowd.home.activity.id
    rows = await p.select(
        *(p.id, p.pod, p.group),
        p.application.name.as_alias("name"),
        p.participant.codename.as_alias("code"),
    ).where(p.activity == here)
    instead = {
        row["pair"]: int(row["name"][-1])
        for row in await today.select(today.pair, today.application.name.as_alias("name")).where(
            today.activity == here, today.ended_at.is_null()
        )
    }
    child_of = {int(row["name"][-1]): int(row["code"][-1]) for row in rows}
    beside = {int(row["code"][-1]): instead.get(row["id"], int(row["name"][-1])) for row in rows}
    [own] = [row for row in rows if row["name"].endswith("0")]
    pod = {0} | {
        beside[int(row["code"][-1])]
        for row in rows
        if (row["group"], row["pod"]) == (own["group"], own["pod"])
    }
    people = {"own": {0}, "pod": pod, "yes": {0, 1}, "all": set(range(6))}
    people["helper"] = {one for one, child in child_of.items() if child == 0}
    taken = {child for child, helper in beside.items() if helper == 0}
    children = {"paired": {child_of[0]} | taken, "child": {0}, "all": set(range(5))}
    return {"volunteer": people, "phone": people, "codename": children, "partner_row": children}


@pytest.mark.parametrize("who", COLUMNS)
async def test_each_column_of_the_matrix_reads_what_it_may_and_nothing_more(crowd, who):
    read, looked_for, people = await reading.by(crowd, who), await words(crowd), await whose(crowd)

    told, wanted = {}, {}
    for name, cells in CELLS.items():
        told[name] = {
            n
            for n, word in enumerate(looked_for[name])
            if any(word in text for text in read.values())
        }
        meant = people.get(name, {"yes": {0}})
        wanted[name] = set() if cells[who] == "-" else meant[cells[who]]
    astray = {
        at
        for name, several in told.items()
        for n in several - wanted[name]
        for at, text in read.items()
        if looked_for[name][n] in text
    }
    assert (told, sorted(astray)[:5]) == (wanted, [])


@pytest.mark.parametrize("who", reading.MAY_SEE)
async def test_d14_each_role_reads_only_what_it_may(crowd, who):
    pages = await reading.by(crowd, who)

    found = reading.found(pages, reading.words(crowd))
    assert {name: at for name, at in found.items() if name not in reading.MAY_SEE[who]} == {}
    assert reading.MUST_SEE.get(who, set()) - found.keys() == set()
    assert reading.found(pages, msgspec.structs.asdict(crowd.foreign.canaries)) == {}


@pytest.mark.parametrize("who", ["owner", "safeguarding"])
async def test_d14_no_address_tells_anything_of_anybody(crowd, who):
    addresses = "\n".join(await reading.by(crowd, who))

    assert {
        name: word
        for name, word in reading.words(crowd).items()
        if name != "volunteer" and word in addresses  # which the test itself searched for
    } == {}


def test_every_role_has_a_line_in_the_table():
    assert {role.value for role in Role} | {"nobody"} == reading.MAY_SEE.keys()


LEAKS = {
    "of a volunteer": "volunteer4",
    "of a child": "codename4",
    "sealed of a child": "given_name",
    "of a contact": "adult",
    "of a concern": "concern",
}


@pytest.mark.parametrize("leak", LEAKS.values(), ids=LEAKS)
async def test_a_word_shown_to_whom_it_is_not_for_is_found(crowd, monkeypatch, leak):
    """The control: the mask of a name says the word; who pays reads it on a page, in a table and on paper."""
    name = leak.rstrip("4")
    word = (await words(crowd))[name][-2 if name == "volunteer" else -1]
    monkeypatch.setattr(
        applications, "as_seen_by", lambda _, one: msgspec.structs.replace(one, name=word)
    )

    here = f"/a/{crowd.home.activity.id}"
    async with visiting.visitor(crowd.app, crowd.home.people["treasurer"]) as client:
        read = {
            at: reading.words_of(at, await client.get(at))
            for at in (f"{here}/people", f"{here}/selection-list.pdf")
        }

    assert CELLS[name]["treasurer"] == "-"
    assert list(read) == [at for at, text in read.items() if word in text]


async def test_with_leave_a_sealed_name_is_read_once_and_by_nobody_else(crowd, monkeypatch):
    async def nothing(_):
        return ()

    monkeypatch.setattr(named_mode, "missing", nothing)  # the named mode is open
    home, marks = crowd.home, await canaries.hide(crowd.home)
    lead, planner = home.people["safeguarding"], home.people["planner"]
    await grants.decide(lead, UUID(home.ids["grant_id"]), 1, allow=True)
    at = f"/a/{home.activity.id}/participants/{home.ids['participant_id']}/reveal"
    wish = {"fields": ["given_name"], "purpose": "Word for word"}
    answers = {}
    for who in ("planner", "treasurer", "approver", "viewer", "safeguarding"):
        async with visiting.visitor(crowd.app, home.people[who]) as client:
            s = tables.Session
            await s.update({s.step_up_at: clock.now()}).where(
                s.account == home.people[who].account_id
            )
            answers[who] = await client.post(at, data=wish)

    assert [who for who, one in answers.items() if marks.given_name in one.text] == ["planner"]
    assert [answers[who].status_code for who in ("treasurer", "approver", "viewer")] == [403] * 3
    assert answers["safeguarding"].status_code == 409  # the leave is the planner's
    assert marks.guardian_phone not in answers["planner"].text
    log = tables.AccessLog
    assert await log.count().where(log.account == planner.account_id) == 1


async def test_a_concern_is_opened_by_the_lead_alone(crowd):
    home, marks = crowd.home, await canaries.hide(crowd.home)
    c = concern_tables.Concern
    row = await c.select(c.id).order_by(c.at, ascending=False).first()
    answers = {}
    for who in ("owner", "planner", "treasurer", "approver", "viewer", "safeguarding"):
        async with visiting.visitor(crowd.app, home.people[who]) as client:
            answers[who] = await client.post(f"/association/concerns/{row['id']}/open")

    assert [who for who, one in answers.items() if marks.concern in one.text] == ["safeguarding"]


async def test_a_copy_opens_what_is_sealed_of_whoever_asks_and_of_nobody_else(crowd):
    home, marks = crowd.home, await canaries.hide(crowd.home)
    read = {}
    for kind, number in ((Kind.GUARDIAN, "familys_copy"), (Kind.VOLUNTEER, "own_copy")):
        key = home.links[kind.value]
        async with visiting.visitor(crowd.app, None, key, kind) as client:
            at = f"{reading.STARTS[kind.value]}{key}/requests/{home.ids[number]}/copy"
            read[kind.value] = (await client.post(at)).text

    sealed = {n: getattr(marks, n) for n in ("given_name", "allergy", "id_number", "concern")}
    assert reading.found(read, sealed) == {
        "given_name": ["guardian"],
        "allergy": ["guardian"],
        "id_number": ["volunteer"],
    }
    assert read["volunteer"].count(marks.id_number) == 1  # everybody here has one
