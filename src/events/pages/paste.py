"""A proposal as it is: paste it, look at what was understood, make the activity."""

from collections.abc import Iterable
from typing import Any

from litestar import Controller, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import MultipartBody, URLEncodedBody
from litestar.response import Redirect, Template

from accounts.rules.permissions import Actor, Permission
from events import pasting
from events.pasting import LARGEST_FILE, FileTooLarge, NotOneActivity, TooMuchText
from events.rules import cadences, lists, paste_ways, reading_fields, reading_view, stated
from events.rules.activities import KIND_NAMES, ROLE_NAMES, DayIsOver, PartyRole
from events.rules.cadences import UNIT_NAMES
from events.rules.paste_ways import LITTLE, SAID, WAYS, taken_as, way_of, with_money
from events.rules.plans import Plan, PlanParty
from events.rules.programme_plans import becomes_programme, own_units, promises, work
from events.rules.reading import NothingToRead, Reading, files
from events.rules.reading_view import KINDS
from kit import forms, pages
from kit.errors import Refusal
from kit.i18n import N_, gettext
from kit.policy import Policy

FORM = 64 * 1024  # what a form needs beside the file in it
LARGEST_PLAN = (
    3 * 1024 * 1024
)  # a text and its fields; each Chinese character is nine bytes on the way
ROLES = {"organiser": PartyRole.ORGANIZER, "co_organiser": PartyRole.CO_ORGANIZER}


class PastePages(Controller):
    path = "/new/paste"

    @get(name="paste", policy=Policy.MEMBER)
    async def show(self, actor: NamedDependency[Actor]) -> Template:
        """Ask for the text."""
        actor.must(Permission.CHANGE_PLAN)
        return await question(actor)

    @post(
        name="paste.read",
        policy=Policy.MEMBER,
        status_code=200,
        once=False,
        request_max_body_size=LARGEST_FILE + LARGEST_PLAN,
    )
    async def read(
        self, actor: NamedDependency[Actor], data: MultipartBody[dict[str, Any]]
    ) -> Template:
        """Show what was understood; nothing is saved."""
        actor.must(Permission.CHANGE_PLAN)
        text, file = forms.text(data, "text"), data.get("file")
        try:
            content = await file.read() if isinstance(file, UploadFile) else b""
            if content:
                text = forms.clean(await pasting.text_in(content))
            found = await pasting.read(actor, text)
        except (FileTooLarge, files.FileTooLarge, files.UnreadableFile) as refusal:
            wrong = forms.WrongForm({"file": str(refusal)})
            return await question(actor, refusal=wrong, typed={"text": text})
        except (NothingToRead, TooMuchText) as refusal:
            wrong = forms.WrongForm({"text": str(refusal)})
            return await question(actor, refusal=wrong, typed={"text": text})
        return await shown(actor, text, found, way=forms.text(data, "as"))

    @get("/activity", name="paste.again", policy=Policy.MEMBER)
    async def again(self, actor: NamedDependency[Actor]) -> Redirect:
        """Begin anew where somebody reloads the answer to a form."""
        actor.must(Permission.CHANGE_PLAN)
        return pages.redirect("/new/paste")

    @post(
        "/activity",
        name="paste.create",
        policy=Policy.MEMBER,
        request_max_body_size=LARGEST_PLAN,
    )
    async def create(
        self, actor: NamedDependency[Actor], data: URLEncodedBody[dict[str, Any]]
    ) -> Template | Redirect:
        """Read the text once more, put what was typed over it, and make the activity."""
        text = forms.text(data, "text")
        try:
            found = taken_as(await pasting.read(actor, text), paste_ways.ACTIVITY)
        except (NothingToRead, TooMuchText) as refusal:
            wrong = forms.WrongForm({"text": str(refusal)})
            return await question(actor, refusal=wrong, typed={"text": text})
        try:
            activity = await pasting.create(actor, found, text, data)
        except DayIsOver as refusal:
            wrong = forms.WrongForm({"start_date": str(refusal)})
            return await shown(actor, text, found, refusal=wrong, typed=data)
        except (forms.WrongForm, NotOneActivity, lists.TooLong, lists.TooManyRows) as refusal:
            return await shown(actor, text, found, refusal=refusal, typed=data)
        return pages.redirect(
            f"/a/{activity.id}", N_("Here is your activity. Everything in it can be changed.")
        )


async def question(
    actor: Actor,
    *,
    refusal: forms.WrongForm | None = None,
    typed: dict[str, Any] | None = None,
) -> Template:
    return await pages.page("events/paste.html", actor, current="new", refusal=refusal, typed=typed)


async def shown(
    actor: Actor,
    text: str,
    found: Reading,
    *,
    way: str = "",
    refusal: Refusal | None = None,
    typed: dict[str, Any] | None = None,
) -> Template:
    """Answer with what was understood: an activity, a programme, or what a report promises.

    `way` is what somebody says it is, whatever was recognised.
    """
    recognised = found.plan.kind
    found = with_money(taken_as(found, way))
    roomy = reading_fields.roomy(found.plan)
    fields = reading_fields.written(roomy)
    if typed is not None:
        given = {name: forms.text(typed, name) for name in fields if name in typed}
        fields |= {"tentative": ""} | given
    kind, _ = own_units(found.plan)
    told = found.plan.kind == "programme"
    promised = range(len(found.plan.obligations)) if told else ()
    known, missing = reading_view.parts(found.plan)
    return await pages.page(
        "events/paste_plan.html",
        actor,
        current="new",
        refusal=refusal,
        typed=fields | _programme_fields(found.plan, typed),
        text=text,
        plan=found.plan,
        roomy=roomy,
        findings=found.findings,
        view=reading_view.view(text, found),
        kind=KINDS[recognised] if found.plan.kind == recognised else SAID[way],
        ways=_ways(found.plan),
        little=found.plan.kind == "plan" and len(known) < LITTLE,
        kinds=[(kind, gettext(name)) for kind, name in KIND_NAMES.items()],
        becomes_programme=becomes_programme(found.plan),
        often=[cadences.how_often(one) for one in promises(found.plan)],
        recurs=[cadences.recurs(one) for one in work(found.plan)],
        unit_kind=gettext(UNIT_NAMES.get(kind, kind)) if kind else "",
        ticked=_ticks(typed, "promise", promised),
        ticked_work=_ticks(typed, "item", range(len(found.plan.recurrence))),
        becomes_activity=reading_view.becomes_activity(found.plan),
        known=known,
        missing=missing,
        total=reading_fields.total(found.plan),
        stated=stated.amount(found.plan.budget.stated_total),
        roles=[_role(party) for party in roomy.parties],
    )


def _ways(plan: Plan) -> list[tuple[str, str, bool]]:
    """Return both ways to take a text, the one that is shown first."""
    now = way_of(plan)
    ordered = sorted(WAYS, key=lambda way: way != now)
    return [(way, gettext(WAYS[way]), way == now) for way in ordered]


def _programme_fields(plan: Plan, typed: dict[str, Any] | None) -> dict[str, str]:
    """Return what the form of a programme says: as it was typed, or as it was read."""
    if typed is not None:
        return {name: forms.text(typed, name) for name in ("period", "first", "last", "units")}
    return {
        "period": plan.period,
        "first": f"{plan.when.start_date or ''}",
        "last": f"{plan.when.end_date or ''}",
        "units": "\n".join(own_units(plan)[1]),
    }


def _ticks(typed: dict[str, Any] | None, name: str, otherwise: Iterable[int]) -> set[int]:
    if typed is None:
        return set(otherwise)
    return set(forms.numbers(typed, name))


def _role(party: PlanParty) -> str:
    role = ROLES.get(party.role, party.role)
    return gettext(ROLE_NAMES[PartyRole(role)] if role in set(PartyRole) else N_("Partner"))
