"""S7 and S10 in full: long words, templates, and the papers too."""

import io
import re

import pypdf
import pytest

from tests.safety import visiting
from tests.safety.test_s07_markup import PAYLOAD, filled, grown, html_of

TEMPLATE = "{{7*7}}%(x)s{a.b}"


@pytest.mark.parametrize("length", [60, 200, 500, 3_000])
async def test_s7_very_long_words_break_no_page(crowd, length):
    answers = await filled(crowd, "长" * length)

    assert {at: status for at, status in answers.items() if status >= 500} == {}
    assert grown(await html_of(crowd)) == {}


async def test_s10_what_looks_like_a_template_stays_text(crowd):
    answers = await filled(crowd, TEMPLATE)
    pages = await html_of(crowd)

    assert {at: status for at, status in answers.items() if status >= 500} == {}
    assert sum(TEMPLATE in text for text in pages.values()) > 10
    assert [at for at, text in pages.items() if re.search(r"49%\(x\)s", text)] == []


@pytest.mark.parametrize("text", [PAYLOAD, "长" * 200, TEMPLATE, "=1+1", "\u202e\u0301abc"])
async def test_s7_every_paper_prints_whatever_was_typed(crowd, text):
    await filled(crowd, text)
    printed = {}
    async with visiting.visitor(crowd.app, crowd.home.owner) as client:
        for way in crowd.ways:
            if way.path.endswith(".pdf"):
                printed[way.path] = await client.get(visiting.address(way, crowd.home))

    assert {path: a.status_code for path, a in printed.items() if a.status_code != 200} == {}
    for answer in printed.values():
        assert len(pypdf.PdfReader(io.BytesIO(answer.content)).pages) > 0
