"""What groups are even in: grades, boys and girls, skills, languages, experience; and how that is said."""

import msgspec
import pytest

from kit import i18n
from tests.volunteers.rules.members import member
from volunteers.rules.applications import Gender
from volunteers.rules.balance import balance
from volunteers.rules.belonging import Wishes, wishes
from volunteers.rules.groups import TooManyGroups
from volunteers.rules.mixture import Criterion, Mode, Trait, deal, evenness, traits
from volunteers.rules.participants import AgeBand


def test_a_grade_tells_more_than_an_age_and_mandarin_tells_nothing():
    several = [
        member(1, grade=10, gender=Gender.MALE, helper={"languages": ("mandarin", "sichuan")}),
        member(2, grade=7, helper={"skills": ("maths",), "experience": 2}),
        member(3, grade=None, age_band=AgeBand.A9_11),
    ]

    assert traits(several) == [
        Trait(Criterion.AGE, "7"),
        Trait(Criterion.AGE, "10"),
        Trait(Criterion.AGE, "9-11"),
        Trait(Criterion.GENDER, "m"),
        Trait(Criterion.SKILLS, "maths"),
        Trait(Criterion.LANGUAGES, "sichuan"),
        Trait(Criterion.EXPERIENCE, "yes"),
    ]


def test_every_trait_has_a_name():
    several = [member(1, grade=None, age_band=AgeBand.UNKNOWN, gender=Gender.FEMALE)]
    with i18n.speaking("en"):
        assert [trait.name for trait in traits(several)] == ["Not given", "Girls"]


def test_less_than_a_whole_pair_is_as_even_as_can_be_and_a_whole_one_is_not():
    several = [member(n, grade=7 if n <= 3 else 8) for n in range(1, 9)]

    good = evenness(several, [["1", "2", "4", "5"], ["3", "6", "7", "8"]])
    bad = evenness(several, [["1", "2", "3", "4"], ["5", "6", "7", "8"]])

    assert good.off == {Criterion.AGE: 0} and bad.off == {Criterion.AGE: 1}
    assert bad.uneven > good.uneven > 0
    with i18n.speaking("en"):
        assert [how for _, _, how, _ in good.said] == ["evenly spread"]
        assert [how for _, _, how, _ in bad.said] == ["a group is off by 1 pair"]


def test_groups_that_are_the_same_are_not_uneven_at_all():
    several = [member(n, grade=7 + n % 2) for n in range(1, 5)]

    assert evenness(several, [["1", "2"], ["3", "4"]]).uneven == 0


def test_dealing_evenly_mixes_what_the_list_keeps_apart():
    several = [member(n, grade=7 if n <= 4 else 8) for n in range(1, 9)]

    by_list = balance(deal(several, Wishes(), 2, Mode.LIST, {}))
    evenly = balance(deal(several, Wishes(), 2, Mode.EVEN, {}))

    assert by_list.groups == (("1", "2", "3", "4"), ("5", "6", "7", "8"))
    assert evenness(several, evenly.groups).uneven == 0 == evenly.cost


def test_the_lists_order_gives_way_to_who_belongs_together_and_to_nobody_else():
    several = [member(n) for n in range(1, 7)]
    several[0] = member(1, together=("6",))

    dealt = balance(deal(several, wishes(several), 2, Mode.LIST, {})).groups

    assert {"1", "6"} in [set(own) & {"1", "6"} for own in dealt]
    assert sum(len(set(own) & {"1", "2", "3"}) in (1, 2) for own in dealt) == 2


def test_the_size_of_the_groups_is_checked_before_anything_is_dealt():
    several = [member(n) for n in range(1, 6)]

    assert deal(several, Wishes(), 2, Mode.EVEN, {}).sizes == (3, 2)
    with pytest.raises(TooManyGroups) as raised:
        deal(several, Wishes(), 3, Mode.EVEN, {})
    assert raised.value.details == {"pairs": 5, "most": 2}


def test_pins_and_wishes_go_into_the_deal():
    several = [member(1, together=("2",), apart=("3",)), *map(member, range(2, 5))]

    given = deal(several, wishes(several), 2, Mode.EVEN, {"4": 1})

    assert msgspec.structs.asdict(given)["pinned"] == {"4": 1}
    assert (given.together, given.apart) == ((("1", "2"),), (("1", "3"),))
