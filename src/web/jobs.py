"""The job worker: sends the mails that wait, builds papers ahead, and daily throws away what has ended.

As many may run as wanted; they share the work by row locks, so none needs to know of another.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import date

from accounts import (
    access_log,
    grants,
    invitations,
    mails,
    once,
    sessions,
    signing_in,
    throttles,
)
from kit import clock, logs, mail
from kit.settings import settings
from volunteers import (
    clearance_retention,
    consent_events,
    deadlines,
    disclosures,
    escalations,
    fallbacks,
    named_mode,
    partner_adults,
    people,
    profiles,
    requests,
    retention,
    suspensions,
    vacancies,
    verdicts,
)
from web import papers, replays

LOOK_EVERY = 1.0  # seconds between two looks into the outbox: a sign-in link is waited for
AFTER_TROUBLE = 10.0
ZONE = "Asia/Shanghai"  # whose midnight is the night in which things are thrown away


async def _forget_counts() -> None:
    await throttles.forget_old(clock.now())


async def _forget_children() -> None:
    await named_mode.expire(clock.now())  # first: it keeps a hash of who was here (V4)
    await retention.forget(clock.day(ZONE))


async def _end_consents() -> None:
    """Before children are forgotten: whose time is up has ended first."""
    await consent_events.expire(clock.day(ZONE))


async def _forget_consents() -> None:
    await consent_events.forget(clock.day(ZONE))
    await requests.forget(clock.day(ZONE))


async def _expire_clearances() -> None:
    await fallbacks.expire()
    await vacancies.expire()


async def _forget_clearances() -> None:
    await clearance_retention.forget(clock.day(ZONE))


async def _forget_reports() -> None:
    await escalations.forget_old(clock.day(ZONE))


async def _forget_disclosures() -> None:
    await disclosures.forget_old(clock.now().date())
    await partner_adults.forget_old(clock.now())


DAILY: list[Callable[[], Awaitable[object]]] = [
    once.forget_old,
    _forget_counts,
    signing_in.forget_expired,
    invitations.forget_old,
    sessions.forget_ended,
    mails.forget_old,
    people.forget_unchosen,
    profiles.key_names,
    profiles.learn,
    _end_consents,
    _forget_children,
    _forget_consents,
    _forget_disclosures,
    _forget_clearances,
    access_log.forget_old,
    _forget_reports,
    grants.forget_old,
    papers.forget_old,
    verdicts.forget_old,
]


async def work(stop: asyncio.Event) -> None:
    """Do the waiting jobs until `stop` is set; the one in hand is finished first."""
    tidied: date | None = None
    looked = passed_on = clock.now()
    while not stop.is_set():
        try:
            await send_waiting(stop)
            now = clock.now()
            await papers.build_ahead(looked)
            looked = now
            if now - passed_on >= deadlines.LOOK_EVERY:
                passed_on = now
                await deadlines.pass_on()
                await suspensions.keep_apart()
                await escalations.pass_on()
                await replays.note_down()
            if tidied != (day := clock.day(ZONE)):  # once at the start, then each midnight
                tidied = day
                await tidy()
            pause = LOOK_EVERY
        except Exception as trouble:  # noqa: BLE001 -- the database may be away; the worker stays
            logs.event("job worker waits", error=type(trouble).__name__)
            pause = AFTER_TROUBLE
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), pause)


async def send_waiting(stop: asyncio.Event) -> int:
    """Send every mail that is due and return how many were tried."""
    now = settings()
    carry = mail.by_smtp(now.smtp_url) if now.smtp_url else mail.into_folder(now.data_dir / "mails")
    tried = 0
    while not stop.is_set() and await mails.send_next(carry, keep_body=not now.smtp_url):
        tried += 1
    return tried


async def tidy() -> None:
    """Throw away what has ended; what fails today is tried again tomorrow."""
    for task in DAILY:
        try:
            await task()
        except Exception as trouble:  # noqa: BLE001 -- one broken broom must not stop the others
            logs.event("not tidied", task=task.__name__, error=type(trouble).__name__)
