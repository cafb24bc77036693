"""What is said of where a plan stands, in one sentence, wherever it is said."""

import msgspec

from events.rules.activities import NOT_BEGUN, PAST_APPROVAL, STATUS_NAMES, Status
from events.rules.standings import Standing, StepState
from kit.i18n import gettext, ngettext

PILLS = {
    Status.SUBMITTED: "amber",
    Status.RETURNED: "brick",
    Status.APPROVED: "jade",
    Status.OPEN: "jade",
    Status.CANCELLED: "brick",
}


class Told(msgspec.Struct, frozen=True):
    """One sentence and its tone (amber waits for somebody, brick came back, jade is done)."""

    tone: str
    text: str


def pill(standing: Standing, status: Status) -> Told:
    """Return the word beside the name of a plan: approved is said only of what all agree to now."""
    if standing.again and status in PAST_APPROVAL and status in NOT_BEGUN:
        return Told("amber", gettext("Approval needed again"))
    return Told(PILLS.get(status, ""), gettext(STATUS_NAMES[status]))


def told(standing: Standing, status: Status) -> Told | None:
    """Return how far a plan is with those who have to agree, None where there is nothing to say."""
    if standing.submission is None or status is Status.CANCELLED:
        return None
    if standing.pending and standing.open_step:
        return Told("amber", _waits(standing.open_step.name, again=status in PAST_APPROVAL))
    if status is Status.RETURNED:
        back = [one.name for one in standing.steps if one.state is StepState.RETURNED]
        return Told("brick", gettext("%(step)s sent the plan back.") % {"step": _listed(back)})
    if status is Status.SUBMITTED or status in PAST_APPROVAL:
        return _meanwhile(standing, status)
    return None


def _waits(step: str, *, again: bool) -> str:
    if again:
        return gettext("A change was handed in and waits for %(step)s.") % {"step": step}
    return gettext("The plan waits for %(step)s.") % {"step": step}


def _meanwhile(standing: Standing, status: Status) -> Told:
    if standing.settles:
        text = gettext(
            "The plan is again as everybody agreed to it. Once that is confirmed, it waits for nobody."
        )
        return Told("amber", text)
    if status is Status.SUBMITTED:
        return Told("amber", gettext("The plan was edited after it was handed in."))
    return _after(standing)


def _after(standing: Standing) -> Told:
    count, again = len(standing.changes), [one.name for one in standing.again]
    if again:
        return Told(
            "amber",
            ngettext(
                "%(n)s change since the plan was approved; %(who)s must agree again.",
                "%(n)s changes since the plan was approved; %(who)s must agree again.",
                count,
            )
            % {"n": count, "who": _listed(again)},
        )
    if count:
        return Told(
            "sky",
            ngettext(
                "%(n)s change since the plan was approved; the approvals stand.",
                "%(n)s changes since the plan was approved; the approvals stand.",
                count,
            )
            % {"n": count},
        )
    return Told("jade", gettext("Everybody has agreed to the plan as it stands."))


def _listed(names: list[str]) -> str:
    return gettext(", ").join(names)
