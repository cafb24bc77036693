from events import acts, rehearsals
from events.findings import today
from events.rules.lists import Act, Typed
from events.rules.rehearsals import NewRehearsal
from tests import make
from tests.volunteers import children


async def _show(titles=("合唱",)):
    actor = await make.actor()
    activity = await make.activity(actor)
    [child] = await children.listed(actor, activity, 1)
    await children.agreed(actor, activity, [child])
    await acts.save(actor, activity.id, [Typed(Act(title=title)) for title in titles])
    return actor, activity, child, [one.id for one in await acts.of(activity)]


async def test_an_act_is_cast_rehearsed_and_signed_off_by_plain_forms(browser):
    actor, activity, child, [act] = await _show()
    here, day = f"/a/{activity.id}/acts", str(today(activity))
    async with browser(actor, language="en") as client:
        cast = await client.post(f"{here}/{act}/performers", data={"participants": str(child)})
        wrong = await client.post(
            f"{here}/{act}/rehearsals", data={"on": "2020-01-01", "place": "Hall 7"}
        )
        assert (cast.status_code, wrong.status_code) == (303, 422)
        assert "Hall 7" in wrong.text
        assert 'aria-invalid="true"' in wrong.text
        planned = await client.post(f"{here}/{act}/rehearsals", data={"on": day, "at": "19:00"})
        [one] = await rehearsals.of(activity)
        step = f"{here}/rehearsals/{one.id}"
        nameless = await client.post(f"{step}/sign", data={"version": "1", "passed": "yes"})
        signed = await client.post(
            f"{step}/sign", data={"version": "1", "passed": "yes", "checked_by": "林老师"}
        )
        answers = (planned.status_code, nameless.status_code, signed.status_code)
        assert answers == (303, 422, 303)
        page = (await client.get(here)).text
        assert "Seen by 林老师" in page
        assert "passed" in page
        late = await client.post(f"{step}/undo", data={"version": "1"})
        back = await client.post(f"{step}/undo", data={"version": "2"})
        assert (late.status_code, back.status_code) == (409, 303)
        assert "Seen by 林老师" not in (await client.get(here)).text
        assert (await client.post(f"{step}/remove")).status_code == 303


async def test_the_acts_cost_the_same_number_of_statements_whatever_their_length(
    browser, statements
):
    actor, activity, _, _ = await _show()
    counts = []
    async with browser(actor) as client:
        for titles in ([], ["小品", "朗诵"]):
            kept = [Typed(one) for one in await acts.of(activity)]
            new = [Typed(Act(title=title)) for title in titles]
            await acts.save(actor, activity.id, kept + new)
            for one in await acts.of(activity):
                await rehearsals.plan(actor, activity.id, one.id, NewRehearsal(on=today(activity)))
            statements.clear()
            assert (await client.get(f"/a/{activity.id}/acts")).status_code == 200
            counts.append(len(statements))
    assert counts[0] == counts[1]


async def test_without_acts_the_page_leads_to_the_list(browser):
    actor = await make.actor()
    activity = await make.activity(actor)
    async with browser(actor) as client:
        page = await client.get(f"/a/{activity.id}/acts")
    assert f"/a/{activity.id}/plan/lists?edit=acts" in page.text
