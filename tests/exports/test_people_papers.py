"""Papers about volunteers: what a partner gets is agreed to and written down, and no phone stands elsewhere."""

import io
from uuid import uuid4

import pypdf
import pytest

from exports import desk, documents, dossiers
from exports.rules.kinds import Kind, NobodyAgreed, NobodyYet, NoPartnerYet, NotCalledYet, Order
from exports.rules.lists import Badge, Badges
from exports.rules.people_lists import RosterDay, RosterLine, RosterPlace, ShiftRoster
from kit import clock
from tests import make
from tests.exports import planned
from tests.exports.sample_papers import STAMP
from tests.volunteers import crowds
from volunteers import participants
from volunteers.rules.sharing import ShareState
from volunteers.tables import sharing


async def text(actor, activity, kind, language="en"):
    facts = await dossiers.gather(actor, activity.id, {kind})
    return documents.page(desk.write(facts, Order(kind), language), language)


async def partner(activity):
    row = sharing.Liaison(
        id=uuid4(), activity=activity.id, partner="天府中学", created_at=clock.now()
    )
    await sharing.Liaison.insert(row)


async def agree(application, *fields, state=ShareState.GRANTED):
    row = sharing.Sharing(
        id=uuid4(),
        application=application,
        recipient="天府中学",
        fields=list(fields),
        state=state,
        at=clock.now(),
    )
    await sharing.Sharing.insert(row)


async def test_a_partner_gets_only_what_each_volunteer_agreed_to_and_each_print_is_noted(
    db, monkeypatch
):
    actor = await make.actor()
    activity = await planned.activity(actor)
    one, two, three = await planned.people(activity, 3)
    with pytest.raises(NoPartnerYet):
        await text(actor, activity, Kind.VOLUNTEER_LIST)
    await partner(activity)
    with pytest.raises(NobodyAgreed):
        await text(actor, activity, Kind.VOLUNTEER_LIST)
    await agree(one, "name", "phone")
    await agree(two, "name")
    await agree(three, "name", "phone", state=ShareState.WITHDRAWN)

    listed = await text(actor, activity, Kind.VOLUNTEER_LIST)
    paired = await text(actor, activity, Kind.PAIRS)

    assert [name in listed for name in ("志愿甲", "志愿乙", "志愿丙")] == [True, True, False]
    assert [name in paired for name in ("志愿甲", "志愿乙", "志愿丙")] == [True, True, False]
    assert ("13900000001" in listed, "13900000002" in listed) == (True, False)
    assert "139" not in paired
    assert "1 more volunteer" in listed

    async def unprinted(*_):
        return documents.Printed(b"%PDF")

    async def forgotten(*_):
        return None

    assert await sharing.Disclosure.count() == 0, "whoever only looks hands nothing over"
    monkeypatch.setattr(documents, "printed", unprinted)
    monkeypatch.setattr(desk.prints, "remember", forgotten)
    for _ in range(2):
        await desk.printed(actor, activity.id, Order(Kind.VOLUNTEER_LIST), "en")
    assert await sharing.Disclosure.count() == 4


async def test_the_selection_list_and_badges_hold_no_phone_and_no_child(db):
    actor = await make.actor()
    activity = await planned.activity(actor)
    await planned.people(activity, 2)

    for kind in (Kind.SELECTION_LIST, Kind.BADGES):
        said = await text(actor, activity, kind)
        assert "志愿甲" in said
        assert "139" not in said
        assert "小树" not in said
    with pytest.raises(NobodyYet):
        await text(actor, activity, Kind.CODENAME_BADGES)  # no consent, no badge (V9)
    await crowds.rostered([one.id for one in await participants.of(activity.id)])
    assert "小树甲" in await text(actor, activity, Kind.CODENAME_BADGES)


async def test_papers_of_children_say_where_a_child_in_danger_is_reported(db):
    actor = await make.actor()
    said = []
    for minors in (True, False):
        activity = await planned.activity(actor, involves_minors=minors)
        said.append(await text(actor, activity, Kind.BUDGET))
    assert ["110" in html and "/concern" in html for html in said] == [True, False]


async def test_a_poster_needs_a_published_call(db):
    actor = await make.actor()
    activity = await planned.activity(actor)
    with pytest.raises(NotCalledYet):
        await text(actor, activity, Kind.POSTER)


@pytest.mark.parametrize(("people", "pages"), [(1, 1), (10, 1), (11, 2), (200, 20)])
async def test_badges_come_ten_on_a_page_and_the_last_is_there(people, pages):
    worn = tuple(Badge(name=f"Volunteer{n:03}", role="陪伴") for n in range(1, people + 1))
    paper = Badges(title="一对一", stamp=STAMP, keep=False, association="生物学会", badges=worn)
    pdf = pypdf.PdfReader(io.BytesIO(await documents.pdf(paper, "zh_Hans")))
    assert len(pdf.pages) == pages
    assert f"Volunteer{people:03}" in pdf.pages[-1].extract_text()
    assert "Volunteer001" in pdf.pages[0].extract_text()


async def test_each_place_of_the_shift_roster_has_its_own_page_and_every_name_is_there():
    places = tuple(
        RosterPlace(
            name=f"Place{at}",
            line="",
            days=(
                RosterDay(
                    "12-05",
                    tuple(
                        RosterLine(f"{8 + n:02}:00", "Door", (f"Person{at}{n:02}",), missing=1)
                        for n in range(12)
                    ),
                ),
            ),
        )
        for at in range(3)
    )
    paper = ShiftRoster(title="一对一", stamp=STAMP, keep=False, leader="周敏", places=places)

    pages = [
        page.extract_text()
        for page in pypdf.PdfReader(io.BytesIO(await documents.pdf(paper, "zh_Hans"))).pages
    ]

    assert len(pages) == 3
    for at, said in enumerate(pages):
        assert f"Place{at}" in said
        assert all(f"Person{at}{n:02}" in said for n in range(12))


@pytest.mark.parametrize(
    ("language", "title"),
    [("zh_Hans", "志愿者行为守则"), ("en", "Code of conduct for volunteers")],
)
async def test_the_code_of_conduct_is_one_sheet_in_the_language_asked_for(db, language, title):
    actor = await make.actor()
    activity = await planned.activity(actor)
    facts = await dossiers.gather(actor, activity.id, {Kind.CODE_OF_CONDUCT})
    paper = desk.write(facts, Order(Kind.CODE_OF_CONDUCT), language)

    pdf = pypdf.PdfReader(io.BytesIO(await documents.pdf(paper, language)))
    said = "".join(pdf.pages[0].extract_text().split())

    assert len(pdf.pages) == 1
    assert title.replace(" ", "") in said
    assert all("".join(name.split()) in said for name, _ in paper.articles)
    han = [any("一" <= letter <= "鿿" for letter in text) for _, text in paper.articles]
    assert set(han) == {language == "zh_Hans"}
