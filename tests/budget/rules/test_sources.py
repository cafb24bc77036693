from uuid import uuid4

import pytest

from budget.rules.sources import OutOfOrder, Source, SourceKind, coverage, refuse_disorder


def source(approved):
    return Source(
        id=uuid4(), name="College", kind=SourceKind.HOST, promised=approved, approved=approved,
        received=0, until=None, note="", position=0, version=1,
    )  # fmt: skip


def test_all_that_was_promised_may_be_approved_and_all_that_was_approved_received():
    refuse_disorder(promised=100, approved=100, received=100)


@pytest.mark.parametrize(("promised", "approved", "received"), [(99, 100, 0), (100, 99, 100)])
def test_one_fen_more_than_the_step_before_is_refused(promised, approved, received):
    with pytest.raises(OutOfOrder):
        refuse_disorder(promised, approved, received)


@pytest.mark.parametrize(("planned", "missing"), [(299, 0), (300, 0), (301, 1)])
def test_what_is_planned_beyond_the_approved_money_is_missing(planned, missing):
    assert coverage([source(100), source(200)], planned) == (300, missing)
