"""Papers: the screen that offers them, the PDFs themselves, and those for Word."""

from collections.abc import Collection
from typing import Any
from urllib.parse import quote
from uuid import UUID

import msgspec
from litestar import Controller, Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Template

from accounts.rules.permissions import Actor, Permission
from events import activities
from exports import desk, dossiers, prints
from exports.prints import Print
from exports.rules import filled
from exports.rules.filled.facts import Facts
from exports.rules.kinds import (
    KIND_NAMES,
    PERMISSIONS,
    READER_NAMES,
    READERS,
    WORDED,
    Kind,
    NotYet,
    Order,
    Reader,
)
from kit import i18n, pages
from kit.i18n import gettext
from kit.policy import Policy

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

# Browsers show a PDF in a small page of their own, which obeys our policy: it needs its viewer.
VIEWABLE = (
    "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; img-src 'self' data:; "
    "frame-ancestors 'none'"
)


# What tells the sheets of one kind apart, by its name in their addresses.
PARTS = {
    Kind.RUN_SHEET: "lane",
    Kind.SIGN_IN_SHEET: "session",
    Kind.PAIRS: "partner",
    Kind.VOLUNTEER_LIST: "partner",
}


class Edition(msgspec.Struct, frozen=True):
    """A paper in one language; `print` is what its last print was like, None before the first.

    `word` leads to the paper for Word, "" where it comes as PDF only.
    """

    language: str
    href: str
    print: Print | None
    word: str = ""


class Sheet(msgspec.Struct, frozen=True):
    """One line of the screen: a paper that is there, or why it is not."""

    kind: Kind
    name: str
    part: str
    editions: tuple[Edition, ...] = ()
    not_yet: NotYet | None = None


class Pile(msgspec.Struct, frozen=True):
    """The papers for one kind of reader."""

    name: str
    sheets: tuple[Sheet, ...]


class DocumentPages(Controller):
    path = "/a/{activity_id:uuid}"
    opt = {"policy": Policy.MEMBER}  # noqa: RUF012 -- Litestar's way to declare it

    @get("/print", name="documents")
    async def show(self, actor: NamedDependency[Actor], activity_id: FromPath[UUID]) -> Template:
        """Offer every paper the actor may see."""
        actor.must(Permission.SEE_PLAN)
        kinds = [kind for kind in Kind if actor.may(PERMISSIONS[kind])]
        facts = await dossiers.gather(actor, activity_id, kinds)
        return await pages.page(
            "exports/print.html",
            actor,
            facts.activity,
            current="print",
            release=facts.release,
            piles=[pile for reader in Reader if (pile := _pile(facts, reader, kinds)).sheets],
            names_people=Kind.PAIRS in kinds,
        )

    @get([f"/{kind}.pdf" for kind in Kind], name="documents.pdf")
    async def pdf(
        self,
        request: Request[Any, Any, Any],
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        *,
        lang: FromQuery[str] = "",
        lane: FromQuery[UUID | None] = None,
        session: FromQuery[UUID | None] = None,
        partner: FromQuery[UUID | None] = None,
    ) -> Response[Any]:
        """Print the paper that the address names, in `lang` or the reader's language.

        `lane` asks for a lane's own run sheet, `session` for the sheet of one training, `partner`
        for the list that goes to one of several partners.
        """
        kind, language = _kind(request), chosen_language(lang)
        asked = {"lane": lane, "session": session, "partner": partner}
        order = Order(kind, asked[PARTS[kind]] if kind in PARTS else None)
        try:
            paper = await desk.printed(actor, activity_id, order, language)
        except NotYet as refusal:
            return await nothing_yet(actor, activity_id, kind, refusal)
        return Response(
            paper.pdf,
            media_type="application/pdf",
            headers={
                "content-disposition": await _named(
                    actor, activity_id, language, f"{kind}.pdf", "inline"
                ),
                "cache-control": "no-store",
                "content-security-policy": VIEWABLE,
            },
        )

    @get([f"/{kind}.docx" for kind in WORDED], name="documents.docx")
    async def docx(
        self,
        request: Request[Any, Any, Any],
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        *,
        lang: FromQuery[str] = "",
    ) -> Response[Any]:
        """Write the paper that the address names for Word, in `lang` or the reader's language."""
        kind, language = _kind(request), chosen_language(lang)
        try:
            content = await desk.worded(actor, activity_id, Order(kind), language)
        except NotYet as refusal:
            return await nothing_yet(actor, activity_id, kind, refusal)
        return Response(
            content,
            media_type=WORD,
            headers={
                "content-disposition": await _named(
                    actor, activity_id, language, f"{kind}.docx", "attachment"
                ),
                "cache-control": "no-store",
            },
        )


def _kind(request: Request[Any, Any, Any]) -> Kind:
    """Return the kind of paper that an address names."""
    return Kind(request.url.path.rpartition("/")[2].rpartition(".")[0])


def chosen_language(asked: str) -> str:
    """Return the language an address asks for, or the reader's own."""
    wanted = asked.replace("-", "_")
    return wanted if wanted in i18n.LOCALES else i18n.locale()


async def _named(
    actor: Actor, activity_id: UUID, language: str, name: str, disposition: str
) -> str:
    """Say how a file is called: plainly, and with the name of the activity where that can be read."""
    activity = await activities.find(actor, activity_id)
    kind, _, ending = name.rpartition(".")
    with i18n.speaking(language):
        shown = f"{activity.called} {gettext(KIND_NAMES[Kind(kind)])}.{ending}"
    return f"{disposition}; filename=\"{name}\"; filename*=UTF-8''{quote(shown, safe='')}"


async def nothing_yet(actor: Actor, activity_id: UUID, kind: Kind, refusal: NotYet) -> Template:
    """Answer that there is nothing to print yet, and lead to where that changes."""
    return await pages.page(
        "exports/not_yet.html",
        actor,
        await activities.find(actor, activity_id),
        current="print",
        refusal=refusal,
        name=gettext(KIND_NAMES[kind]),
    )


def _pile(facts: Facts, reader: Reader, kinds: Collection[Kind]) -> Pile:
    return Pile(
        gettext(READER_NAMES[reader]),
        tuple(sheet for kind in READERS[reader] if kind in kinds for sheet in _sheets(facts, kind)),
    )


def _sheets(facts: Facts, kind: Kind) -> list[Sheet]:
    return [_sheet(facts, order) for order in filled.orders(facts, kind)]


def _sheet(facts: Facts, order: Order) -> Sheet:
    name, part = gettext(KIND_NAMES[order.kind]), _part(facts, order)
    try:
        return Sheet(
            order.kind, name, part, tuple(_edition(facts, order, one) for one in i18n.LOCALES)
        )
    except NotYet as refusal:
        return Sheet(order.kind, name, part, not_yet=refusal)


def _edition(facts: Facts, order: Order, language: str) -> Edition:
    paper = desk.write(facts, order, language)
    part = f"&{PARTS[order.kind]}={order.part}" if order.part else ""
    here = f"/a/{facts.activity.id}/{order.kind}"
    return Edition(
        language,
        f"{here}.pdf?lang={language}{part}",
        prints.known(paper, language),
        f"{here}.docx?lang={language}" if order.kind in WORDED else "",
    )


def _part(facts: Facts, order: Order) -> str:
    """Say which lane, training or partner a sheet is for; the whole of a kind needs no word."""
    if order.part is None:
        return gettext("On the day") if order.kind is Kind.SIGN_IN_SHEET else ""
    lanes = {lane.id: lane.name for lane in facts.snapshot.lanes} if facts.snapshot else {}
    trainings = {
        one.session.id: f"{one.session.title} · {i18n.moment(one.session.starts_at, facts.activity.zone)}"
        for one in facts.occasions
    }
    partners = {one.liaison: one.partner for one in facts.handed}
    return (lanes | trainings | partners)[order.part]
