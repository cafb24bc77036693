import re

import pytest
from litestar import Litestar, get

from tests import make
from web.policy import Unguarded, refuse_unguarded


async def test_the_site_says_that_it_can_serve(browser):
    async with browser() as page:
        answer = await page.get("/health")

    assert answer.status_code == 200
    assert answer.text == "ok"


async def test_an_unknown_address_is_a_page_with_all_headers(browser):
    async with browser() as page:
        answer = await page.get("/nowhere")

    assert answer.status_code == 404
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_route_without_a_policy_keeps_the_site_from_starting():
    @get("/open")
    async def forgotten() -> str:
        return ""

    with pytest.raises(Unguarded, match="/open"):
        refuse_unguarded(Litestar([forgotten], openapi_config=None))


async def test_a_word_of_what_was_done_waits_for_a_page_that_can_say_it(browser):
    actor = await make.actor()
    activity = await make.activity(actor)

    async with browser(actor, language="en") as page:
        await page.post(f"/a/{activity.id}/plan/parties", data={"name.0": "School"})
        refused = await page.get("/a/00000000-0000-4000-8000-000000000000")
        shown = await page.get(f"/a/{activity.id}/plan")

    assert 'class="toast"' not in refused.text
    assert "Saved." in shown.text


async def test_pages_travel_compressed_and_their_form_tokens_never_repeat(browser):
    async with browser() as page:
        one = await page.get("/signin", headers={"accept-encoding": "gzip"})
        two = await page.get("/signin", headers={"accept-encoding": "gzip"})

    token = r'name="_csrf" value="([^"]+)"'
    assert one.headers["content-encoding"] == "gzip"
    assert re.search(token, one.text)[1] != re.search(token, two.text)[1]
