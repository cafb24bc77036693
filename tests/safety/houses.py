"""Two associations with everything in them, and the addresses of all that is theirs.

What people typed carries a canary of its own, so that a page, a paper or a log that shows it says whose it was.
"""

from datetime import time, timedelta
from uuid import UUID, uuid4

import msgspec

import accounts.tables
import budget.tables
import events.tables
from accounts import invitations, links, sessions
from accounts.rules.grants import Field
from accounts.rules.grants import Wanted as Look
from accounts.rules.links import FeedOf, Kind
from accounts.rules.permissions import Actor, Role
from budget import materials, sources
from budget.rules.materials import Material
from budget.sources import Wanted as WantedSource
from events import (
    acts,
    approval,
    approvals,
    discharges,
    lessons,
    obligations,
    places,
    plans,
    programme_plans,
    programme_sections,
    rehearsals,
    series,
    subscriptions,
    tasks,
    work,
)
from events.rules import plan_files
from events.rules.activities import Activity, Status
from events.rules.discharges import Kept
from events.rules.lessons import NewLesson
from events.rules.lists import Act, Typed
from events.rules.places import NewPlace
from events.rules.plan_parts import PlanSeat, PlanWork
from events.rules.plans import Plan, PlanSection, Promise, When
from events.rules.rehearsals import NewRehearsal
from events.rules.typed_tasks import NewTask
from events.subscriptions import OwnSubscription
from exports import dates
from kit import clock, i18n
from kit.templating import TEMPLATES
from tests import make
from tests.volunteers import grouped
from volunteers import (
    access,
    applications,
    applying,
    attendance,
    carers,
    clearances,
    concerns,
    consents,
    counselling,
    eligibility,
    exclusions,
    guardians,
    help_plans,
    interviews,
    liaisons,
    mending,
    merges,
    modules,
    mornings,
    pairing,
    pairs,
    participants,
    partner_adults,
    partner_links,
    performers,
    profiles,
    questions,
    records,
    recruitment,
    requests,
    roll_calls,
    selection,
    sharing,
    shifts,
    training,
)
from volunteers.rules.applications import ApplicationStatus, Gender, NewApplication
from volunteers.rules.carers import NewCarer
from volunteers.rules.clearance import NewClearance
from volunteers.rules.concerns import NewConcern
from volunteers.rules.consent import Batch
from volunteers.rules.counselling import NewSlot
from volunteers.rules.eligibility import NewRule
from volunteers.rules.help_plans import NewPhase
from volunteers.rules.hours import NewHours
from volunteers.rules.interviews import NewSlots
from volunteers.rules.liaisons import NewAdult, NewLiaison
from volunteers.rules.modules import WantedModule
from volunteers.rules.pairs import WhyNever
from volunteers.rules.participants import AgeBand, NewParticipant, Purpose
from volunteers.rules.profiles import NewProfile
from volunteers.rules.questions import NewQuestion, QuestionKind
from volunteers.rules.requests import NewAnswer, NewRequest, RequestKind, RequestState
from volunteers.rules.roll_calls import NewCall
from volunteers.rules.shifts import NewShifts
from volunteers.rules.training import ClearanceKind, Presence, Wanted
from volunteers.tables import applications as application_tables
from volunteers.tables import concerns as concern_tables
from volunteers.tables import pairs as pair_tables
from volunteers.tables import participants as participant_tables
from web import wiring

PLAN = TEMPLATES / "plans" / "plan-four.zh_Hans.json"
PAIRED = 4


class Canaries(msgspec.Struct, frozen=True):
    """Words of one association that occur nowhere else; each names the field it stands in."""

    volunteer: str
    phone: str
    email: str
    student_no: str
    motivation: str
    codename: str
    partner_row: str
    trainer: str
    source: str
    adult: str
    reason: str

    @classmethod
    def of(cls, mark: str) -> "Canaries":
        number = sum(map(ord, mark))
        return cls(
            volunteer=f"岱{mark}姓",
            phone=f"139{number:07}",
            email=f"vogel-{mark}@canary.example",
            student_no=f"77{number:06}",
            motivation=f"motiv{mark}ation",
            codename=f"鹮{mark}",
            partner_row=f"q7{mark}",
            trainer=f"trai{mark}ner",
            source=f"sour{mark}ce",
            adult=f"adul{mark}t",
            reason=f"reas{mark}on",
        )


class House(msgspec.Struct):
    """One association: its people by role, its activity, and an id for every kind of path parameter."""

    owner: Actor
    people: dict[str, Actor]
    activity: Activity
    canaries: Canaries
    ids: dict[str, str]
    links: dict[str, str]


async def build(mark: str) -> House:
    """Build an association whose every list has something in it."""
    wiring.connect()
    words = Canaries.of(mark)
    with i18n.speaking("zh_Hans"):
        owner = await make.actor(name=f"Owner {mark}")
        team = {
            role.value: await make.actor(role, of=owner, name=f"{role} {mark}") for role in Role
        }
        team["owner"] = owner
        activity = await _planned(owner)
        keys = await _staffed(owner, activity, words)
        await _asked(owner, activity)
        await _served(owner, activity, words)
        school, partner_ids = await _partnered(owner, activity, keys)
        await sources.save(owner, activity.id, WantedSource(words.source, promised="100"))
        await materials.save(owner, activity.id, [Typed(Material(item="rope"))])
        released = await make.release(owner, activity.id, note="note")
        assert released.number == 1
        await invitations.invite(owner, f"guest-{mark}@example.org", Role.VIEWER)
        await _assigned(owner, activity)
        learned = await _learned(owner, activity) | await _standing(owner)
        ids = (
            await _ids(owner, activity)
            | learned
            | partner_ids
            | {"own_row": await _own_row(activity, keys[0])}
        )
        family, rights = await _claimed(owner, activity, keys[0])
        ids |= rights
        ids |= await _looked_after(team, activity, UUID(ids["undecided_id"]))
        own = await _feed(owner, FeedOf.VOLUNTEER, UUID(ids["application_id"]), activity)
        crew = await _feed(owner, FeedOf.CREW, UUID(ids["lane_id"]), activity)
    return House(
        owner,
        team,
        activity,
        words,
        ids,
        {
            "volunteer": keys[0],
            "partner": school,
            "guardian": family,
            "own": f"/calendars/{own}.ics",
            "crew": f"/calendars/{crew}.ics",
            "public": f"/calendars/public/{owner.organization_id}.ics",
            "page": f"/e/{activity.slug}",
        },
    )


async def _looked_after(
    team: dict[str, Actor], activity: Activity, undecided: UUID
) -> dict[str, str]:
    """Let somebody ask to see real data, and somebody report what names an applicant."""
    a, c = application_tables.Application, concern_tables.Concern
    wanted = Look((Field.GIVEN_NAME,), "Word for word", 3)
    [named] = await a.select(a.volunteer, a.name).where(a.id == undecided)
    number = await concerns.report(NewConcern(f"{named['name']} left"), slug=activity.slug)
    [report] = await c.select(c.id).where(c.number == number)
    return {
        "grant_id": str(await access.ask(team["planner"], activity.id, wanted)),
        "concern_id": str(report["id"]),
        "named_id": str(named["volunteer"]),
    }


async def _planned(owner: Actor) -> Activity:
    plan = plan_files.read(PLAN.read_bytes())
    day = clock.now().date() + timedelta(days=30)
    when = msgspec.structs.replace(plan.when, start_date=day, end_date=day, year_known=True)
    activity = await plans.create(owner, msgspec.structs.replace(plan, when=when))
    await make.settled(owner, activity.id)
    submitted = await approval.submit(owner, activity.id, activity.version)
    return await make.agreed(owner, submitted)


async def _staffed(owner: Actor, activity: Activity, words: Canaries) -> list[str]:
    """Let six people apply: four come, one is a reserve, one is undecided; all trained and pledged."""
    await recruitment.publish(owner, activity.id)
    tokens = [
        await applying.send(
            activity.slug,
            NewApplication(
                name=f"{words.volunteer}{n}",
                student_no=f"{words.student_no}{n}",
                phone=f"{words.phone}{n}",
                email=f"{n}{words.email}",
                college="生命科学学院",
                gender=Gender.FEMALE,
                interests=("drawing",),
                motivation=words.motivation,
                consent=True,
            ),
        )
        for n in range(PAIRED + 2)
    ]
    applied = await applications.of_activity(owner, activity.id, (ApplicationStatus.APPLIED,))
    in_order = [one.id for one in sorted(applied, key=lambda one: one.number)]
    await selection.accept(owner, activity.id, in_order[:PAIRED])
    await selection.reserve(owner, activity.id, in_order[PAIRED : PAIRED + 1])
    for token in tokens[:PAIRED]:
        await applications.confirm(await links.holder(Kind.VOLUNTEER, token))
    (session, *_) = await training.of(activity.id)
    yesterday = clock.now().date() - timedelta(days=2)
    await training.change(
        owner,
        activity.id,
        session.id,
        session.version,
        Wanted(
            title=session.title, day=yesterday, start=time(9), end=time(11), trainer=words.trainer
        ),
    )
    for one in in_order[: PAIRED + 1]:
        await attendance.mark(owner, activity.id, session.id, one, Presence.PRESENT)
    await clearances.record_pledges(owner, activity.id, in_order[: PAIRED + 1], yesterday)
    clear = NewClearance(
        kind=ClearanceKind.RECORD_CHECK, valid_until=yesterday + timedelta(days=360)
    )
    await clearances.record(owner, activity.id, in_order[: PAIRED + 1], clear)
    return tokens


async def _asked(owner: Actor, activity: Activity) -> None:
    """Ask two things more on the public page, and expect one as a rule."""
    for label in ("Shirt", "Food"):
        await questions.add(
            owner, activity.id, NewQuestion(kind=QuestionKind.TEXT, label=label, help="Word")
        )
    await eligibility.add(owner, activity.id, NewRule(text="Can swim"))
    soon = clock.now().replace(tzinfo=None) + timedelta(days=2)
    await interviews.offer(owner, activity.id, NewSlots(starts_at=soon))


async def _served(owner: Actor, activity: Activity, words: Canaries) -> None:
    """Enter five children, four of them agreed for and paired, one contact kept."""
    for n in range(PAIRED + 1):
        await participants.add(
            owner,
            activity.id,
            NewParticipant(
                codename=f"{words.codename}{n}",
                partner_row=f"{words.partner_row}{n}",
                age_band=AgeBand.A12_13,
                interests=("drawing",),
            ),
        )
    everybody = await participants.of_activity(owner, activity.id)
    ids = tuple(one.id for one in everybody[:PAIRED])
    today = clock.now().date()
    await consents.confirm_batch(
        owner,
        activity.id,
        Batch(
            letters=PAIRED,
            on=today - timedelta(days=3),
            participants=ids,
            covers=(Purpose.PAIRING_CONTACT,),
        ),
    )
    await pairing.suggest(owner, activity.id)
    await pairs.confirm_all(owner, activity.id, today - timedelta(days=1))
    await grouped.split(owner, activity.id, 2)
    held = await pairs.of_activity(owner, activity.id)
    contact = pair_tables.Contact
    await contact.insert(
        contact(
            id=uuid4(),
            pair=held[0].id,
            period=0,
            happened_on=today,
            adult=words.adult,
            logged_at=clock.now(),
        )
    )  # by hand: the day of the activity is still to come


async def _partnered(
    owner: Actor, activity: Activity, keys: list[str]
) -> tuple[str, dict[str, str]]:
    """Let a school come through its link, name a teacher, and be shown two volunteers."""
    new = NewLiaison(partner="Word school", name="Word", email="school@example.org")
    liaison_id = await liaisons.add(owner, activity.id, new)
    token = (await partner_links.link(owner, activity.id, liaison_id)).rpartition("/")[2]
    school = await links.holder(Kind.PARTNER, token)
    await partner_adults.add(school, NewAdult(name="Word teacher"))
    for key in keys[:2]:
        own = await links.holder(Kind.VOLUNTEER, key)
        await sharing.say(own, liaison_id, ["name"], yes=True)
    [adult] = await partner_adults.of(liaison_id)
    return token, {"liaison_id": str(liaison_id), "adult_id": str(adult.id)}


async def _claimed(owner: Actor, activity: Activity, key: str) -> tuple[str, dict[str, str]]:
    """Let a family and a volunteer ask for a copy and get it, and the family for a correction."""
    [child, *_] = await participants.of_activity(owner, activity.id)
    [slip] = await guardians.make_links(owner, activity.id, [child.id])
    token = slip.address.rpartition("/")[2]
    family = await links.holder(Kind.GUARDIAN, token)
    copy = NewRequest(kind=RequestKind.COPY)
    for holder in (family, await links.holder(Kind.VOLUNTEER, key)):
        await requests.ask(holder, copy)
    for one in await requests.of_association(owner):
        done = NewAnswer(version=1, state=RequestState.ANSWERED, answer="Word")
        await requests.answer(owner, one.id, done)
    await requests.ask(family, NewRequest(kind=RequestKind.CORRECT, text="Word"))
    [still_open, *_] = await requests.of_association(owner)
    (kept, *_) = [one for one in await consents.of_one(child.id) if one.text_version]
    return token, {
        "familys_copy": "1",
        "own_copy": "2",
        "request_id": str(still_open.id),
        "version": kept.wording,
    }


async def _assigned(owner: Actor, activity: Activity) -> None:
    """Give the owner the last task, and a calendar of what is theirs."""
    task = (await tasks.of(owner, activity.id))[-1]
    new = NewTask(task.title, task.phase, due=task.due, assignee=owner.account_id)
    await tasks.change(owner, activity.id, task.id, task.version, new)
    await subscriptions.subscribe_member(owner, OwnSubscription(device="phone"))


async def _learned(owner: Actor, activity: Activity) -> dict[str, str]:
    """Give the activity an edition before it; both have learned something."""
    last = await make.activity(owner, title="Last time", status=Status.CLOSED)
    returning = await series.begin(last)
    await series.join(activity, returning.id, 2)
    learned = await lessons.add(owner, last.id, NewLesson("Bring more water"))
    own = [await lessons.add(owner, activity.id, NewLesson(f"Word {n}")) for n in range(2)]
    return {
        "series_id": str(returning.id),
        "learned_id": str(learned.id),
        "lesson_id": str(own[0].id),
    }


async def _standing(owner: Actor) -> dict[str, str]:
    """Give the association three weeks of standing work, with one thing of each kind in it."""
    first = clock.now().date() - timedelta(days=10)
    programme = await programme_plans.create(
        owner,
        Plan(
            title="Reading together",
            kind="programme",
            when=When(start_date=first, end_date=first + timedelta(days=20)),
            sections=(PlanSection(heading="Why", text="Word"),),
            obligations=(Promise(text="A lesson", per="week", subject="class", units=("1a",)),),
            recurrence=(PlanWork(title="Library", per="week", weekday=5, start="09:00"),),
            responsibilities=(PlanSeat(group="Board", role="Chair"),),
        ),
    )
    (promise,) = await obligations.of_programme(programme)
    done = Kept(unit="1a", period=1, done_on=first, evidence="word")
    await discharges.record(owner, programme.id, promise.id, done)
    (record,) = (await discharges.board_of(programme, promise.id)).cell("1a", 1).recorded
    return {
        "programme_id": str(programme.id),
        "chapter_id": str((await programme_sections.of(programme))[0].id),
        "obligation_id": str(promise.id),
        "record_id": str(record.id),
        "item_id": str((await work.of(programme))[0].id),
        "unit_number": "1",
        "number": "2",
    }


async def _feed(owner: Actor, about: FeedOf, of: UUID, activity: Activity) -> str:
    return await links.make(
        owner.organization_id, Kind.FEED, of, about=about, activity_id=activity.id
    )


async def _own_row(activity: Activity, key: str) -> str:
    """Return the name of the first date in the volunteer's own calendar."""
    holder = await links.holder(Kind.VOLUNTEER, key)
    entries = await dates.of_volunteer(holder, await applications.of_link(holder), activity)
    return entries[0].uid.partition("@")[0]


async def _merged(owner: Actor, volunteer_id: UUID) -> dict[str, UUID]:
    """Let somebody have hours, and an entry that was merged into theirs."""
    day = clock.day()
    hours = NewHours(title="Book drive", on=day, minutes=90)
    again = NewProfile(name="Somebody Else", student_no=f"AGAIN-{str(volunteer_id)[:8].upper()}")
    twin = await profiles.add(owner, again)
    return {
        "volunteer_id": volunteer_id,
        "hours_id": await records.note(owner, volunteer_id, hours),
        "merge_id": await merges.merge(owner, volunteer_id, twin),
    }


async def _staged(owner: Actor, activity: Activity, application_id: UUID) -> dict[str, UUID]:
    """Let there be an act that somebody performs and that is rehearsed today."""
    await acts.save(owner, activity.id, [Typed(Act(title="Song")), Typed(Act(title="Sketch"))])
    act_id = (await acts.of(activity))[0].id
    await performers.add(owner, activity.id, act_id, [], [application_id])
    (performer,) = (await performers.of(activity)).performers
    rehearsal = NewRehearsal(on=clock.day(activity.zone))
    return {
        "act_id": act_id,
        "performer_id": performer.id,
        "rehearsal_id": await rehearsals.plan(owner, activity.id, act_id, rehearsal),
    }


async def _mended(owner: Actor, activity: Activity) -> UUID:
    """Let the helper of the last pair be missing and somebody stand in; return the repair."""
    *others, last = await pairs.of_activity(owner, activity.id)
    today = clock.day(activity.zone)
    cover = NewClearance(
        kind=ClearanceKind.INSURANCE, covers_from=today, valid_until=activity.last_day
    )
    await clearances.record(owner, activity.id, [one.application for one in others], cover)
    a = events.tables.Activity
    await a.update({a.starts_at: clock.now()}).where(a.id == activity.id)
    await mending.missing(owner, activity.id, helper=last.application)
    first = (await mornings.of(owner, activity.id)).first
    step = await mending.mend(owner, activity.id, 0, first.seen)
    await a.update({a.starts_at: activity.starts_at}).where(a.id == activity.id)
    return step


async def _kept_apart(owner: Actor, activity: Activity) -> UUID:
    """Say of two of different pairs that they must never be one; return the entry."""
    first, *_, last = await pairs.of_activity(owner, activity.id)
    said = WhyNever.STATED
    await pairing.forbid(owner, activity.id, first.application, last.participant, said)
    return (await exclusions.of_activity(owner, activity.id))[0].id


async def _ids(owner: Actor, activity: Activity) -> dict[str, str]:
    """Return one id of ours for each name that a path parameter has."""
    e, b, v = events.tables, budget.tables, pair_tables
    first = {
        "line_id": b.BudgetLine,
        "source_id": b.FundingSource,
        "block_id": e.Block,
        "lane_id": e.Lane,
        "section_id": e.PlanSection,
        "task_id": e.Task,
        "pair_id": v.Pair,
        "group_id": v.Group,
        "row_id": b.Material,
        "post_id": application_tables.Post,
        "question_id": application_tables.Question,
        "rule_id": application_tables.Eligibility,
    }
    found = {
        name: (await t.select(t.id).where(t.activity == activity.id).order_by(t.position).first())[
            "id"
        ]
        if hasattr(t, "position")
        else (await t.select(t.id).where(t.activity == activity.id).order_by(t.number).first())[
            "id"
        ]
        for name, t in first.items()
    }
    (found["place_id"],) = await places.add(owner, activity.id, [NewPlace(name="East gate")])
    (found["shift_id"],) = await shifts.make(
        owner,
        activity.id,
        NewShifts(
            posts=(UUID(str(found["post_id"])),),
            places=(UUID(str(found["place_id"])),),
            day=clock.day() + timedelta(days=3),
            start=time(8),
            end=time(10),
            needed=3,
        ),
    )
    found["group_step_id"] = (
        await v.GroupStep.select(v.GroupStep.id).where(v.GroupStep.activity == activity.id).first()
    )["id"]
    found["board_step_id"] = (
        await v.PairingStep.select(v.PairingStep.id)
        .where(v.PairingStep.activity == activity.id)
        .first()
    )["id"]
    found["never_id"] = await _kept_apart(owner, activity)
    found["contact_id"] = (
        await v.Contact.select(v.Contact.id).where(v.Contact.pair.activity == activity.id).first()
    )["id"]
    found["phase_id"] = await help_plans.add_phase(
        owner,
        activity.id,
        UUID(str(found["pair_id"])),
        NewPhase(until=clock.day(), aim="Reads a story aloud"),
    )
    found["call_id"] = await roll_calls.add(
        owner, activity.id, NewCall(title="Before the night", on=clock.day())
    )
    r = participant_tables.Room
    await r.insert(r(id=uuid4(), activity=activity.id, name="East wing", beds=2))
    found["room_id"] = (await r.select(r.id).where(r.activity == activity.id).first())["id"]
    talk = NewSlot(
        on=clock.day(),
        begins=time(14),
        ends=time(15),
        place="Room 2",
        counsellor="Counsellor",
        qualification="P-1",
        checked_by="Office",
    )
    found["talk_id"] = await counselling.add(owner, activity, talk)
    found["repair_id"] = await _mended(owner, activity)
    found["step_id"] = (await approvals.history(activity)).steps[0].id
    found["participant_id"] = (await participants.of_activity(owner, activity.id))[-1].id
    found["carer_id"] = await carers.add(
        owner,
        activity.id,
        UUID(str(found["participant_id"])),
        NewCarer(relation="mother", through_partner=True),
    )
    applicant = (await applications.of_activity(owner, activity.id))[0]
    found["application_id"] = applicant.id
    found |= await _staged(owner, activity, applicant.id)
    found |= await _merged(owner, applicant.volunteer)
    applied = await applications.of_activity(owner, activity.id, (ApplicationStatus.APPLIED,))
    found["undecided_id"] = applied[0].id
    found["number"] = applied[0].number
    found["slot_id"] = (await interviews.of_activity(owner, activity.id))[0].slot.id
    (calendar,) = await subscriptions.of_member(owner)
    found["link_id"] = calendar.id
    found["session_id"] = (await training.of(activity.id))[0].id
    first_aid = WantedModule(name="First aid", safeguarding=True)
    found["module_id"] = await modules.add(owner, first_aid)
    m, i = accounts.tables.Membership, accounts.tables.Invitation
    at_home = m.organization == owner.organization_id
    found["membership_id"] = (await m.select(m.id).where(at_home, m.role == Role.VIEWER).first())[
        "id"
    ]
    found["invitation_id"] = (
        await i.select(i.id).where(i.organization == owner.organization_id).first()
    )["id"]
    block = e.Block
    row = await block.select(block.calendar_uid).where(block.id == found["block_id"]).first()
    await sessions.begin(owner.account_id, owner.organization_id)
    session = accounts.tables.Session
    device = await session.select(session.id).where(session.account == owner.account_id).first()
    return {
        **{name: str(value) for name, value in found.items()},
        "activity_id": str(activity.id),
        "account_id": str(owner.account_id),
        "slug": activity.slug,
        "row": row["calendar_uid"].partition("@")[0],
        "device_id": str(device["id"]),
        "mail_id": str(uuid4()),
        "organization": str(owner.organization_id),
        "key": "one-to-one",
        "token": "no-such-token",
        "code": "no-such-code",
        "door": f"{UUID(int=0).hex}123456",
        "list_name": "materials",
        "file_name": f"{owner.organization_id}.ics",
        "stamp": "1",
        "deed": "remove",
        "step": "finish",
        "purpose": "data",
        "rule": "pods",
    }
