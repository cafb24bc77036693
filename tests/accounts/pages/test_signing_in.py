"""The way in, as a browser sees it."""

from uuid import uuid4

import pytest

from accounts import signing_in, tables
from kit import clock, passwords
from kit.cookies import cookie_name
from tests import make
from tests.accounts.visiting import mailed_link, neutral, send, tokens

PASSWORD = "lantern harbour cello nine"


def fresh():
    return f"{uuid4().hex}@example.org"


async def account():
    address = fresh()
    await signing_in.create(address, "周敏", await passwords.hashed(PASSWORD), clock.now())
    return address


async def test_from_signing_up_to_an_association_and_out_again(browser):
    address = fresh()
    async with browser() as page:
        answer = await send(page, "/signup", {"name": "周敏", "email": address, "next": "/profile"})
        assert (answer.status_code, answer.headers["location"]) == (303, "/signup/sent")
        link = await mailed_link(address)
        assert (await page.get(link)).status_code == 200
        assert (await page.get(link)).status_code == 200  # opening it spends nothing
        answer = await send(page, link, {})
        assert (answer.status_code, answer.headers["location"]) == (303, "/profile")
        assert (await page.get(link)).status_code == 404

        answer = await page.get("/")
        assert answer.headers["location"] == "/association"
        answer = await send(
            page, "/association", {"name": "图书馆志愿者协会"}, to="/association/new"
        )
        assert answer.headers["location"] == "/association"
        assert "图书馆志愿者协会" in (await page.get("/association")).text

        answer = await send(page, "/profile", {}, to="/signout")
        assert answer.headers["clear-site-data"] == '"cache", "storage"'
        assert (await page.get("/profile")).headers["location"] == "/signin?next=/profile"


async def test_a_password_opens_and_the_cookie_is_closed_to_scripts(browser):
    address = await account()
    async with browser() as page:
        answer = await send(
            page, "/signin", {"email": address, "password": PASSWORD, "next": "/new"}
        )

    assert (answer.status_code, answer.headers["location"]) == (303, "/new")
    (sid,) = [c for c in answer.headers.get_list("set-cookie") if c.startswith("__Host-sid=")]
    assert {"HttpOnly", "Secure", "SameSite=lax", "Path=/"} <= set(sid.split("; "))
    assert "Domain" not in sid


@pytest.mark.parametrize(
    "after", ["//evil.example", "/\\evil.example", "https://evil.example", "/\tx"]
)
async def test_signing_in_leads_to_no_other_site(browser, after):
    address = await account()
    async with browser() as page:
        shown = await page.get("/signin", params={"next": after})
        answer = await send(
            page, "/signin", {"email": address, "password": PASSWORD, "next": after}
        )

    assert 'name="next" value="/"' in shown.text
    assert answer.headers["location"] == "/"


async def test_d18_known_and_unknown_look_alike(browser):
    known, unknown = await account(), fresh()
    seen = {}
    for address in (known, unknown):
        async with browser() as page:
            wrong = await send(
                page, "/signin", {"email": address, "password": "not this one at all"}
            )
            asked = await send(page, "/signin", {"email": address}, to="/signin/link")
            sent = await page.get(asked.headers["location"])
            up = await send(page, "/signup", {"name": "周敏", "email": address})
            upped = await page.get(up.headers["location"])
        seen[address] = [
            (a.status_code, a.headers.get("location"), neutral(a.text).replace(address, "…"))
            for a in (wrong, asked, sent, up, upped)
        ]

    assert seen[known] == seen[unknown]
    assert [one[0] for one in seen[known]] == [422, 303, 200, 303, 200]


async def test_a_wrong_form_keeps_what_was_typed_but_no_password(browser):
    async with browser() as page:
        answer = await send(
            page, "/signup", {"name": "周敏", "email": "nobody", "password": "correct horse 1"}
        )

    assert answer.status_code == 422
    assert 'value="周敏"' in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert "correct horse" not in answer.text


async def test_too_many_tries_are_told_on_the_form(browser):
    address = await account()
    async with browser() as page:
        for _ in range(6):
            answer = await send(page, "/signin", {"email": address, "password": "not this one"})

    assert answer.status_code == 429
    assert address in answer.text


async def test_a_used_link_says_so(browser):
    async with browser() as page:
        answer = await page.get(f"/signin/{'x' * 43}")

    assert answer.status_code == 404
    assert "/signin" in answer.text


async def test_d19_the_old_cookie_is_dead_after_each_change(browser):
    address = await account()
    dead = []
    async with browser() as page:
        sid = cookie_name("sid")
        page.cookies.set(sid, "chosen-by-somebody-else", domain="plan.example")
        await send(page, "/signin", {"email": address, "password": PASSWORD})
        dead.append(("chosen-by-somebody-else", page.cookies.get(sid, domain="plan.example")))
        before = page.cookies.get(sid, domain="plan.example")
        await send(page, "/association", {"name": "青协"}, to="/association/new")
        dead.append((before, page.cookies.get(sid, domain="plan.example")))
        before = page.cookies.get(sid, domain="plan.example")
        await send(page, "/profile", {}, to="/signout")
        dead.append((before, page.cookies.get(sid, domain="plan.example")))
    for old, new in dead:
        assert old != new
        async with browser() as page:
            page.cookies.set(sid, old, domain="plan.example")
            assert (await page.get("/profile")).status_code == 303


async def test_s17_every_form_of_a_signed_in_person_asks_for_its_own_token(browser):
    """No token, somebody else's token, another site: 403 at every route that changes something."""
    from kit.policy import Policy
    from web.app import create_app

    mine, other = await make.actor(), await make.actor()
    async with browser(other) as page:
        foreign = tokens((await page.get("/profile")).text)["_csrf"]
    paths = sorted(
        _filled(route)
        for route in create_app().routes
        for handler in route.route_handlers
        if "POST" in handler.http_methods
        and handler.opt.get("csrf") is not False
        and handler.opt["policy"] is not Policy.LINK
    )
    async with browser(mine) as page:
        page.auth = None
        own = tokens((await page.get("/profile")).text)["_csrf"]
        for path in paths:
            attempts = [
                await page.post(path, data={"name": "x"}),
                await page.post(path, data={"_csrf": foreign}),
                await page.post(
                    path, data={"_csrf": own}, headers={"sec-fetch-site": "cross-site"}
                ),
            ]
            assert [a.status_code for a in attempts] == [403, 403, 403], path
        del page.headers["sec-fetch-site"]
        answer = await page.post(
            "/profile", data={"_csrf": own, "name": "x"}, headers={"origin": "https://evil.example"}
        )
        assert answer.status_code == 403
        answer = await page.post(
            "/profile", data={"_csrf": own, "name": "x"}, headers={"origin": "https://plan.example"}
        )
        assert answer.status_code == 303
    assert "/association/new" in paths


def _filled(route):
    """Return the route's path with something of the right kind in each place."""
    of_kind = {"UUID": str(uuid4()), "int": "1"}
    return "/" + "/".join(
        part if isinstance(part, str) else of_kind.get(part.type.__name__, "x")
        for part in route.path_components
    )


async def test_the_mails_are_shown_in_development_only(browser, monkeypatch):
    import msgspec

    from kit.settings import settings

    address = await account()
    await signing_in.ask_link(address, "/", signing_in.Visitor("192.0.2.7"))
    async with browser() as page:
        assert (await page.get("/mails")).status_code == 404
        here = msgspec.structs.replace(settings(), development=True)
        monkeypatch.setattr("web.middleware.settings", lambda: here)
        assert address in (await page.get("/mails")).text
        m = tables.OutboxMail
        row = await m.select(m.id).where(m.recipient == address).first()
        shown = (await page.get(f"/mails/{row['id']}")).text
    assert f'<a href="{await mailed_link(address)}">' in shown
