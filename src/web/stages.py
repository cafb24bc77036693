"""The seven stages of an activity, each with an honest state."""

import msgspec

from events.rules.activities import HELD, PAST_APPROVAL, Activity, Status
from kit.i18n import day, gettext, ngettext
from web.standing import Standing


class Stage(msgspec.Struct, frozen=True):
    """One of the seven stages; `state` is done, part, now, todo, or unseen."""

    key: str
    name: str
    href: str
    state: str
    line: str
    percent: int = 0
    late: bool = False


def of(activity: Activity, standing: Standing) -> list[Stage]:
    """Return the seven stages with honest states; the first that is not done is where we are."""
    drawn = [
        _plan(activity),
        _people(standing),
        _training(standing),
        _pairs(standing),
        _budget(standing),
        _day(activity, standing),
        _after(activity, standing),
    ]
    drawn = [_elsewhere(stage) if stage.key in standing.unseen else stage for stage in drawn]
    now = next((n for n, stage in enumerate(drawn) if stage.state not in {"done", "unseen"}), None)
    here = f"/a/{activity.id}"
    return [
        msgspec.structs.replace(
            stage,
            href="" if stage.state == "unseen" else f"{here}/{stage.key}",
            state="now" if n == now and activity.status is not Status.CANCELLED else stage.state,
        )
        for n, stage in enumerate(drawn)
    ]


def _elsewhere(stage: Stage) -> Stage:
    """Return a stage that the reader's role does not see, saying nothing of how far it is."""
    return Stage(stage.key, stage.name, "", "unseen", gettext("Others look after this"))


def _plan(activity: Activity) -> Stage:
    name = gettext("Set up")
    if activity.status is Status.CANCELLED:
        return Stage("plan", name, "", "todo", gettext("Cancelled"))
    if activity.status in PAST_APPROVAL:
        when = activity.approved_at
        line = (
            gettext("Approved on %(day)s") % {"day": day(when, activity.zone, year=False)}
            if when
            else gettext("Approved")
        )
        return Stage("plan", name, "", "done", line, 100)
    if activity.status is Status.SUBMITTED:
        return Stage("plan", name, "", "part", gettext("Waiting for approval"), 60)
    return Stage("plan", name, "", "todo", gettext("Not submitted yet"))


def _people(standing: Standing) -> Stage:
    name = gettext("Recruit")
    if not standing.places:
        return Stage("people", name, "", "todo", gettext("Not published yet"))
    if standing.taken >= standing.places:
        line = ngettext("%(n)s person, full", "%(n)s people, full", standing.taken)
        return Stage("people", name, "", "done", line % {"n": standing.taken}, 100)
    line = gettext("%(taken)s of %(places)s places taken")
    return Stage(
        "people",
        name,
        "",
        "part" if standing.taken else "todo",
        line % {"taken": standing.taken, "places": standing.places},
        _share(standing.taken, standing.places),
    )


def _training(standing: Standing) -> Stage:
    name = gettext("Train")
    if standing.expected is None:
        return Stage("training", name, "", "todo", gettext("No date yet"))
    if not standing.expected:
        return Stage("training", name, "", "todo", gettext("The date is set"))
    line = gettext("%(coming)s of %(expected)s confirmed")
    done = 0 < standing.expected <= standing.coming
    return Stage(
        "training",
        name,
        "",
        "done" if done else "part" if standing.coming else "todo",
        line % {"coming": standing.coming, "expected": standing.expected},
        _share(standing.coming, standing.expected),
    )


def _pairs(standing: Standing) -> Stage:
    name = gettext("Pair")
    if not standing.children:
        return Stage("pairs", name, "", "todo", gettext("No children yet"))
    missing = standing.children - standing.paired
    if missing <= 0:
        line = ngettext("%(n)s pair", "%(n)s pairs", standing.paired)
        return Stage("pairs", name, "", "done", line % {"n": standing.paired}, 100)
    line = ngettext("%(n)s pair to go", "%(n)s pairs to go", missing)
    return Stage(
        "pairs",
        name,
        "",
        "part" if standing.paired else "todo",
        line % {"n": missing},
        _share(standing.paired, standing.children),
    )


def _budget(standing: Standing) -> Stage:
    name = gettext("Fund")
    if not standing.planned:
        return Stage("budget", name, "", "todo", gettext("Nothing planned yet"))
    share = _share(standing.covered, standing.planned)
    if share >= 100:  # noqa: PLR2004 -- per cent
        return Stage("budget", name, "", "done", gettext("All covered"), 100)
    return Stage(
        "budget", name, "", "part", gettext("%(share)s %% covered") % {"share": share}, share
    )


def _day(activity: Activity, standing: Standing) -> Stage:
    name = gettext("On the day")
    if activity.status in HELD:
        return Stage("day", name, "", "done", gettext("It took place"), 100)
    if not standing.blocks:
        return Stage("day", name, "", "todo", gettext("No schedule yet"))
    if standing.clashes:
        line = ngettext("%(n)s conflict", "%(n)s conflicts", standing.clashes)
        return Stage("day", name, "", "part", line % {"n": standing.clashes}, 80, late=True)
    if standing.release:
        line = gettext("Version %(n)s released") % {"n": standing.release}
        return Stage("day", name, "", "done", line, 100)
    line = ngettext("%(n)s block, draft", "%(n)s blocks, draft", standing.blocks)
    return Stage("day", name, "", "part", line % {"n": standing.blocks}, 60)


def _after(activity: Activity, standing: Standing) -> Stage:
    name = gettext("Follow up")
    if activity.status not in HELD:
        return Stage("after", name, "", "todo", gettext("Begins after the day"))
    if standing.silent:
        line = ngettext("%(n)s pair is silent", "%(n)s pairs are silent", standing.silent)
        return Stage("after", name, "", "part", line % {"n": standing.silent}, 50, late=True)
    return Stage("after", name, "", "part", gettext("Every pair is in touch"), 50)


def _share(part: int, whole: int) -> int:
    """Return how much of `whole` is there, in whole per cent, 100 only when all of it is."""
    return min(100, part * 100 // whole) if whole else 0
