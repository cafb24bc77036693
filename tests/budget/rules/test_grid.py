from uuid import UUID

import pytest

from budget.rules.grid import Posted, differs, new_row, posted, read
from budget.rules.ledger import Basis
from kit.forms import WrongForm
from tests.budget.rules.test_ledger import line

ID = UUID(int=7)


def test_cells_are_gathered_by_their_row():
    data = {
        f"label.{ID}": " Water ", f"actual.{ID}": "3", f"version.{ID}": "2",
        "label.new": "Bus", "category.new": "transport", "label.new-1": "Flag",
    }  # fmt: skip

    assert posted(data) == Posted(
        {ID: (2, {"label": "Water", "actual": "3"})},
        [{"label": "Bus", "category": "transport"}, {"label": "Flag"}],
    )


@pytest.mark.parametrize("name", ["label", "label.", "label.7", "colour.new", f"id.{ID}", "_csrf"])
def test_what_is_no_cell_of_a_row_is_left_alone(name):
    assert posted({name: "x"}) == Posted({}, [])


@pytest.mark.parametrize("data", [{"label.new": " "}, {"category.new": "food", "version.new": "1"}])
def test_a_new_row_in_which_nobody_wrote_is_none(data):
    assert posted(data).added == []


@pytest.mark.parametrize("version", ["", "one", "-1"])
def test_a_row_without_a_version_is_read_at_one_no_line_has(version):
    assert posted({f"label.{ID}": "x", f"version.{ID}": version}).changed == {
        ID: (0, {"label": "x"})
    }


def test_new_rows_are_named_new_and_then_counted():
    assert [new_row(n) for n in range(3)] == ["new", "new-1", "new-2"]


def test_a_row_differs_only_where_a_cell_says_something_else():
    there = line(7, 7500, label="Water")

    assert not differs(there, {"label": "Water ", "planned": "75.00", "unknown": "x"})
    assert differs(there, {"label": "Waters"})


def test_cells_that_were_not_posted_stay_as_they_are():
    ((changed,), (new,)) = read(
        {line(7, 7500, label="Water"): {"note": "cold"}}, [{"label": "Bus", "planned": "4"}]
    )

    assert (changed.label, changed.planned, changed.note) == ("Water", 7500, "cold")
    assert (new.label, new.planned, new.basis) == ("Bus", 400, Basis.LUMP)


def test_every_wrong_cell_of_every_row_is_named():
    there = line(7, 7500, label="Water")

    with pytest.raises(WrongForm) as refusal:
        read({there: {"planned": "?"}}, [{"label": "x", "planned": "?"}, {"label": ""}])

    assert list(refusal.value.by_field) == [f"planned.{there.id}", "planned.new", "label.new-1"]
