"""The door of a training: the screen, the trainer's scanner, and the two pages of who comes."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, URLEncodedBody
from litestar.response import Redirect, Template

from accounts.rules.links import Holder, Kind
from accounts.rules.permissions import Actor
from accounts.throttles import TooOften
from events import activities
from kit import clock, forms, pages, qr
from kit.errors import Refusal
from kit.i18n import N_
from kit.policy import Policy
from volunteers import applications, doors, my_training, screens, training
from volunteers.rules.attendance import DoorClosed, NotBegun, NotThereYet, Step
from volunteers.rules.doors import (
    NoDoorOpen,
    NotOnTheList,
    OtherTraining,
    StaleCode,
    UnknownCode,
)
from volunteers.rules.training import ATTENDED, NotInTraining, Presence, SessionOver

LOOK_AGAIN = 10  # seconds after which the screen asks anew who has come
CAMERA = {"permissions-policy": "camera=(self), geolocation=(), microphone=(), payment=(), usb=()"}
AT_THE_DOOR = (StaleCode, TooOften, SessionOver, NotThereYet, NotInTraining)

SAID = {
    (Step.IN, False): N_("Welcome: you are noted as there."),
    (Step.IN, True): N_("You were noted already; nothing has changed."),
    (Step.OUT, False): N_("Noted that you left. Get home safely."),
    (Step.OUT, True): N_("That you left was noted already."),
}
SCANNED = {
    (Step.IN, False): N_("Noted as there."),
    (Step.IN, True): N_("Was noted already; nothing has changed."),
    (Step.OUT, False): N_("Noted as gone."),
    (Step.OUT, True): N_("Was noted as gone already."),
}


class DoorPages(Controller):
    path = "/a/{activity_id:uuid}/training/{session_id:uuid}"
    opt = {"policy": Policy.MEMBER}  # noqa: RUF012 -- Litestar's way to declare it

    @get("/door", name="door")
    async def show(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        session_id: FromPath[UUID],
    ) -> Template:
        screen = await screens.screen(actor, activity_id, session_id)
        held = (await training.overview(actor, activity_id)).held(session_id)
        return await pages.page(
            "volunteers/door.html",
            actor,
            await activities.find(actor, activity_id),
            current="training",
            screen=screen,
            picture=qr.picture(screen.address),
            again=min(screen.showing.seconds, LOOK_AGAIN),
            there=sum(
                row.presence in (*ATTENDED, Presence.LEFT_EARLY)
                for row in held.attendances.values()
            ),
            expected=held.tally.coming or len(held.people),
        )

    @get("/door/printed", name="door.printed")
    async def printed(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        session_id: FromPath[UUID],
    ) -> Template:
        screen = await screens.screen(actor, activity_id, session_id)
        return await pages.page(
            "volunteers/door_printed.html",
            actor,
            await activities.find(actor, activity_id),
            current="training",
            screen=screen,
            picture=qr.picture(screen.printed_address) if screen.printed else "",
        )

    @post("/door/printed", name="door.print")
    async def print_code(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        session_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Redirect:
        end = forms.text(data, "end") == "yes"
        await screens.print_code(actor, activity_id, session_id, end=end)
        said = N_("The printed code holds no more.") if end else ""
        return pages.redirect(f"/a/{activity_id}/training/{session_id}/door/printed", said)

    @get("/scan", name="door.scanner")
    async def scanner(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        session_id: FromPath[UUID],
        *,
        step: FromQuery[str] = "",
    ) -> Template:
        return await _scanner(actor, activity_id, session_id, _step(step))

    @post("/scan", name="door.scan")
    async def scan(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        session_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        passing = forms.parse(_Passing, data)
        try:
            noted = await doors.pass_by(
                actor,
                activity_id,
                session_id,
                passing.code,
                passing.step,
                scanned=passing.by == "camera",
            )
        except (UnknownCode, NotInTraining, NotThereYet, NotBegun, DoorClosed) as refusal:
            return await _scanner(
                actor, activity_id, session_id, passing.step, refusal=refusal, typed=data
            )
        here = f"/a/{activity_id}/training/{session_id}"
        undo = "" if noted.again else f"{here}/door/{noted.application}/{noted.stamp}/undo"
        return pages.redirect(
            f"{here}/scan?step={passing.step}&last={noted.application}",
            SCANNED[passing.step, noted.again],
            undo=undo,
        )


class MyDoor(Controller):
    """A volunteer at the door: the screen's code typed in, or their own to be scanned."""

    path = "/v/{key:str}/in"
    opt = {"policy": Policy.LINK, "kind": Kind.VOLUNTEER}  # noqa: RUF012 -- Litestar's way to declare it

    @get(name="mine.door")
    async def show(self, holder: NamedDependency[Holder], key: FromPath[str]) -> Template:
        return await _mine(holder, key)

    @post(name="mine.door_sign", once=False)
    async def sign(
        self,
        holder: NamedDependency[Holder],
        key: FromPath[str],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        step = _step(forms.text(data, "step"))
        try:
            noted = await doors.sign(holder, forms.text(data, "code")[:40], step)
        except (*AT_THE_DOOR, NoDoorOpen, OtherTraining) as refusal:
            return await _mine(holder, key, refusal, data)
        return pages.redirect(f"/v/{key}/in", SAID[step, noted.again])


class Landing(Controller):
    """Where the code on the screen leads: whoever has their own page may use that instead."""

    path = "/in/{door:str}"
    opt = {"policy": Policy.PUBLIC}  # noqa: RUF012 -- Litestar's way to declare it

    @get(name="landing")
    async def show(self, door: FromPath[str]) -> Template:
        return await _landing(door)

    @post(name="landing.sign", csrf=False, once=False)
    async def sign(self, door: FromPath[str], data: URLEncodedBody[dict[str, Any]]) -> Template:
        """Take a name; `csrf` is off because it acts with nobody's rights (safety §3.4)."""
        try:
            said = forms.parse(_Said, data)
            session_id, _ = _parts(door)
            noted = await doors.sign_by_name(
                session_id, said.ticket, said.name, said.student_no, said.step
            )
        except (*AT_THE_DOOR, NotOnTheList, forms.WrongForm) as refusal:
            return await _landing(door, refusal, data)
        return await pages.page(
            "volunteers/landing.html", None, noted=noted, said=SAID[said.step, noted.again]
        )


class _Passing(msgspec.Struct, frozen=True):
    code: str = ""
    step: Step = Step.IN
    by: str = ""


class _Said(msgspec.Struct, frozen=True):
    name: str
    student_no: str
    ticket: str = ""
    step: Step = Step.IN


async def _scanner(
    actor: Actor,
    activity_id: UUID,
    session_id: UUID,
    step: Step,
    *,
    refusal: Refusal | None = None,
    typed: dict[str, Any] | None = None,
) -> Template:
    screen = await screens.screen(actor, activity_id, session_id)
    held = (await training.overview(actor, activity_id)).held(session_id)
    names = {one.id: one.name for one in held.people}
    newest = sorted(
        (row for row in held.attendances.values() if row.marked_at and row.presence.value),
        key=lambda row: row.marked_at or screen.session.created_at,
        reverse=True,
    )
    page = await pages.page(
        "volunteers/door_scan.html",
        actor,
        await activities.find(actor, activity_id),
        current="training",
        refusal=refusal,
        typed=typed,
        screen=screen,
        step=step.value,
        newest=[(names[row.application], row) for row in newest[:5]],
    )
    page.headers.update(CAMERA)
    return page


async def _mine(
    holder: Holder,
    key: str,
    refusal: Refusal | None = None,
    typed: dict[str, Any] | None = None,
) -> Template:
    me = await applications.of_link(holder)
    shown = await activities.of(holder.organization_id, me.activity)
    mine = await my_training.of(me, holder)
    return await pages.page(
        "volunteers/mine_door.html",
        None,
        refusal=refusal,
        typed=typed,
        path=f"/v/{key}",
        me=me,
        shown=shown,
        here=[one for one in mine if one.is_open],
        next=next((one for one in mine if one.session.starts_at > clock.now()), None),
        picture=qr.picture(me.door_code) if me.door_code else "",
    )


async def _landing(
    door: str, refusal: Refusal | None = None, typed: dict[str, Any] | None = None
) -> Template:
    """Ask who somebody is; whoever has begun to write keeps the word they came with."""
    ticket = forms.text(typed or {}, "ticket")
    session = activity = None
    try:
        session_id, code = _parts(door)
        if not ticket:
            session, activity, ticket = await doors.enter(session_id, code)
    except StaleCode as stale:
        refusal = stale
    return await pages.page(
        "volunteers/landing.html",
        None,
        refusal=refusal,
        typed=typed,
        door=door,
        ticket="" if isinstance(refusal, StaleCode) else ticket,
        session=session,
        shown=activity,
    )


def _parts(door: str) -> tuple[UUID, str]:
    """Return the session and the code that an address at the door names.

    Raises:
        StaleCode
    """
    try:
        return UUID(hex=door[:32]), door[32:60]
    except ValueError as wrong:
        raise StaleCode from wrong


def _step(written: str) -> Step:
    return Step.OUT if written == Step.OUT else Step.IN
