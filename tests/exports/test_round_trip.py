"""Our own 策划书, read back as somebody else's would be, gives the plan it was written from."""

import shutil
import subprocess
from datetime import date
from pathlib import Path

import msgspec
import pytest
import time_machine

from events import pasting, plans, proposals
from events.rules import plan_files, reading
from events.rules.plans import Plan, PlanParty, When
from events.rules.reading import files
from exports import desk, documents, prints
from exports.rules import profiles
from exports.rules.kinds import Kind, Order
from kit import i18n
from kit.forms import clean
from kit.settings import settings
from kit.templating import TEMPLATES
from tests import make
from tests.exports import planned
from web import wiring

TODAY = date(2026, 11, 26)
MARKS = str.maketrans("", "", "，,；;。.")
KNOWN = {
    *profiles.CHAPTERS,
    *(f"annex-{one}" for one in ("quotas", "registration", "consent", "packing", "acts")),
}
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


def bare(text: str) -> str:
    """Paper puts thin spaces between scripts and breaks lines where it must."""
    return "".join(text.split())


def same(kept: Plan, back: Plan) -> None:
    """Compare all that a document says of a plan; what only the site knows is not in it."""
    assert bare(back.title) == bare(kept.title)
    assert bare(back.theme) == bare(kept.theme)
    assert list(map(bare, back.purposes)) == list(map(bare, kept.purposes))
    assert times(back) == times(kept)
    assert bare(back.places[0]) == bare(kept.places[0])
    assert parties(kept) <= parties(back)
    assert {(one.kind, one.count) for one in kept.headcounts if one.count} <= {
        (one.kind, one.count) for one in back.headcounts
    }
    for told in (tasks, steps, costs, seats, quotas, acts):
        assert told(back) == told(kept), told.__name__
    assert things(kept) <= things(back)  # what a sentence names is read as well
    assert conditions(back) == conditions(kept)
    assert promises(kept) <= promises(back)  # what a chapter says in words is read as well
    assert float(back.budget.computed_total or 0) == float(kept.budget.computed_total or 0)
    assert float(back.budget.stated_total or 0) == float(kept.budget.computed_total or 0)
    found = iter(chapters(back))
    assert [one for one in chapters(kept) if one in found] == chapters(kept)


def times(plan: Plan) -> tuple[object, ...]:
    when = plan.when
    return when.start_date, when.end_date, when.start_time, when.end_time, when.tentative


def promises(plan: Plan) -> set[tuple[object, ...]]:
    return {(bare(one.text).rstrip("。."), one.at_least, one.per) for one in plan.obligations}


def parties(plan: Plan) -> set[tuple[str, str]]:
    return {(one.role, bare(one.name)) for one in plan.parties}


def tasks(plan: Plan) -> list[tuple[object, ...]]:
    return [(t.phase, bare(t.text), t.due, settled(t.owner)) for t in plan.tasks]


def settled(owner: str | None) -> str:
    """`Each leader` names nobody who could be asked, wherever it stands."""
    return "" if (owner or "").startswith("各") else bare(owner or "")


def steps(plan: Plan) -> list[tuple[object, ...]]:
    return [
        (s.day, s.start, s.end, *(bare(one or "") for one in (s.title, s.lane, s.place, s.owner)))
        for s in plan.schedule
    ]


def costs(plan: Plan) -> list[tuple[object, ...]]:
    return [
        (bare(c.name), float(c.amount or 0), c.quantity, c.unit, bare(c.note or ""))
        for c in plan.budget.lines
    ]


def seats(plan: Plan) -> list[tuple[str, ...]]:
    return [
        tuple(bare(one or "") for one in (s.role, s.holder, s.duty)) for s in plan.responsibilities
    ]


def quotas(plan: Plan) -> list[tuple[object, ...]]:
    return [(bare(one.source), one.places, bare(one.note)) for one in plan.quotas]


def acts(plan: Plan) -> list[tuple[object, ...]]:
    return [
        (bare(one.title), bare(one.performers), one.minutes, bare(one.props)) for one in plan.acts
    ]


def things(plan: Plan) -> set[tuple[object, ...]]:
    return {
        (one.whose, bare(one.item), bare(one.quantity or ""), one.origin, bare(one.note))
        for one in plan.materials
    }


def conditions(plan: Plan) -> tuple[str, list[bool]]:
    """The words of all conditions in a row: two in one line may become two."""
    words = "".join(one.text for one in plan.eligibility)
    return bare(words).translate(MARKS), [one.hard for one in plan.eligibility if not one.hard]


def chapters(plan: Plan) -> list[tuple[str, str]]:
    """Their headings with those keys that a reader can know."""
    return [(bare(one.heading), one.key if one.key in KNOWN else "") for one in plan.sections]


@pytest.mark.parametrize("one", PLANS, ids=lambda one: "-".join(one[:2]))
async def test_the_word_document_of_a_plan_reads_back_as_that_plan(db, one):
    name, language, last = one
    kept, back = await there_and_back(template(name, language, last), language)

    same(kept, back)


async def test_a_tentative_date_and_a_sum_nobody_can_split_survive_the_way(db):
    actor = await make.actor()
    activity = await planned.activity(actor, date_state="tentative")

    word = await desk.worded(actor, activity.id, Order(Kind.PROPOSAL), "zh_Hans")
    back = reading.read(files.text_of(word), TODAY).plan

    assert back.when.tentative
    assert [line.name for line in back.budget.lines] == [line["label"] for line in planned.COSTS]
    assert back.budget.stated_total == "2360"


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

    same(kept, back)


async def test_a_pasted_plan_four_comes_back_from_its_word_file(db, seeds):
    text = clean((seeds / "plan-4.txt").read_text(encoding="utf-8"))
    actor = await make.actor()
    with time_machine.travel("2026-11-26T02:00:00Z"):
        found = await pasting.read(actor, text)
        activity = await pasting.create(actor, found, text, {})
    word = await desk.worded(actor, activity.id, Order(Kind.PROPOSAL), "zh_Hans")
    kept, back = found.plan, reading.read(files.text_of(word), TODAY).plan
    assert (len(back.purposes), len(back.tasks), len(back.schedule)) == (4, 12, 8)
    assert len(back.obligations) == len(kept.obligations)
    assert back.purposes == kept.purposes
    assert [bare(one.text) for one in back.tasks] == [bare(one.text) for one in kept.tasks]
    assert [bare(one.title) for one in back.schedule] == [bare(one.title) for one in kept.schedule]
    assert (len(back.budget.lines), back.budget.computed_total) == (8, "2360")
    assert "宣布成立心理咨询热线" in files.text_of(word)
