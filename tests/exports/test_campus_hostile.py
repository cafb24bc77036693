"""Campus forms with hostile texts in every place that people fill."""

import io

import msgspec
import pypdf
import pytest

from exports import documents
from exports.rules.annexes import Annex, Grid
from exports.rules.consent_letters import ConsentLetter, Letter
from exports.rules.forms import ApprovalForm, Difference, DiffSheet, Field, Opinion
from exports.rules.notices import Notice
from exports.rules.proposals import Duty, Post, Proposal, Section, Step
from exports.rules.safety_papers import (
    Called,
    LeadingGroup,
    Place,
    RollCall,
    SafetyPledge,
    Team,
)
from kit.settings import settings
from tests.exports import sample_papers as sample
from tests.exports.test_documents import HOSTILE


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("data")
    yield path
    documents._press(path).close()


@pytest.fixture(autouse=True)
def own_folder(folder, monkeypatch):
    ours = msgspec.structs.replace(settings(), data_dir=folder)
    monkeypatch.setattr(documents, "settings", lambda: ours)


def papers(text):
    """Every campus paper with `text` wherever somebody may have typed it."""
    common = sample.COMMON | {"title": text, "subtitle": text, "host": text, "place": text}
    opinions = (Opinion(title=text), Opinion(title=text, name=text, day=text, comment=text))
    letter = Letter(
        activity=text, when=text, place=text, who=text, contact=text, school=text, words=(text,)
    )
    annexes = (
        Annex(title=text, paragraphs=(text,), grid=Grid((text, text), ((text, text),), (1, 1))),
        Annex(title=text, letter=letter),
    )
    section = Section(
        heading=text,
        paragraphs=(text,),
        items=(text,),
        duties=(Duty(text=text, due=text, lead=text),),
        schedule=(Step(title=text, day=text, lane=text, place=text, lead=text),),
        posts=(Post(role=text, holder=text, duty=text),),
    )
    fields = (Field(label="x", lines=(text,), wide=True), Field(label="x", lines=(text,)))
    place = Place(role=text, holder=text, duty=text)
    return (
        ApprovalForm(**common, fields=fields, opinions=opinions, copies=1),
        DiffSheet(
            **common,
            since=text,
            differences=(Difference(what=text, old=text, new=text, reopens=(text,)),),
            opinions=opinions,
        ),
        Notice(**common, issuers=(text,), opening=(text,), sections=(section,), annexes=annexes),
        ConsentLetter(**common, letter=letter),
        SafetyPledge(**common, lead=text, phone=text, teacher=text, risks=(text,)),
        LeadingGroup(**common, teams=(Team(text, (place,)), Team(text, (place, place)))),
        LeadingGroup(**common, teams=(Team(text, (place,) * 5),)),
        RollCall(**common, halves=(text,), rows=(Called(text, text),)),
        Proposal(**common, sections=(section,), annexes=annexes),
    )


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:12]))
async def test_hostile_texts_neither_break_a_campus_paper_nor_run_in_it(text):
    for paper in papers(text):
        html = documents.page(paper, "zh_Hans")
        assert not {"\0", "\x07", "\u202e", "\u200d"} & set(html), type(paper)
        assert "<script" not in html
        assert "<link" not in html

        made = pypdf.PdfReader(io.BytesIO(await documents.pdf(paper, "zh_Hans")))
        assert 1 <= len(made.pages) <= 16, type(paper)
        assert made.attachments == {}
