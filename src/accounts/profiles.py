"""One's own account: name, language, look, password."""

from datetime import timedelta
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from accounts import sessions, tables, throttles, traces
from accounts.rules import passwords as strength
from accounts.sessions import SignedIn
from kit import clock, database, passwords
from kit.forms import WrongForm
from kit.i18n import gettext

TRIES, EVERY = 10, timedelta(minutes=15)


class Profile(msgspec.Struct, frozen=True):
    """What people choose for themselves; "" follows the browser or the system."""

    name: Annotated[str, Meta(max_length=50)]
    locale: Literal["", "zh_Hans", "en"] = ""
    theme: Literal["", "light", "dark"] = ""


async def change(signed_in: SignedIn, profile: Profile) -> None:
    """Take over name, language and look."""
    a = tables.Account
    await a.update({a.name: profile.name, a.locale: profile.locale, a.theme: profile.theme}).where(
        a.id == signed_in.account_id
    )


async def has_password(account_id: UUID) -> bool:
    a = tables.Account
    return await a.exists().where(a.id == account_id, a.password_hash != "")


async def set_password(signed_in: SignedIn, old: str, new: str) -> None:
    """Set or change the password; every other session of the account ends.

    Raises:
        WrongForm, TooOften, TooBusy
    """
    organization = signed_in.actor.organization if signed_in.actor else ""
    strength.refuse_weak(new, (signed_in.name, signed_in.email, organization), "new_password")
    a = tables.Account
    row = await a.select(a.password_hash).where(a.id == signed_in.account_id).first()
    stored = row["password_hash"] if row else ""
    if stored:
        await throttles.allow(f"change:{signed_in.account_id}", TRIES, EVERY, clock.now())
        if not await passwords.fits(stored, old):
            raise WrongForm({"password": gettext("This is not your password.")})
    fresh = await passwords.hashed(new)
    async with database.transaction():
        await a.update({a.password_hash: fresh}).where(a.id == signed_in.account_id)
        await sessions.end_all(signed_in.account_id, but=signed_in.session_id)
        await traces.leave(signed_in, "account.password", signed_in.account_id)
