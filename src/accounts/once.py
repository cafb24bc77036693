"""A form counts once, however often it is sent: the double click, the back button, the lost answer."""

import hashlib
from datetime import timedelta
from uuid import UUID, uuid4

from accounts import tables
from kit import clock, database
from kit.errors import Refusal
from kit.i18n import N_

KEPT = timedelta(hours=72)


class AlteredForm(Refusal):
    """The same form came again with other contents (safety reference §3.17)."""

    status = 422
    message = N_("This form was already sent with other contents. Please open the page anew.")


async def claim(holder: UUID, key: str, body: bytes) -> str | None:
    """Claim a form's key inside the transaction of its effect.

    Returns None if the form is new, else where its first answer led. A copy that is being
    handled at this moment is waited for: the unique constraint holds the second one back.

    Raises:
        AlteredForm
    """
    f, digest = tables.FormKey, hashlib.sha256(body).digest()
    rows = (
        await f.insert(
            f(id=uuid4(), holder=holder, key=key, body_sha256=digest, created_at=clock.now())
        )
        .on_conflict(target=(f.holder, f.key), action="DO NOTHING")
        .returning(f.id)
    )
    if rows:
        return None
    first = (
        await f.select(f.body_sha256, f.location).where(f.holder == holder, f.key == key).first()
    )
    if first is None or bytes(first["body_sha256"]) != digest:
        raise AlteredForm
    return str(first["location"])


async def settle(holder: UUID, key: str, location: str) -> None:
    """Remember where the form's answer led, for the copies that may still come."""
    f = tables.FormKey
    await f.update({f.location: location[:500]}).where(f.holder == holder, f.key == key)


async def forget_old() -> None:
    """Drop keys nobody will send again."""
    async with database.transaction():
        f = tables.FormKey
        await f.delete().where(f.created_at < clock.now() - KEPT)
