import re
from html import unescape
from uuid import uuid4

import pytest
import time_machine

import events.tables
from accounts.rules.permissions import Role
from tests import make
from tests.volunteers import calls
from tests.volunteers.children import NAMES, child, listed
from tests.volunteers.test_named_mode import NAMED, opened
from volunteers import carers, named_fields, named_mode, participants
from volunteers.rules.carers import NewCarer
from volunteers.rules.participants import AgeBand

# The middle of 139 1234 5678, written in any way; ids and tokens hold four digits by chance.
DIGITS = r"(?<![\w-])1234(?![\w-])|139-1234|1234-5678|12345|91234|[•*]1234|1234[•*]"
ANSWERS = {"need": "a", "readers": "b", "risks": "c", "measures": "d"}


@pytest.fixture(autouse=True)
def weeks_before():
    with time_machine.travel("2026-11-20T02:00:00Z", tick=True):
        yield


async def scene(count=1):
    owner = await make.actor()
    activity = await calls.opened(owner)
    return owner, activity, await listed(owner, activity, count)


async def test_named_mode_is_opened_step_by_step_and_closed_again(browser):
    owner, activity, _ = await scene()
    lead = await make.actor(Role.SAFEGUARDING, of=owner)
    here = f"/a/{activity.id}/participants/named"
    form = ANSWERS | {"retain_until": "2026-12-20", "version": "1"}

    async with browser(owner, language="en") as page:
        before = await page.get(here)
        too_long = await page.post(here, data=form | {"retain_until": "2027-12-20"})
        written = await page.post(here, data=form)
        alone = await page.post(f"{here}/lead")
        signed = await page.post(f"{here}/partner", data={"partner": "天府中学"})
    async with browser(lead, language="en") as page:
        agreed = await page.post(f"{here}/lead")
        now = await page.get(here)
        asked = await page.get(f"{here}/close")
        shut = await page.post(f"{here}/close")

    assert "Named mode is closed." in before.text
    assert too_long.status_code == 422 and "Choose a day from tomorrow" in too_long.text
    assert 'aria-invalid="true"' in too_long.text and "\na</textarea>" in too_long.text
    assert (written.status_code, alone.status_code, signed.status_code) == (303, 403, 303)
    assert agreed.status_code == 303 and "Named mode is open." in now.text
    assert "deleted at once" in asked.text and shut.status_code == 303
    assert "closed" in {gap.code for gap in await named_mode.missing(activity)}


async def test_what_is_sealed_is_masked_on_every_page_and_never_prefilled(browser):
    owner, activity, (one,) = await scene()
    lead = await make.actor(Role.SAFEGUARDING, of=owner)
    await opened(owner, lead, activity)
    await named_fields.write(owner, activity.id, one, NAMED, version=1)
    phone = NewCarer(relation="mother", phone="139 1234 5678")
    carer = await carers.add(owner, activity.id, one, phone)
    here = f"/a/{activity.id}/participants"

    for actor in (owner, lead):
        async with browser(actor, language="en") as page:
            shown = await page.get(f"{here}/{one}")
            texts = [
                shown.text,
                *[
                    (await page.get(f"{here}{path}")).text
                    for path in ("", f"/{one}/carers/{carer}", "/named", "/list.csv")
                ],
            ]
        assert "•••" in shown.text
        for secret in ("小明", "2013-11", "peanuts", DIGITS):
            assert not any(re.search(secret, text) for text in texts), secret


async def test_a_role_that_may_only_read_neither_changes_nor_reveals(browser):
    owner, activity, (one,) = await scene()
    viewer = await make.actor(Role.VIEWER, of=owner)
    here = f"/a/{activity.id}/participants"

    async with browser(viewer) as page:
        answers = [
            await page.get(f"{here}/named"),
            await page.get(f"{here}/{one}/carers"),
            await page.post(f"{here}/{one}/named", data={"given_name": "x", "version": "1"}),
            await page.get(f"{here}/list.xlsx"),
        ]

    assert [one.status_code for one in answers] == [403] * 4


async def test_a_guardian_is_entered_changed_and_deleted(browser):
    owner, activity, (one,) = await scene()
    here = f"/a/{activity.id}/participants/{one}"
    form = {"kind": "caregiver", "relation": "grandparent", "through_partner": "yes"}

    async with browser(owner, language="en") as page:
        wrong = await page.post(f"{here}/carers", data={"kind": "guardian"})
        await page.post(f"{here}/carers", data=form)
        [kept] = await carers.of(one)
        shown = await page.get(here)
        changed = form | {"kind": "guardian", "best_time": "evening", "version": "1"}
        await page.post(f"{here}/carers/{kept.id}", data=changed)
        late = await page.post(f"{here}/carers/{kept.id}", data=changed)
        again = await page.get(here)
        await page.post(f"{here}/carers/{kept.id}/remove")

    assert wrong.status_code == 422 and "Please choose one of the options." in wrong.text
    assert "Cannot agree for the child" in shown.text
    assert "Cannot agree for the child" not in again.text and "In the evening" in again.text
    assert late.status_code == 409
    assert await carers.of(one) == []


async def test_the_page_says_what_was_changed_and_when_all_is_deleted(browser):
    owner, activity, (one,) = await scene()
    await participants.change(owner, activity.id, one, 1, child(partner_row="1", grade=8))

    async with browser(owner, language="en") as page:
        shown = await page.get(f"/a/{activity.id}/participants/{one}")

    assert "What was changed" in shown.text and "<b>Grade</b>" in shown.text
    assert "What is deleted when" in shown.text and "4 Jan 2027" in shown.text


async def camp(owner, activity):
    c, q = events.tables.Condition, events.tables.Quota
    must, wish = uuid4(), uuid4()
    await c.insert(
        c(id=must, activity=activity.id, text="Grade 3 or above", hard=True),
        c(id=wish, activity=activity.id, text="Camper of last year", hard=False, position=1),
    )
    await q.insert(q(id=uuid4(), activity=activity.id, source="天府中学", places=300))
    return must, wish


async def test_conditions_are_ticked_for_everybody_on_one_page(browser):
    owner, activity, (one, other) = await scene(2)
    must, wish = await camp(owner, activity)
    here = f"/a/{activity.id}/participants/registration"
    form = {"page": "1", "shown": [str(one), str(other)], f"met-{one}": [str(must), str(wish)]}

    async with browser(owner, language="en") as page:
        wrong = await page.post(here, data=form | {f"reason-{other}": "call 13912345678"})
        saved = await page.post(here, data=form | {f"reason-{other}": "new at the school"})
        shown = await page.get(here)
        everybody = await page.get(f"/a/{activity.id}/participants?show=conditions")

        await page.post(here, data=form | {"everybody": str(must)})

    assert [must in one.met for one in await participants.of(activity.id)] == [True, True]
    assert wrong.status_code == 422 and "call 13912345678" in wrong.text
    assert f'value="{must}" checked' in wrong.text
    assert saved.status_code == 303
    assert "new at the school" in shown.text
    assert set((await participants.find(owner, activity.id, one)).met) == {must, wish}
    assert "阿飞" in everybody.text and "小满" not in everybody.text


@pytest.mark.parametrize("path", ["", "/registration", "/import", "/named", "/{one}"])
async def test_each_page_costs_the_same_with_one_child_with_three_and_with_two_hundred(
    browser, statements, path
):
    counts = []
    for children in (1, 3, 200):
        owner, activity, _ = await scene(0)
        await camp(owner, activity)
        names = [
            child(NAMES[n] if n < 3 else f"甲{n}", partner_row=str(n)) for n in range(children)
        ]
        one, *_ = await participants.insert(activity, names)
        async with browser(owner) as page:
            address = f"/a/{activity.id}/participants{path.replace('{one}', str(one))}"
            await page.get(address)
            statements.clear()
            assert (await page.get(address)).status_code == 200
        counts.append(len(statements))

    assert len(set(counts)) == 1 and counts[0] > 0


async def test_pasted_rows_are_mapped_looked_at_and_saved(browser):
    owner, activity, _ = await scene(0)
    here = f"/a/{activity.id}/participants/import"

    async with browser(owner, language="en") as page:
        shown = await page.get(here)
        first = await page.post(
            here,
            data={
                "pasted": "叫啥\t姓名\t几年级\n小满\t张小明\t四\n",
                **{name: _hidden(shown.text, name) for name in ("_csrf", "_once")},
            },
            files={"file": ("", b"", "application/octet-stream")},
        )
        table = _hidden(first.text, "table")
        second = await page.post(
            f"{here}/columns", data={"table": table, "column-0": "codename", "column-2": "grade"}
        )
        await page.post(
            f"{here}/save",
            data={"rows": _hidden(second.text, "rows"), "fields": ["codename", "grade"]},
        )
        broken = await page.post(f"{here}/columns", data={"table": '{"rows": [], "numbers": []}'})

    assert first.status_code == 422 and "Names stay at the school." in first.text
    assert "张小明" not in first.text + second.text
    [kept] = await participants.of(activity.id)
    assert (kept.codename, kept.grade) == ("小满", 4)
    assert broken.status_code == 422


def _hidden(text: str, name: str) -> str:
    return unescape(text.split(f'name="{name}" value="')[1].split('"', maxsplit=1)[0])


async def test_an_elder_is_entered_without_a_word_about_guardians(browser):
    owner, activity, _ = await scene(0)
    a = events.tables.Activity
    await a.update({a.involves_minors: False}).where(a.id == activity.id)
    one = await participants.add(
        owner, activity.id, child("老李头", age_band=AgeBand.A60_79, grade=None)
    )

    async with browser(owner, language="en") as page:
        shown = await page.get(f"/a/{activity.id}/participants/{one}")

    assert shown.status_code == 200
    assert "Guardians and caregivers" not in shown.text and "Real data" not in shown.text
