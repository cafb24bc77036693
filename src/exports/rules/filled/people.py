"""Lists of people: pairs to confirm, names to sign beside, badges to wear. Children by codename only."""

from uuid import UUID
from zoneinfo import ZoneInfo

from events.rules.activities import PartyRole
from exports.rules.filled.facts import Facts, Occasion, clock, head, listed
from exports.rules.filled.volunteers import handed_to
from exports.rules.kinds import NobodyYet, NoPairs, NoSuchPart
from exports.rules.lists import Badge, Badges, PairList, PairRow, SignInRow, SignInSheet
from exports.rules.papers import When
from kit.i18n import gettext
from volunteers.rules.applications import Application
from volunteers.rules.pairs import Listed, school_year
from volunteers.rules.sharing import Handed


def pair_list(facts: Facts, liaison_id: UUID | None = None) -> PairList:
    """Return the live pairs for a partner to confirm: of volunteers what they agreed to show it (V13).

    Raises:
        NoPairs, NoSuchPart
    """
    handed = handed_to(facts, liaison_id)
    several = len(facts.handed) > 1
    pairs = [
        one for one in facts.pairs if not several or (handed and one.participant in handed.own)
    ]
    if not pairs:
        raise NoPairs
    return PairList(
        **head(facts),
        keep=False,
        partner=handed.partner if handed else listed(facts.named(PartyRole.PARTNER)[:1]),
        rows=tuple(_row(pair, handed, _today(facts, pair, handed)) for pair in pairs),
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
    """Return what every volunteer wears: name, post, group; pairs by number, then the others.

    Raises:
        NobodyYet
    """
    if not facts.volunteers:
        raise NobodyYet
    groups, posts = _groups(facts), {one.id: one.name for one in facts.posts}
    pairs = {one.application: one for one in sorted(facts.pairs, key=lambda one: -one.number)}
    first = len(pairs) + len(facts.volunteers)

    def turn(one: Application) -> tuple[int, int]:
        return pairs[one.id].number if one.id in pairs else first, one.number

    return _badges(
        facts,
        [
            _badge(pairs.get(one.id), one.name, posts.get(one.post) if one.post else None, groups)
            for one in sorted(facts.volunteers, key=turn)
        ],
    )


def codename_badges(facts: Facts) -> Badges:
    """Return what the guests of the day wear: the codename, with the number and group of the pair.

    Raises:
        NobodyYet
    """
    if not facts.participants:
        raise NobodyYet
    groups = _groups(facts)
    pairs = {one.participant: one for one in facts.pairs}

    def turn(child: UUID) -> int:
        return pairs[child].number if child in pairs else len(pairs) + 1

    return _badges(
        facts,
        [
            _badge(pairs.get(one.id), one.codename, gettext("Guest of the day"), groups)
            for one in sorted(facts.participants, key=lambda one: turn(one.id))
        ],
    )


def _badges(facts: Facts, worn: list[Badge]) -> Badges:
    activity = facts.activity
    return Badges(
        **head(facts) | {"title": activity.called},
        keep=False,
        association=facts.association,
        help_line=" ".join(
            part for part in (activity.contact_name, activity.contact_phone) if part
        ),
        badges=tuple(worn),
    )


def _groups(facts: Facts) -> list[str]:
    return list(dict.fromkeys(pair.group for pair in facts.pairs if pair.group))


def _badge(pair: Listed | None, name: str, role: str | None, groups: list[str]) -> Badge:
    role = role or gettext("Volunteer")
    if pair is not None and pair.leads:
        role = gettext("Group leader")
    if pair is None:
        return Badge(name=name, group=gettext("Crew"), role=role)
    return Badge(
        name=name,
        group=pair.group,
        role=role,
        number=f"{pair.number:02d}",
        lane=groups.index(pair.group) if pair.group else 0,
    )


def _row(pair: Listed, handed: Handed | None, today: str) -> PairRow:
    shown = handed.of(pair.application) if handed else None
    said = shown.said if shown else {}
    return PairRow(
        volunteer=said.get("name", ""),
        college=said.get("college", ""),
        year=said.get("year", ""),
        child=pair.codename,
        child_year=school_year(pair.grade),
        group=" ".join(filter(None, (pair.group, gettext("Group leader") if pair.leads else ""))),
        pod=str(pair.pod or ""),
        today=today,
    )


def _today(facts: Facts, pair: Listed, handed: Handed | None) -> str:
    """Name who stands in today, as far as they agreed to be named to this partner (V13)."""
    for one in facts.different.rows:
        if one.pair == pair.id and one.application:
            shown = handed.of(one.application) if handed else None
            return (shown.said.get("name", "") if shown else "") or gettext("somebody else")
    return ""


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
        modules=occasion.modules,
        rows=tuple(SignInRow(one.name, one.college) for one in occasion.expected),
    )


def _on_the_day(facts: Facts) -> tuple[SignInRow, ...]:
    """Return both of each pair, group by group, then everybody else with a place, on either side."""
    rows, standing = [], {one.pair: one for one in facts.different.rows if one.application}
    known = {one.id for one in facts.volunteers}
    for pair in sorted(facts.pairs, key=lambda pair: (not pair.group, pair.group, pair.number)):
        rows += [SignInRow(pair.volunteer, pair.group), SignInRow(pair.codename, pair.group)]
        extra = standing.get(pair.id)
        if extra and extra.application not in known:  # from the reserve: nobody expected them
            rows.append(SignInRow(extra.after, pair.group))
    paired = {pair.application for pair in facts.pairs}
    rows += [SignInRow(one.name) for one in facts.volunteers if one.id not in paired]
    paired = {pair.participant for pair in facts.pairs}
    rows += [SignInRow(one.codename) for one in facts.participants if one.id not in paired]
    return tuple(rows)
