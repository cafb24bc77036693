"""D10: of two people who change the same thing, the second learns of the first; nothing is lost in silence."""

import re

import pytest

from accounts.tables import Account
from tests.safety import visiting
from tests.safety.houses import House

# way, table, column, id in the path: what two people may have open at the same time
THINGS = {
    "block": ("POST /a/{activity_id}/day/blocks/{block_id}", "block", "title", "block_id"),
    "budget line": ("POST /a/{activity_id}/budget/lines", "budget_line", "label", "line_id"),
    "source": (
        "POST /a/{activity_id}/budget/sources/{source_id}",
        "funding_source",
        "name",
        "source_id",
    ),
    "section": (
        "POST /a/{activity_id}/plan/sections/{section_id}",
        "plan_section",
        "text",
        "section_id",
    ),
    "thing": ("POST /a/{activity_id}/plan/lists/{list_name}", "material", "item", "row_id"),
    "participant": (
        "POST /a/{activity_id}/participants/{participant_id}",
        "participant",
        "codename",
        "participant_id",
    ),
    "call": ("POST /a/{activity_id}/people/call", "recruitment", "summary", ""),
    "settings": ("POST /a/{activity_id}/settings", "activity", "place", "activity_id"),
    "training": (
        "POST /a/{activity_id}/training/{session_id}/edit",
        "training_session",
        "place",
        "session_id",
    ),
}
KEPT = 303, 200


@pytest.fixture
def two(crowd):
    """Lets the owner and a colleague save the same thing, both from the page as it was before."""

    async def saved(what: str, *, second_looks_again: bool) -> tuple[int, str, str]:
        name, table, column, key = THINGS[what]
        way = next(way for way in crowd.ways if str(way) == name)
        form = await _form(crowd, way)
        colleague = crowd.home.people["treasurer" if "budget" in name else "planner"]
        async with (
            visiting.visitor(crowd.app, crowd.home.owner) as one,
            visiting.visitor(crowd.app, colleague) as other,
        ):
            cells = {"budget line": f"label.{crowd.home.ids.get(key)}", "thing": "item.0"}
            field = cells.get(what, column)
            first = await one.post(form.action, data=form.fields | {field: "先到"})
            assert first.status_code in KEPT, first.status_code
            later = form.fields | {field: "后到"}
            if second_looks_again:
                version = await _value(table, "version", key, crowd.home)
                later = {n: version if n.startswith("version") else v for n, v in later.items()}
            second = await other.post(form.action, data=later)
        return second.status_code, second.text, await _value(table, column, key, crowd.home)

    return saved


async def _form(crowd, way):
    """Return the form as its own page shows it now, sent by its first button that is no nudge."""
    known = crowd.forms[str(way)]
    async with visiting.visitor(crowd.app, crowd.home.owner) as client:
        page = await client.get(known.action)
    fresh = [f for f in visiting.forms({known.action: page}) if f.action == known.action]
    form = (fresh or [known])[0]
    fields = {name: value for name, value in form.fields.items() if name != "nudge"}
    return visiting.Form(form.action, fields)


async def _value(table: str, column: str, key: str, home: House) -> str:
    where = f"id = '{home.ids[key]}'" if key else f"activity = '{home.activity.id}'"
    (row,) = await Account.raw(f'SELECT "{column}"::text AS value FROM "{table}" WHERE {where}')
    return row["value"]


@pytest.mark.parametrize("what", THINGS)
async def test_d10_the_second_of_two_editors_never_overwrites_the_first(crowd, two, what):
    status, page, stored = await two(what, second_looks_again=False)

    assert (status, stored) == (409, "先到")
    assert re.search("后到", page), "what the second one typed is gone"


@pytest.mark.parametrize("what", ["block", "section", "participant"])
async def test_d10_whoever_has_seen_the_first_change_may_go_on(crowd, two, what):
    """The control: with the newest version in hand the same form does overwrite."""
    status, _, stored = await two(what, second_looks_again=True)

    assert (status in KEPT, stored) == (True, "后到")
