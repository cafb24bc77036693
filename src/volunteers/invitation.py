"""How a call is passed on: the text to paste into a group chat, and what a shared link shows of it."""

from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec

from events.rules.activities import Activity
from kit import clock, i18n
from kit.settings import settings
from volunteers.rules import selection
from volunteers.rules.applications import Mode, Recruitment
from volunteers.rules.selection import Door

LONGEST_DESCRIPTION = 150  # what chats show under a title
LONGEST_LINE = 200


class Shared(msgspec.Struct, frozen=True):
    """A call in a few words, in the language that is spoken: `text` is to be pasted, with its link."""

    title: str
    description: str
    text: str


def shared(activity: Activity, call: Recruitment) -> Shared:
    """Write what anybody may pass on of a call."""
    first_line = next((line for line in call.summary.splitlines() if line.strip()), "")
    where = " · ".join(part for part in (_when(activity), activity.place) if part)
    apply = i18n.gettext("Apply here: %(address)s") % {"address": address(activity)}
    lines = (activity.title, where, _places(activity, call), first_line[:LONGEST_LINE], apply)
    return Shared(
        title=activity.title,
        description=(first_line or where or _wanted(call))[:LONGEST_DESCRIPTION],
        text="\n".join(line for line in lines if line),
    )


def address(activity: Activity) -> str:
    """Return the address of the public page."""
    return f"{settings().base_url.rstrip('/')}/e/{activity.slug}"


def _when(activity: Activity) -> str:
    if activity.starts_at is None:
        return ""
    if activity.has_clock_time:
        return _moment(activity.starts_at, activity.zone)
    return i18n.day(activity.starts_at, activity.zone)


def _places(activity: Activity, call: Recruitment) -> str:
    """Say how many places there are, how many are left where that is known, and until when."""
    said = [_wanted(call)] if call.quota else []
    door = selection.door(activity, call, clock.now())
    if call.mode is Mode.FIRST_COME and call.taken and door in (Door.OPEN, Door.RESERVE):
        left = max(0, call.quota - call.taken)
        said.append(
            i18n.ngettext("%(count)s place left.", "%(count)s places left.", left) % {"count": left}
            if left
            else i18n.gettext("All places are taken; the reserve list is open.")
        )
    if call.closes_at:
        when = _moment(call.closes_at, activity.zone)
        said.append(i18n.gettext("Open until %(when)s.") % {"when": when})
    return ("" if i18n.locale() == "zh_Hans" else " ").join(said)


def _moment(value: datetime, zone: str) -> str:
    """Write a day and time, with its year where that is not this one."""
    this_year = value.astimezone(ZoneInfo(zone)).year == clock.day(zone).year
    if this_year:
        return i18n.moment(value, zone)
    day = f"{i18n.day(value, zone)}{'' if i18n.locale() == 'zh_Hans' else ' '}"
    return f"{day}{i18n.weekday(value, zone)} {i18n.clock(value, zone)}"


def _wanted(call: Recruitment) -> str:
    said = i18n.ngettext(
        "%(count)s volunteer is wanted.", "%(count)s volunteers are wanted.", call.quota
    )
    return said % {"count": call.quota}
