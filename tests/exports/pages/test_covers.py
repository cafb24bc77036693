"""Covers and posters: they go along when an address is shared, and say nothing before a call is public."""

import io
from uuid import uuid4

import lxml.html
import pytest
from PIL import Image

from accounts.rules.permissions import Role
from events import activities
from exports import covers as served
from kit import clock, pictures
from tests import make
from tests.volunteers import calls
from volunteers import covers
from volunteers.tables import applications

CONTACT = {"contact_name": "CANARY-CONTACT", "contact_phone": "13900000999"}


@pytest.fixture
def undrawn(monkeypatch):
    """Where it does not matter what a drawn cover shows, a small picture is served in its place."""
    file = io.BytesIO()
    Image.new("RGB", (1200, 630), "teal").save(file, "PNG")

    async def small(*_):
        return file.getvalue()

    async def unprinted(*_):
        return b"%PDF"

    monkeypatch.setattr(served.documents, "pdf", unprinted)
    monkeypatch.setattr(served.rasters, "png", small)
    return file.getvalue()


def jpeg(size=(1600, 900), colour="tomato"):
    file = io.BytesIO()
    Image.new("RGB", size, colour).save(file, "JPEG")
    return file.getvalue()


async def upload(page, activity, content, **said):
    here = f"/a/{activity.id}/people/cover"
    data = {"_csrf": page.auth.token, "_once": uuid4().hex[:16], **said}
    return await page.post(here, data=data, files={"file": ("photo.jpg", content, "image/jpeg")})


async def test_a_drawn_cover_has_the_size_it_promises(browser):
    activity = await calls.opened(await make.actor())

    async with browser(None) as page:
        answer = await page.get(f"/e/{activity.slug}/cover.png?lang=zh_Hans")

    with Image.open(io.BytesIO(answer.content)) as picture:
        assert (picture.format, picture.size) == ("PNG", (covers.WIDTH, covers.HEIGHT))


async def test_whoever_asks_for_the_head_of_a_cover_gets_what_a_reader_gets(browser, undrawn):
    activity = await calls.opened(await make.actor())
    address = f"/e/{activity.slug}/cover.png"

    async with browser(None) as page:
        read, asked = await page.get(address), await page.head(address)
        missing = await page.head("/e/nowhere/cover.png")
        held = await page.get(address, headers={"if-none-match": read.headers["etag"]})
        stale = await page.get(address, headers={"if-none-match": '"another"'})

    assert (read.status_code, read.content) == (200, undrawn)
    assert (asked.status_code, asked.content, missing.status_code) == (200, b"", 404)
    for name in ("content-type", "content-length", "etag", "cache-control"):
        assert asked.headers[name] == read.headers[name], name
    assert (held.status_code, held.content, held.headers["etag"]) == (
        304,
        b"",
        read.headers["etag"],
    )
    assert stale.status_code == 200


@pytest.mark.parametrize("own", [False, True])
async def test_a_chat_finds_the_cover_by_its_whole_address_and_first_on_the_page(browser, own):
    actor = await make.actor()
    activity = await calls.opened(actor)
    if own:
        await covers.upload(actor, activity.id, jpeg(), "孩子们的画")

    async with browser(None, language="en") as page:
        shown = lxml.html.fromstring((await page.get(f"/e/{activity.slug}")).text)
        said = {one.get("property"): one.get("content") for one in shown.xpath("//meta[@property]")}
        base = said["og:url"].removesuffix(f"/e/{activity.slug}")
        picture = await page.get(said["og:image"].removeprefix(base)) if own else None

    first = shown.xpath("//body//img")[0]
    assert said["og:image"] == base + first.get("src")
    assert all(said[name].startswith(("https://", "http://")) for name in ("og:url", "og:image"))
    assert min(int(said["og:image:width"]), int(said["og:image:height"])) >= 300
    assert said["og:title"] and said["og:description"]
    assert first.get("alt") == said["og:image:alt"] == ("孩子们的画" if own else activity.title)
    if picture:
        assert picture.headers["content-type"] == said["og:image:type"] == pictures.JPEG
        with Image.open(io.BytesIO(picture.content)) as seen:
            assert seen.size == (1200, 630)


async def test_what_is_shared_names_nobody_who_is_not_public(browser):
    actor = await make.actor()
    activity = await calls.opened(actor)
    await activities.change(actor, activity.id, activity.version, CONTACT)
    await calls.apply(activity, 1)

    async with browser(None) as page:
        shown = lxml.html.fromstring((await page.get(f"/e/{activity.slug}")).text)

    head = lxml.html.tostring(shown.xpath("//head")[0], encoding="unicode")
    assert "og:title" in head
    for secret in ("CANARY", "139", "许诺", "2022", "example.org"):
        assert secret not in head


FILES = ("", "/cover.png", "/cover.jpg", "/poster.pdf", "/poster.png")


async def test_a_call_that_is_not_public_shows_neither_picture_nor_title(browser, undrawn):
    actor = await make.actor()
    hidden = await calls.opened(actor, published_at=None)
    hidden = await activities.change(actor, hidden.id, hidden.version, {"title": "CANARY-TITLE"})
    uncalled = await make.activity(actor, title="CANARY-TITLE")

    async with browser(None) as page:
        for activity in (hidden, uncalled):
            answers = [await page.get(f"/e/{activity.slug}{file}") for file in FILES]
            assert [one.status_code for one in answers] == [404] * len(FILES)
            assert not any("CANARY" in one.text for one in answers)
        r = applications.Recruitment
        await r.update({r.published_at: clock.now()}).where(r.activity == hidden.id)
        there = await page.get(f"/e/{hidden.slug}/cover.png")
    assert there.status_code == 200, "the control: once published, the picture is there"


async def test_what_is_no_picture_keeps_the_old_cover_and_says_why(browser):
    actor = await make.actor()
    activity = await calls.opened(actor)
    await covers.upload(actor, activity.id, jpeg())
    before = await covers.picture(activity)
    wrong = {
        "GIF renamed": b"GIF89a" + bytes(300),
        "too small": jpeg((200, 900)),
        "too heavy": bytes(pictures.LARGEST + 1),
    }

    async with browser(actor, language="en") as page:
        answers = {
            name: await upload(page, activity, content, alt="typed")
            for name, content in wrong.items()
        }
        eleven = await upload(page, activity, bytes(11 * 2**20))
        kept = await covers.picture(activity)
        taken = await upload(page, activity, jpeg(colour="teal"))

    assert {name: one.status_code for name, one in answers.items()} == dict.fromkeys(wrong, 422)
    assert all('value="typed"' in one.text for one in answers.values())
    assert eleven.status_code == 413
    assert kept == before
    assert taken.status_code == 303
    assert await covers.picture(activity) != before, "the control: a picture is taken"


async def test_a_cover_is_for_those_who_manage_volunteers_of_this_association(browser):
    actor = await make.actor()
    activity = await calls.opened(actor)

    for who, status in ((await make.actor(Role.VIEWER, of=actor), 403), (await make.actor(), 404)):
        async with browser(who) as page:
            answer = await upload(page, activity, jpeg())
        assert answer.status_code == status
    assert await covers.picture(activity) is None
