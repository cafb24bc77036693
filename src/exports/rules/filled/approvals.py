"""The application form and the diff sheet: what those see who have to agree, and where they sign."""

from zoneinfo import ZoneInfo

from budget.rules.capitals import capitals
from events.rules.activities import KIND_NAMES, PartyRole
from events.rules.approval import Decision
from events.rules.sections import is_safety
from events.rules.standings import StepStanding
from exports.rules import profiles
from exports.rules.filled import annexes, schedules
from exports.rules.filled.facts import Facts, head, joined, listed, when
from exports.rules.forms import ApprovalForm, Difference, DiffSheet, Field, Opinion
from exports.rules.kinds import NothingChanged
from kit import i18n, typography
from kit.i18n import gettext

LARGE = 200  # people: from here on campus security has a say even on campus
MOST_STEPS = 8  # of the schedule in the summary
LONGEST = 110  # em: three lines of the form


def approval_form(facts: Facts) -> ApprovalForm:
    """Return the 活动申请审批表 with what is known, and lines for what is not."""
    return ApprovalForm(
        **head(facts),
        fields=tuple(_fields(facts)),
        opinions=_opinions(facts),
        copies=facts.profile.copies,
        profile=facts.profile,
    )


def diff_sheet(facts: Facts) -> DiffSheet:
    """Return what differs from what was agreed to.

    Raises:
        NothingChanged
    """
    standing = facts.standing
    if standing is None or standing.submission is None or not facts.changes:
        raise NothingChanged
    again = {name for change in facts.changes for name in standing.reopened_by(change)}
    since = (standing.agreed or standing.submission).submitted_at
    return DiffSheet(
        **head(facts),
        since=i18n.day(since, facts.activity.zone),
        differences=tuple(
            Difference(
                what=change.name,
                old=change.old,
                new=change.new,
                reopens=tuple(standing.reopened_by(change)),
            )
            for change in facts.changes
        ),
        opinions=tuple(Opinion(title=step.name) for step in standing.steps if step.name in again),
        profile=facts.profile,
    )


def _fields(facts: Facts) -> list[Field]:
    activity = facts.activity
    hosts = facts.named(PartyRole.HOST, PartyRole.CO_ISSUER)
    runs = facts.named(PartyRole.ORGANIZER, PartyRole.CO_ORGANIZER) or (facts.association,)
    where = gettext("off campus") if activity.off_campus else gettext("on campus")
    place = joined(activity.place, activity.address)
    return [
        Field(label=gettext("Activity"), lines=(activity.title,), wide=True),
        Field(label=gettext("Kind of activity"), lines=(gettext(KIND_NAMES[activity.kind]),)),
        Field(label=gettext("Time"), lines=(when(facts),)),
        Field(label=gettext("Host"), lines=(listed(hosts),)),
        Field(label=gettext("Organiser"), lines=(listed(runs),)),
        Field(label=gettext("Person in charge"), lines=(activity.contact_name,)),
        Field(label=gettext("Student number")),
        Field(label=gettext("Phone"), lines=(activity.contact_phone,)),
        Field(label=gettext("Adviser"), lines=facts.named(PartyRole.SUPERVISOR) or adviser(facts)),
        Field(label=gettext("Place"), lines=(f"{place} ({where})" if place else where,), wide=True),
        Field(label=gettext("People"), lines=(_people(facts),), wide=True),
        Field(label=gettext("Guests from outside"), lines=_outside(facts), wide=True, height=10),
        Field(label=gettext("In short"), lines=tuple(_summary(facts)), wide=True, height=24),
        Field(label=gettext("Money"), lines=tuple(_money(facts)), wide=True, height=12),
        Field(label=gettext("Safety"), lines=_safety(facts), wide=True, height=16),
        Field(label=gettext("Attached"), lines=tuple(_attached(facts)), wide=True),
    ]


def adviser(facts: Facts) -> tuple[str, ...]:
    """Return who is seated as adviser, as far as somebody is."""
    wanted = ("指导", "advis")
    return tuple(
        seat.holder
        for seat in facts.seats
        if seat.holder and any(word in seat.role.lower() for word in wanted)
    )[:2]


def _people(facts: Facts) -> str:
    activity = facts.activity
    served = activity.participants or 0
    ours = (activity.volunteers or 0) + (activity.crew or 0)
    others = served + (activity.guests or 0)
    said = (
        (gettext("from the university: %(count)s"), ours),
        (gettext("from outside: %(count)s"), others),
        (gettext("of these minors: %(count)s"), served if activity.involves_minors else 0),
    )
    return gettext("; ").join(sentence % {"count": count} for sentence, count in said if count)


def _outside(facts: Facts) -> tuple[str, ...]:
    roles = (PartyRole.PARTNER, PartyRole.VENUE, PartyRole.SPONSOR, PartyRole.MEDIA)
    names = listed(facts.named(*roles))
    return (names,) if names else ()


def _summary(facts: Facts) -> list[str]:
    activity = facts.activity
    said = [activity.theme] if activity.theme and activity.theme != activity.title else []
    if activity.purposes:
        said.append(_short(gettext("; ").join(activity.purposes)))
    steps = schedules.steps(facts)
    if steps and not any(step.day for step in steps):
        shown = [f"{step.time} {step.title}".strip() for step in steps[:MOST_STEPS]]
        more = gettext("; ").join(shown)
        said.append(_short(f"{more} …" if len(steps) > MOST_STEPS else more))
    return said


def _short(text: str) -> str:
    """Return as much of `text` as a form has room for; the proposal says the rest."""
    if typography.width(text) <= LONGEST:
        return text
    return gettext("%(start)s … (in full in the proposal)") % {
        "start": typography.within(text, LONGEST).rstrip("…")
    }


def _money(facts: Facts) -> list[str]:
    if facts.lines is None:
        return []
    currency = facts.activity.currency
    total = sum(line.planned for line in facts.lines)
    amount = i18n.money(total, currency)
    if currency == "CNY":
        amount = f"{amount}（人民币{capitals(total)}）"
    said = [gettext("Total: %(amount)s") % {"amount": amount}]
    if facts.sources:
        paid = [
            f"{source.name} {i18n.money(amount, currency)}" if amount else source.name
            for source in facts.sources
            for amount in [source.approved or source.promised]
        ]
        said.append(gettext("Paid from: %(sources)s") % {"sources": listed(paid)})
    return said


def _safety(facts: Facts) -> tuple[str, ...]:
    text = " ".join(one.text for one in facts.sections if is_safety(one)).replace("\n", " ")
    return (_short(text),) if text else ()


def _attached(facts: Facts) -> list[str]:
    names = [gettext("Proposal")]
    if facts.lines:
        names.append(gettext("Budget of the activity"))
    if facts.activity.involves_minors:
        names.append(gettext("Letter to guardians"))
    if facts.activity.off_campus:
        names.append(gettext("Safety pledge"))
    names += [one.heading for one in facts.sections if one.key.startswith(annexes.KEY)]
    return [gettext("; ").join(names)]


def _opinions(facts: Facts) -> tuple[Opinion, ...]:
    """Return the boxes of the profile, those that the chain has decided already filled in.

    A step of the chain that no box stands for gets a box of its own.
    """
    activity = facts.activity
    matters = activity.off_campus or activity.present >= LARGE
    boxes = list(facts.profile.boxes) or [
        gettext(name) for key, name in profiles.BOXES.items() if key != "security" or matters
    ]
    steps = list(facts.standing.steps) if facts.standing else []
    taken: dict[str, StepStanding] = {}
    for step in steps:
        box = profiles.box_of(step.name, [box for box in boxes if box not in taken])
        if box is None:
            box = step.name
            boxes.append(box)
        taken[box] = step
    return tuple(_opinion(box, taken.get(box), facts) for box in boxes)


def _opinion(title: str, step: StepStanding | None, facts: Facts) -> Opinion:
    decision = step.decision if step and step.holds else None
    if decision is None or decision.decision is not Decision.APPROVED:
        return Opinion(title=title)
    day = decision.decided_at.astimezone(ZoneInfo(facts.activity.zone))
    return Opinion(
        title=title, name=decision.signed_by, day=i18n.day(day), comment=decision.comment
    )
