"""Who belongs to an association, and that somebody always can let others in."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

import msgspec

from accounts.rules.permissions import Role
from kit.errors import Refusal
from kit.i18n import N_


class Member(msgspec.Struct, frozen=True):
    """A person in an association; `until` is the last day, for those who graduate."""

    id: UUID
    account_id: UUID
    name: str
    email: str
    role: Role
    until: date | None


class Serving(msgspec.Struct, frozen=True):
    """A member as somebody writes to them."""

    account_id: UUID
    name: str
    email: str
    locale: str
    role: Role


class Left(msgspec.Struct, frozen=True):
    """News: somebody is no member of an association any more."""

    organization_id: UUID
    account_id: UUID


class NoSuchMember(Refusal):
    status = 404
    message = N_("There is no such member.")


class LastOwner(Refusal):
    message = N_("Every association needs an owner. Make somebody else an owner first.")


def refuse_without_owner(members: Iterable[Member], leaving: Member, today: date) -> None:
    """Raise LastOwner if nobody but `leaving` owns the association after `today`."""
    remaining = (
        m
        for m in members
        if m.id != leaving.id and m.role is Role.OWNER and (m.until is None or m.until >= today)
    )
    if leaving.role is Role.OWNER and next(remaining, None) is None:
        raise LastOwner
