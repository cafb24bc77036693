"""Sources: their places, and the total above them, each bound from both sides."""

from uuid import uuid4

import pytest

from kit import i18n
from volunteers.rules import sources as rules
from volunteers.rules.sources import Source, TypedSource

STORED = Source(uuid4(), "Biology", 5, 3, 0)


def wrong(*typed: TypedSource, others: tuple[Source, ...] = ()) -> set[str]:
    with i18n.speaking("en"):
        return set(rules.wrong_fields(typed, others, {STORED.id: STORED}))


def typed(places: str, name: str = "Biology", row: str = "r", **differing) -> TypedSource:
    return TypedSource(row, name, places, **differing)


@pytest.mark.parametrize(
    ("places", "fits"),
    [
        ("", True),
        ("0", True),
        ("5000", True),
        ("5001", False),
        ("-1", False),
        ("1.5", False),
        ("٣", False),
        ("9" * 20, False),
    ],
)
def test_places_are_a_whole_number_within_bounds(places, fits):
    assert wrong(typed(places)) == (set() if fits else {"places.r"})


def test_places_that_are_given_stay_and_a_name_is_there_once():
    assert wrong(typed("3", id=STORED.id)) == set()
    assert wrong(typed("2", id=STORED.id)) == {"places.r"}
    assert wrong(typed("1"), typed("1", row="s")) == {"name.s"}
    assert wrong(typed("1"), others=(STORED,)) == {"name.r"}
    assert wrong(typed("1", name="x" * 101)) == {"name.r"}


def test_the_sources_together_never_have_more_places_than_the_call():
    rules.refuse_total(12, 12)
    with pytest.raises(rules.SourcesExceedQuota):
        rules.refuse_total(13, 12)
