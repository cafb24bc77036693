"""D3: a form counts once, however often and from wherever it arrives."""

import asyncio
from uuid import uuid4

import httpx

from accounts import once
from events.tables import Task
from tests import make
from tests.safety import visiting
from web.app import create_app

SENDS = 5


async def test_d3_a_form_sent_five_times_at_once_counts_once(owner):
    done, answers = await copies(owner, forms=8)

    assert {answer.status_code for answer in answers} == {303}
    assert done == 8


async def test_d3_the_back_button_leads_where_the_first_answer_led(owner):
    activity = await make.activity(owner)
    where, form = f"/a/{activity.id}/plan/tasks", {"title": "once", "_once": uuid4().hex[:16]}
    async with visiting.visitor(create_app(), owner) as client:
        first = await client.post(where, data=form)
        again = await client.post(where, data=form)
        altered = await client.post(where, data=form | {"title": "twice"})

    assert (first.status_code, again.status_code, altered.status_code) == (303, 303, 422)
    assert again.headers["location"] == first.headers["location"]
    assert await Task.count().where(Task.activity == activity.id) == 1


async def test_d3_without_its_key_a_form_counts_as_often_as_it_is_sent(owner, monkeypatch):
    """The control."""

    async def always_new(*_):
        return None

    monkeypatch.setattr(once, "claim", always_new)
    done, _ = await copies(owner, forms=2)

    assert done > 2


async def copies(owner, forms: int) -> tuple[int, list[httpx.Response]]:
    """Send each of `forms` forms several times at once; return how many tasks that made, and the answers."""
    activity = await make.activity(owner)
    where = f"/a/{activity.id}/plan/tasks"
    async with visiting.visitor(create_app(), owner) as client:
        answers = await asyncio.gather(
            *(
                client.post(
                    where, data={"title": f"task {n}", "_once": f"form-{n}-{activity.id.hex[:20]}"}
                )
                for n in range(forms)
                for _ in range(SENDS)
            )
        )
    return await Task.count().where(Task.activity == activity.id), answers
