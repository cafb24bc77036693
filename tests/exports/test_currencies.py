"""Money on papers is that of the activity, whatever language they speak."""

import io
import re

import docx
import pytest

from budget import sources
from exports import desk, documents, dossiers, word
from exports.rules import word as word_rules
from exports.rules.kinds import Kind, Order
from kit import i18n
from tests import make
from tests.exports import planned

MONEY = (Kind.BUDGET, Kind.PROPOSAL, Kind.APPROVAL_FORM)
YUAN = re.compile(r"[¥￥元]|人民币|yuan|CNY")


async def said(actor, activity, kind, language):
    """Return what the PDF and, where there is one, the Word document say."""
    facts = await dossiers.gather(actor, activity.id, {kind})
    paper = desk.write(facts, Order(kind), language)
    found = [re.sub(r"<[^>]*>", "", documents.page(paper, language))]
    with i18n.speaking(language):
        document = word_rules.document(paper)
    if document:
        file = docx.Document(io.BytesIO(word.write(document)))
        found.append(file.element.xpath("string(//w:body)"))
    return found


@pytest.mark.parametrize("language", ["zh_Hans", "en"])
@pytest.mark.parametrize(("currency", "sum_"), [("USD", "$2,360.00"), ("TWD", "2,360.00")])
async def test_no_paper_turns_other_money_into_yuan(db, currency, sum_, language):
    actor = await make.actor()
    activity = await planned.activity(actor, currency=currency)
    await sources.save(actor, activity.id, sources.Wanted("学院", promised="2000", approved="1800"))

    for kind in MONEY:
        for text in await said(actor, activity, kind, language):
            assert sum_ in text
            assert not YUAN.search(text)


@pytest.mark.parametrize("language", ["zh_Hans", "en"])
async def test_yuan_are_named_as_such(db, language):
    actor = await make.actor()
    activity = await planned.activity(actor)

    for kind in MONEY:
        for text in await said(actor, activity, kind, language):
            assert "2,360.00" in text
            assert "人民币贰仟叁佰陆拾元整" in text
