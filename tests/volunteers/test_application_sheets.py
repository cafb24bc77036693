"""The list of those who applied, as a file: formulas are text, sealed things stay sealed, one trace."""

import csv
import io

import openpyxl
import pytest

import accounts.tables
from accounts.rules.permissions import NotAllowed, Role
from events.rules.activities import NoSuchActivity
from kit import crypto
from kit.crypto import Place
from tests import make
from tests.volunteers import calls
from volunteers import application_sheets
from volunteers.tables import applications

FORMULAS = ('=HYPERLINK("http://x")', "+1+1", "-2+3", "@SUM(A1)")


async def scene():
    actor = await make.actor()
    activity = await calls.opened(actor, quota=9)
    for number, formula in enumerate(FORMULAS, start=1):
        await calls.apply(activity, number, name=formula, motivation=formula)
    return actor, activity


async def test_a_formula_that_somebody_typed_stays_text(db):
    actor, activity = await scene()

    text = (await application_sheets.exported(actor, activity.id, "csv")).decode("utf-8-sig")
    book = openpyxl.load_workbook(
        io.BytesIO(await application_sheets.exported(actor, activity.id, "xlsx"))
    )

    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
    assert sum(formula in cell for cell in cells for formula in FORMULAS) == 8
    kinds = {cell.value: cell.data_type for row in book.active.iter_rows() for cell in row}
    assert "f" not in kinds.values()
    assert all(any(formula in str(value) for value in kinds) for formula in FORMULAS)


async def test_what_is_sealed_stands_in_no_list_and_each_list_leaves_one_trace(db):
    actor, activity = await scene()
    v, t = applications.Volunteer, accounts.tables.Trace
    one = await v.select(v.id).first()
    place = Place("volunteer", "id_number", one["id"], actor.organization_id)
    sealed = crypto.seal("CANARY-ID", place)
    await v.update({v.id_number: sealed}).where(v.id == one["id"])
    row = await v.select(v.id_number).where(v.id == one["id"]).first()
    assert crypto.unseal(bytes(row["id_number"]), place) == "CANARY-ID", (
        "there is something to leak"
    )

    listed = await application_sheets.exported(actor, activity.id, "csv")

    assert b"CANARY" not in listed and sealed not in listed
    traced = await t.select(t.details).where(t.action == "applications.exported")
    assert traced == [{"details": "4"}]


async def test_only_who_manages_these_volunteers_gets_the_list(db):
    actor, activity = await scene()
    with pytest.raises(NotAllowed):
        await application_sheets.exported(
            await make.actor(Role.VIEWER, of=actor), activity.id, "csv"
        )
    with pytest.raises(NoSuchActivity):
        await application_sheets.exported(await make.actor(), activity.id, "csv")
    t = accounts.tables.Trace
    assert not await t.exists().where(t.action == "applications.exported")
