"""A matching has a bound on size and time, says how far it is, and can be stopped."""

import pytest

from kit import i18n
from tests.volunteers.rules.matching.cases import participant, problem, volunteer
from volunteers.rules.matching import (
    Progress,
    Step,
    Stopped,
    TooLarge,
    TooSlow,
    Watch,
    guard,
    match,
    progress_text,
)


class Clock:
    """Tells one second more each time it is asked."""

    def __init__(self):
        self.now = 0

    def __call__(self):
        self.now += 1
        return self.now


def some(people=3, **rules):
    return problem(
        [volunteer(f"v{at}") for at in range(people)],
        [participant(f"p{at}") for at in range(people)],
        **rules,
    )


def test_every_step_is_told_in_order_with_how_many_there_are():
    told = []
    match(some(current=(("v1", "p1"),)), Watch(Clock(), 1000, told.append))

    assert [one.step for one in told] == [
        Step.SCORES,
        Step.MATCHED,
        Step.KEPT,
        Step.BANDS,
        Step.TOTAL,
        Step.TIES,
        Step.REASONS,
    ]
    assert [one.at for one in told] == list(range(1, 8))
    assert [one.of for one in told] == [0, *[7] * 6]
    assert sorted(one.seconds for one in told) == [one.seconds for one in told]


def test_whoever_watches_does_not_change_the_answer():
    assert match(some(), Watch(Clock(), 1000)) == match(some())


def test_a_matching_ends_when_its_time_is_over_and_not_before():
    asked = Clock()
    match(some(), Watch(asked, 1000))
    needed = asked.now - 1

    assert match(some(), Watch(Clock(), needed))
    with pytest.raises(TooSlow) as refusal:
        match(some(), Watch(Clock(), needed - 3))
    with i18n.speaking("en"):
        assert str(refusal.value) == (
            f"Matching 3 participants with 3 volunteers takes longer than {needed - 3} seconds. "
            "It was stopped, and nothing is decided."
        )


def test_a_matching_can_be_stopped_before_every_further_step():
    told = []
    match(some(), Watch(Clock(), 1000, told.append))

    for at in range(len(told) - 1):
        seen = []
        watch = Watch(Clock(), 1000, seen.append, lambda at=at, seen=seen: len(seen) > at)
        with pytest.raises(Stopped):
            match(some(), watch)
        assert len(seen) == at + 1


def test_as_many_as_the_bound_are_taken_and_one_more_is_not(monkeypatch):
    monkeypatch.setattr(guard.refuse_large, "__defaults__", (3,))

    assert len(match(some(3)).pairs) == 3
    with pytest.raises(TooLarge) as refusal:
        match(some(4))
    assert refusal.value.details == {"most": 3, "found": 4}


def test_places_count_as_far_as_anybody_could_take_them(monkeypatch):
    monkeypatch.setattr(guard.refuse_large, "__defaults__", (4,))
    people = [participant("p0"), participant("p1")]

    assert match(problem([volunteer(f"v{at}", capacity=9) for at in range(2)], people))
    with pytest.raises(TooLarge):
        match(problem([volunteer(f"v{at}", capacity=9) for at in range(3)], people))


@pytest.mark.parametrize("step", Step)
def test_every_step_can_be_told_in_every_language(step):
    for locale in i18n.LOCALES:
        with i18n.speaking(locale):
            assert "3" in progress_text(Progress(step, 3, 9, 0.4))
