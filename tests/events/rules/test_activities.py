import pytest

from events.rules.activities import CannotBecome, Status, moved

S = Status
LIVING = {S.DRAFT, S.RETURNED, S.SUBMITTED, S.APPROVED, S.OPEN, S.RUNNING}
ALLOWED = {
    (S.DRAFT, S.SUBMITTED),
    (S.RETURNED, S.SUBMITTED),
    (S.SUBMITTED, S.DRAFT),
    (S.SUBMITTED, S.RETURNED),
    (S.SUBMITTED, S.APPROVED),
    (S.APPROVED, S.OPEN),
    (S.APPROVED, S.RUNNING),
    (S.OPEN, S.RUNNING),
    (S.RUNNING, S.DONE),
    (S.DONE, S.CLOSED),
} | {(status, S.CANCELLED) for status in LIVING}


@pytest.mark.parametrize("before", Status)
@pytest.mark.parametrize("after", Status)
def test_an_activity_takes_the_steps_of_the_domain_and_no_other(before, after):
    if (before, after) in ALLOWED:
        assert moved(before, after) is after
    else:
        with pytest.raises(CannotBecome):
            moved(before, after)
