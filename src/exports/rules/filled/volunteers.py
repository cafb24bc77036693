"""Papers about volunteers, filled in: the selection, the list for a partner, rosters, the code of conduct."""

from collections.abc import Iterable
from itertools import groupby
from uuid import UUID
from zoneinfo import ZoneInfo

from exports.rules.filled.facts import Facts, Roster, Stood, clock, head
from exports.rules.kinds import NobodyAgreed, NobodyApplied, NoPartnerYet, NoShifts, NoSuchPart
from exports.rules.people_lists import (
    Chosen,
    CodeOfConduct,
    NamedVolunteer,
    Outcome,
    RosterDay,
    RosterLine,
    RosterPlace,
    SelectionList,
    ShiftRoster,
    VolunteerList,
)
from kit import i18n
from kit.i18n import N_, gettext
from volunteers.rules.applications import Application, ApplicationStatus
from volunteers.rules.pledge import PLEDGE, PLEDGE_VERSION
from volunteers.rules.sharing import Handed

S = ApplicationStatus
_OUTCOMES: tuple[tuple[str, str, tuple[ApplicationStatus, ...]], ...] = (
    (N_("Chosen"), N_("They have a place."), (S.ACCEPTED, S.CONFIRMED)),
    (
        N_("Reserve"),
        N_("They move up in this order as soon as a place falls free."),
        (S.RESERVED,),
    ),
    (N_("Not decided yet"), "", (S.APPLIED,)),
    (N_("No place this time"), "", (S.DECLINED, S.LAPSED)),
)
LISTED = tuple(status for _, _, several in _OUTCOMES for status in several)


def selection_list(facts: Facts) -> SelectionList:
    """Return who was chosen, by result; those who stepped back are not on it.

    Raises:
        NobodyApplied
    """
    posts = {one.id: one.name for one in facts.posts}
    outcomes = []
    for name, line, statuses in _OUTCOMES:
        several = [one for one in facts.applicants if one.status in statuses]
        if S.RESERVED in statuses:
            several.sort(key=lambda one: one.rank or 0)
        rows = tuple(
            _chosen(one, posts, n if S.RESERVED in statuses else 0)
            for n, one in enumerate(several, start=1)
        )
        if rows:
            outcomes.append(Outcome(gettext(name), gettext(line) if line else "", rows))
    if not outcomes:
        raise NobodyApplied
    return SelectionList(**head(facts), keep=False, outcomes=tuple(outcomes))


def volunteer_list(facts: Facts, liaison_id: UUID | None) -> VolunteerList:
    """Return the list for one partner: whoever has agreed, with what they agreed to (V13).

    Raises:
        NoPartnerYet, NobodyAgreed, NoSuchPart
    """
    handed = handed_to(facts, liaison_id)
    if handed is None:
        raise NoPartnerYet
    if not handed.rows:
        raise NobodyAgreed(partner=handed.partner)
    return VolunteerList(
        **head(facts) | {"subtitle": handed.partner},
        keep=False,
        partner=handed.partner,
        rows=tuple(NamedVolunteer(**one.said) for one in handed.rows),
        unnamed=handed.unnamed,
    )


def handed_to(facts: Facts, liaison_id: UUID | None) -> Handed | None:
    """Return the partner a paper is for: the one that is named, or the first; None where there is none.

    Raises:
        NoSuchPart
    """
    if liaison_id is None:
        return facts.handed[0] if facts.handed else None
    for one in facts.handed:
        if one.liaison == liaison_id:
            return one
    raise NoSuchPart


def code_of_conduct(facts: Facts) -> CodeOfConduct:
    """Return what each volunteer reads and signs, in the wording that counts today."""
    activity = facts.activity
    return CodeOfConduct(
        **head(facts),
        articles=tuple((gettext(name), gettext(text)) for name, text in PLEDGE),
        text_version=PLEDGE_VERSION,
        copies=max(1, activity.volunteers or 0),
    )


def shift_roster(facts: Facts) -> ShiftRoster:
    """Return the shifts, place by place.

    Raises:
        NoShifts
    """
    if not facts.rosters:
        raise NoShifts
    activity = facts.activity
    leader = " ".join(part for part in (activity.contact_name, activity.contact_phone) if part)
    return ShiftRoster(
        **head(facts),
        keep=False,
        leader=leader,
        places=tuple(_place(facts, one) for one in facts.rosters),
    )


def _chosen(one: Application, posts: dict[UUID, str], place: int) -> Chosen:
    post = posts.get(one.post, "") if one.post else ""
    return Chosen(one.number, one.name, one.college, one.year, post, place)


def _place(facts: Facts, at: Roster) -> RosterPlace:
    zone = ZoneInfo(facts.activity.zone)
    days = groupby(at.lines, key=lambda one: one.shift.starts_at.astimezone(zone).date())
    return RosterPlace(
        at.name or facts.activity.place or gettext("Place of the activity"),
        at.address,
        tuple(RosterDay(i18n.day_and_weekday(day), _lines(facts, lines)) for day, lines in days),
    )


def _lines(facts: Facts, lines: Iterable[Stood]) -> tuple[RosterLine, ...]:
    zone = facts.activity.zone
    return tuple(
        RosterLine(
            f"{clock(one.shift.starts_at, zone)}–{clock(one.shift.ends_at, zone)}",
            one.post,
            one.names,
            one.shift.missing,
            one.shift.note,
        )
        for one in lines
    )
