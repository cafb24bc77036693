"""One cell of a board: enter a day with evidence, or why it need not be; take back what was wrong."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect, Template

from accounts.rules.permissions import Actor
from events import discharges, programmes
from events.pages.obligations import words
from events.programme_frame import programme_page
from events.rules.discharges import (
    Board,
    Cell,
    DoneBefore,
    DoneInTheFuture,
    Kept,
    KeptAlready,
    NoSuchPeriod,
)
from events.rules.programmes import Programme
from kit import clock, forms, pages
from kit.errors import Refusal
from kit.i18n import N_, gettext
from kit.policy import Policy

Line = Annotated[str, msgspec.Meta(max_length=200)]


class Done(msgspec.Struct, frozen=True):
    done_on: date
    evidence: Line
    for_all: bool = False


class Excused(msgspec.Struct, frozen=True):
    exempt_because: Line
    for_all: bool = False


class DischargePages(Controller):
    """`…/obligations/{obligation_id}/{unit_number}/{number}`: no address says what a unit is called."""

    path = "/programmes/{programme_id:uuid}/obligations/{obligation_id:uuid}"

    @get("/{unit_number:int}/{number:int}", policy=Policy.MEMBER)
    async def cell(
        self,
        actor: NamedDependency[Actor],
        programme_id: FromPath[UUID],
        obligation_id: FromPath[UUID],
        unit_number: FromPath[int],
        number: FromPath[int],
    ) -> Template:
        """Show what is recorded in a cell, and its two forms."""
        programme = await programmes.find(actor, programme_id)
        return await _page(actor, programme, obligation_id, unit_number, number)

    @post("/{unit_number:int}/{number:int}", policy=Policy.MEMBER)
    async def record(  # noqa: PLR0917 -- a cell lies in a board of a programme
        self,
        actor: NamedDependency[Actor],
        programme_id: FromPath[UUID],
        obligation_id: FromPath[UUID],
        unit_number: FromPath[int],
        number: FromPath[int],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        """Enter it; `what` says which of the two forms was sent."""
        unit = forms.text(data, "unit")
        try:
            if forms.text(data, "what") == "excused":
                excused = forms.parse(Excused, data)
                new = Kept(unit=unit, period=number, **msgspec.structs.asdict(excused))
            else:
                new = Kept(
                    unit=unit, period=number, **msgspec.structs.asdict(forms.parse(Done, data))
                )
            await discharges.record(actor, programme_id, obligation_id, new)
        except (DoneInTheFuture, DoneBefore) as refusal:
            wrong: Refusal = forms.WrongForm({"done_on": str(refusal)})
        except KeptAlready as refusal:
            wrong = forms.WrongForm({"evidence": str(refusal)})
        except forms.WrongForm as refusal:
            wrong = refusal
        else:
            back = f"/programmes/{programme_id}/obligations/{obligation_id}"
            return pages.redirect(f"{back}?at={number}#c-{unit_number}-{number}", N_("Recorded."))
        programme = await programmes.find(actor, programme_id)
        return await _page(
            actor, programme, obligation_id, unit_number, number, refusal=wrong, typed=data
        )

    @post("/records/{record_id:uuid}/back", policy=Policy.MEMBER)
    async def take_back(
        self,
        actor: NamedDependency[Actor],
        programme_id: FromPath[UUID],
        obligation_id: FromPath[UUID],
        record_id: FromPath[UUID],
    ) -> Redirect:
        """Delete what was recorded by mistake."""
        await discharges.take_back(actor, programme_id, obligation_id, record_id)
        return pages.redirect(
            f"/programmes/{programme_id}/obligations/{obligation_id}", N_("The record is gone.")
        )


async def _page(
    actor: Actor,
    programme: Programme,
    obligation_id: UUID,
    unit_number: int,
    number: int,
    *,
    refusal: Refusal | None = None,
    typed: dict[str, Any] | None = None,
) -> Template:
    board = await discharges.board_of(programme, obligation_id)
    cell = _cell(board, unit_number, number)
    return await programme_page(
        "events/discharge.html",
        actor,
        programme,
        tab="obligations",
        refusal=refusal,
        typed=typed,
        board=board,
        cell=cell,
        unit_number=unit_number,
        others=len([unit for unit in board.owing(number) if unit != cell.unit]),
        likely=_likely(cell, clock.day(programme.zone)),
        unit_name=cell.unit or gettext("Everybody"),
        activities=await programmes.activities_of(programme),
        **words(),
    )


def _cell(board: Board, unit_number: int, number: int) -> Cell:
    if not (1 <= unit_number <= len(board.rows) and 1 <= number <= len(board.spans)):
        raise NoSuchPeriod
    return board.rows[unit_number - 1][number - 1]


def _likely(cell: Cell, today: date) -> date:
    """Return the day somebody most likely means: in the period, and not after today."""
    return max(cell.span.first, min(cell.span.last, today))
