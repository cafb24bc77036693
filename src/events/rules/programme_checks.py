"""What a programme still lacks: the checks of a text over its chapters, and a few over its rows."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise
from uuid import UUID

import msgspec

from events.rules import reading
from events.rules.findings import Severity
from events.rules.obligations import CONTACT_FLOOR, Obligation
from events.rules.programmes import Programme
from events.rules.reading.lines import MAX_CHARACTERS, MAX_LINES
from events.rules.seats import Seat
from events.rules.sections import Section
from events.rules.work import WorkItem
from kit.i18n import gettext

# E3: what the text of a programme is checked for; the rest asks for rows (period, contact-floor).
IN_TEXT = {
    "placeholder-left",
    "annex-missing",
    "detail-deferred",
    "announced-but-unplanned",
    "cadence-missing",
    "stray-mark",
    "private-home",
    "photo-consent",
    "identifying-story",
    "qualification-missing",
}
ABOUT_MINORS = {"private-home", "photo-consent", "identifying-story", "contact-floor"}
_AND = re.compile(r"[、,，;；/]|\band\b")


class Lack(msgspec.Struct, frozen=True):
    """One finding, in the reader's language, and the page that mends it."""

    code: str
    severity: Severity
    sentence: str
    fix: str


class Whole(msgspec.Struct, frozen=True):
    """A programme with everything in it that is checked."""

    programme: Programme
    sections: Sequence[Section]
    obligations: Sequence[Obligation]
    work: Sequence[WorkItem]
    seats: Sequence[Seat]


def checked(whole: Whole, today: date) -> list[Lack]:
    """Return what is missing, in the order of its pages; rules for children only where there are some."""
    here = f"/programmes/{whole.programme.id}"
    found = [
        *_period(whole.programme, here),
        *_blanks(whole.seats, here),
        *_outsiders(whole.seats, here),
        *_floor(whole.obligations, here),
        *_text(whole, here, today),
    ]
    minors = whole.programme.involves_minors
    return [lack for lack in found if minors or lack.code not in ABOUT_MINORS]


def outsiders(seats: Sequence[Seat]) -> list[str]:
    """Return who has a duty without being a member of any group; nobody while no group has members."""
    members = [name for seat in seats if seat.group and seat.role for name in _names(seat.holder)]
    if not members:
        return []
    on_duty = [
        name for seat in seats if seat.duty and not seat.role for name in _names(seat.holder)
    ]
    return [
        name
        for name in dict.fromkeys(on_duty)
        if not any(name in member or member in name for member in members)
    ]


def _names(holder: str) -> list[str]:
    return [name.strip() for name in _AND.split(holder) if name.strip()]


def _period(programme: Programme, here: str) -> Iterator[Lack]:
    if programme.starts_on is None or programme.ends_on is None:
        sentence = gettext("There is no first and last date. Say from when to when this runs.")
        yield Lack("period-missing", Severity.NOTE, sentence, f"{here}/settings#when")


def _blanks(seats: Sequence[Seat], here: str) -> Iterator[Lack]:
    for seat in seats:
        if seat.role and not seat.holder:
            sentence = gettext("Nobody is named yet: %(role)s of %(group)s.") % {
                "role": seat.role,
                "group": seat.group or gettext("the programme"),
            }
            yield Lack("seat-blank", Severity.NOTE, sentence, f"{here}/people")


def _outsiders(seats: Sequence[Seat], here: str) -> Iterator[Lack]:
    for name in outsiders(seats):
        sentence = gettext("“%(what)s” has a duty, but does not stand in the list of members.") % {
            "what": name
        }
        yield Lack("announced-but-unplanned", Severity.NOTE, sentence, f"{here}/people")


def _floor(obligations: Sequence[Obligation], here: str) -> Iterator[Lack]:
    for one in obligations:
        if one.below_floor:
            sentence = gettext(
                "“%(title)s”: %(times)s times a year; the law asks parents and their child "
                "to speak once a week, %(floor)s times a year."
            ) % {"title": one.title, "times": one.yearly, "floor": CONTACT_FLOOR}
            fix = f"{here}/obligations/{one.id}/edit"
            yield Lack("contact-floor", Severity.WARNING, sentence, fix)


def _text(whole: Whole, here: str, today: date) -> Iterator[Lack]:
    """Read chapters and work items as one text, and lead each finding to where its line stands."""
    text, starts = _written(whole, here)
    if not text.strip():
        return
    for remark in reading.read(text, today).findings:
        if remark.code not in IN_TEXT or remark.said == "duty-unplanned":
            continue
        fix = next(
            (at for (first, at), (last, _) in pairwise(starts) if first <= remark.line < last), here
        )
        yield Lack(remark.code, remark.severity, remark.message, fix)


def _written(whole: Whole, here: str) -> tuple[str, list[tuple[int, str]]]:
    """Return the text and, for each piece of it, its first line and its page; the last ends it.

    Of a programme longer than a text that is read at all it is the beginning.
    """
    lines: list[str] = []
    starts: list[tuple[int, str]] = []
    for section in whole.sections:
        starts.append((len(lines) + 1, f"{here}/plan{_anchor(section.id)}"))
        lines += [f"# {section.heading}", *section.text.splitlines()]
    for item in whole.work:
        if item.recurs:  # how often is said beside it
            continue
        starts.append((len(lines) + 1, f"{here}/work"))
        lines += [item.title, *item.text.splitlines()]
    text = "\n".join(lines[:MAX_LINES])[:MAX_CHARACTERS]
    return text, [*starts, (len(lines) + 1, here)]


def _anchor(section_id: UUID) -> str:
    return f"#section-{section_id}"
