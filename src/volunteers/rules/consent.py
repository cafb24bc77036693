"""Who said yes to what for a participant, and whether that lets them join a roster (V9, V10)."""

import hashlib
from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Annotated
from uuid import UUID

import msgspec

from kit.errors import Gap, Refusal
from kit.i18n import N_
from volunteers.rules.participants import (
    ADULTS,
    Consent,
    ConsentState,
    GivenBy,
    Method,
    Participant,
    Purpose,
)

NEEDED = (Purpose.PARTICIPATE, Purpose.DATA)
FREE = tuple(
    purpose for purpose in Purpose if purpose not in NEEDED
)  # a no leaves nobody out (V10)

PURPOSE_NAMES: dict[Purpose, str] = {
    Purpose.PARTICIPATE: N_("Taking part"),
    Purpose.DATA: N_("Keeping these few details"),
    Purpose.PAIRING_CONTACT: N_("Contact within the pair afterwards"),
    Purpose.DIRECT_CONTACT: N_("Direct contact, with an adult in the conversation"),
    Purpose.COUNSELLING: N_("Talking to a counsellor"),
    Purpose.EMERGENCY_MEDICAL: N_("Medical help in an emergency"),
    Purpose.OFF_SITE: N_("Leaving the site with the group"),
    Purpose.PHOTO_TAKEN: N_("Being in photos"),
    Purpose.INTERNAL_REPORT: N_("Pictures in the association's report"),
    Purpose.SCHOOL_WALL: N_("Pictures on the wall of the school"),
    Purpose.PUBLIC_WEB: N_("Pictures on public pages"),
    Purpose.MEDIA_INTERVIEW: N_("Speaking to the press"),
}
STATE_NAMES: dict[ConsentState, str] = {
    ConsentState.ASKED: N_("Asked"),
    ConsentState.GRANTED: N_("Consent given"),
    ConsentState.REFUSED: N_("Said no"),
    ConsentState.WITHDRAWN: N_("Withdrawn"),
    ConsentState.EXPIRED: N_("Expired"),
}

LETTER = hashlib.sha256(
    "\n".join(f"{p.value} {PURPOSE_NAMES[p]}" for p in Purpose).encode()
).hexdigest()[:12]

_S = ConsentState
_STEPS: dict[ConsentState | None, frozenset[ConsentState]] = {
    None: frozenset({_S.ASKED, _S.GRANTED, _S.REFUSED}),
    _S.ASKED: frozenset({_S.GRANTED, _S.REFUSED}),
    _S.GRANTED: frozenset({_S.WITHDRAWN, _S.EXPIRED}),
    _S.REFUSED: frozenset({_S.ASKED}),
    _S.WITHDRAWN: frozenset({_S.ASKED}),
    _S.EXPIRED: frozenset({_S.ASKED}),
}


class Wish(StrEnum):
    """What is known about contact after the day: agreed to, not wanted, or nobody has said yet."""

    YES = "yes"
    NO = "no"
    OPEN = "open"


class NewConsent(msgspec.Struct, frozen=True, kw_only=True):
    """One answer as it stands on the letter; `on` is the date beside the signature."""

    purpose: Purpose
    state: ConsentState
    on: date
    given_by: GivenBy = GivenBy.GUARDIAN
    method: Method = Method.PAPER


class Batch(msgspec.Struct, frozen=True, kw_only=True):
    """The partner's word for a heap of signed letters: how many, and signed by when (V9)."""

    letters: Annotated[int, msgspec.Meta(ge=1, le=5000)]
    on: date
    participants: tuple[UUID, ...] = ()
    covers: tuple[Purpose, ...] = ()

    @property
    def purposes(self) -> tuple[Purpose, ...]:
        """What every letter says yes to, and what was ticked beyond."""
        return (*NEEDED, *(purpose for purpose in FREE if purpose in self.covers))


class Withdrawal(msgspec.Struct, frozen=True):
    """A yes that no longer stands. Whoever built on it lets go in the same transaction."""

    activity_id: UUID
    participant_id: UUID
    purpose: Purpose

    @property
    def leaves_roster(self) -> bool:
        return self.purpose in NEEDED


class Answered(msgspec.Struct, frozen=True):
    """An answer about contact after the day, of whatever kind, for these participants."""

    activity_id: UUID
    participant_ids: frozenset[UUID]


class NoSuchStep(Refusal):
    message = N_(
        "The last answer was “%(before)s”. Ask again first; then the new answer can be noted."
    )


class GuardianOnly(Refusal):
    """PIPL 31: under fourteen only a guardian can consent, never a caregiver or the child."""

    status = 422
    message = N_("For somebody under 18 only a guardian can agree.")


class NotYet(Refusal):
    status = 422
    message = N_("This date is still to come.")


class CountDiffers(Refusal):
    status = 422
    message = N_(
        "%(letters)s letters and %(chosen)s chosen names do not match. "
        "Please count again: each letter stands for exactly one name."
    )


class SaidNo(Refusal):
    message = N_(
        "%(who)s said no or took the consent back. A batch cannot overrule that: open that page "
        "and ask again first."
    )


def needs_guardian(participant: Participant) -> bool:
    """Return whether a guardian answers: always but for those who are known to be adults."""
    return participant.under_14 or participant.age_band not in ADULTS


def roster_gaps(
    participant: Participant, consents: Iterable[Consent], today: date
) -> tuple[Gap, ...]:
    """Return which consents are missing before this participant may stand on a roster (G2)."""
    given = {
        one.purpose
        for one in consents
        if one.participant == participant.id and _stands(one, participant, today)
    }
    return tuple(
        Gap(f"consent-{purpose.value}", participant.codename)
        for purpose in NEEDED
        if purpose not in given
    )


def contact_wish(state: ConsentState | None) -> Wish:
    """Return what an answer about contact comes to. Only a yes makes it owed (domain reference V10)."""
    if state is ConsentState.GRANTED:
        return Wish.YES
    return Wish.NO if state in (ConsentState.REFUSED, ConsentState.WITHDRAWN) else Wish.OPEN


def refuse_step(before: ConsentState | None, to: ConsentState) -> None:
    """Raise NoSuchStep unless an answer may follow the one before (domain §2.1)."""
    if to not in _STEPS[before]:
        raise NoSuchStep(before=STATE_NAMES[before] if before else "")


def refuse_wrong_hand(participant: Participant, new: NewConsent) -> None:
    """Raise GuardianOnly if somebody who cannot consent is said to have done so (V9)."""
    agrees = new.state is ConsentState.GRANTED
    if agrees and needs_guardian(participant) and new.given_by is not GivenBy.GUARDIAN:
        raise GuardianOnly


def refuse_other_count(batch: Batch) -> None:
    """Raise CountDiffers unless there is one signed letter per chosen codename (V9)."""
    if batch.letters != len(set(batch.participants)):
        raise CountDiffers(letters=batch.letters, chosen=len(set(batch.participants)))


def _stands(one: Consent, participant: Participant, today: date) -> bool:
    if one.state is not ConsentState.GRANTED:
        return False
    if one.expires_on is not None and one.expires_on < today:
        return False
    return one.given_by is GivenBy.GUARDIAN or not needs_guardian(participant)
