"""D3: pages that answer a form without leading elsewhere bear being sent again."""

from uuid import uuid4

import pytest

from tests.safety import visiting


@pytest.mark.parametrize(
    "path", ["people/{application_id}/link", "calendars", "participants/search"]
)
async def test_d3_a_page_that_answers_a_form_can_be_sent_again(crowd, path):
    where = f"/a/{crowd.home.activity.id}/{path.format(**crowd.home.ids)}"
    form = {"lane": crowd.home.ids["lane_id"], "wanted": "x", "_once": uuid4().hex[:16]}
    async with visiting.visitor(crowd.app, crowd.home.owner) as client:
        first = await client.post(where, data=form)
        again = await client.post(where, data=form)
        page = await client.get(again.headers["location"])

    assert (first.status_code, again.status_code) == (200, 303)
    assert page.status_code in (200, 303)
