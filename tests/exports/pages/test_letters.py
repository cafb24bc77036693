"""Letters to guardians as they are printed: blank, one for each codename, with a link of their own."""

import io
import re

import pypdf
import pytest
import time_machine

import events.tables
from accounts.rules.permissions import Role
from events.rules.activities import PartyRole
from exports import documents
from exports.rules.consent_letters import ConsentLetter
from tests import make
from tests.volunteers import calls, families
from tests.volunteers.children import agreed, listed


@pytest.fixture(autouse=True)
def weeks_before():
    with time_machine.travel("2026-11-20T02:00:00Z", tick=True):
        yield


@pytest.fixture
def papers(monkeypatch):
    """The letters that would have been printed, in place of printing them."""
    found: list[ConsentLetter] = []

    async def printed(paper, language):
        found.append(paper)
        documents.page(paper, language)
        return documents.Printed(b"%PDF")

    monkeypatch.setattr(documents, "printed", printed)
    return found


async def scene(count=3):
    actor = await make.actor(Role.PLANNER)
    activity = await calls.opened(actor)
    party = events.tables.Party
    row = {"activity": activity.id, "role": PartyRole.PARTNER, "name": "天府中学"}
    await party.insert(party(id=make.uuid4(), **row))
    return actor, activity, await listed(actor, activity, count)


async def test_a_letter_is_blank_or_one_for_each_codename_and_never_leads_to_a_link(
    browser, papers
):
    actor, activity, _ = await scene()

    async with browser(actor) as page:
        here = f"/a/{activity.id}/consents/letters.pdf"
        blank = await page.get(here)
        await page.get(f"{here}?each=yes&lang=en")
        await page.get(f"{here}?each=yes&part=2")

    assert blank.headers["content-type"] == "application/pdf"
    assert [[c.codename for c in paper.copies] for paper in papers] == [
        [""],
        ["小满", "阿飞", "晨晨"],
        [""],
    ]
    assert not any(copy.link for paper in papers for copy in paper.copies)
    assert all(paper.keep for paper in papers)


async def test_who_still_has_to_answer_gets_a_link_of_their_own_that_is_kept_nowhere(
    browser, papers
):
    actor, activity, (one, _, three) = await scene()
    keys = await families.keys(actor, activity, [one])
    who = await families.holder(keys[0])
    asked = [q.purpose for q in (await families.guardians.behind(who)).waiting]
    await families.says(who, *asked)
    await agreed(actor, activity, [three])

    async with browser(actor) as page:
        sent = await page.post(f"/a/{activity.id}/consents/letters.pdf")
        [paper] = papers
        opened = [await page.get(f"/g/{copy.link.rpartition('/')[2]}") for copy in paper.copies]

    assert sent.status_code == 200
    assert [copy.codename for copy in paper.copies] == ["阿飞", "晨晨"]
    assert [answer.status_code for answer in opened] == [200, 200]
    assert not paper.keep


async def test_a_family_prints_its_own_letter_behind_its_link(browser, papers):
    actor, activity, ids = await scene(1)
    [key] = await families.keys(actor, activity, ids)

    async with browser(None) as page:
        answer = await page.get(f"/g/{key}/letter.pdf?lang=en")

    assert answer.headers["content-disposition"] == 'inline; filename="letters.pdf"'
    assert [copy.codename for copy in papers[0].copies] == ["小满"]


@pytest.mark.parametrize(("language", "words"), [("zh_Hans", "12345"), ("en", "Take a yes back")])
async def test_a_printed_letter_says_what_the_page_says_and_names_its_text(
    browser, language, words
):
    actor, activity, _ = await scene(1)

    async with browser(actor, language=language.replace("_", "-")) as page:
        pdf = (
            await page.get(f"/a/{activity.id}/consents/letters.pdf?each=yes&lang={language}")
        ).content
        shown = (await page.get(f"/a/{activity.id}/consents/letter")).text

    text = "\n".join(sheet.extract_text() for sheet in pypdf.PdfReader(io.BytesIO(pdf)).pages)
    assert words in text and "天府中学" in text and "小满" in text
    version = re.search(r"(?:文本编号|Text) ([0-9a-f]{12})", shown)[1]
    assert version in text
