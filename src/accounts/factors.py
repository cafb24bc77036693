"""The second factor of an account: set up, asked for again before real data, taken off."""

from datetime import datetime
from typing import Any
from uuid import UUID

from accounts import mails, sessions, tables, throttles, traces
from accounts.rules.factors import (
    EVERY,
    SPARES,
    TRIES,
    Factor,
    HasFactor,
    NoFactor,
    WrongCode,
    accepted_step,
    new_secret,
    new_spare,
    typed,
)
from accounts.sessions import SignedIn
from kit import clock, crypto, database, tokens
from kit.crypto import Place, Ring

NOBODY = UUID(int=0)  # an account belongs to no association


async def of(account_id: UUID) -> Factor:
    """Return where an account stands with its second factor."""
    row = await _row(account_id)
    since = row["factor_since"]
    return Factor(
        pending=row["factor"] is not None and since is None,
        since=since,
        spares=len(row["factor_spares"]),
    )


async def begin(signed_in: SignedIn) -> None:
    """Draw a secret for a new phone; it counts for nothing until a code of it was typed.

    Raises:
        HasFactor
    """
    a, account_id = tables.Account, signed_in.account_id
    sealed = crypto.seal(new_secret(), _place(account_id), Ring.FACTOR)
    rows = (
        await a.update({a.factor: sealed, a.factor_step: 0})
        .where(a.id == account_id, a.factor_since.is_null())
        .returning(a.id)
    )
    if not rows:
        raise HasFactor


async def pending_secret(signed_in: SignedIn) -> str:
    """Return the secret that is being set up, for its owner to scan; "" once it counts."""
    row = await _row(signed_in.account_id)
    if row["factor"] is None or row["factor_since"] is not None:
        return ""
    return _opened(signed_in.account_id, row["factor"])


async def confirm(signed_in: SignedIn, code: str) -> tuple[str, ...]:
    """Make the second factor count, and return the spare codes, which are shown this once.

    Every other session ends (safety reference §3.3).

    Raises:
        WrongCode, TooOften, NoFactor, HasFactor
    """
    row = await _row(signed_in.account_id)
    if row["factor"] is None:
        raise NoFactor
    if row["factor_since"] is not None:
        raise HasFactor
    await _spend(signed_in.account_id, code, row)
    return await _changed(signed_in, "factor.on", {tables.Account.factor_since: clock.now()})


async def renew_spares(signed_in: SignedIn, code: str) -> tuple[str, ...]:
    """Replace the spare codes; the old ones are worth nothing from now on.

    Raises:
        WrongCode, TooOften, NoFactor
    """
    await _check(signed_in.account_id, code)
    return await _changed(signed_in, "factor.spares", {})


async def take_off(signed_in: SignedIn, code: str) -> None:
    """Go without a second factor again; every other session ends.

    Raises:
        WrongCode, TooOften, NoFactor
    """
    await _check(signed_in.account_id, code)
    a = tables.Account
    async with database.transaction():
        await a.update(
            {a.factor: None, a.factor_since: None, a.factor_step: 0, a.factor_spares: []}
        ).where(a.id == signed_in.account_id)
        await sessions.forget_step_up(signed_in.session_id)
        await _told(signed_in, "factor.off")


async def step_up(signed_in: SignedIn, code: str) -> str:
    """Note that the person is there with their phone; return the session's new token.

    Raises:
        WrongCode, TooOften, NoFactor
    """
    await _check(signed_in.account_id, code)
    return await sessions.step_up(signed_in.session_id)


async def _check(account_id: UUID, code: str) -> None:
    row = await _row(account_id)
    if row["factor_since"] is None:
        raise NoFactor
    await _spend(account_id, code, row)


async def _spend(account_id: UUID, code: str, row: dict[str, Any]) -> None:
    """Use a code up: of the phone by moving past its step, of the spare ones by dropping it.

    Tries are counted before they are judged; a code that comes twice at once counts once.
    """
    now = clock.now()
    bucket = f"factor:{account_id}"
    await throttles.allow(bucket, TRIES, EVERY, now)
    step = accepted_step(_opened(account_id, row["factor"]), code, now, row["factor_step"])
    fits = await _past(account_id, step) if step else await _without_spare(account_id, typed(code))
    if not fits:
        raise WrongCode
    await throttles.forgive(bucket, EVERY, now)


async def _past(account_id: UUID, step: int) -> bool:
    a = tables.Account
    rows = (
        await a.update({a.factor_step: step})
        .where(a.id == account_id, a.factor_step < step)
        .returning(a.id)
    )
    return bool(rows)


async def _without_spare(account_id: UUID, code: str) -> bool:
    rows = await tables.Account.raw(
        "UPDATE account SET factor_spares = array_remove(factor_spares, {}) "
        "WHERE id = {} AND {} = ANY(factor_spares) RETURNING id",
        _spare_digest(account_id, code),
        account_id,
        _spare_digest(account_id, code),
    )
    return bool(rows)


async def _changed(
    signed_in: SignedIn, action: str, values: dict[Any, datetime]
) -> tuple[str, ...]:
    a, account_id = tables.Account, signed_in.account_id
    spares = tuple(new_spare() for _ in range(SPARES))
    digests = [_spare_digest(account_id, one) for one in spares]
    async with database.transaction():
        await a.update({**values, a.factor_spares: digests}).where(a.id == account_id)
        await _told(signed_in, action)
    return spares


async def _told(signed_in: SignedIn, action: str) -> None:
    """End the other sessions, leave a trace, and write to the owner: it may not have been them."""
    await sessions.end_all(signed_in.account_id, but=signed_in.session_id)
    await traces.leave(signed_in, action, signed_in.account_id)
    await mails.write("factor-changed", signed_in.email, locale=signed_in.locale, action=action)


async def _row(account_id: UUID) -> dict[str, Any]:
    a = tables.Account
    [row] = await a.select(a.factor, a.factor_since, a.factor_step, a.factor_spares).where(
        a.id == account_id
    )
    return row


def _opened(account_id: UUID, sealed: bytes) -> str:
    return crypto.unseal(bytes(sealed), _place(account_id), Ring.FACTOR)


def _place(account_id: UUID) -> Place:
    return Place("account", "factor", account_id, NOBODY)


def _spare_digest(account_id: UUID, code: str) -> bytes:
    return tokens.digest(f"spare {account_id}", code)
