"""A copy holds what its template held, in every slice: the plan comes back as it was, without names."""

from datetime import date

import msgspec
import pytest

from events import blueprints, copies, plans, proposals
from events.rules.blueprints import Answers
from events.rules.editions import NextEdition, cleaned
from kit import i18n
from tests import make
from web import wiring

EACH = ("sections", "tasks", "schedule", "posts", "recruitment")
HOLDS = {
    "one-to-one": (*EACH, "obligations", "trainings", "groups", "lanes"),
    "camp": (*EACH, "quotas", "eligibility", "acts", "materials"),
    "community-visit": (*EACH, "acts", "materials"),
}
THEN, NOW = date(2027, 7, 10), date(2028, 7, 8)


@pytest.mark.parametrize("locale", ["zh_Hans", "en"])
@pytest.mark.parametrize("key", HOLDS)
async def test_a_copied_plan_is_the_plan_it_was_copied_from(db, key, locale):
    wiring.connect()
    actor = await make.actor()
    wanted = NextEdition(edition=2, title="又一届", start_date=NOW)
    with i18n.speaking(locale):
        last = await plans.create(actor, blueprints.plan(key), Answers(title="T", start_date=THEN))
        before = await proposals.document(actor, last.id)

        made = await copies.create(actor, last.id, wanted)
        after = await proposals.document(actor, made.id)

    expected = cleaned(before, wanted)
    dated = tuple(msgspec.structs.replace(task, due=None) for task in after.tasks)
    assert dated == expected.tasks
    assert {task.due for task in after.tasks} != {None}
    for name in set(after.__struct_fields__) - {"tasks", "budget"}:
        assert (name, getattr(after, name)) == (name, getattr(expected, name))
    for name in HOLDS[key]:  # or nothing of it was compared
        assert getattr(after, name)
    assert after.budget.lines == expected.budget.lines
    assert [source.name for source in after.budget.sources] == [
        source.name for source in expected.budget.sources
    ]
