"""The gates before real data of children (G3, G4): each fact taken away keeps them shut."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.rules.grants import (
    Copy,
    Field,
    Grant,
    GrantState,
    Sight,
    c4_export_gaps,
    reveal_gaps,
)
from accounts.rules.permissions import GRANTS, Actor, Permission, Role

NOW = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)
PLANNER = Actor(uuid4(), uuid4(), Role.PLANNER)
GRANT = Grant(
    id=uuid4(),
    activity_id=uuid4(),
    requester=PLANNER.account_id,
    fields=(Field.GIVEN_NAME, Field.ALLERGY_TEXT),
    purpose="Meals on the day",
    days=7,
    asked_at=NOW - timedelta(days=1),
    approver=uuid4(),
    decided_at=NOW - timedelta(hours=20),
    refused=False,
    answer="",
    expires_at=NOW + timedelta(days=6),
    ended_at=None,
    version=2,
)
SIGHT = Sight(GRANT.activity_id, (Field.ALLERGY_TEXT,), GRANT.purpose)
STEPPED_UP = NOW - timedelta(minutes=9, seconds=59)


def codes(gaps):
    return {gap.code for gap in gaps}


def with_(fact, **differing):
    return msgspec.structs.replace(fact, **differing)


def test_it_is_open_where_everything_is_there():
    assert reveal_gaps(GRANT, PLANNER, SIGHT, STEPPED_UP, NOW) == ()


MISSING = [
    ("no-grant", {"grant": None}),
    ("no-grant", {"grant": with_(GRANT, requester=uuid4())}),
    (
        "not-decided",
        {"grant": with_(GRANT, approver=None, decided_at=None, expires_at=None)},
    ),
    ("over", {"grant": with_(GRANT, refused=True, expires_at=None)}),
    ("over", {"grant": with_(GRANT, expires_at=NOW)}),
    ("over", {"grant": with_(GRANT, expires_at=None)}),
    ("over", {"grant": with_(GRANT, ended_at=NOW - timedelta(minutes=1))}),
    ("other-activity", {"sight": with_(SIGHT, activity_id=uuid4())}),
    ("other-fields", {"sight": with_(SIGHT, fields=(Field.ALLERGY_TEXT, Field.GUARDIAN_PHONE))}),
    ("no-fields", {"sight": with_(SIGHT, fields=())}),
    ("other-purpose", {"sight": with_(SIGHT, purpose="Birthday cards")}),
    ("other-purpose", {"sight": with_(SIGHT, purpose="")}),
    ("same-person", {"grant": with_(GRANT, approver=PLANNER.account_id)}),
    ("role", {"actor": with_(PLANNER, role=Role.VIEWER)}),
    ("step-up", {"stepped_up_at": None}),
    ("step-up", {"stepped_up_at": NOW - timedelta(minutes=10)}),
    ("step-up", {"stepped_up_at": NOW + timedelta(seconds=1)}),
]


@pytest.mark.parametrize(("code", "missing"), MISSING, ids=range(len(MISSING)))
def test_g3_each_thing_that_is_missing_keeps_it_shut(code, missing):
    facts = {"grant": GRANT, "actor": PLANNER, "sight": SIGHT, "stepped_up_at": STEPPED_UP}

    assert codes(reveal_gaps(**facts | missing, now=NOW)) == {code}


def test_g3_without_the_associations_switch_no_second_step_is_asked_for():
    assert reveal_gaps(GRANT, PLANNER, SIGHT, None, NOW, step_up_needed=False) == ()


@given(st.lists(st.sampled_from(MISSING), min_size=1, max_size=4))
def test_g3_taking_further_facts_away_never_opens_it(several):
    facts = {"grant": GRANT, "actor": PLANNER, "sight": SIGHT, "stepped_up_at": STEPPED_UP}
    for _, missing in several:
        facts |= missing

    assert reveal_gaps(**facts, now=NOW) != ()


COPY = Copy("The hospital asks for it", "R-1", "Zhou Min", 1)


@pytest.mark.parametrize(
    ("code", "differing"),
    [
        ("no-reason", {"reason": " "}),
        ("no-serial", {"serial": ""}),
        ("no-holder", {"holder": ""}),
        ("lead-approval", {"children": 2}),
    ],
)
def test_g4_a_file_needs_more_than_a_look(code, differing):
    copy = with_(COPY, **differing)

    assert c4_export_gaps(GRANT, PLANNER, SIGHT, STEPPED_UP, NOW, copy=COPY) == ()
    assert codes(c4_export_gaps(GRANT, PLANNER, SIGHT, STEPPED_UP, NOW, copy=copy)) == {code}
    assert codes(c4_export_gaps(None, PLANNER, SIGHT, STEPPED_UP, NOW, copy=copy)) == {
        "no-grant",
        code,
    }


def test_g4_the_leads_word_covers_several_children():
    copy = with_(COPY, children=30, lead_agreed=True)

    assert c4_export_gaps(GRANT, PLANNER, SIGHT, STEPPED_UP, NOW, copy=copy) == ()


def test_a_question_nobody_answers_is_over_after_a_fortnight():
    asked = with_(GRANT, approver=None, asked_at=NOW - timedelta(days=14))

    assert asked.state(NOW) is GrantState.OVER
    assert asked.state(NOW - timedelta(seconds=1)) is GrantState.ASKED


def test_a1_the_lead_decides_and_sees_reports_and_nobody_else_does():
    alone = {Permission.GRANT_ACCESS, Permission.SEE_CONCERNS}

    for role in Role:
        assert (alone & GRANTS[role] == alone) is (role is Role.SAFEGUARDING)
        assert bool(alone & GRANTS[role]) is (role is Role.SAFEGUARDING)


def test_a2_only_who_the_table_lets_with_leave_may_ask_or_see():
    """domain reference §6.3: G stands at the planner and the lead; the owner has all but reports."""
    for permission in (Permission.ASK_ACCESS, Permission.SEE_CHILDREN_REAL):
        assert {role for role in Role if permission in GRANTS[role]} == {
            Role.OWNER,
            Role.PLANNER,
            Role.SAFEGUARDING,
        }
