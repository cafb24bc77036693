"""What the slices know of an activity, gathered for its papers, and what all of these have on top."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from budget.rules.ledger import Line
from budget.rules.materials import Material
from budget.rules.sources import Source
from events.rules.activities import Activity, DateState, Party, PartyRole
from events.rules.differences import Change
from events.rules.lists import Act, Condition, Quota
from events.rules.obligations import Obligation
from events.rules.releases import Release, Snapshot
from events.rules.schedule import Block, Lane
from events.rules.seats import Seat
from events.rules.sections import Section
from events.rules.standings import Standing
from events.rules.tasks import Task
from exports.rules.papers import Stamp, When
from exports.rules.profiles import Profile
from kit import i18n
from kit.i18n import gettext
from volunteers.rules.applications import Application, Post, Recruitment
from volunteers.rules.morning_words import Changes
from volunteers.rules.pairs import Listed
from volunteers.rules.participants import Participant, Purpose
from volunteers.rules.sharing import Handed
from volunteers.rules.shifts import Shift
from volunteers.rules.training import TrainingSession


class Occasion(msgspec.Struct, frozen=True):
    """A training, those who are expected at it, and the names of what it teaches."""

    session: TrainingSession
    expected: tuple[Application, ...]
    modules: tuple[str, ...] = ()


class Stood(msgspec.Struct, frozen=True):
    """One shift with the name of its post and of those who stand there."""

    shift: Shift
    post: str
    names: tuple[str, ...]


class Roster(msgspec.Struct, frozen=True):
    """What happens at one place; the place of the activity itself has no name here."""

    name: str
    address: str
    lines: tuple[Stood, ...]


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """Everything the ordered papers need; what nobody ordered, or may see, is empty.

    `draft` is the schedule as it is being written, for a proposal without a release; `lines` is None
    for whoever may not see the budget, `asked` (of guardians) where nobody has looked. `concern` is where
    a child in danger is reported, "" where no children come; `page` is the public page of the call.
    """

    activity: Activity
    association: str
    parties: tuple[Party, ...]
    release: Release | None
    snapshot: Snapshot | None
    changed_at: datetime
    profile: Profile = Profile()
    seats: tuple[Seat, ...] = ()
    quotas: tuple[Quota, ...] = ()
    conditions: tuple[Condition, ...] = ()
    acts: tuple[Act, ...] = ()
    materials: tuple[Material, ...] = ()
    promises: tuple[Obligation, ...] = ()
    risks: str = ""
    asked: tuple[Purpose, ...] | None = None
    named_mode: bool = False
    standing: Standing | None = None
    changes: tuple[Change, ...] = ()
    sections: tuple[Section, ...] = ()
    tasks: tuple[Task, ...] = ()
    draft: tuple[tuple[Lane, ...], tuple[Block, ...]] = ((), ())
    lines: tuple[Line, ...] | None = None
    sources: tuple[Source, ...] = ()
    pairs: tuple[Listed, ...] = ()
    volunteers: tuple[Application, ...] = ()
    participants: tuple[Participant, ...] = ()
    occasions: tuple[Occasion, ...] = ()
    concern: str = ""
    page: str = ""
    call: Recruitment | None = None
    posts: tuple[Post, ...] = ()
    handed: tuple[Handed, ...] = ()
    applicants: tuple[Application, ...] = ()
    rosters: tuple[Roster, ...] = ()
    different: Changes = Changes()

    def named(self, *roles: PartyRole) -> tuple[str, ...]:
        """Return the names of the units in one of these roles."""
        return tuple(party.name for party in self.parties if party.role in roles)


UNSTAMPED = Stamp(code="", made_at=datetime(2000, 1, 1, tzinfo=UTC), link="")


def head(facts: Facts) -> dict[str, Any]:
    """Return what every paper has on top, still without its stamp."""
    activity = facts.activity
    hosts = facts.named(PartyRole.HOST)
    partners = facts.named(PartyRole.PARTNER, PartyRole.VENUE)
    runs = facts.named(PartyRole.ORGANIZER) or (facts.association,)
    return {
        "title": activity.title,
        "subtitle": " × ".join(once([*runs[:1], *partners[:1]])) if partners else "",
        "host": " · ".join(once([*hosts, *runs])),
        "when": _when(activity),
        "place": activity.place,
        "stamp": UNSTAMPED,
        "concern": facts.concern,
    }


def clock(moment: datetime | None, zone: str) -> str:
    return moment.astimezone(ZoneInfo(zone)).strftime("%H:%M") if moment else ""


def day(facts: Facts, moment: datetime) -> str:
    return i18n.day(moment, facts.activity.zone)


def people(facts: Facts) -> str:
    """Write how many people of each kind come, as far as that is known."""
    activity = facts.activity
    counts = (
        (gettext("Volunteers: %(count)s"), activity.volunteers),
        (gettext("Children: %(count)s"), activity.participants),
        (gettext("Crew: %(count)s"), activity.crew),
        (gettext("Guests: %(count)s"), activity.guests),
    )
    return gettext("; ").join(sentence % {"count": count} for sentence, count in counts if count)


def when(facts: Facts) -> str:
    """Write when the activity is, with its hours, in one line."""
    activity = facts.activity
    if activity.starts_at is None:
        return gettext("The date is not settled yet.")
    zone = activity.zone
    written = i18n.day_and_weekday(activity.starts_at, zone)
    starts, ends = _hours(activity)
    if activity.last_day and activity.last_day != activity.first_day:
        last = i18n.day(activity.last_day)
        written = (
            f"{' '.join(filter(None, (written, starts)))} – {' '.join(filter(None, (last, ends)))}"
        )
    elif starts:
        written = f"{written} {'–'.join(filter(None, (starts, ends)))}"
    tentative = activity.date_state == "tentative"
    return gettext("%(day)s (tentative)") % {"day": written} if tentative else written


def joined(*parts: str) -> str:
    """Write those parts that say something in a row."""
    return gettext(", ").join(part for part in parts if part)


def once(names: Iterable[str]) -> list[str]:
    """Return the names that are any, each once."""
    return list(dict.fromkeys(name for name in names if name))


def listed(names: Iterable[str]) -> str:
    """Write several names in a row, as the current language does."""
    return gettext(", ").join(once(names))


def _when(activity: Activity) -> When:
    if activity.date_state is DateState.UNKNOWN or activity.starts_at is None:
        return When()
    starts, ends = _hours(activity)
    return When(
        first=activity.first_day,
        last=activity.last_day if activity.ends_at else None,
        starts=starts,
        ends=ends,
        tentative=activity.date_state is DateState.TENTATIVE,
    )


def _hours(activity: Activity) -> tuple[str, str]:
    """Return when it starts and ends, each as far as its hour is known."""
    if not activity.has_clock_time:
        return "", ""
    ends = clock(activity.ends_at, activity.zone) if activity.has_end_time else ""
    return clock(activity.starts_at, activity.zone), ends
