"""What an association decides for itself where nobody has settled it: four switches and a pause."""

from typing import Annotated, Any

import msgspec


class Switches(msgspec.Struct, frozen=True):
    """The switches as they stand; whoever has set none has these.

    `shortfall_stops`: a plan whose costs no approved money covers is not handed in (B4).
    `reserve_proposed`: a tenth of the volunteers is proposed as a reserve (V5).
    `teacher_off_campus`: an activity off campus names a teacher who comes along (E8).
    `few_sign_ups_warn`: fewer than three quarters of the volunteers at closing are a finding (V3).
    `undo_minutes`: so long mails about a decision wait, and it can be taken back.
    """

    shortfall_stops: bool = False
    reserve_proposed: bool = True
    teacher_off_campus: bool = False
    few_sign_ups_warn: bool = False
    undo_minutes: Annotated[int, msgspec.Meta(ge=0, le=1440)] = 10


class SecondStep(msgspec.Struct, frozen=True):
    """Whether a fresh second step is asked for before real data of children is shown (A2).

    On by default; the safeguarding lead may switch it off, with a reason.
    """

    asks_second_step: bool = True
    second_step_reason: str = ""


class ConcernContact(msgspec.Struct, frozen=True):
    """Whom the public page about children in danger names beside the police; "" names nobody."""

    concern_name: Annotated[str, msgspec.Meta(max_length=60)] = ""
    concern_phone: Annotated[str, msgspec.Meta(max_length=40)] = ""


class AnswerTime(msgspec.Struct, frozen=True):
    """Within how many working days a request about somebody's own data is answered (A5)."""

    answer_days: Annotated[int, msgspec.Meta(ge=1, le=60)] = 15


def answer_time(stored: str) -> AnswerTime:
    """Return how long an association gives itself to answer."""
    return msgspec.convert(kept(stored), AnswerTime, strict=False)


def concern_contact(stored: str) -> ConcernContact:
    """Return whom the safeguarding lead wants to be named there."""
    return msgspec.convert(kept(stored), ConcernContact, strict=False)


def second_step(stored: str) -> SecondStep:
    """Return that one switch; the plan's switches beside it are another form's."""
    return msgspec.convert(kept(stored), SecondStep, strict=False)


def read(stored: str) -> Switches:
    """Return the switches kept as JSON; what is not ours is left alone."""
    return msgspec.convert(kept(stored), Switches, strict=False)


def written(stored: str, switches: Switches | SecondStep | ConcernContact | AnswerTime) -> str:
    """Return `stored` with these switches in it."""
    return msgspec.json.encode(kept(stored) | msgspec.structs.asdict(switches)).decode()


def kept(stored: str) -> dict[str, Any]:
    """Return the whole document that the switches are a part of."""
    return msgspec.json.decode(stored, type=dict[str, Any]) if stored else {}
