import pytest

from kit import i18n
from kit.sheets import Table
from volunteers.rules.applications import Gender
from volunteers.rules.participants import AgeBand
from volunteers.rules.rosters import understood


def row(**cells):
    """Read one row under the headings `cells` names."""
    table = Table((tuple(cells), tuple(cells.values())), (1, 2))
    with i18n.speaking("en"):
        return understood(table).rows[0]


def test_a_column_named_twice_counts_once_and_one_without_a_heading_not_at_all():
    table = Table((("codename", "grade", "grade", ""), ("Owl", "3", "4", "x")), (1, 2))

    with i18n.speaking("en"):
        roster = understood(table)

    assert [new.grade for new in roster.good] == [3]
    assert [left.heading for left in roster.left] == ["grade"]


@pytest.mark.parametrize(("letters", "fits"), [(20, True), (21, False)])
def test_a_codename_has_at_most_twenty_letters(letters, fits):
    found = row(codename="o" * letters)

    assert (found.new is not None) is fits
    assert bool(found.wrong) is not fits


@pytest.mark.parametrize(
    ("written", "band"),
    [
        ("", AgeBand.UNKNOWN),
        ("14", AgeBand.A14_15),
        ("16 years", AgeBand.A16_17),
        ("59", AgeBand.A18_59),
        ("60", AgeBand.A60_79),
    ],
)
def test_of_an_age_only_its_group_is_kept(written, band):
    assert row(codename="Owl", age=written).new.age_band is band


@pytest.mark.parametrize("written", ["old", "5", "121"])
def test_what_is_no_age_is_said_to_be_none(written):
    assert row(codename="Owl", age=written).wrong == f"“{written}” is not an age."


@pytest.mark.parametrize(
    ("written", "grade"),
    [("", None), ("3", 3), ("初二", 8), ("高三", 12), ("十", 10), ("十二", 12)],
)
def test_a_grade_is_read_as_schools_write_it(written, grade):
    assert row(codename="Owl", grade=written).new.grade == grade


@pytest.mark.parametrize("written", ["0", "13", "none"])
def test_what_is_no_grade_is_said_to_be_none(written):
    assert row(codename="Owl", grade=written).wrong == f"“{written}” is not a grade from 1 to 12."


def test_a_row_that_is_too_short_leaves_its_last_cells_open():
    table = Table((("codename", "grade"), ("Owl",)), (1, 2))

    assert understood(table).rows[0].new.grade is None


@pytest.mark.parametrize(
    ("written", "gender"),
    [("女", Gender.FEMALE), ("Boy", Gender.MALE), ("?", Gender.UNSAID), ("", Gender.UNSAID)],
)
def test_a_gender_is_kept_only_where_somebody_of_the_same_is_wished_for(written, gender):
    wishing = row(codename="Owl", gender=written, **{"same-gender wish": "yes"})

    assert wishing.new.gender is gender
    assert row(codename="Owl", gender=written).new.gender is Gender.UNSAID
