"""Who said yes to what for a participant, and whether that lets them join a roster (V9, V10)."""

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
    AgeBand,
    Consent,
    ConsentState,
    GivenBy,
    Method,
    Participant,
    Purpose,
)
from volunteers.rules.safeguards import EVERYTHING, Safeguards

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
    ConsentState.WITHDRAWN: N_("Taken back"),
    ConsentState.EXPIRED: N_("Expired"),
}


METHOD_NAMES: dict[Method, str] = {
    Method.PAPER: N_("Signed letter"),
    Method.PARTNER_BATCH: N_("Letters held by the school"),
    Method.PHONE: N_("By phone"),
    Method.E_SIGN: N_("Through the guardian's link"),
}

HAND_NAMES: dict[GivenBy, str] = {
    GivenBy.GUARDIAN: N_("Guardian"),
    GivenBy.SELF: N_("In person"),
}

RELEASED_BY = 2  # people, neither of them the author (V20)
_SPEAKS = (AgeBand.A9_11, AgeBand.A12_13, AgeBand.A14_15, AgeBand.A16_17)  # surely eight or older
_NOT_A_GUARDIAN = ("照护", "照顾", "托管", "老师", "班主任", "caregiver", "carer", "teacher")

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
    relation: Annotated[str, msgspec.Meta(max_length=30)] = ""
    own_word: bool = False


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
    """A yes that no longer stands. Whoever built on it lets go in the same transaction.

    `expired` says that its time was up; nobody took it back.
    """

    activity_id: UUID
    participant_id: UUID
    purpose: Purpose
    expired: bool = False

    @property
    def leaves_roster(self) -> bool:
        return self.purpose in NEEDED


class Answered(msgspec.Struct, frozen=True):
    """An answer about contact after the day, of whatever kind, for these participants."""

    activity_id: UUID
    participant_ids: frozenset[UUID]


class Publication(msgspec.Struct, frozen=True):
    """A picture or article that is to go out: for which use, and by whom it was written."""

    use: Purpose
    author: UUID


class NoSuchStep(Refusal):
    message = N_(
        "The last answer was “%(before)s”. Ask again first; then the new answer can be noted."
    )


class GuardianOnly(Refusal):
    """PIPL 31: under fourteen only a guardian can consent, never a caregiver or the child."""

    status = 422
    message = N_("For somebody under 18 only a guardian can agree.")


class NotAGuardian(Refusal):
    """未保法 22: whoever cares day by day, or teaches, cannot consent in place of the guardian."""

    status = 422
    message = N_(
        "Only a parent or another legal guardian can answer here. Whoever looks after the child day by "
        "day, or teaches, please pass the letter on."
    )


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


def needs_guardian(participant: Participant, held: Safeguards = EVERYTHING) -> bool:
    """Return whether a guardian answers: under 14 always, for 14 to 17 unless that rule is off (V9).

    Only those who are known to be adults answer for themselves without any switch.
    """
    if participant.under_14:
        return True
    return held.guardian_14_17 and participant.age_band not in ADULTS


def needs_own_word(participant: Participant, held: Safeguards = EVERYTHING) -> bool:
    """Return whether the child is asked too: from eight years on, where the age is known (V9)."""
    return held.own_word_from_8 and participant.age_band in _SPEAKS


def roster_gaps(
    participant: Participant,
    consents: Iterable[Consent],
    today: date,
    held: Safeguards = EVERYTHING,
) -> tuple[Gap, ...]:
    """Return which consents are missing before this participant may stand on a roster (G2)."""
    given = {
        one.purpose: one
        for one in consents
        if one.participant == participant.id and stands(one, participant, today, held)
    }
    gaps = [Gap(f"consent-{one.value}", participant.codename) for one in NEEDED if one not in given]
    joins = given.get(Purpose.PARTICIPATE)
    if joins and not joins.spoken and needs_own_word(participant, held):
        gaps.append(Gap("own-word", participant.codename))
    return tuple(gaps)


def photo_gaps(
    present: Iterable[Participant],
    consents: Iterable[Consent],
    use: Purpose,
    today: date,
) -> tuple[Gap, ...]:
    """Return of whom no picture may be taken for this use: without a gap everybody has said yes (G13).

    A picture that somebody else sees needs both: the yes to being in photos, and that to the use.
    """
    by_child: dict[UUID, list[Consent]] = {}
    for one in consents:
        by_child.setdefault(one.participant, []).append(one)
    wanted = dict.fromkeys((Purpose.PHOTO_TAKEN, use))
    return tuple(
        Gap(f"no-{purpose.value}", who.codename)
        for who in present
        for purpose in wanted
        if not any(
            one.purpose is purpose and stands(one, who, today) for one in by_child.get(who.id, [])
        )
    )


def publication_gaps(
    item: Publication,
    faces: Iterable[Participant],
    consents: Iterable[Consent],
    approvers: Iterable[UUID],
    today: date,
) -> tuple[Gap, ...]:
    """Return why this must not be published: a face without a yes, or too few who released it (G14)."""
    gaps = photo_gaps(faces, consents, item.use, today)
    if len(set(approvers) - {item.author}) < RELEASED_BY:
        gaps += (Gap("two-release"),)
    return gaps


def stands(
    one: Consent, participant: Participant, today: date, held: Safeguards = EVERYTHING
) -> bool:
    """Return whether a yes counts on this day: given by the right hand, and not past its end."""
    if one.state is not ConsentState.GRANTED:
        return False
    if one.expires_on is not None and one.expires_on < today:
        return False
    return one.given_by is GivenBy.GUARDIAN or not needs_guardian(participant, held)


def as_of(one: Consent, today: date) -> Consent:
    """Return an answer as it counts on this day: a yes past its end has run out, whoever has noted that or not."""
    over = one.expires_on is not None and one.expires_on < today
    if one.state is ConsentState.GRANTED and over:
        return msgspec.structs.replace(one, state=ConsentState.EXPIRED)
    return one


def contact_wish(state: ConsentState | None) -> Wish:
    """Return what an answer about contact comes to. Only a yes makes it owed (domain reference V10)."""
    if state is ConsentState.GRANTED:
        return Wish.YES
    return Wish.NO if state in (ConsentState.REFUSED, ConsentState.WITHDRAWN) else Wish.OPEN


def refuse_step(before: ConsentState | None, to: ConsentState, *, reworded: bool = False) -> None:
    """Raise NoSuchStep unless an answer may follow the one before (domain §2.1).

    A yes to a letter whose substance has changed may be given again.
    """
    if reworded and before is to is ConsentState.GRANTED:
        return
    if to not in _STEPS[before]:
        raise NoSuchStep(before=STATE_NAMES[before] if before else "")


def refuse_wrong_hand(
    participant: Participant, new: NewConsent, held: Safeguards = EVERYTHING
) -> None:
    """Raise a refusal if somebody who cannot consent is said to have done so (V9).

    Raises:
        GuardianOnly, NotAGuardian
    """
    if new.state is not ConsentState.GRANTED or not needs_guardian(participant, held):
        return
    if new.given_by is not GivenBy.GUARDIAN:
        raise GuardianOnly
    if any(word in new.relation.casefold() for word in _NOT_A_GUARDIAN):
        raise NotAGuardian


def refuse_other_count(batch: Batch) -> None:
    """Raise CountDiffers unless there is one signed letter per chosen codename (V9)."""
    if batch.letters != len(set(batch.participants)):
        raise CountDiffers(letters=batch.letters, chosen=len(set(batch.participants)))
