"""The association's chain of approval: who agrees to its plans, in which order, each to what."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import URLEncodedBody
from litestar.response import Redirect, Template

from accounts import memberships
from accounts.rules.memberships import Member
from accounts.rules.permissions import ROLE_NAMES, Actor, Permission
from events import chains
from events.rules.approval import ASPECT_NAMES, Aspect
from events.rules.chains import (
    MOST,
    ChainChanged,
    NoSuchApprover,
    SeesNoBudget,
    Step,
    TooManySteps,
    WantedStep,
    fingerprint,
    may_hold,
    uncovered,
)
from kit import forms, pages
from kit.errors import Refusal
from kit.i18n import N_, gettext
from kit.policy import Policy

LONGEST = 60  # characters of a name
HERE = "/association/approval"


class ChainPages(Controller):
    """`/association/approval`."""

    path = HERE

    @get(policy=Policy.MEMBER)
    async def show(self, actor: NamedDependency[Actor]) -> Template:
        """Show the chain as a form, with a row for one more step."""
        return await _page(actor)

    @post(policy=Policy.MEMBER)
    async def write(
        self, actor: NamedDependency[Actor], data: URLEncodedBody[dict[str, Any]]
    ) -> Template | Redirect:
        """Save the chain as it stands in the form; rows without a name fall away."""
        actor.must(Permission.MANAGE_MEMBERS)
        try:
            await chains.write(actor, forms.text(data, "known"), _wanted(data))
        except (
            forms.WrongForm,
            ChainChanged,
            NoSuchApprover,
            SeesNoBudget,
            TooManySteps,
        ) as refusal:
            return await _page(actor, refusal, data)
        return pages.redirect(HERE, N_("Saved. It holds for plans handed in from now on."))


def _wanted(data: forms.Posted) -> list[WantedStep]:
    """Read the steps in the order of their numbers; ties stay as they stood.

    Raises:
        WrongForm: a name is too long, or an approver no account.
    """
    rows: list[tuple[int, WantedStep]] = []
    wrong: dict[str, str] = {}
    for n in range(MOST + 1):
        name, was = forms.text(data, f"name.{n}"), forms.text(data, f"was.{n}")
        if forms.text(data, f"remove.{n}") or not (name or was):
            continue
        if not name:
            wrong[f"name.{n}"] = gettext("Please fill this in.")
            continue
        if len(name) > LONGEST:
            most = gettext("This is too long: at most %(most)s characters.") % {"most": LONGEST}
            wrong[f"name.{n}"] = most
            continue
        covers = tuple(a for a in Aspect if a in forms.texts(data, f"covers.{n}"))
        order = forms.text(data, f"order.{n}")
        rows.append(
            (
                int(order) if order.isdecimal() and len(order) < LONGEST else MOST + n,
                WantedStep(
                    name,
                    covers,
                    _approver(forms.text(data, f"approver.{n}")),
                    was=int(was) if was.isdecimal() and len(was) < LONGEST else None,
                ),
            )
        )
    if wrong:
        raise forms.WrongForm(wrong)
    return [one for _, one in sorted(rows, key=lambda row: row[0])]


def _approver(text: str) -> UUID | None:
    """Return whom a step names.

    Raises:
        NoSuchApprover: that is nobody's id.
    """
    if not text:
        return None
    try:
        return UUID(text)
    except ValueError:
        raise NoSuchApprover from None


async def _page(
    actor: Actor, refusal: Refusal | None = None, typed: dict[str, Any] | None = None
) -> Template:
    actor.must(Permission.MANAGE_MEMBERS)
    steps = await chains.of(actor.organization_id)
    members = await memberships.living(actor)
    return await pages.page(
        "events/chain.html",
        actor,
        current="association",
        refusal=refusal,
        typed=typed,
        steps=steps,
        room=len(steps) < MOST,
        known=fingerprint(steps),
        missing=[gettext(ASPECT_NAMES[a]) for a in uncovered(one.covers for one in steps)],
        aspects=[(a.value, gettext(name)) for a, name in ASPECT_NAMES.items()],
        people=[_people(members, one.covers) for one in steps] + [_people(members, ())],
        gone={one.id for one in steps if _is_gone(one, members)},
    )


def _people(members: list[Member], covers: Iterable[Aspect]) -> list[tuple[str, str]]:
    """Return whom a step that answers for `covers` may name, as options."""
    able = [m for m in members if may_hold(m.role, covers)]
    return [("", gettext("Any approver")), *((str(m.account_id), _known(m)) for m in able)]


def _known(member: Member) -> str:
    return f"{member.name} · {gettext(ROLE_NAMES[member.role])}"


def _is_gone(step: Step, members: list[Member]) -> bool:
    """Say whether a step names somebody who may not decide it any more."""
    able = {m.account_id for m in members if may_hold(m.role, step.covers)}
    return step.approver is not None and step.approver not in able
