"""The demo association: plan 4 as its proposal has it, with everybody and everything filled in.

It is written through the same functions as the pages use, so what it shows is what people can do.
Its way in (passwords, links) is random and kept in `DATA_DIR/demo.json`, readable by us alone.
"""

import asyncio
import json
import secrets
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from accounts import links, organizations, signing_in
from accounts.rules.links import FeedOf, Kind
from accounts.rules.permissions import Actor, Role
from events import approval, findings, lanes, plans, releases, tasks
from events.rules import plan_files
from events.rules.activities import Activity
from events.rules.findings import Severity, Stops
from events.rules.tasks import TaskStatus
from kit import clock, database, i18n, passwords, postgres, schema
from kit.errors import Refusal
from kit.i18n import N_
from kit.settings import settings
from kit.templating import TEMPLATES
from volunteers import (
    applications,
    applying,
    consents,
    groupings,
    pairing,
    pairs,
    participants,
    people,
    recruitment,
    selection,
)
from volunteers.rules.applications import Application, ApplicationStatus
from volunteers.rules.consent import Batch
from volunteers.rules.drafts import Wanted
from volunteers.rules.mixture import Mode
from volunteers.rules.participants import Purpose
from volunteers.rules.training import TRAINEES
from web import (
    demo_access,
    demo_approval,
    demo_children,
    demo_clearances,
    demo_families,
    demo_partner,
    demo_people,
    demo_programme,
    demo_selection,
    demo_shifts,
    demo_training,
    wiring,
)

PLAN = TEMPLATES / "plans" / "plan-four.zh_Hans.json"
ZONE = ZoneInfo("Asia/Shanghai")
USUAL_REASON = "已和学校逐项对过，按约定执行"
REASONS = {
    "safety-plan-missing": "按学院统一预案执行，纸质件已交学院",
    "clearance-missing": "还差的由校志愿者服务中心查询，没有结果之前不单独带孩子",
    "insurance-missing": "两位候补递补时当天补办",
    "qualification-missing": "由学校的心理老师主持",
}
DONE_EARLY = ("recruit", "training", "consents", "release")
PEOPLE = (
    ("organizer", "周敏", Role.OWNER),
    ("treasurer", "王雨桐", Role.TREASURER),
    ("approver", "吴老师", Role.APPROVER),
    ("safeguarding", "何静", Role.SAFEGUARDING),
)


class NotOnlyTheDemo(Refusal):
    message = N_(
        "There is an association here that is not the demo. The demo can only be reset where it is alone."
    )


class NoDemo(Refusal):
    message = N_(
        "There is an association here, but its demo notes are gone. Use `banxing demo --reset` in an empty database."
    )


def command(
    *, reset: bool, as_json: bool, show: Callable[[str], None], say: Callable[[str], None]
) -> int:
    """Write the demo, or find the one that is there, and print how to get in."""
    told = asyncio.run(_ready(reset=reset, say=say))
    if as_json:
        show(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        show(_in_words(told))
    return 0


async def write_if_empty(say: Callable[[str], None]) -> None:
    """Write the demo into an empty database, and say how to get in; elsewhere say nothing new."""
    if not await organizations.any_there():
        async with database.pool(2):
            say(_in_words(await _write(say)))
    elif (told := _kept()) is not None:
        say(_in_words(told))


async def _ready(*, reset: bool, say: Callable[[str], None]) -> dict[str, Any]:
    postgres.dsn()
    await schema.migrate()
    there, told = await organizations.any_there(), _kept()
    if there and reset:
        if told is None or not await organizations.is_alone(UUID(told["organization_id"])):
            raise NotOnlyTheDemo
        await schema.empty()
    elif there:
        if told is None:
            raise NoDemo
        return told
    async with database.pool(2):
        return await _write(say)


async def _write(say: Callable[[str], None]) -> dict[str, Any]:
    say(i18n.gettext("Writing the demo association …"))
    wiring.connect()
    with i18n.speaking("zh_Hans"):
        sign_in, team = await _found()
        actor = team["organizer"]
        await demo_approval.name_the_treasurer(team)
        activity = await demo_approval.agree(team, await _plan(actor))
        helpers = await _recruit(actor, activity)
        await _train(actor, activity)
        await _bring_participants(actor, activity)
        await _pair(actor, activity)
        await _let_stand(actor, activity, Stops.RELEASE)
        await releases.release(actor, activity.id, note="第一版")
        await _tick_what_is_done(actor, activity)
        await demo_programme.write(actor, activity)
        await demo_access.write(team, activity)
        await demo_selection.write(team)
        await demo_shifts.write(team)
        told = await _way_in(actor, activity, helpers, sign_in)
    _keep(told)
    return told


async def _found() -> tuple[dict[str, dict[str, str]], dict[str, Actor]]:
    """Make those who sign in, and their association; return their passwords, and them."""
    sign_in: dict[str, dict[str, str]] = {}
    team: dict[str, Actor] = {}
    owner: Actor | None = None
    for key, name, role in PEOPLE:
        email, password = f"{key}@demo.example", secrets.token_urlsafe(12)
        hashed = await passwords.hashed(password)
        account_id = await signing_in.create(email, name, hashed, clock.now())
        if owner is None:
            owner = await organizations.establish(account_id, "生物学会", "西南大学生命科学学院")
            owner = msgspec.structs.replace(owner, name=name)
        else:
            await organizations.admit(owner.organization_id, account_id, role)
        team[key] = Actor(account_id, owner.organization_id, role, name, owner.organization)
        sign_in[key] = {"email": email, "password": password}
    return sign_in, team


async def _plan(actor: Actor) -> Activity:
    """Make the activity of the plan for the next 5 December, and hand the plan in."""
    plan = plan_files.read(PLAN.read_bytes())
    day = next_fifth_of_december(clock.now().astimezone(ZONE).date())
    when = msgspec.structs.replace(plan.when, start_date=day, end_date=day)
    activity = await plans.create(actor, msgspec.structs.replace(plan, when=when))
    await _let_stand(actor, activity, Stops.SUBMIT)
    return await approval.submit(actor, activity.id, activity.version)


async def _let_stand(actor: Actor, activity: Activity, step: Stops) -> None:
    """Accept the warnings that stop `step`, each with its reason; errors are not for accepting."""
    for one in await findings.stopping(activity, step):
        if one.severity is Severity.WARNING:
            await findings.accept(actor, activity.id, [one], REASONS.get(one.code, USUAL_REASON))


async def _recruit(actor: Actor, activity: Activity) -> list[Application]:
    """Let 33 people apply, choose 30 who say they come, keep 3 in reserve; return the 30."""
    await recruitment.publish(actor, activity.id)
    tokens = [
        await applying.send(activity.slug, person, form=secrets.token_hex(8))
        for person in demo_people.VOLUNTEERS
    ]
    everybody = await applications.of_activity(actor, activity.id, (ApplicationStatus.APPLIED,))
    in_order = sorted(everybody, key=lambda one: one.number)
    await selection.accept(actor, activity.id, [one.id for one in in_order[:30]])
    await selection.reserve(actor, activity.id, [one.id for one in in_order[30:]])
    for token in tokens[:30]:
        await applications.confirm(await links.holder(Kind.VOLUNTEER, token))
    return await applications.of_activity(actor, activity.id)


async def _train(actor: Actor, activity: Activity) -> None:
    """Hold the training yesterday or ten days before, whichever is earlier; everybody came and signed."""
    evening = _training_evening(activity)
    ids = [one.id for one in await applications.of_activity(actor, activity.id, TRAINEES)]
    await demo_training.hold(actor, activity, evening, ids)
    await demo_clearances.note(actor, activity, evening.date(), ids)


async def _bring_participants(actor: Actor, activity: Activity) -> None:
    """Enter 30 children by codename, with one signed letter each; all agree to contact afterwards."""
    for one in demo_people.PARTICIPANTS:
        await participants.add(actor, activity.id, one)
    everybody = await participants.of_activity(actor, activity.id)
    await demo_children.enter(actor, activity, everybody)
    ids = tuple(one.id for one in everybody)
    day = _training_evening(activity).date()
    await consents.confirm_batch(
        actor,
        activity.id,
        Batch(letters=len(ids), on=day, participants=ids, covers=(Purpose.PAIRING_CONTACT,)),
    )


async def _pair(actor: Actor, activity: Activity) -> None:
    await pairing.suggest(actor, activity.id)
    today = clock.now().astimezone(ZONE).date()
    await pairs.confirm_all(actor, activity.id, today)
    around = Wanted(2, Mode.LEADERS)
    await groupings.save(actor, activity.id, await groupings.propose(actor, activity.id, around))


def next_fifth_of_december(today: date) -> date:
    """Return the next such day not before `today` (E4)."""
    this_year = date(today.year, 12, 5)
    return this_year if this_year >= today else date(today.year + 1, 12, 5)


def _training_evening(activity: Activity) -> datetime:
    assert activity.starts_at is not None
    planned = activity.starts_at.astimezone(ZONE).date() - timedelta(days=10)
    yesterday = clock.now().astimezone(ZONE).date() - timedelta(days=1)
    return datetime.combine(min(planned, yesterday), datetime.min.time(), ZONE).replace(hour=19)


async def _tick_what_is_done(actor: Actor, activity: Activity) -> None:
    """Tick the tasks that fell due up to today, as people who had all this ready would have."""
    today = clock.now().astimezone(ZONE).date()
    for task in await tasks.of(actor, activity.id):
        early = task.due and (task.due <= today or task.key in DONE_EARLY)
        if early and task.status is TaskStatus.OPEN:
            await tasks.finish(actor, activity.id, task.id, task.version)


async def _way_in(
    actor: Actor, activity: Activity, helpers: list[Application], sign_in: dict[str, dict[str, str]]
) -> dict[str, Any]:
    """Return what a script or a newcomer needs to get in everywhere (contract of `banxing demo`)."""
    base = settings().base_url.rstrip("/")
    helper = helpers[0]
    here = f"{base}/a/{activity.id}"
    lane = (await lanes.of_activity(activity.id))[0]
    organization = actor.organization_id
    own = await links.make(
        organization, Kind.FEED, helper.id, about=FeedOf.VOLUNTEER, activity_id=activity.id
    )
    crew = await links.make(
        organization, Kind.FEED, lane.id, about=FeedOf.CREW, activity_id=activity.id
    )
    return {
        "base_url": base,
        "sign_in": sign_in,
        "links": {
            "volunteer": await people.link(actor, activity.id, helper.id),
            "partner": await demo_partner.write(actor, activity),
            "guardian": await demo_families.write(actor, activity),
        },
        "activity_id": str(activity.id),
        "organization_id": str(organization),
        "public_url": f"{base}/e/{activity.slug}",
        "feeds": {
            "volunteer": f"{base}/calendars/{own}.ics",
            "crew": f"{base}/calendars/{crew}.ics",
            "public": f"{base}/calendars/public/{organization}.ics",
        },
        "documents": {
            "run_sheet": f"{here}/run-sheet.pdf",
            "budget": f"{here}/budget.pdf",
            "proposal": f"{here}/proposal.pdf",
            "pairs": f"{here}/pairs.pdf",
            "sign_in_sheet": f"{here}/sign-in-sheet.pdf",
            "badges": f"{here}/badges.pdf",
        },
    }


def _in_words(told: dict[str, Any]) -> str:
    organizer = told["sign_in"]["organizer"]
    rows = (
        (N_("Sign in"), f"{told['base_url']}/signin"),
        (N_("E-mail"), organizer["email"]),
        (N_("Password"), organizer["password"]),
        (N_("A volunteer's page"), told["links"]["volunteer"]),
        (N_("The partner's page"), told["links"]["partner"]),
        (N_("The public page"), told["public_url"]),
    )
    return "\n".join(f"  {i18n.gettext(what)}  {value}" for what, value in rows)


def _notes() -> Path:
    return settings().data_dir / "demo.json"


def _keep(told: dict[str, Any]) -> None:
    path = _notes()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.chmod(0o600)
    path.write_text(json.dumps(told, ensure_ascii=False, indent=2), "utf-8")


def _kept() -> dict[str, Any] | None:
    try:
        text = _notes().read_text("utf-8")
        told: dict[str, Any] = json.loads(text)
    except (OSError, ValueError):
        return None
    here = settings().base_url.rstrip("/")  # the port may be another one today
    moved: dict[str, Any] = json.loads(text.replace(f'"{told["base_url"]}', f'"{here}'))
    return moved
