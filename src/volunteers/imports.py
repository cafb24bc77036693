"""A school's list from a file: looked at first, and saved only when somebody has seen what it becomes."""

import io
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Annotated
from uuid import UUID

import msgspec
import xlsxwriter

from accounts import traces
from accounts.rules.links import Holder
from accounts.rules.permissions import Actor, Permission
from events import activities
from events.rules.activities import Activity
from kit import database, i18n, sheets
from kit.errors import Refusal
from kit.i18n import N_, gettext
from volunteers import participants
from volunteers.rules import rosters
from volunteers.rules.applications import FREE_TIMES, INTERESTS, LANGUAGES
from volunteers.rules.participants import (
    MOST_PARTICIPANTS,
    NEEDS,
    NewParticipant,
    Participant,
    tidied,
    wrong_fields,
)
from volunteers.rules.rosters import Roster

TEMPLATE_ROWS = 200


class Known(StrEnum):
    """What happens to codenames that are on the list already."""

    SKIP = "skip"
    UPDATE = "update"


class Preview(msgspec.Struct, frozen=True):
    """What a file becomes; `known` are the codenames that are on the list already."""

    roster: Roster
    known: frozenset[str]


class Saved(msgspec.Struct, frozen=True):
    added: int
    updated: int


class WrongPreview(Refusal):
    """The rows that came back from the preview are not what it sent."""

    status = 422
    message = N_("This preview does not fit any more. Please choose the file again.")


Rows = Annotated[list[NewParticipant], msgspec.Meta(max_length=MOST_PARTICIPANTS)]


async def preview(actor: Actor, activity_id: UUID, content: bytes) -> Preview:
    """Return what the file would become; nothing is saved.

    Raises:
        NotAllowed, NoSuchActivity, EmptyFile, FileTooLarge, NotATable, NoCodenames
    """
    actor.must(Permission.CHANGE_PARTICIPANTS)
    activity = await activities.find(actor, activity_id)
    return looked_at(await understood(content), await participants.of(activity.id))


async def understood(content: bytes) -> Roster:
    """Return what the rows of a file become.

    Raises:
        EmptyFile, FileTooLarge, NotATable, NoCodenames
    """
    return rosters.understood(await sheets.read(content))


def looked_at(roster: Roster, there: Iterable[Participant]) -> Preview:
    """Return a file beside those who are on the list."""
    known = {one.codename for one in there}
    return Preview(roster, frozenset(known & {new.codename for new in roster.good}))


async def save(
    actor: Actor, activity_id: UUID, rows: Sequence[NewParticipant], known: Known
) -> Saved:
    """Put the rows of a preview on the list: all of them or, if one does not fit, none.

    Every row is checked as if it had been typed: what a preview sent is only a form like others.

    Raises:
        NotAllowed, NoSuchActivity, WrongPreview, TooManyParticipants
    """
    actor.must(Permission.CHANGE_PARTICIPANTS)
    async with database.transaction():
        activity = await activities.find(actor, activity_id, lock=True)
        return await take_in(actor, activity, rows, known, await participants.of(activity.id))


async def take_in(
    who: Actor | Holder,
    activity: Activity,
    rows: Sequence[NewParticipant],
    known: Known,
    theirs: Iterable[Participant],
) -> Saved:
    """Put rows on the list of an activity that `who` has locked and may change `theirs` in.

    Raises:
        WrongPreview, TooManyParticipants
    """
    several = [tidied(new) for new in rows]
    names = [new.codename for new in several]
    if any(wrong_fields(new) for new in several) or len(set(names)) != len(names):
        raise WrongPreview
    there = {one.codename: one for one in theirs}
    fresh = [new for new in several if new.codename not in there]
    again = [new for new in several if new.codename in there and known is Known.UPDATE]
    await participants.insert(activity, fresh)
    for new in again:
        before = there[new.codename]
        await participants.update(before.id, before.version, new)
    await traces.leave(
        who,
        "participants.imported",
        activity_id=activity.id,
        details=f"{len(fresh)} {len(again)}",
    )
    return Saved(len(fresh), len(again))


def packed(rows: Sequence[NewParticipant]) -> str:
    """Return the good rows of a preview for the hidden field that brings them back."""
    return msgspec.json.encode(list(rows)).decode()


def unpacked(text: str) -> list[NewParticipant]:
    """Return the rows of `packed`.

    Raises:
        WrongPreview
    """
    try:
        return msgspec.json.decode(text, type=Rows)
    except (msgspec.DecodeError, UnicodeEncodeError) as wrong:
        raise WrongPreview from wrong


def template() -> bytes:
    """Return an empty list to fill in, with the words that may stand in each column."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(
        file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    head = book.add_format({"bold": True, "bg_color": "#E1EFE8", "bottom": 1, "text_wrap": True})
    soft = book.add_format({"font_color": "#5B6660", "text_wrap": True, "valign": "top"})
    sheet = book.add_worksheet(gettext("List"))
    words = book.add_worksheet(gettext("Words to choose from"))
    columns = rosters.headings(i18n.locale())
    for column, (field, heading) in enumerate(zip(rosters.HEADINGS, columns, strict=True)):
        sheet.write_string(0, column, heading, head)
        sheet.set_column(column, column, 22 if field in _CHOICES else 12)
        if field in _YES_NO:
            yes_no = {"validate": "list", "source": [gettext("yes"), gettext("no")]}
            sheet.data_validation(1, column, TEMPLATE_ROWS, column, yes_no)
    sheet.freeze_panes(1, 1)
    for column, (field, offered) in enumerate(_CHOICES.items()):
        words.write_string(0, column, columns[list(rosters.HEADINGS).index(field)], head)
        words.set_column(column, column, 26)
        for line, name in enumerate(offered.values(), start=1):
            words.write_string(line, column, gettext(name), soft)
    book.set_properties({"title": gettext("List"), "author": ""})
    book.close()
    return file.getvalue()


_CHOICES = {"interests": INTERESTS, "needs": NEEDS, "languages": LANGUAGES, "free": FREE_TIMES}
_YES_NO = ("under_14", "same_gender", "allergy", "mobility", "ask_lead")
