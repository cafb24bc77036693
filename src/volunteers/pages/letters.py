"""The board of consents, what the letter asks, and the links and letters that go out."""

from typing import Any
from uuid import UUID

import msgspec
import segno
from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, URLEncodedBody
from litestar.response import Redirect, Template

from accounts.rules.permissions import Actor, Permission
from events import activities
from events.findings import today
from kit import forms, pages
from kit.errors import Refusal
from kit.i18n import N_, gettext
from kit.policy import Policy
from volunteers import consent_board, guardians, letters, participants
from volunteers.guardians import Slip
from volunteers.rules import consent_board as rules
from volunteers.rules import letters as letter_rules
from volunteers.rules.consent import FREE, PURPOSE_NAMES
from volunteers.rules.consent_board import MARK_NAMES, SHORT, Mark, Row
from volunteers.rules.guardians import LINK_LASTS
from volunteers.rules.letters import AskingChanged, NewAsking


class LetterPages(Controller):
    path = "/a/{activity_id:uuid}/consents"
    opt = {"policy": Policy.MEMBER}  # noqa: RUF012 -- Litestar's way to declare it

    @get(name="letters")
    async def show(
        self, actor: NamedDependency[Actor], activity_id: FromPath[UUID], show: FromQuery[str] = ""
    ) -> Template:
        return await _board(actor, activity_id, show=show)

    @get("/letter", name="letters.letter")
    async def letter(self, actor: NamedDependency[Actor], activity_id: FromPath[UUID]) -> Template:
        """Show the letter as it goes out now, and what it asks."""
        return await _letter(actor, activity_id)

    @post("/letter", name="letters.choose")
    async def choose(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        try:
            await letters.choose(actor, activity_id, forms.parse(NewAsking, data))
        except (forms.WrongForm, AskingChanged) as refusal:
            return await _letter(actor, activity_id, refusal=refusal)
        return pages.redirect(
            f"/a/{activity_id}/consents/letter", N_("The letter asks for this now.")
        )

    @post("/links", name="letters.links")
    async def links(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template:
        """Make a link for each chosen child and show them this once, to be printed or passed on."""
        chosen = forms.parse(_Chosen, data).participants
        slips = await guardians.make_links(actor, activity_id, chosen)
        if not slips:
            return await _board(actor, activity_id, refusal=NobodyChosen())
        activity = await activities.find(actor, activity_id)
        return await pages.page(
            "volunteers/letters_slips.html",
            actor,
            activity,
            current="participants",
            slips=[(slip, _qr(slip)) for slip in slips],
            days=LINK_LASTS.days,
        )

    @post("/links/{participant_id:uuid}/end", name="letters.end_link")
    async def end_link(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        participant_id: FromPath[UUID],
    ) -> Redirect:
        await guardians.end_link(actor, activity_id, participant_id)
        return pages.redirect(
            f"/a/{activity_id}/consents?show=links", N_("That link opens nothing any more.")
        )

    @get("/text/{version:str}", name="letters.text")
    async def text(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        version: FromPath[str],
    ) -> Template:
        """Show the wording of one version, as it was when somebody agreed to it."""
        actor.must(Permission.SEE_PARTICIPANTS)
        activity = await activities.find(actor, activity_id)
        found = await letters.text(actor.organization_id, version)
        if found is None:
            raise NoSuchText
        return await pages.page(
            "volunteers/letters_text.html", actor, activity, current="participants", text=found
        )


class NoSuchText(Refusal):
    status = 404
    message = N_("No letter with this text was ever sent from here.")


class NobodyChosen(Refusal):
    status = 422
    message = N_("Please tick the children whose guardians get a link.")


class _Chosen(msgspec.Struct, frozen=True):
    participants: tuple[UUID, ...] = ()


def _qr(slip: Slip) -> str:
    code = segno.make(slip.address, error="m", micro=False)
    return code.svg_data_uri(border=1, dark="#000", svgclass=None, lineclass=None, omitsize=True)


def _shows(show: str, one: Row) -> bool:
    match show:
        case "waiting":
            return one.waits
        case "no":
            return one.refuses
        case "new":
            return Mark.NEW_TEXT in one.marks.values()
        case "down":
            return bool(one.taken_down)
        case "links":
            return one.link_until is not None or one.link_is_over
    return True


async def _board(
    actor: Actor, activity_id: UUID, *, show: str = "", refusal: Refusal | None = None
) -> Template:
    board = await consent_board.of_activity(actor, activity_id)
    now = today(board.activity)
    views = [
        ("", gettext("All")),
        ("waiting", gettext("Waiting")),
        ("no", gettext("Said no")),
        ("new", gettext("Text has changed")),
        ("down", gettext("Pictures to take down")),
        ("links", gettext("With a link")),
    ]
    tally = {key: sum(_shows(key, one) for one in board.rows) for key, _ in views}
    shown = [one for one in board.rows if _shows(show, one)]
    if show == "waiting":
        shown.sort(key=lambda one: -(one.waited(now) or 0))
    return await pages.page(
        "volunteers/letters.html",
        actor,
        board.activity,
        current="participants",
        refusal=refusal,
        board=board,
        shown=shown[: forms.MOST],
        more=max(0, len(shown) - forms.MOST),
        show=show,
        views=[
            (key, name, tally[key]) for key, name in views if not key or tally[key] or key == show
        ],
        waiting=tally["waiting"],
        complete=sum(one.complete for one in board.rows),
        counted=rules.counts(board.rows, board.asking.purposes),
        short={one: gettext(name) for one, name in SHORT.items()},
        purpose_names=PURPOSE_NAMES,
        mark_names=MARK_NAMES,
        now=now,
        may_change=actor.may(Permission.CHANGE_PARTICIPANTS),
    )


async def _letter(actor: Actor, activity_id: UUID, *, refusal: Refusal | None = None) -> Template:
    actor.must(Permission.SEE_PARTICIPANTS)
    activity = await activities.find(actor, activity_id)
    letter, asking = await letters.of(activity), await letters.asking(activity)
    count = len(await participants.of(activity.id))
    return await pages.page(
        "volunteers/letters_letter.html",
        actor,
        activity,
        current="participants",
        refusal=refusal,
        asking=asking,
        free=[(one.value, gettext(letter_rules.ASKS[one])) for one in FREE],
        chosen=[one.value for one in asking.purposes],
        differs=asking.purposes != asking.proposed,
        proposed=[gettext(PURPOSE_NAMES[one]) for one in asking.proposed],
        told=letter_rules.facts(letter),
        promises=letter_rules.promises(letter),
        letter=letter,
        asks=letter_rules.ASKS,
        version=letter_rules.version(letter),
        heaps=[
            (str(n), f"{start + 1}–{min(start + letter_rules.IN_ONE_FILE, count)}")
            for n, start in enumerate(range(0, count, letter_rules.IN_ONE_FILE), 1)
        ],
        may_change=actor.may(Permission.CHANGE_PARTICIPANTS),
    )
