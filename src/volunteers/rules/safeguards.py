"""The [default] rules that protect people, and which of them one activity keeps (domain reference §3.3)."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

import msgspec

from kit.errors import Refusal
from kit.i18n import N_

SHORTEST_REASON = 6  # characters: a short Chinese sentence has no fewer
LONGEST_SWITCH = 366  # days that a rule may be off before somebody decides again


class Safeguards(msgspec.Struct, frozen=True):
    """Which [default] rules hold today: all, unless the safeguarding lead switched one off."""

    record_check: bool = True
    insurance: bool = True
    guardian_14_17: bool = True
    own_word_from_8: bool = True
    ratios: bool = True
    pods: bool = True
    nights_closed: bool = True


EVERYTHING = Safeguards()


class Switch(msgspec.Struct, frozen=True):
    """One rule that the safeguarding lead switched for one activity, until the end of a day."""

    id: UUID
    activity: UUID
    code: str
    on: bool
    reason: str
    until: date | None
    set_at: datetime
    set_by_name: str | None = None


class NewSwitch(msgspec.Struct, frozen=True, kw_only=True):
    """A switch as its form says it: a rule is never off without a reason and an end."""

    reason: Annotated[str, msgspec.Meta(max_length=300)] = ""
    until: date | None = None


class NoSuchSafeguard(Refusal):
    status = 404
    message = N_("There is no such rule to switch.")


class SwitchNeedsReason(Refusal):
    status = 422
    message = N_("Please say why this rule is off here: at least a whole sentence.")


class SwitchNeedsEnd(Refusal):
    status = 422
    message = N_("Please say until when the rule is off: at most twelve months from today.")


def holding(switches: Iterable[Switch], today: date) -> Safeguards:
    """Return which rules hold on a day; a switch ends by itself with its last day."""
    off = {one.code for one in switches if is_off(one, today)}
    return Safeguards(**{name: name not in off for name in Safeguards.__struct_fields__})


def is_off(switch: Switch, today: date) -> bool:
    """Say whether a switch keeps its rule off on a day."""
    return not switch.on and (switch.until is None or today <= switch.until)


def refuse_unknown(code: str) -> None:
    """Raise NoSuchSafeguard unless `code` names a [default] rule; an [always] rule has no switch."""
    if code not in Safeguards.__struct_fields__:
        raise NoSuchSafeguard


def refuse_open_end(new: NewSwitch, today: date) -> None:
    """Raise a refusal unless a reason is given, and an end within twelve months."""
    if len(new.reason.strip()) < SHORTEST_REASON:
        raise SwitchNeedsReason
    if new.until is None or not 0 <= (new.until - today).days <= LONGEST_SWITCH:
        raise SwitchNeedsEnd
