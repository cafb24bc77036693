"""D11 and D32: whatever happens in whatever order, the rules hold; and with one gate open they do not."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.volunteers import machine

STEPS = st.tuples(
    st.sampled_from([*machine.OPERATIONS, *machine.OFTEN]),
    st.integers(0, 11),
    st.integers(0, 23),
)


@pytest.fixture(scope="module")
async def gathered(schema):
    """One activity for all these tests, in which people have places, pairs and a shift."""
    from piccolo_conf import DB

    async with DB.transaction() as transaction:
        world = await machine.World.begun()
        assert await world.run(machine.SETTING_OUT) == []
        yield world
        await transaction.rollback()


@pytest.fixture
def world(gathered, monkeypatch):
    """It is day, so places may be passed on."""
    from volunteers import deadlines

    monkeypatch.setattr(deadlines.deadlines, "is_quiet", lambda *_: False)
    return gathered


@settings(
    max_examples=4,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
@given(plan=st.lists(STEPS, min_size=12, max_size=20))
async def test_d11_the_rules_hold_after_every_step(world, plan):
    async with world.undone():
        assert await world.run(plan) == []


def _swallowing(module: Any, name: str) -> Callable[..., Any]:
    """Return a rule that still speaks but stops nobody."""
    honest = getattr(module, name)

    def deaf(*facts, **more):
        from kit.errors import Refusal

        with suppress(Refusal):
            return honest(*facts, **more)

    return deaf


async def _idle(*_facts: Any, **_more: Any) -> int:
    return 0


def _open(gate: str) -> tuple[Any, str, Any]:
    """Return which name of which module to set to what, so that one gate stands open."""
    from volunteers import partings, shift_gates, stands, suspensions, vacancies
    from volunteers.rules import consent, fits, readiness, selection, sharing

    def everybody(volunteers, _consents, _recipient, fields):
        return tuple(
            sharing.Shared(one.id, one.volunteer, {key: getattr(one, key) for key in fields})
            for one in volunteers
        )

    allow = fits.Gates.of
    gates: dict[str, tuple[Any, str, Any]] = {
        "steps": (selection, "refuse_step", _swallowing(selection, "refuse_step")),
        "places": (selection, "frees_a_place", lambda *_: False),
        "clearance": (readiness, "contact_gaps", lambda *_, **__: ()),
        "training": (
            fits.Gates,
            "of",
            lambda g, v: tuple(r for r in allow(g, v) if r != "training"),
        ),
        "suspension": (suspensions, "_suspend", _idle),
        "insurance": (readiness, "insurance_gaps", lambda *_, **__: ()),
        "consent": (consent, "roster_gaps", lambda *_, **__: ()),
        "withdrawal": (partings, "_release_where", _idle),
        "optional": (consent.Withdrawal, "leaves_roster", property(lambda _: True)),
        "sharing": (sharing, "shareable", everybody),
        "shift": (shift_gates, "contact_gaps", lambda *_, **__: ()),
        "vacancy": (vacancies, "settle", _idle),
        "seat": (stands, "HOLDING", list(machine.EVERY_STATE)),
    }
    return gates[gate]


CONTROLS = {
    "steps": ("§2.1", [("withdraw", 0, 0), ("confirm", 0, 0)]),
    "places": ("V2", [("withdraw", 1, 0)]),
    "clearance": ("V6", [("check", 0, 3), ("pledge", 1, 0)]),
    "training": ("V6", [("train", 0, 3)]),
    "suspension": ("V6", [("suspend", 0, 0)]),
    "insurance": ("V8", [("insure", 0, 0), ("start", 0, 0)]),
    "consent": ("V9", [("take_back", 0, 0), ("suggest", 0, 0)]),
    "withdrawal": ("V9", [("take_back", 1, 1)]),
    "optional": ("V10", [("say", 0, 2), ("take_back", 0, 2)]),
    "sharing": ("V13", [("share", 0, 0)]),
    "shift": ("V6", [("check", 0, 3)]),
    "vacancy": ("V6", [("run_out", 0, 0)]),
    "seat": ("V6", [("withdraw", 0, 0), ("stand", 0, 1)]),
}


@pytest.mark.parametrize("gate", CONTROLS)
async def test_d32_with_one_gate_open_a_rule_is_seen_to_break(world, monkeypatch, gate):
    """The controls: a few steps that break nothing while the gate is shut."""
    rule, steps = CONTROLS[gate]
    async with world.undone():
        assert await world.run(steps) == []
    where, name, opened = _open(gate)
    monkeypatch.setattr(where, name, opened)

    async with world.undone():
        broken = await world.run(steps)

    assert any(one.startswith(rule) for one in broken), broken
