"""Lists of people: pairs to confirm, names to sign beside, badges to wear. Children by codename only."""

from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from events.rules.activities import PartyRole
from exports.rules.filled.facts import Facts, Occasion, clock, head, listed
from exports.rules.kinds import NobodyYet, NoPairs, NoSuchPart
from exports.rules.lists import Badge, Badges, PairList, PairRow, SignInRow, SignInSheet
from exports.rules.papers import When
from kit.i18n import gettext
from volunteers.rules.pairs import Listed, school_year


def pair_list(facts: Facts) -> PairList:
    """Return the live pairs for the partner to confirm.

    Raises:
        NoPairs
    """
    if not facts.pairs:
        raise NoPairs
    return PairList(
        **head(facts),
        keep=False,
        partner=listed(facts.named(PartyRole.PARTNER)[:1]),
        rows=tuple(
            PairRow(
                volunteer=pair.volunteer,
                college=pair.college,
                year=pair.year,
                child=pair.codename,
                child_year=school_year(pair.grade),
                group=pair.group,
                pod=str(pair.pod or ""),
            )
            for pair in facts.pairs
        ),
    )


def sign_in_sheet(facts: Facts, session_id: UUID | None) -> SignInSheet:
    """Return the sheet of one training, or of the day itself; without anybody it is an empty form.

    Raises:
        NoSuchPart
    """
    if session_id is None:
        return SignInSheet(
            **head(facts), keep=False, occasion=gettext("On the day"), rows=_on_the_day(facts)
        )
    for occasion in facts.occasions:
        if occasion.session.id == session_id:
            return _training(facts, occasion)
    raise NoSuchPart


def badges(facts: Facts) -> Badges:
    """Return what everybody wears: pairs by number, then whoever helps without a child at their side.

    Raises:
        NobodyYet
    """
    groups = list(dict.fromkeys(pair.group for pair in facts.pairs if pair.group))
    worn = [badge for pair in facts.pairs for badge in _pair_of_badges(pair, groups)]
    worn += [
        Badge(name=one.name, group=gettext("Crew"), role=gettext("Volunteer"))
        for one in facts.volunteers
        if one.id not in {pair.application for pair in facts.pairs}
    ]
    if not worn:
        raise NobodyYet
    activity = facts.activity
    return Badges(
        **head(facts) | {"title": activity.called},
        keep=False,
        help_line=" ".join(
            part for part in (activity.contact_name, activity.contact_phone) if part
        ),
        badges=tuple(worn),
    )


def _training(facts: Facts, occasion: Occasion) -> SignInSheet:
    session, zone = occasion.session, facts.activity.zone
    when = When(
        first=session.starts_at.astimezone(ZoneInfo(zone)).date(),
        starts=clock(session.starts_at, zone),
        ends=clock(session.ends_at, zone),
    )
    return SignInSheet(
        **head(facts) | {"when": when, "place": session.place},
        keep=False,
        occasion=session.title,
        rows=tuple(SignInRow(one.name, one.college) for one in occasion.expected),
    )


def _on_the_day(facts: Facts) -> tuple[SignInRow, ...]:
    """Return both of each pair, group by group, then everybody else with a place, on either side."""
    rows = []
    for pair in sorted(facts.pairs, key=lambda pair: (not pair.group, pair.group, pair.number)):
        rows += [SignInRow(pair.volunteer, pair.group), SignInRow(pair.codename, pair.group)]
    paired = {pair.application for pair in facts.pairs}
    rows += [SignInRow(one.name) for one in facts.volunteers if one.id not in paired]
    paired = {pair.participant for pair in facts.pairs}
    rows += [SignInRow(one.codename) for one in facts.participants if one.id not in paired]
    return tuple(rows)


def _pair_of_badges(pair: Listed, groups: list[str]) -> tuple[Badge, Badge]:
    lane = groups.index(pair.group) if pair.group else 0
    volunteer = Badge(
        name=pair.volunteer,
        group=pair.group,
        role=gettext("Volunteer"),
        number=f"{pair.number:02d}",
        lane=lane,
    )
    child = msgspec.structs.replace(volunteer, name=pair.codename, role=gettext("Guest of the day"))
    return volunteer, child
