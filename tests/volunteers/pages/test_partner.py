"""A teacher with a link and an old browser: every step by links and forms, and nothing beside the own school."""

import re
from uuid import uuid4

import lxml.html
import pytest
import time_machine

from accounts import links
from accounts.rules.links import Kind, NoSuchLink
from accounts.rules.permissions import Role
from kit import i18n
from tests import make
from tests.browsing import Tokens, csrf
from tests.volunteers import children, crowds, schools
from volunteers import liaisons, own_school, pairing, pairs, participants, partner_links
from volunteers.rules.pairs import PairStatus
from volunteers.tables import applications as tables
from web import wiring

HILL = "Hill school"
HIDDEN = {"volunteer": "岱姓", "phone": "139-0000-7711", "number": "77000011", "child": "鹮阿飞"}


@pytest.fixture(autouse=True)
def weeks_before():
    with time_machine.travel("2026-11-20T02:00:00Z", tick=True):
        yield


@pytest.fixture
async def owner(db):
    wiring.connect()
    return await make.actor()


@pytest.fixture
async def activity(owner):
    """Four volunteers, of whom the first never says yes; no child yet."""
    activity = await crowds.ready(owner, 4, 0)
    people, _ = await crowds.everybody(activity)
    a = tables.Application
    await a.update(
        {a.name: HIDDEN["volunteer"], a.phone: HIDDEN["phone"], a.student_no: HIDDEN["number"]}
    ).where(a.id == people[0])
    return activity


@pytest.fixture
async def key(owner, activity):
    return await schools.key(owner, activity)


class Teacher:
    """Goes where links lead and sends the forms that stand there; no script ever runs."""

    def __init__(self, page, key):
        self.page, self.key = page, key

    @classmethod
    async def comes(cls, page, key):
        holder = await links.holder(Kind.PARTNER, key)
        page.auth = Tokens(csrf("link", str(holder.id)))
        return cls(page, key)

    async def opens(self, path=""):
        answer = await self.page.get(f"/p/{self.key}{path}")
        assert answer.status_code == 200, (path, answer.status_code)
        return answer.text

    async def sends(self, shown, action, **said):
        """Fill in the form of a page that goes to `action` and send it with one of its buttons."""
        forms = lxml.html.fromstring(shown).xpath(f'//form[contains(@action, "{action}")]')
        assert forms, f"no form leads to {action}"
        fields = {k: "" if v == "on" else v for k, v in forms[0].form_values()}  # a blank choice
        said = {k: v for k, v in (fields | said).items() if k not in ("_csrf", "_once")}
        return await self.page.post(forms[0].action, data=said, follow_redirects=True)


async def test_a_school_does_all_that_is_asked_of_it(browser, owner, activity, key):
    people, _ = await crowds.everybody(activity)
    async with browser(None, language="en") as page:
        teacher = await Teacher.comes(page, key)
        assert "3 things are waiting for you." in await teacher.opens()

        answer = await teacher.sends(
            await teacher.opens("/dates"), "/dates", training_room="Room 4", confirmed="yes"
        )
        assert "Time and place are confirmed." in answer.text

        for name in ("小满", "豆豆"):
            form = await teacher.opens("/participants/new")
            answer = await teacher.sends(form, "/new", codename=name, age_band="12-13")
            assert "On the list." in answer.text
        answer = await teacher.sends(await teacher.opens("/participants"), "/complete")
        assert "Your list is complete." in answer.text

        own = await participants.of(activity.id)
        ids = [str(one.id) for one in own]
        answer = await teacher.sends(
            await teacher.opens("/consents"), "/consents", letters="1", participants=ids
        )
        assert answer.status_code == 422  # one letter, two names: what was typed is kept
        assert all(f'value="{one}" aria-label' in answer.text for one in ids)
        answer = await teacher.sends(answer.text, "/consents", letters="2", participants=ids)
        assert "The letters are noted." in answer.text

        await schools.agreed(await links.holder(Kind.PARTNER, key), activity, people[1:], ("name",))
        for volunteer, child in zip(people[:2], own, strict=True):
            await pairing.place(owner, activity.id, volunteer, child.id)
        shown = await teacher.opens("/pairs")
        assert "许诺2" in shown and HIDDEN["volunteer"] not in shown
        second = next(p for p in await pairs.of(activity.id) if p.application == people[1])
        await teacher.sends(shown, f"/{second.id}/confirm")
        first = next(p for p in await pairs.of(activity.id) if p.application == people[0])
        await teacher.sends(await teacher.opens(f"/pairs/{first.id}/no"), "/no", reason="Too shy")
        chosen = await teacher.opens(f"/pairs/new/{first.participant}")
        answer = await teacher.sends(chosen, "/pairs/new/", volunteer=str(people[2]))
        assert "This pair is agreed." in answer.text
        assert len(await pairs.of(activity.id, [PairStatus.CONFIRMED])) == 2

        await teacher.sends(await teacher.opens("/adults"), "/adults", name="Lo", role="Nurse")
        assert "许诺2" in await teacher.opens("/volunteers")
        assert "许诺3" in await teacher.opens("/gate")
        assert "Nothing is waiting for you now." in await teacher.opens()

        withdraw = await teacher.opens(f"/participants/{ids[0]}/withdraw")  # the first click
        answer = await teacher.sends(withdraw, "/withdraw")  # the second
        assert "It counts from this moment." in answer.text


async def test_rows_are_pasted_looked_at_and_saved(browser, activity, key):
    async with browser(None, language="en") as page:
        teacher = await Teacher.comes(page, key)
        holder = await links.holder(Kind.PARTNER, key)
        answer = await page.post(
            f"/p/{key}/participants/import",
            data={"pasted": "代号\t年龄\t班级\n小满\t12\t三班\n13912345678\t12\t三班"},
            files={"file": ("", b"")},
            headers={"x-unused": holder.locale},
        )
        assert answer.status_code == 403  # a form without its token is nobody's
        answer = await page.post(
            f"/p/{key}/participants/import",
            data={
                "_csrf": csrf("link", str(holder.id)),
                "pasted": "代号\t年龄\t班级\n小满\t12\t三班\n13912345678\t12\t三班",
            },
            files={"file": ("", b"")},
        )
        assert "13912345678" not in answer.text
        assert "The class would tell who it is" in answer.text
        answer = await teacher.sends(answer.text, "/import/save")

    assert "The list is in." in answer.text
    assert [one.codename for one in await participants.of(activity.id)] == ["小满"]


async def test_a_school_is_asked_about_a_codename_that_looks_like_a_real_name(
    browser, activity, key
):
    async with browser(None, language="en") as page:
        teacher = await Teacher.comes(page, key)
        asked = (
            await teacher.sends(
                await teacher.opens("/participants/new"), "/participants/new", codename="王小明"
            )
        ).text
        assert "Looks like a real name." in asked
        assert 'value="王小明"' in asked
        assert await participants.of(activity.id) == []
        await teacher.sends(asked, "/participants/new", codename="王小明", not_a_name="yes")

    assert [one.codename for one in await participants.of(activity.id)] == ["王小明"]


PAGES = (
    *("", "/dates", "/participants", "/participants/new", "/participants/import", "/consents"),
    *("/volunteers", "/pairs", "/adults", "/gate", "/named"),
)


@pytest.fixture
async def full(owner, activity, key):
    """Another school with a child of its own, a volunteer who said no, and one who gave no phone."""
    hill = await schools.opened(owner, activity, HILL)
    own = await links.holder(Kind.PARTNER, key)
    people, _ = await crowds.everybody(activity)
    await own_school.add(hill, children.child(HIDDEN["child"]))
    one = await own_school.add(own, children.child("小满"))
    await crowds.rostered([row.id for row in await participants.of(activity.id)])
    await pairing.place(owner, activity.id, people[0], one)
    await schools.agreed(own, activity, people[1:], ("name",))
    return own


async def read(browser, key, paths=PAGES):
    async with browser(None, language="en") as page:
        teacher = await Teacher.comes(page, key)
        return {path: await teacher.opens(path) for path in paths}


async def test_no_page_tells_what_is_not_the_schools_to_know(browser, full, key):
    shown = await read(browser, key)

    leaks = {
        (path, what)
        for path, text in shown.items()
        for what, word in HIDDEN.items()
        if word in text
    }
    assert leaks == set()
    assert "许诺2" in shown["/volunteers"]  # there was something to show
    assert "小满" in shown["/participants"] and "小满" in shown["/pairs"]
    for path, text in shown.items():  # and no script, no style, nothing that leads elsewhere
        tree = lxml.html.fromstring(text)
        assert not tree.xpath("//script | //@style | //@onclick"), path
        assert all(to.startswith(("/", "#", "?", "tel:")) for to in tree.xpath("//a/@href")), path
        assert 'content="noindex"' in text, path


async def test_the_canaries_sing_where_they_may(browser, owner, activity, full, key):
    """The control: with consent, in the other school's own page, all of them are there."""
    people, _ = await crowds.everybody(activity)
    await schools.agreed(full, activity, people[:1], ("name", "phone", "student_no"))
    hill = next(one for one in await liaisons.of(activity.id) if one.partner == HILL)
    other = (await partner_links.link(owner, activity.id, hill.id)).rpartition("/")[2]

    shown = await read(browser, key, ["/volunteers"])
    theirs = await read(browser, other, ["/participants"])

    assert all(HIDDEN[what] in shown["/volunteers"] for what in ("volunteer", "phone", "number"))
    assert HIDDEN["child"] in theirs["/participants"]
    assert "小满" not in theirs["/participants"]


OF_ONE = (
    *("/participants/{}", "/participants/{}/remove", "/participants/{}/withdraw"),
    *("/pairs/{}/no", "/pairs/new/{}"),
)


async def test_an_id_of_another_school_is_like_one_of_nobody(browser, activity, full, key):
    theirs = next(
        one for one in await participants.of(activity.id) if one.codename == HIDDEN["child"]
    )
    async with browser(None, language="en") as page:
        for path in OF_ONE:
            first = await page.get(f"/p/{key}{path.format(theirs.id)}")
            second = await page.get(f"/p/{key}{path.format(uuid4())}")

            assert (first.status_code, second.status_code) == (404, 404)
            assert without_nonce(first.text) == without_nonce(second.text)


async def test_unknown_expired_and_revoked_links_answer_alike_and_say_whom_to_ask(
    browser, owner, activity, key
):
    expired = key
    revoked = await schools.key(owner, activity, HILL)
    hill = next(one for one in await liaisons.of(activity.id) if one.partner == HILL)
    await partner_links.revoke(owner, activity.id, hill.id)
    with time_machine.travel("2027-06-01T02:00:00Z"):
        async with browser(None, language="en") as page:
            answers = [await page.get(f"/p/{one}") for one in (expired, revoked, "x" * 43)]
        async with browser(None, language="zh-CN") as page:
            chinese = await page.get(f"/p/{expired}")

    assert {answer.status_code for answer in answers} == {404}
    assert len({without_nonce(answer.text) for answer in answers}) == 1
    for locale, answer in (("en", answers[0]), ("zh_Hans", chinese)):
        with i18n.speaking(locale):
            assert str(NoSuchLink()) in answer.text


def without_nonce(text):
    return re.sub(r'nonce="[^"]*"|value="[^"]*"', "", text)


async def test_a_volunteer_answers_on_the_own_page_and_changes_it(browser, activity, key):
    people, _ = await crowds.everybody(activity)
    own = await schools.volunteer(activity, people[0])
    token = await links.make(
        activity.organization, Kind.VOLUNTEER, people[0], about="application",
        activity_id=activity.id,
    )  # fmt: skip
    school = await links.holder(Kind.PARTNER, key)
    async with browser(None, language="en") as page:
        holder = await links.holder(Kind.VOLUNTEER, token)
        page.auth = Tokens(csrf("link", str(holder.id)))
        shown = (await page.get(f"/v/{token}")).text
        assert f"May {schools.NAME} see who you are?" in shown
        assert not lxml.html.fromstring(shown).xpath('//section[@id="sharing"]//input[@checked]')
        buttons = lxml.html.fromstring(shown).xpath('//section[@id="sharing"]//button/@class')
        assert len(set(buttons)) == 1  # both answers of one size, none before the other

        async def said(**data):
            answer = await page.post(
                f"/v/{token}/sharing/{school.object_id}", data=data, follow_redirects=True
            )
            return answer.status_code, answer.text

        assert (await said(answer="yes", fields=["phone"]))[0] == 422
        assert "They see what you ticked." in (await said(answer="yes", fields=["name"]))[1]
        assert "They do not see you any more." in (await said(answer="no"))[1]
    assert own.object_id == people[0]


async def test_before_there_is_a_partner_the_page_says_what_to_do(browser, owner):
    bare = await make.activity(owner)
    async with browser(owner, language="en") as page:
        shown = await page.get(f"/a/{bare.id}/partner")
        form = await page.get(f"/a/{bare.id}/partner/new")
        added = await page.post(
            f"/a/{bare.id}/partner/new", data={"partner": HILL}, follow_redirects=True
        )
        again = await page.post(f"/a/{bare.id}/partner/new", data={"partner": HILL, "name": "He"})

    assert (shown.status_code, form.status_code) == (200, 200)
    assert "No partner yet" in shown.text
    assert HILL in added.text and "No link" in added.text
    assert again.status_code == 409 and 'value="He"' in again.text


async def test_organisers_see_what_is_done_and_only_some_see_the_log(
    browser, owner, activity, full, key
):
    await read(browser, key, ["/volunteers"])
    planner = await make.actor(Role.PLANNER, of=owner)
    async with browser(owner, language="en") as page:
        mine = (await page.get(f"/a/{activity.id}/partner")).text
    async with browser(planner, language="en") as page:
        theirs = (await page.get(f"/a/{activity.id}/partner")).text

    assert "What was handed over" in mine and "List of volunteers" in mine
    assert "What was handed over" not in theirs
    assert "3 yes · 0 no · 1 open" in theirs


async def test_a_fresh_link_is_shown_once_with_its_picture(browser, owner, activity, full):
    async with browser(owner, language="en") as page:
        shown = await page.post(f"/a/{activity.id}/partner/{full.object_id}/link", data={})
        again = await page.get(f"/a/{activity.id}/partner")

    token = re.search(r"/p/([\w-]{43})", shown.text)
    assert token and (await links.holder(Kind.PARTNER, token[1])).object_id == full.object_id
    assert "data:image/png;base64" in shown.text
    assert not re.search(r"/p/[\w-]{43}", again.text)


async def test_one_and_three_entries_take_as_many_statements(browser, activity, key, statements):
    own = await links.holder(Kind.PARTNER, key)
    async with browser(None, language="en") as page:
        teacher = await Teacher.comes(page, key)

        async def counted():
            counts = []
            for path in ("/participants", "/consents", "/pairs"):
                statements.clear()
                await teacher.opens(path)
                counts.append(len(statements))
            return counts

        await own_school.add(own, children.child("小满"))
        await counted()
        one = await counted()
        for name in ("豆豆", "小禾"):
            await own_school.add(own, children.child(name))
        three = await counted()

    assert one == three


async def test_one_and_three_partners_take_as_many_statements(
    browser, owner, activity, key, statements
):
    async with browser(owner, language="en") as page:
        await page.get(f"/a/{activity.id}/partner")
        statements.clear()
        await page.get(f"/a/{activity.id}/partner")
        one = len(statements)
        for name in (HILL, "Lake school"):
            await schools.key(owner, activity, name)
        statements.clear()
        await page.get(f"/a/{activity.id}/partner")

    assert len(statements) == one
