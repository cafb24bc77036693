"""What the matching found out is said in whole sentences, by name, and never as a score of a child."""

import pytest

from kit import i18n
from tests.volunteers.rules.matching.cases import participant, problem, volunteer
from volunteers.rules import explanations as words
from volunteers.rules.matching import Rule, match
from volunteers.rules.matching.alternatives import Move, Price, prices
from volunteers.rules.matching.critical import Critical, Kind, Reserve
from volunteers.rules.matching.waivers import Relief
from volunteers.rules.matching.worst import worst

NAMES = {"v1": "Lin", "v2": "Wang", "p1": "Sparrow", "p2": "Otter", "p3": "Fox"}
NOTHING = {"matched": 0, "priority": 0, "kept": 0, "reserves": 0, "bands": (0,) * 5, "total": 0}


@pytest.fixture(autouse=True)
def english():
    with i18n.speaking("en"):
        yield


def price(*others, **changes):
    return Price(**{**NOTHING, **changes}, chain=(Move("p1", None, "v1"), *others))


@pytest.mark.parametrize(
    ("others", "changes", "said"),
    [
        ((), {}, ("nobody else would change", "just as good for everybody together")),
        (
            (Move("p2", "v1", "v2"), Move("p3", "v2", "v3")),
            {"bands": (0, 1, -1, 0, 0), "total": -63},
            (
                "2 other children would change volunteer",
                "1 more pair that fits only a little",
                "1 pair fewer that fits fairly",
            ),
        ),
        (
            (Move("p2", "v1", None),),
            {"priority": -1},
            ("Otter would have nobody",),
        ),
        (
            (Move("p2", None, "v1"),),
            {"total": -5},
            ("Otter would find somebody", "all pairs together would fit a little less well"),
        ),
        (
            (),
            {"bands": (0, 0, 0, 2, -2), "total": -400},
            ("nobody else would change", "2 pairs fewer that fit very well"),
        ),
        (
            (),
            {"kept": -1, "reserves": 1, "bands": (2, -1, 0, 0, -1)},
            (
                "nobody else would change",
                "1 pair that stood before would end",
                "1 more reserve would be needed",
                "2 more pairs that hardly fit",
                "1 pair fewer that fits only a little",
            ),
        ),
    ],
)
def test_a_price_is_said_by_what_happens_to_people_first(others, changes, said):
    assert words.cost(price(*others, **changes), NAMES) == said


def test_an_association_with_its_own_bands_is_spoken_of_too():
    made = problem([volunteer("v1")], [participant("p1"), participant("p2")], bands=(500,))
    found = prices(made, match(made)).of("v1", "p2")

    assert all(words.cost(found or price(), NAMES))


def test_the_chain_says_who_goes_where_one_after_another():
    found = price(Move("p2", "v1", "v2"), Move("p3", "v2", None))

    assert words.chain(found, NAMES) == (
        "Otter would go from Lin to Wang.",
        "Fox, now with Wang, would have nobody.",
    )
    assert words.chain(price(Move("p2", None, "v2")), NAMES) == (
        "Otter, who has nobody now, would get Wang.",
    )


def test_ten_boys_who_need_a_man_can_only_go_with_nine_volunteers():
    boys = [participant(f"b{at}", gender="m", same_gender=True) for at in range(10)]
    made = problem([volunteer(f"m{at}", gender="m") for at in range(9)], boys)
    [left] = [one for one in match(made).unmatched if one.side.value == "participant"]

    said = words.too_few(made, left.witness.participants, left.witness.volunteers)

    assert said == "10 boys who need a man can only go with these 9 volunteers."
    assert words.somebody_new(made, left.witness.participants) == (
        "Somebody new would help: a man, cleared and trained."
    )


def test_girls_a_mixed_group_and_nobody_at_all_have_words_of_their_own():
    girl = participant("g", gender="f", same_gender=True)
    other = participant("p", gender="m")
    made = problem([volunteer("v")], [girl, other])

    assert words.too_few(made, ["g"], []) == (
        "At the moment no volunteer may go with 1 girl who needs a woman."
    )
    assert (
        words.too_few(made, ["g", "p"], ["v"]) == "2 children can only go with this one volunteer."
    )
    assert words.somebody_new(made, ["g", "p"]).startswith("Somebody new would help: anybody")


def test_a_reserve_is_named_by_what_it_must_bring():
    needed = Reserve(Kind("m", "sat-am"), 1, ("v1", "v2"))

    assert words.reserve(needed, NAMES) == (
        "1 reserve: a man who is free: Saturday morning",
        "Steps in for Lin, Wang.",
    )
    assert words.reserve(Reserve(Kind(None, None), 2, ("v1",)), NAMES)[0] == "2 reserves: anybody"


def test_an_absence_says_how_many_would_be_alone():
    one, other = Critical("v1", 1, ("p1", "p2")), Critical("v2", 1, ("p1", "p2"))

    assert words.absence([Critical("v1", 1, ("p1",))]) == (
        "Without them, this child would have nobody."
    )
    assert words.absence([one]) == "Without them, 1 of these 2 children would have nobody."
    assert words.absence([one, other]) == (
        "If any one of them is away, 1 of these 2 children would have nobody."
    )


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        ((Rule.TRAINING,), "Lin makes up the training and goes with Sparrow."),
        ((Rule.SHARED_TIME,), "Lin and Sparrow agree on a time that suits both."),
        (
            (Rule.TRAINING, Rule.SHARED_TIME),
            "Lin makes up the training and agrees on a time with Sparrow.",
        ),
    ],
)
def test_a_relief_says_who_does_what(rules, said):
    assert words.relief(Relief("v1", "p1", rules), NAMES) == said


def test_the_weakest_pair_has_a_reason():
    made = problem(
        [volunteer("v1"), volunteer("v2")],
        [participant("p1"), participant("p2")],
        scores=(("v1", "p1", 900), ("v1", "p2", 900), ("v2", "p1", 100), ("v2", "p2", 100)),
    )

    found = worst(made, match(made))

    assert words.weakest(made, found) == (
        "Anything better for 2 children would need one and the same volunteer."
    )
