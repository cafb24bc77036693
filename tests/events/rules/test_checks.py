"""Each finding with the activity that has it and the one that has mended it."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import msgspec
import pytest

from events.rules.activities import Activity, DateState, Kind, Status
from events.rules.block_checks import blocks_checked
from events.rules.checks import checked
from events.rules.findings import Severity, Stops, bunched, ranked, stopping
from events.rules.schedule import Audience, Block, StartKind
from events.rules.sections import Section
from events.rules.tasks import OffsetUnit, Phase, Task, TaskStatus

TODAY = date(2026, 11, 1)
NOW = datetime(2026, 11, 1, tzinfo=UTC)

ACTIVITY = Activity(
    id=uuid4(),
    organization=uuid4(),
    slug="x",
    title="Visit",
    short_title="",
    kind=Kind.VISIT,
    theme="",
    purposes=(),
    date_state=DateState.FIXED,
    starts_at=datetime(2026, 12, 5, 0, 0, tzinfo=UTC),
    ends_at=datetime(2026, 12, 5, 4, 0, tzinfo=UTC),
    zone="Asia/Shanghai",
    place="School",
    address="",
    volunteers=30,
    participants=30,
    crew=None,
    guests=None,
    involves_minors=True,
    off_campus=True,
    overnight=False,
    risk=False,
    currency="CNY",
    status=Status.DRAFT,
    edition=1,
    version=1,
    contact_name="Lin",
    contact_phone="023",
    submitted_at=None,
    approved_at=None,
    created_at=NOW,
    calendar_uid="a",
    calendar_sequence=1,
    calendar_modified=NOW,
    calendar_version=1,
    calendar_version_at=NOW,
)
SAFETY = Section(
    id=uuid4(), key="safety", heading="Safety", text="Count at every move.", position=0
)
CONSENTS = Task(
    id=uuid4(),
    phase=Phase.PREPARE,
    title="Collect consents",
    owner="",
    offset=-7,
    offset_unit=OffsetUnit.DAYS,
    due=date(2026, 11, 28),
    status=TaskStatus.OPEN,
    skip_reason="",
    position=0,
    version=1,
    calendar_uid="t",
    calendar_sequence=1,
    calendar_modified=NOW,
    key="consents",
)
BLOCK = Block(
    id=uuid4(),
    lane=None,
    position=0,
    title="Opening",
    place="Hall",
    start_kind=StartKind.FIXED,
    starts_at=ACTIVITY.starts_at,
    minutes=30,
    hard_end=False,
    audience=Audience.ALL,
    lead="Lin",
    people=(),
    with_children=True,
    counts_as_service=True,
    public=False,
    tentative=False,
    note="",
    version=1,
    created_at=NOW,
    moved_from=None,
    calendar_uid="b",
    calendar_sequence=1,
    calendar_modified=NOW,
)


def codes(
    *, activity=ACTIVITY, sections=(SAFETY,), blocks=(BLOCK,), tasks=(CONSENTS,), today=TODAY
):
    return {finding.code for finding in checked(activity, sections, blocks, tasks, today)}


def differing(struct, **fields):
    return msgspec.structs.replace(struct, **fields)


def test_a_complete_plan_has_no_finding():
    assert codes() == set()


@pytest.mark.parametrize(
    ("code", "wrong"),
    [
        ("date-missing", {"starts_at": None, "date_state": DateState.UNKNOWN}),
        ("start-time-missing", {"starts_at": datetime(2026, 12, 4, 16, 0, tzinfo=UTC)}),
        ("time-tentative", {"date_state": DateState.TENTATIVE}),
        ("place-missing", {"place": ""}),
        ("contact-person-missing", {"contact_phone": ""}),
        ("headcount-missing", {"participants": None}),
    ],
)
def test_a_gap_in_the_facts_is_found(code, wrong):
    assert codes(activity=differing(ACTIVITY, **wrong)) == {code}


def test_a_safety_plan_is_asked_for_off_campus_only():
    empty = differing(SAFETY, text="  ")
    assert codes(sections=[empty]) == {"safety-plan-missing"}
    assert codes(sections=[empty], activity=differing(ACTIVITY, off_campus=False)) == set()


@pytest.mark.parametrize(
    ("code", "wrong"),
    [("block-without-end", {"minutes": None}), ("block-without-lead", {"lead": ""})],
)
def test_a_gap_in_a_block_is_found_for_that_block(code, wrong):
    other = differing(BLOCK, id=uuid4(), **wrong)
    found = [*blocks_checked([BLOCK, other], "/a/x/day")]
    assert [(f.code, f.subject, f.stops) for f in found] == [(code, str(other.id), Stops.RELEASE)]


def test_a_named_crew_counts_as_a_lead():
    assert [*blocks_checked([differing(BLOCK, lead="", people=("Lin", "Zhao"))], "/a/x/day")] == []


@pytest.mark.parametrize(("left", "short"), [(13, True), (14, False)])
def test_fourteen_days_are_needed_for_the_approval_off_campus(left, short):
    today = date(2026, 12, 5) - timedelta(days=left)
    assert ("lead-time-short" in codes(today=today)) is short
    approved = differing(ACTIVITY, status=Status.APPROVED)
    assert "lead-time-short" not in codes(today=today, activity=approved)


@pytest.mark.parametrize(
    ("today", "short"),
    [(date(2026, 11, 30), False), (date(2026, 12, 1), True)],
)
def test_five_working_days_are_needed_on_campus(today, short):
    on_campus = differing(ACTIVITY, off_campus=False)
    assert ("lead-time-short" in codes(today=today, activity=on_campus)) is short


def test_another_day_needs_another_word_of_acceptance():
    def subject(days):
        moved = differing(ACTIVITY, starts_at=ACTIVITY.starts_at + timedelta(days=days))
        found = checked(moved, (SAFETY,), (BLOCK,), (CONSENTS,), date(2026, 12, 1))
        return next(f.subject for f in found if f.code == "lead-time-short")

    assert subject(0) != subject(1)


@pytest.mark.parametrize(
    ("today", "found"),
    [
        (date(2026, 11, 24), None),
        (date(2026, 11, 25), "task-soon"),
        (date(2026, 11, 28), "task-soon"),
        (date(2026, 11, 29), "task-overdue"),
    ],
)
def test_a_task_is_shown_three_days_ahead_and_late_the_day_after(today, found):
    activity = differing(ACTIVITY, status=Status.APPROVED)
    assert codes(activity=activity, today=today) == ({found} if found else set())
    done = differing(CONSENTS, status=TaskStatus.DONE)
    assert codes(activity=activity, tasks=[done], today=today) == set()


def test_after_the_day_only_late_tasks_remain():
    gone = differing(ACTIVITY, status=Status.DONE, contact_name="", place="")
    assert codes(activity=gone, sections=[], tasks=[CONSENTS], today=date(2026, 12, 20)) == {
        "task-overdue"
    }
    cancelled = differing(gone, status=Status.CANCELLED)
    assert codes(activity=cancelled, tasks=[CONSENTS], today=date(2026, 12, 20)) == set()


def test_what_stops_a_step_is_picked_out_and_bunched_by_kind():
    blocks = [differing(BLOCK, id=uuid4(), lead=""), differing(BLOCK, id=uuid4(), lead="")]
    lacking = checked(differing(ACTIVITY, place=""), [SAFETY], blocks, [CONSENTS], TODAY)
    found = ranked([*blocks_checked(blocks, "/a/x/day"), *lacking])
    assert [f.code for f in stopping(found, Stops.SUBMIT)] == ["place-missing"]
    assert [(b.first.code, b.others) for b in bunched(found)] == [
        ("place-missing", 0),
        ("block-without-lead", 1),
    ]


def test_every_finding_says_what_it_is_about_and_where_it_is_mended():
    blocks = [differing(BLOCK, lead="", minutes=None, place="另行通知")]
    activity = differing(ACTIVITY, starts_at=None, place="", contact_name="", volunteers=None)
    for finding in checked(activity, [], blocks, [], TODAY):
        assert finding.fix.startswith(f"/a/{activity.id}")
        assert finding.sentence
        assert finding.button
        assert finding.severity in Severity
