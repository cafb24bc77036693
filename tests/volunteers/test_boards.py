"""What the pairing board says of clearances, and to whom."""

import pytest

from accounts.rules.permissions import Role
from kit.i18n import gettext
from tests import make
from tests.volunteers import crowds
from volunteers import applications, boards, pairing, pairs
from volunteers.rules.clearance import GAP_NAMES, NOT_CLEARED
from volunteers.rules.pairs import CannotBePaired
from volunteers.tables import training


async def test_which_clearance_somebody_lacks_is_read_by_whoever_may_and_by_nobody_else(db):
    owner = await make.actor()
    planner = await make.actor(Role.PLANNER, of=owner)
    activity = await crowds.ready(owner, 2, 1)
    [first, _], [child] = await crowds.everybody(activity)
    c = training.Clearance
    await c.update({c.outcome: "not_clear"}).where(c.application == first, c.kind == "record_check")

    lacking = {
        who: (await boards.of(actor, activity.id)).gates.lacking[first]
        for who, actor in (("owner", owner), ("planner", planner))
    }
    partners = await boards.laid_out(activity, await applications.of(activity.id))

    assert [one.code for one in lacking["owner"]] == ["record-check-objection"]
    assert lacking["planner"] == partners.gates.lacking[first] == (NOT_CLEARED,)
    for actor, told in ((owner, True), (planner, False)):
        with pytest.raises(CannotBePaired) as refused:
            await pairing.place(actor, activity.id, first, child)
        assert (gettext(GAP_NAMES["record-check-objection"]) in str(refused.value)) is told
    assert not await pairs.of(activity.id)
