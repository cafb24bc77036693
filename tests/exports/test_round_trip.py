"""Our own 策划书, read back as somebody else's would be, gives the plan it was written from."""

import shutil
import subprocess
from datetime import date
from pathlib import Path

import msgspec
import pytest

from events import plans, proposals
from events.rules import plan_files, reading
from events.rules.plans import Plan, PlanParty, When
from events.rules.reading import files
from exports import desk, documents, prints
from exports.rules.kinds import Kind, Order
from kit import i18n
from kit.settings import settings
from kit.templating import TEMPLATES
from tests import make
from tests.exports import planned
from web import wiring

# Those whose headings are no sentences: these the reader takes for text.
CHAPTERED = {
    ("one-to-one", "zh_Hans"),
    ("camp", "zh_Hans"),
    ("community-visit", "zh_Hans"),
    ("camp", "en"),
}
TODAY = date(2026, 11, 26)
UNITS = {
    "zh_Hans": (("host", "生命科学学院"), ("organiser", "生物学会"), ("partner", "天府中学")),
    "en": (
        ("host", "School of Biology"),
        ("organiser", "Volunteer Association"),
        ("partner", "Riverside School"),
    ),
}
PLANS = (
    ("one-to-one", "zh_Hans", None),
    ("camp", "zh_Hans", date(2027, 7, 12)),
    ("community-visit", "zh_Hans", None),
    ("one-to-one", "en", None),
    ("camp", "en", date(2027, 7, 12)),
    ("community-visit", "en", None),
)


@pytest.fixture(autouse=True)
def wired(monkeypatch):
    wiring.connect()


def template(name: str, language: str, last: date | None) -> Plan:
    """A template of ours on a day, with its units named."""
    found = plan_files.read(Path(TEMPLATES / "plans" / f"{name}.{language}.json").read_bytes())
    return msgspec.structs.replace(
        found,
        when=When(
            start_date=date(2027, 7, 10), end_date=last, start_time="09:00", end_time="16:00"
        ),
        parties=tuple(PlanParty(role=role, name=who) for role, who in UNITS[language]),
        places=("雅林实践基地" if language == "zh_Hans" else "Riverside School",),
    )


async def there_and_back(plan: Plan, language: str) -> tuple[Plan, Plan]:
    """Return the plan as it is kept, and as it is read from the Word document of its proposal."""
    actor = await make.actor()
    activity = await plans.create(actor, plan)
    with i18n.speaking(language):
        kept = await proposals.document(actor, activity.id)
    word = await desk.worded(actor, activity.id, Order(Kind.PROPOSAL), language)
    return kept, reading.read(files.text_of(word), TODAY).plan


@pytest.mark.parametrize(("name", "language", "last"), PLANS)
async def test_the_word_document_of_a_plan_reads_back_as_that_plan(db, name, language, last):
    kept, back = await there_and_back(template(name, language, last), language)

    assert back.title == kept.title
    assert back.theme == kept.theme
    assert back.purposes == kept.purposes
    assert (back.when.start_date, back.when.end_date) == (
        kept.when.start_date,
        kept.when.end_date,
    )
    assert back.when.start_time == kept.when.start_time
    assert back.when.tentative == kept.when.tentative
    assert back.places[0] == kept.places[0]
    assert {(p.role, p.name) for p in kept.parties} <= {(p.role, p.name) for p in back.parties}
    if language == "zh_Hans":  # an English heading that is a sentence is not read as one
        counted = {(head.kind, head.count) for head in back.headcounts}
        assert {(head.kind, head.count) for head in kept.headcounts if head.count} <= counted


@pytest.mark.parametrize(("name", "language", "last"), PLANS)
async def test_its_tables_read_back_line_by_line(db, name, language, last):
    kept, back = await there_and_back(template(name, language, last), language)

    def tasks(plan):
        return [(one.phase, one.text, one.due) for one in plan.tasks]

    def steps(plan):
        return [(s.day, s.start, s.end, s.title, s.lane, s.place, s.owner) for s in plan.schedule]

    def costs(plan):
        return [(one.name, float(one.amount or 0)) for one in plan.budget.lines]

    def seats(plan):
        return [(one.role, one.holder, one.duty) for one in plan.responsibilities]

    assert tasks(back) == tasks(kept)
    assert steps(back) == steps(kept)
    assert costs(back) == costs(kept)
    assert float(back.budget.computed_total or 0) == float(kept.budget.computed_total or 0)
    assert float(back.budget.stated_total or 0) == float(kept.budget.computed_total or 0)
    if language == "zh_Hans":
        assert seats(back) == seats(kept)


@pytest.mark.parametrize(
    ("name", "language", "last"), [one for one in PLANS if one[:2] in CHAPTERED]
)
async def test_its_chapters_come_back_in_their_order(db, name, language, last):
    kept, back = await there_and_back(template(name, language, last), language)

    wanted = [one.heading for one in kept.sections if not one.key.startswith("annex")]
    found = iter(one.heading for one in back.sections)
    assert [heading for heading in wanted if heading in found] == wanted


async def test_a_tentative_date_and_a_sum_nobody_can_split_survive_the_way(db):
    actor = await make.actor()
    activity = await planned.activity(actor, date_state="tentative")

    word = await desk.worded(actor, activity.id, Order(Kind.PROPOSAL), "zh_Hans")
    back = reading.read(files.text_of(word), TODAY).plan

    assert back.when.tentative
    assert [line.name for line in back.budget.lines] == [line["label"] for line in planned.COSTS]
    assert back.budget.stated_total == "2360"


def bare(text: str) -> str:
    """Paper puts thin spaces between scripts and breaks lines where it must."""
    return "".join(text.split())


def text_of(pdf: bytes) -> bytes:
    command = ["pdftotext", "-layout", "-", "-"]
    return subprocess.run(command, input=pdf, capture_output=True, check=True).stdout


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("data")
    yield path
    documents._press(path).close()


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="pdftotext is not installed")
@pytest.mark.parametrize("one", PLANS, ids=lambda one: "-".join(one[:2]))
async def test_the_text_of_its_pdf_reads_back_as_that_plan(db, folder, monkeypatch, one):
    name, language, last = one
    ours = msgspec.structs.replace(settings(), data_dir=folder)
    for module in (documents, prints):
        monkeypatch.setattr(module, "settings", lambda: ours)
    actor = await make.actor()
    activity = await plans.create(actor, template(name, language, last))
    with i18n.speaking(language):
        kept = await proposals.document(actor, activity.id)

    made = await desk.printed(actor, activity.id, Order(Kind.PROPOSAL), language)
    back = reading.read(files.text_of(text_of(made.pdf)), TODAY).plan

    assert bare(back.title) == bare(kept.title)
    assert list(map(bare, back.purposes)) == list(map(bare, kept.purposes))
    assert (back.when.start_date, back.when.start_time) == (
        kept.when.start_date,
        kept.when.start_time,
    )
    assert bare(back.places[0]) == bare(kept.places[0])
    assert {(p.role, bare(p.name)) for p in kept.parties} <= {
        (p.role, bare(p.name)) for p in back.parties
    }
    assert [(t.phase, bare(t.text), t.due) for t in back.tasks] == [
        (t.phase, bare(t.text), t.due) for t in kept.tasks
    ]
    assert [(s.day, s.start, s.end, bare(s.title), s.place) for s in back.schedule] == [
        (s.day, s.start, s.end, bare(s.title), s.place) for s in kept.schedule
    ]
    assert [(bare(c.name), float(c.amount or 0)) for c in back.budget.lines] == [
        (bare(c.name), float(c.amount or 0)) for c in kept.budget.lines
    ]
    assert float(back.budget.stated_total or 0) == float(kept.budget.computed_total or 0)
