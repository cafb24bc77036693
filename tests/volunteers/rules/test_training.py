from datetime import date
from uuid import UUID, uuid4

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from volunteers.rules.applications import Post
from volunteers.rules.modules import LastSafeguarding, Module, counts, refuse_last, valid_until
from volunteers.rules.training import Attended, Presence, post_gaps

ATTENDED_ON = date(2026, 3, 31)
DAY = date(2026, 12, 5)
IDS = [UUID(int=n) for n in range(1, 5)]
CHILDREN = Module(IDS[0], "Child protection", safeguarding=True)
RULES = Module(IDS[1], "What to know")


def post(*, child_contact=True, modules=()):
    return Post(
        id=uuid4(),
        name="Helper",
        needed=1,
        child_contact=child_contact,
        qualification="",
        description="",
        position=0,
        modules=tuple(modules),
    )


def been(*modules, presence=Presence.PRESENT, on=ATTENDED_ON, here=True):
    return Attended(tuple(module.id for module in modules), presence, on, here)


def codes(*args, **kw):
    return [gap.code for gap in post_gaps(*args, **kw)]


@pytest.mark.parametrize(
    ("months", "until"),
    [(1, date(2026, 4, 30)), (12, date(2027, 3, 31)), (11, date(2027, 2, 28)), (None, None)],
)
def test_a_module_counts_through_the_same_day_of_a_later_month(months, until):
    module = Module(IDS[0], "Child protection", valid_months=months)

    assert valid_until(module, ATTENDED_ON) == until


@pytest.mark.parametrize(
    ("day", "valid"),
    [(date(2026, 4, 29), True), (date(2026, 4, 30), True), (date(2026, 5, 1), False)],
)
def test_a_module_runs_out_the_day_after_its_last(day, valid):
    short = msgspec.structs.replace(CHILDREN, valid_months=1)

    assert counts(short, ATTENDED_ON, day) is valid
    assert (post_gaps(post(), [been(short)], [short], day) == ()) is valid


def test_a_post_with_children_asks_for_child_protection_whatever_else_it_names():
    modules = [CHILDREN, RULES]

    assert codes(post(), [], modules, DAY) == ["safeguarding-missing"]
    assert codes(post(), [been(RULES)], modules, DAY) == ["safeguarding-missing"]
    assert codes(post(), [been(CHILDREN, here=False)], modules, DAY) == []
    assert codes(post(child_contact=False), [], modules, DAY) == []
    assert codes(None, [], modules, DAY, with_children=True) == ["safeguarding-missing"]


@pytest.mark.parametrize(
    "presence", [Presence.LEFT_EARLY, Presence.EXCUSED, Presence.ABSENT, Presence.UNKNOWN]
)
def test_who_left_too_early_or_was_not_there_has_not_attended(presence):
    assert codes(post(), [been(CHILDREN, presence=presence)], [CHILDREN], DAY)
    assert not codes(post(), [been(CHILDREN, presence=Presence.LATE)], [CHILDREN], DAY)


def test_a_briefing_without_modules_stands_for_child_protection_where_it_was_held_only():
    modules = [CHILDREN, RULES]

    assert codes(post(), [been()], modules, DAY) == []
    assert codes(post(), [been(here=False)], modules, DAY) == ["safeguarding-missing"]
    (gap,) = post_gaps(post(modules=[RULES.id]), [been()], modules, DAY)
    assert (gap.code, gap.subject) == ("module-missing", "What to know")


def test_one_module_about_child_protection_always_stays():
    other = Module(IDS[2], "First aid")

    with pytest.raises(LastSafeguarding):
        refuse_last(CHILDREN, [CHILDREN, other])
    refuse_last(CHILDREN, [CHILDREN, msgspec.structs.replace(other, safeguarding=True)])
    refuse_last(other, [CHILDREN, other])


some_modules = st.lists(
    st.builds(
        Module,
        id=st.sampled_from(IDS),
        name=st.just("M"),
        safeguarding=st.booleans(),
        valid_months=st.sampled_from([None, 1, 12]),
    ),
    unique_by=lambda one: one.id,
)
days = st.dates(date(2025, 1, 1), date(2027, 12, 31))
some_attended = st.lists(
    st.builds(
        Attended,
        modules=st.lists(st.sampled_from(IDS), unique=True).map(tuple),
        presence=st.sampled_from(Presence),
        on=days,
        here=st.booleans(),
    ),
    max_size=4,
)
some_posts = st.builds(
    post, child_contact=st.booleans(), modules=st.lists(st.sampled_from(IDS), unique=True)
)


def less(attended, modules):
    """Every way of taking one fact away that the product has."""
    for n, one in enumerate(attended):
        rest = [*attended[:n], *attended[n + 1 :]]
        yield rest, modules
        yield [*rest, msgspec.structs.replace(one, presence=Presence.LEFT_EARLY)], modules
        if len(one.modules) > 1:  # `training.change` keeps the last one (KeepsModules)
            yield [*rest, msgspec.structs.replace(one, modules=one.modules[1:])], modules
        yield [*rest, msgspec.structs.replace(one, here=False)], modules
    for n, module in enumerate(modules):
        rest = [*modules[:n], *modules[n + 1 :]]
        yield attended, rest
        yield attended, [*rest, msgspec.structs.replace(module, safeguarding=False)]
        yield attended, [*rest, msgspec.structs.replace(module, valid_months=1)]


def opened_by_less(post_, attended, modules, today):
    before = set(codes(post_, attended, modules, today))
    return [
        (fewer, known)
        for fewer, known in less(attended, modules)
        if not before <= set(codes(post_, fewer, known, today))
    ]


@given(post_=some_posts, attended=some_attended, modules=some_modules, today=days)
def test_taking_a_fact_away_never_opens_the_gate(post_, attended, modules, today):
    assert opened_by_less(post_, attended, modules, today) == []


@given(post_=some_posts, attended=some_attended, modules=some_modules, today=days)
def test_time_alone_never_opens_the_gate(post_, attended, modules, today):
    before = set(codes(post_, attended, modules, today))

    assert before <= set(codes(post_, attended, modules, date(2028, 6, 30)))


def test_emptying_a_session_of_its_modules_would_open_it_which_is_why_that_is_refused():
    """The control: one fact less, and the gate is open."""
    named, emptied = been(RULES), been()

    assert codes(post(), [named], [CHILDREN, RULES], DAY) == ["safeguarding-missing"]
    assert codes(post(), [emptied], [CHILDREN, RULES], DAY) == []
