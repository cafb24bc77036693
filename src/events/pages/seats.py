"""Who answers for what in a programme: the chart of its groups, the duties, and the list to write them in."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect, Template

from accounts.rules.permissions import Actor
from events import programmes, seats
from events.programme_frame import must_write, programme_page
from events.rules.seats import MOST_SEATS, Seat, SeatsChanged, fingerprint, grouped, tiers
from kit import forms, pages
from kit.errors import Refusal
from kit.i18n import N_
from kit.policy import Policy

SPARE = 4  # empty rows at the end
FIELDS = ("group", "role", "holder", "duty")


class SeatPages(Controller):
    """`/programmes/{programme_id}/people`."""

    path = "/programmes/{programme_id:uuid}/people"

    @get(policy=Policy.MEMBER)
    async def chart(self, actor: NamedDependency[Actor], programme_id: FromPath[UUID]) -> Template:
        """Show the chart: groups with their roles, blanks as blanks, and the duties."""
        programme = await programmes.find(actor, programme_id)
        listed = await seats.of_programme(programme)
        groups = [group for group in grouped(listed) if any(seat.role for seat in group.seats)]
        return await programme_page(
            "events/seats.html",
            actor,
            programme,
            tab="people",
            groups=[(group, tiers(group)) for group in groups],
            duties=[seat for seat in listed if seat.duty],
            blanks=sum(group.blanks for group in groups),
        )

    @get("/edit", policy=Policy.MEMBER)
    async def edit(self, actor: NamedDependency[Actor], programme_id: FromPath[UUID]) -> Template:
        """Show the list to write in."""
        programme = await programmes.find(actor, programme_id)
        listed = await seats.of_programme(programme)
        return await _form(actor, programme_id, [*listed, *[Seat()] * SPARE])

    @post("/edit", policy=Policy.MEMBER)
    async def write(
        self,
        actor: NamedDependency[Actor],
        programme_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        """Replace the list; rows that say nothing fall away, and so do those whose box is ticked."""
        rows = [n for n in range(MOST_SEATS) if f"role.{n}" in data]
        wrong: dict[str, str] = {}
        written: list[Seat] = []
        for n in rows:
            typed = {name: forms.text(data, f"{name}.{n}") for name in FIELDS}
            try:
                written.append(forms.parse(Seat, typed))
            except forms.WrongForm as refusal:
                wrong |= {f"{name}.{n}": told for name, told in refusal.by_field.items()}
                written.append(Seat(**typed))
        known = forms.text(data, "known")
        if wrong:
            refused = forms.WrongForm(wrong)
            return await _form(actor, programme_id, written, refusal=refused, known=known)
        kept = [seat for n, seat in zip(rows, written, strict=True) if f"out.{n}" not in data]
        try:
            await seats.write_for_programme(actor, programme_id, kept, known=known)
        except SeatsChanged as refusal:
            return await _form(actor, programme_id, written, refusal=refusal)
        return pages.redirect(f"/programmes/{programme_id}/people", N_("Saved."))


async def _form(
    actor: Actor,
    programme_id: UUID,
    rows: list[Seat],
    *,
    refusal: Refusal | None = None,
    known: str = "",
) -> Template:
    programme = await programmes.find(actor, programme_id)
    must_write(actor, programme)
    stands = await seats.of_programme(programme)
    typed = {
        f"{name}.{n}": value
        for n, seat in enumerate(rows)
        for name, value in msgspec.structs.asdict(seat).items()
    }
    return await programme_page(
        "events/seats_form.html",
        actor,
        programme,
        tab="people",
        refusal=refusal,
        typed=typed,
        rows=range(len(rows)),
        groups=list(dict.fromkeys(seat.group for seat in rows if seat.group)),
        known=known or fingerprint(stands),
        stands=stands if isinstance(refusal, SeatsChanged) else [],
    )
