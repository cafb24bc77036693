"""An activity that ends at midnight ended the day before, whatever is printed of it or subscribed to."""

import io
import re
from datetime import UTC, date, datetime
from uuid import uuid4

import docx
import pytest

import events.tables
from events import seats
from events.rules.activities import PartyRole
from events.rules.seats import Seat
from exports import desk, documents, dossiers, word
from exports.rules import dated
from exports.rules import word as word_rules
from exports.rules.kinds import Kind, Order
from kit import i18n
from tests import make
from tests.exports import planned

MIDNIGHT = datetime(2026, 12, 7, 16, tzinfo=UTC)  # the 8th begins in Chengdu
LAST, AFTER = (
    {"zh_Hans": r"12\s*月\s*7\s*日", "en": r"\b7 Dec"},
    {"zh_Hans": r"12\s*月\s*8\s*日", "en": r"\b8 Dec"},
)
KINDS = (
    Kind.PROPOSAL,
    Kind.APPROVAL_FORM,
    Kind.BUDGET,
    Kind.LEADING_GROUP,
    Kind.NOTICE,
    Kind.CONSENT_LETTER,
    Kind.SAFETY_PLEDGE,
    Kind.SIGN_IN_SHEET,
    Kind.ROLL_CALL,
)


async def camp(actor, **differing):
    activity = await planned.activity(actor, off_campus=True, ends_at=MIDNIGHT, **differing)
    for role, name in ((PartyRole.HOST, "区教育局"), (PartyRole.CO_ISSUER, "团区委")):
        party = events.tables.Party(id=uuid4(), activity=activity.id, role=role, name=name)
        await events.tables.Party.insert(party)
    await seats.write_for_activity(actor, activity.id, [Seat("领导小组", "组长", "周敏")])
    return activity


def plain(html):
    return re.sub(r"<[^>]*>|[\u200b\u2009]", "", html)


@pytest.mark.parametrize("language", ["zh_Hans", "en"])
@pytest.mark.parametrize("kind", KINDS)
async def test_every_paper_names_the_last_day_and_not_the_one_behind(db, kind, language):
    actor = await make.actor()
    activity = await camp(actor)
    facts = await dossiers.gather(actor, activity.id, {kind})

    paper = desk.write(facts, Order(kind), language)
    printed = [plain(documents.page(paper, language))]
    with i18n.speaking(language):
        document = word_rules.document(paper)
    if document:
        file = docx.Document(io.BytesIO(word.write(document)))
        printed.append(file.element.xpath("string(//w:body)"))

    for text in printed:
        assert re.search(LAST[language], text)
        assert not re.search(AFTER[language], text)


async def test_a_calendar_shows_the_days_up_to_the_last(db):
    actor = await make.actor()

    entry = dated.public(await camp(actor), "", "https://site")

    assert (entry.starts, entry.ends) == (date(2026, 12, 5), date(2026, 12, 8))


async def test_a_day_without_hours_fills_a_day_of_the_calendar(db):
    actor = await make.actor()
    begins = datetime(2026, 12, 4, 16, tzinfo=UTC)
    activity = await make.activity(actor, starts_at=begins, ends_at=None)

    entry = dated.public(activity, "", "https://site")

    assert (entry.starts, entry.ends) == (date(2026, 12, 5), date(2026, 12, 6))
