import pytest
from litestar import Litestar, get

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
