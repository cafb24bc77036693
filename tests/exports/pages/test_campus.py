"""Campus papers of a real activity: who agreed, what changed, which annex lacks, who is offered what."""

import io
from datetime import UTC, datetime, timedelta

import docx
import msgspec
import pytest

import events.tables
from accounts import papers as looks
from accounts.rules.permissions import Role
from events import quotas, seats
from events.rules.activities import Kind as ActivityKind
from events.rules.activities import PartyRole
from events.rules.seats import Seat
from exports import charts, desk, documents, dossiers, prints
from exports.rules import filled, profiles
from exports.rules.kinds import Kind, NobodyLeads, Order
from exports.rules.notices import AnnexEmpty, AnnexMissing
from exports.rules.profiles import Profile
from exports.rules.stamps import Verdict
from kit import i18n
from kit.settings import settings
from tests import make
from tests.events import handed_in
from tests.exports import planned
from tests.volunteers.children import agreed
from volunteers import consents, participants
from volunteers.rules.participants import Purpose
from web import wiring

T_DAY = datetime(2027, 7, 10, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def wired():
    wiring.connect()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("data")
    yield path
    documents._press(path).close()


@pytest.fixture(autouse=True)
def own_folder(folder, monkeypatch):
    ours = msgspec.structs.replace(settings(), data_dir=folder)
    for module in (documents, prints):
        monkeypatch.setattr(module, "settings", lambda: ours)


async def paper(actor, activity, kind, language="en"):
    facts = await dossiers.gather(actor, activity.id, {kind})
    with i18n.speaking(language):
        return filled.paper(facts, Order(kind))


async def chapter(activity, key, heading, text=""):
    position = await events.tables.PlanSection.count().where(
        events.tables.PlanSection.activity == activity.id
    )
    await events.tables.PlanSection.insert(
        events.tables.PlanSection(
            id=make.uuid4(),
            activity=activity.id,
            key=key,
            heading=heading,
            text=text,
            position=position,
        )
    )


async def party(activity, role, name):
    await events.tables.Party.insert(
        events.tables.Party(id=make.uuid4(), activity=activity.id, role=role, name=name)
    )


async def camp(actor, **differing):
    """Three days with a host, a co-issuer and an adviser."""
    usual = {
        "kind": ActivityKind.CAMP,
        "starts_at": T_DAY,
        "ends_at": T_DAY + timedelta(days=2, hours=7),
        "off_campus": True,
        "overnight": True,
        "participants": 40,
    }
    activity = await planned.activity(actor, **usual | differing)
    await party(activity, PartyRole.HOST, "区教育局")
    await party(activity, PartyRole.CO_ISSUER, "团区委")
    await party(activity, PartyRole.SUPERVISOR, "郑老师")
    return activity


async def test_the_application_form_says_what_is_known_and_leaves_lines_for_the_rest(db):
    actor = await make.actor()

    form = await paper(actor, await camp(actor), Kind.APPROVAL_FORM)

    said = {field.label: field.lines for field in form.fields}
    assert said["Adviser"] == ("郑老师",)
    assert said["Person in charge"] == ("周敏",)
    assert said["Student number"] == ()
    assert said["People"] == ("from the university: 30; from outside: 40; of these minors: 40",)
    assert said["Money"][0] == "Total: ¥2,360.00（人民币贰仟叁佰陆拾元整）"
    assert said["Place"] == ("Harbour school (off campus)",)
    assert form.copies == 3
    assert [box.title for box in form.opinions][:2] == ["Head of the association", "Adviser"]
    assert form.opinions[-1].title == "Campus security" or len(form.opinions) > 6


async def test_campus_security_has_a_box_off_campus_or_for_many(db):
    actor = await make.actor()
    few = await planned.activity(actor, off_campus=False)
    many = await planned.activity(actor, off_campus=False, guests=140)
    away = await planned.activity(actor, off_campus=True)

    async def asked(activity):
        boxes = (await paper(actor, activity, Kind.APPROVAL_FORM)).opinions
        return "Campus security" in [box.title for box in boxes]

    assert (few.present, many.present) == (60, 200)
    assert [await asked(one) for one in (few, many, away)] == [False, True, True]


async def test_the_boxes_and_copies_are_those_of_the_association(db):
    actor = await make.actor()
    await looks.dress(actor, profiles.write(Profile(copies=2, boxes=("社团", "学院"))))
    activity = await planned.activity(actor)

    form = await paper(actor, activity, Kind.APPROVAL_FORM)

    assert form.copies == 2
    assert [box.title for box in form.opinions][:2] == ["社团", "学院"]


async def test_a_notice_is_issued_by_rank_and_tells_no_money(db):
    actor = await make.actor()
    activity = await camp(actor)
    await chapter(activity, "safety", "安全预案", "两名成年人守夜。")

    notice = await paper(actor, activity, Kind.NOTICE, "zh_Hans")

    assert notice.issuers == ("区教育局", "团区委")
    whole = str(msgspec.to_builtins(notice))
    assert "陪孩子们一上午" in whole
    assert [word in whole for word in ("2,360", "守夜", "收齐同意书")] == [False] * 3


async def test_a_notice_does_not_go_out_while_an_annex_lacks_or_is_empty(db, browser):
    actor = await make.actor()
    activity = await camp(actor)
    await chapter(activity, "", "其他", "名额见附件1，行李见附件2。")
    await chapter(activity, "annex-quotas", "名额分配表")
    await chapter(activity, "annex-registration", "报名表", "由学校填写。")

    with pytest.raises(AnnexEmpty):
        await paper(actor, activity, Kind.NOTICE)
    await quotas.save(actor, activity.id, [])
    await events.tables.Quota.insert(
        events.tables.Quota(id=make.uuid4(), activity=activity.id, source="中心小学", places=12)
    )
    notice = await paper(actor, activity, Kind.NOTICE)
    assert [annex.title for annex in notice.annexes] == ["名额分配表", "报名表"]
    assert notice.annexes[0].grid.rows[0][:2] == ("中心小学", "12")
    heads = " ".join(notice.annexes[1].grid.heads)
    assert "Codename" in heads
    assert not any(word in heads for word in ("ID", "Address", "Phone", "Name "))

    await chapter(activity, "", "再说明", "另见附件5。")
    with pytest.raises(AnnexMissing):
        await paper(actor, activity, Kind.NOTICE)
    async with browser(actor, language="en") as page:
        answer = await page.get(f"/a/{activity.id}/notice.pdf")
        word = await page.get(f"/a/{activity.id}/notice.docx")
        offered = await page.get(f"/a/{activity.id}/print")
    assert (answer.status_code, word.status_code) == (409, 409)
    assert "annex 5" in answer.text
    assert "annex 5" in offered.text


async def test_a_camp_of_three_days_has_six_roll_calls_with_codenames_and_none_without(db):
    actor = await make.actor()
    empty = await camp(actor)
    filled_in = await camp(actor)
    await planned.people(filled_in, 2)
    unasked = await paper(actor, filled_in, Kind.ROLL_CALL, "zh_Hans")
    ids = [one.id for one in await participants.of(filled_in.id)]
    await agreed(actor, filled_in, ids)

    blank = await paper(actor, empty, Kind.ROLL_CALL, "zh_Hans")
    named = await paper(actor, filled_in, Kind.ROLL_CALL, "zh_Hans")
    await consents.withdraw(actor, filled_in.id, ids[0], Purpose.PARTICIPATE)
    fewer = await paper(actor, filled_in, Kind.ROLL_CALL, "zh_Hans")

    assert len(blank.halves) == len(named.halves) == 6
    assert (blank.rows, blank.spare) == ((), 40)
    assert {row.name for row in named.rows} == {"小树甲", "小树乙"}
    assert not named.keep, "lists of people are never kept on disk"
    assert unasked.rows == (), "nobody stands on a list without a consent"
    assert len(fewer.rows) == 1, "and who took it back is gone at once"


async def test_the_pledge_names_who_answers_and_nobody_who_signs(db):
    actor = await make.actor()
    activity = await camp(actor)
    await planned.people(activity, 2)

    pledge = await paper(actor, activity, Kind.SAFETY_PLEDGE)

    assert (pledge.lead, pledge.teacher, pledge.copies) == ("周敏", "郑老师", 30)
    whole = str(msgspec.to_builtins(pledge))
    assert "志愿甲" not in whole
    assert "139" not in whole


async def test_the_leading_group_shows_blanks_as_blanks_for_activities_and_programmes(db):
    actor = await make.actor()
    activity, programme = await camp(actor), await make.programme(actor)
    with pytest.raises(NobodyLeads):
        await paper(actor, activity, Kind.LEADING_GROUP)
    with pytest.raises(NobodyLeads):
        await charts.of_programme(actor, programme.id)
    several = [
        Seat("领导小组", "组长", "周敏"),
        Seat("领导小组", "副组长"),
        Seat("宣传组", "组长"),
        Seat("", "活动前两周", "场地踩点"),
    ]
    await seats.write_for_activity(actor, activity.id, several)
    await seats.write_for_programme(actor, programme.id, several)

    for chart in (
        await paper(actor, activity, Kind.LEADING_GROUP),
        await charts.of_programme(actor, programme.id),
    ):
        assert [(team.name, len(team.places)) for team in chart.teams] == [
            ("领导小组", 2),
            ("宣传组", 1),
        ]
        assert [place.holder for place in chart.teams[0].places] == ["周敏", ""]


async def test_the_letter_asks_only_for_what_this_activity_may_need(db):
    actor = await make.actor()
    at_home = await planned.activity(actor, off_campus=False)
    away = await camp(actor)
    await party(away, PartyRole.MEDIA, "学通社")

    near = (await paper(actor, at_home, Kind.CONSENT_LETTER)).letter.purposes
    far = (await paper(actor, away, Kind.CONSENT_LETTER)).letter.purposes

    assert {"off_site", "media_interview"} & set(near) == set()
    assert {"off_site", "media_interview"} <= set(far)
    assert "pairing_contact" not in far, "a camp forms no pairs"


async def test_only_what_makes_sense_is_offered_in_piles_by_who_reads_it(browser):
    actor = await make.actor()
    plain = await planned.activity(actor, involves_minors=False, off_campus=False)
    full = await camp(actor)

    async with browser(actor, language="en") as page:
        little = (await page.get(f"/a/{plain.id}/print")).text
        much = (await page.get(f"/a/{full.id}/print")).text

    for kind in ("notice", "consent-letter", "safety-pledge", "roll-call"):
        assert (f"{kind}.pdf" in little, f"{kind}.pdf" in much) == (False, True), kind
    for html in (little, much):
        assert "diff-sheet.pdf" not in html
        assert "approval-form.docx" in html
        assert "proposal.docx" in html
        assert "run-sheet.docx" not in html
    for pile in ("For those who approve", "For partners and families", "On the day itself"):
        assert pile in much


async def test_a_word_paper_comes_as_a_file_with_a_name_and_without_costs_for_who_sees_none(
    browser,
):
    owner = await make.actor()
    activity = await planned.activity(owner)
    viewer = await make.actor(Role.VIEWER, of=owner)

    async def got(reader):
        async with browser(reader) as page:
            return await page.get(f"/a/{activity.id}/proposal.docx?lang=zh_Hans")

    answer, without = await got(owner), await got(viewer)
    assert answer.headers["content-type"].endswith("wordprocessingml.document")
    assert answer.headers["content-disposition"].startswith('attachment; filename="proposal.docx"')
    assert answer.headers["cache-control"] == "no-store"
    texts = [docx.Document(io.BytesIO(one.content)).element.xml for one in (answer, without)]
    assert ["2,360.00" in text for text in texts] == [True, False]


async def test_strangers_get_no_campus_paper(browser):
    activity = await camp(await make.actor())

    async with browser(await make.actor()) as page:
        answers = {
            (await page.get(f"/a/{activity.id}/{name}")).status_code
            for name in ("proposal.docx", "approval-form.pdf", "notice.pdf", "roll-call.pdf")
        }

    assert answers == {404}


async def test_a_viewer_gets_no_roll_call(browser):
    owner = await make.actor()
    activity = await camp(owner)

    async with browser(await make.actor(Role.VIEWER, of=owner)) as page:
        refused = await page.get(f"/a/{activity.id}/roll-call.pdf")
        offered = (await page.get(f"/a/{activity.id}/print")).text

    assert refused.status_code == 403
    assert "roll-call" not in offered


async def test_who_agreed_online_stands_in_the_box_and_whoever_must_look_again_has_it_empty(db):
    team = await handed_in.approved()

    agreed = (await paper(team.owner, team.activity, Kind.APPROVAL_FORM)).opinions
    await team.buy_for_everybody()
    changed = await paper(team.owner, team.activity, Kind.APPROVAL_FORM)
    sheet = await paper(team.owner, team.activity, Kind.DIFF_SHEET)

    named = {box.title: box.name for box in agreed if box.name}
    assert set(named.values()) == {"吴老师"}
    assert len(named) == 3
    assert all(box.day for box in agreed if box.name)
    again = {box.title for box in changed.opinions if box.name}
    assert set(named) - again == {"Finance"}
    assert [(one.old, one.new, one.reopens) for one in sheet.differences[:1]] == [
        ("¥2,360.00", "¥2,390.00", ("财务",))
    ]
    assert [box.title for box in sheet.opinions] == ["财务"]
    assert not any(box.name for box in sheet.opinions)


async def test_who_sees_no_budget_sees_no_line_of_it_on_the_sheet_of_changes(db):
    team = await handed_in.approved()
    await team.buy_for_everybody()
    viewer = await make.actor(Role.VIEWER, of=team.owner)

    sheet = await paper(viewer, team.activity, Kind.DIFF_SHEET)

    assert [one.new for one in sheet.differences] == ["¥2,390.00"], "the total, no line"


async def test_without_a_change_there_is_no_sheet_of_changes(db, browser):
    team = await handed_in.approved()

    async with browser(team.owner, language="en") as page:
        answer = await page.get(f"/a/{team.activity.id}/diff-sheet.pdf")

    assert answer.status_code == 409
    assert "Nothing has changed" in answer.text


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.OWNER])
async def test_the_sheet_of_changes_that_any_role_prints_is_current_until_something_changes(
    db, role
):
    team = await handed_in.approved()
    await team.buy_for_everybody()
    await team.change(place="图书馆一层")
    reader = await make.actor(role, of=team.owner)
    facts = await dossiers.gather(reader, team.activity.id, {Kind.DIFF_SHEET})
    code = desk.write(facts, Order(Kind.DIFF_SHEET), "en").stamp.link.rpartition("/")[2]

    assert (await desk.check(code)).verdict is Verdict.CURRENT
    await team.change(place="图书馆二层")
    assert (await desk.check(code)).verdict is Verdict.STALE
