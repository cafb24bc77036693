"""The board of consents: who has said what to which purpose, what is still waited for, and for how long."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from enum import StrEnum

import msgspec

from kit.i18n import N_
from volunteers.rules.consent import NEEDED, needs_guardian, needs_own_word, stands
from volunteers.rules.letters import reworded
from volunteers.rules.participants import Consent, ConsentState, Participant, Purpose
from volunteers.rules.safeguards import Safeguards
from volunteers.rules.terms import PICTURES


class Mark(StrEnum):
    """What one cell of the board says."""

    YES = "yes"
    NO = "no"
    WAITING = "waiting"
    NOT_ASKED = "not_asked"
    ENDED = "ended"
    NEW_TEXT = "new_text"


MARK_NAMES: dict[Mark, str] = {
    Mark.YES: N_("Has agreed"),
    Mark.NO: N_("Said no"),
    Mark.WAITING: N_("Waiting for an answer"),
    Mark.NOT_ASKED: N_("Not asked yet"),
    Mark.ENDED: N_("Taken back or run out"),
    Mark.NEW_TEXT: N_("Agreed to an earlier text"),
}
# What stands above a column: as short as it can be said.
SHORT: dict[Purpose, str] = {
    Purpose.PARTICIPATE: N_("Take part"),
    Purpose.DATA: N_("Details"),
    Purpose.PAIRING_CONTACT: N_("Contact"),
    Purpose.DIRECT_CONTACT: N_("Direct"),
    Purpose.COUNSELLING: N_("Counsel"),
    Purpose.EMERGENCY_MEDICAL: N_("Doctor"),
    Purpose.OFF_SITE: N_("Off site"),
    Purpose.PHOTO_TAKEN: N_("Photos"),
    Purpose.INTERNAL_REPORT: N_("Report"),
    Purpose.SCHOOL_WALL: N_("Wall"),
    Purpose.PUBLIC_WEB: N_("Web"),
    Purpose.MEDIA_INTERVIEW: N_("Press"),
}


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One participant on the board; `link_until` is None without a living link, `asked_on` the first letter."""

    who: Participant
    marks: dict[Purpose, Mark]
    by_guardian: bool
    lacks_own_word: bool = False
    asked_on: date | None = None
    link_until: datetime | None = None
    link_is_over: bool = False
    taken_down: tuple[Purpose, ...] = ()

    @property
    def waits(self) -> bool:
        """Say whether somebody has to be reminded, or asked at all."""
        open_marks = (Mark.WAITING, Mark.NOT_ASKED, Mark.NEW_TEXT)
        gone = any(self.marks.get(one) is Mark.ENDED for one in NEEDED)
        return any(mark in open_marks for mark in self.marks.values()) and not gone

    @property
    def refuses(self) -> bool:
        return any(mark in (Mark.NO, Mark.ENDED) for mark in self.marks.values())

    @property
    def complete(self) -> bool:
        """Say whether they may stand on a roster, as far as letters go."""
        needed = all(self.marks.get(one) in (Mark.YES, Mark.NEW_TEXT) for one in NEEDED)
        return needed and not self.lacks_own_word

    def waited(self, today: date) -> int | None:
        """Return for how many days an answer has been waited for, None if nobody was asked."""
        return (today - self.asked_on).days if self.asked_on and self.waits else None


def row(
    who: Participant,
    answers: Iterable[Consent],
    asked: Iterable[Purpose],
    words: Mapping[Purpose, str],
    today: date,
    *,
    held: Safeguards,
) -> Row:
    """Return what the board says of one participant; links are added by whoever knows them."""
    said = {one.purpose: one for one in answers}
    marks = {purpose: _mark(said.get(purpose), who, words, today, held) for purpose in asked}
    joins = said.get(Purpose.PARTICIPATE)
    waiting = [one.on for one in said.values() if one.state is ConsentState.ASKED]
    return Row(
        who=who,
        marks=marks,
        by_guardian=needs_guardian(who, held),
        lacks_own_word=needs_own_word(who, held)
        and marks.get(Purpose.PARTICIPATE) is Mark.YES
        and joins is not None
        and not joins.spoken,
        asked_on=min(waiting, default=None),
        taken_down=tuple(one for one in PICTURES if one in said and _ended(said[one], today)),
    )


def _mark(
    answer: Consent | None,
    who: Participant,
    words: Mapping[Purpose, str],
    today: date,
    held: Safeguards,
) -> Mark:
    if answer is None:
        return Mark.NOT_ASKED
    match answer.state:
        case ConsentState.ASKED:
            return Mark.WAITING
        case ConsentState.REFUSED:
            return Mark.NO
        case ConsentState.WITHDRAWN | ConsentState.EXPIRED:
            return Mark.ENDED
    if not stands(answer, who, today, held):
        return Mark.ENDED
    return Mark.NEW_TEXT if reworded(answer.text_version, words, answer.purpose) else Mark.YES


def _ended(answer: Consent, today: date) -> bool:
    if answer.state in (ConsentState.WITHDRAWN, ConsentState.EXPIRED):
        return True
    over = answer.expires_on is not None and answer.expires_on < today
    return answer.state is ConsentState.GRANTED and over


def counts(rows: Iterable[Row], asked: Iterable[Purpose]) -> dict[Purpose, tuple[int, int]]:
    """Return for each purpose how many said yes and how many said no."""
    several = list(rows)
    return {
        purpose: (
            sum(one.marks[purpose] in (Mark.YES, Mark.NEW_TEXT) for one in several),
            sum(one.marks[purpose] in (Mark.NO, Mark.ENDED) for one in several),
        )
        for purpose in asked
    }
