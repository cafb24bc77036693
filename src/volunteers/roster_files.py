"""The list as a file: an empty one for the school to fill in, and the list as it stands."""

import io
from uuid import UUID

import xlsxwriter

from accounts import traces
from accounts.rules.permissions import Actor, Permission
from events import activities
from kit import database, i18n, sheet_writer
from kit.i18n import N_, gettext
from kit.sheet_writer import Sheet, Value
from volunteers import participants
from volunteers.rules import roster_columns
from volunteers.rules.applications import FREE_TIMES, INTERESTS, LANGUAGES, Gender
from volunteers.rules.participants import AGE_NAMES, NEEDS, Participant

TEMPLATE_ROWS = 200


async def exported(actor: Actor, activity_id: UUID, ending: str) -> bytes:
    """Return the list as `csv` or `xlsx`, in columns that can be read back; what is sealed stays here.

    Raises:
        NotAllowed, NoSuchActivity
    """
    actor.must(Permission.CHANGE_PARTICIPANTS)
    async with database.transaction():
        activity = await activities.find(actor, activity_id)
        everybody = await participants.of(activity.id)
        await traces.leave(
            actor, "participants.exported", activity_id=activity.id, details=str(len(everybody))
        )
    columns = roster_columns.headings(i18n.locale())
    sheet = Sheet(gettext("List"), columns, [_row(one) for one in everybody])
    return sheet_writer.csv(sheet) if ending == "csv" else sheet_writer.xlsx(sheet)


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
    columns = roster_columns.headings(i18n.locale())
    for column, (field, heading) in enumerate(zip(roster_columns.HEADINGS, columns, strict=True)):
        sheet.write_string(0, column, heading, head)
        sheet.set_column(column, column, 22 if field in _CHOICES else 12)
        if field in _YES_NO:
            yes_no = {"validate": "list", "source": [gettext("yes"), gettext("no")]}
            sheet.data_validation(1, column, TEMPLATE_ROWS, column, yes_no)
    sheet.freeze_panes(1, 1)
    for column, (field, offered) in enumerate(_CHOICES.items()):
        words.write_string(0, column, columns[list(roster_columns.HEADINGS).index(field)], head)
        words.set_column(column, column, 26)
        for line, name in enumerate(offered.values(), start=1):
            words.write_string(line, column, gettext(name), soft)
    book.set_properties({"title": gettext("List"), "author": ""})
    book.close()
    return file.getvalue()


def _row(one: Participant) -> list[Value]:
    return [_cell(field, one) for field in roster_columns.HEADINGS]


def _cell(field: str, one: Participant) -> Value:
    """Return a value as our own reader understands it again."""
    value = getattr(one, field)
    if field == "age_band":
        return gettext(AGE_NAMES[one.age_band]) if one.age_band else ""
    if field == "gender":
        return gettext(_GENDERS[one.gender]) if one.gender in _GENDERS else ""
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, tuple):
        names = _CHOICES.get(field, {})
        return "、".join(gettext(names[key]) if key in names else str(key) for key in value)
    if value is None:
        return ""
    return value if isinstance(value, int) else str(value)


_CHOICES = {"interests": INTERESTS, "needs": NEEDS, "languages": LANGUAGES, "free": FREE_TIMES}
_YES_NO = ("under_14", "same_gender", "allergy", "mobility", "ask_lead", "earlier")
_GENDERS = {Gender.FEMALE: N_("female"), Gender.MALE: N_("male")}
