import io
import zipfile
from uuid import uuid4

import msgspec
import openpyxl
import pytest
import time_machine

import events.tables
from accounts.rules.permissions import NotAllowed, Role
from events.rules.activities import NoSuchActivity
from kit import i18n, sheets
from kit.sheets import EmptyFile, FileTooLarge, NotATable
from tests import make
from tests.volunteers import calls, children
from tests.volunteers.children import child, listed
from volunteers import consents, histories, imports, participants, roster_files
from volunteers.imports import Known, WrongPreview
from volunteers.rules import rosters
from volunteers.rules.applications import Gender
from volunteers.rules.participants import AgeBand
from volunteers.rules.registration import NoPlaceLeft
from volunteers.rules.rosters import NoCodenames


@pytest.fixture(autouse=True)
def weeks_before():
    with time_machine.travel("2026-11-20T02:00:00Z", tick=True):
        yield


async def scene(count=0):
    actor = await make.actor(Role.PLANNER)
    activity = await calls.opened(actor)
    await listed(actor, activity, count)
    return actor, activity


async def preview(actor, activity, content: bytes) -> imports.Preview:
    with i18n.speaking("en"):
        return await imports.preview(actor, activity.id, content)


def xlsx(*rows) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def bomb(name: str, size: int) -> bytes:
    """A zip whose one member unpacks to `size` bytes of zeros."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, bytes(size))
    return file.getvalue()


CHINESE = (
    "代号,年龄,年级,兴趣,联系时间,希望同性别,性别,过敏\n小满,12,初一,画画、种花,周六上午,是,女,有\n"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
async def test_a_list_reads_the_same_however_the_spreadsheet_saved_it(db, encoding):
    actor, activity = await scene()

    shown = await preview(actor, activity, CHINESE.encode(encoding))

    assert shown.roster.good == (
        child(
            "小满", age_band=AgeBand.A12_13, under_14=True, grade=7, gender=Gender.FEMALE,
            same_gender=True, interests=("drawing", "plants"), free=("sat-am",), allergy=True,
        ),
    )  # fmt: skip


async def test_excel_and_csv_with_semicolons_or_tabs_read_alike(db):
    actor, activity = await scene()
    rows = [["codename", "grade", "likes"], ["小满", 4, "Drawing"]]

    found = [
        (await preview(actor, activity, content)).roster.good
        for content in (
            xlsx(*rows),
            *("\n".join(mark.join(map(str, row)) for row in rows).encode() for mark in ",;\t"),
        )
    ]

    assert found == [(child("小满", age_band=AgeBand.UNKNOWN, under_14=False, grade=4, interests=("drawing",)),)] * 4  # fmt: skip


async def test_nothing_is_saved_before_somebody_has_looked(db):
    actor, activity = await scene()

    shown = await preview(actor, activity, CHINESE.encode())
    assert await participants.of_activity(actor, activity.id) == []

    rows = imports.unpacked(imports.packed(shown.roster.good))
    saved = await imports.save(actor, activity.id, rows, Known.SKIP)

    (kept,) = await participants.of_activity(actor, activity.id)
    assert (saved.added, saved.updated) == (1, 0)
    assert (kept.codename, kept.grade, kept.interests) == ("小满", 7, ("drawing", "plants"))


async def test_each_bad_row_says_what_is_wrong_with_it_and_the_good_ones_go_in(db):
    actor, activity = await scene()
    content = xlsx(
        ["代号", "年龄", "年级", "优先", "过敏"],
        ["小满", 12, "十三年级", "", ""],
        ["阿飞", "很小", "", "", ""],
        ["", 12, "", "", ""],
        ["13912345678", 12, "", "", ""],
        ["豆豆", 12, "", 4, ""],
        ["晨晨", 12, "", "", "也许"],
        ["小禾", "=6+6", "", "", ""],
        ["大勇", 12, "四", 3, "否"],
        ["大勇", 13, "", "", ""],
    )

    roster = (await preview(actor, activity, content)).roster

    assert [(row.number, row.wrong) for row in roster.bad] == [
        (2, "“十三年级” is not a grade from 1 to 12."),
        (3, "“很小” is not an age."),
        (4, "Please give a codename: the school chooses it."),
        (5, "This looks like a phone or student number. Only a codename may stand here."),
        (6, "A priority is a number from 0 to 3."),
        (7, "“也许” is neither yes nor no."),
        (8, "A cell holds a formula. Please paste its value."),
        (10, "This codename stands in row 9 already."),
    ]
    assert [new.codename for new in roster.good] == ["大勇"]
    assert "139" not in str(roster.bad)


async def test_what_must_stay_at_the_school_is_left_out_and_named(db):
    actor, activity = await scene()
    heads = [
        "代号",
        "姓名",
        "联系电话",
        "身份证号",
        "家庭住址",
        "班级",
        "出生日期",
        "父亲",
        "是否留守",
        "联系时间",
        "血型",
    ]
    content = ",".join(heads) + "\n小满" + ",canary" * (len(heads) - 1)

    roster = (await preview(actor, activity, content.encode())).roster

    assert [one.heading for one in roster.left] == [
        h for h in heads if h not in ("代号", "联系时间")
    ]
    assert roster.left[0].reason == "Names stay at the school."
    assert roster.left[-1].reason == "We have no place for this column."
    assert "canary" not in imports.packed(roster.good)


async def test_a_real_name_does_not_stand_in_for_a_codename(db):
    actor, activity = await scene()

    for heads in ("姓名,年级", "name,grade", "小满,4"):
        with pytest.raises(NoCodenames):
            await preview(actor, activity, f"{heads}\n张三,4".encode())


async def test_words_that_are_not_on_the_list_are_left_out_and_said(db):
    actor, activity = await scene()

    roster = (await preview(actor, activity, "代号,兴趣\n小满,画画、钓鱼".encode())).roster

    assert roster.rows[0].remarks == ("Not on our list and left out: 钓鱼.",)
    assert roster.good[0].interests == ("drawing",)


@pytest.mark.parametrize(("known", "grade"), [(Known.SKIP, 7), (Known.UPDATE, 9)])
async def test_codenames_already_there_are_left_or_overwritten_as_chosen(db, known, grade):
    actor, activity = await scene(1)
    shown = await preview(actor, activity, "代号,年级\n小满,初三\n阿飞,4".encode())
    assert shown.known == {"小满"}

    await imports.save(actor, activity.id, shown.roster.good, known)

    kept = {one.codename: one.grade for one in await participants.of_activity(actor, activity.id)}
    assert kept == {"小满": grade, "阿飞": 4}


async def test_five_thousand_rows_fit_and_one_more_does_not(db):
    actor, activity = await scene()

    def lines(count):
        return ("代号\n" + "\n".join(f"甲{n}" for n in range(count))).encode()

    assert len((await preview(actor, activity, lines(5000))).roster.good) == 5000
    for count in (5001, 6000):
        with pytest.raises(FileTooLarge):
            await preview(actor, activity, lines(count))


async def test_sixty_columns_fit_and_one_more_does_not(db):
    actor, activity = await scene()

    def columns(count):
        return xlsx(["代号", *(f"c{n}" for n in range(count - 1))], ["小满"])

    assert len((await preview(actor, activity, columns(60))).roster.good) == 1
    with pytest.raises(FileTooLarge):
        await preview(actor, activity, columns(61))


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", EmptyFile),
        (b"\n\n", EmptyFile),
        (b"a" * (2 * 1024 * 1024 + 1), FileTooLarge),
        (bomb("xl/worksheets/sheet1.xml", 60 * 1024 * 1024), FileTooLarge),
        (bomb("a.txt", 1024), NotATable),
        (b"PK\x03\x04 broken", NotATable),
        (b"\x89PNG\r\n\x1a\n\x00\x00", NotATable),
        (b"\xff\xff\xff\x80", NotATable),
    ],
    ids=["empty", "blank", "long", "bomb", "other zip", "torn zip", "picture", "noise"],
)
async def test_hostile_files_are_refused_and_nothing_else_happens(db, content, refusal):
    actor, activity = await scene()

    with pytest.raises(refusal):
        await preview(actor, activity, content)


async def test_entities_in_a_workbook_are_not_expanded(db):
    """A "billion laughs" sheet: without defusedxml the text would come out multiplied."""
    actor, activity = await scene()
    laugh = (
        '<!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        '<row r="1"><c r="A1" t="inlineStr"><is><t>&b;</t></is></c></row></sheetData></worksheet>'
    )
    plain, file = io.BytesIO(xlsx(["代号"])), io.BytesIO()
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            new.writestr(name, laugh if name.endswith("sheet1.xml") else old.read(name))

    with pytest.raises(NotATable):
        await preview(actor, activity, file.getvalue())


@pytest.mark.parametrize(
    "rows",
    [
        "",
        "[",
        '[{"codename": "小满", "grade": 13}]',
        '[{"codename": "小满", "phone": 1, "age_band": "99"}]',
        "{}",
    ],
)
async def test_an_altered_preview_saves_nothing(db, rows):
    with pytest.raises(WrongPreview):
        imports.unpacked(rows)


async def test_rows_of_a_preview_are_checked_as_if_typed(db):
    actor, activity = await scene()

    for rows in ([child("13912345678")], [child("小满"), child("小满")]):
        with pytest.raises(WrongPreview):
            await imports.save(actor, activity.id, rows, Known.SKIP)

    assert await participants.of_activity(actor, activity.id) == []


@pytest.mark.parametrize("language", ["en", "zh_Hans"])
async def test_the_template_is_a_list_that_can_be_imported(db, language):
    actor, activity = await scene()
    with i18n.speaking(language):
        book = openpyxl.load_workbook(io.BytesIO(roster_files.template()))
    book.worksheets[0]["A2"] = "小满"
    file = io.BytesIO()
    book.save(file)

    roster = (await preview(actor, activity, file.getvalue())).roster

    assert roster.left == ()
    assert len(roster.columns) == 19
    assert [new.codename for new in roster.good] == ["小满"]


async def test_strangers_import_nothing(db):
    actor, activity = await scene()
    stranger, approver = await make.actor(), await make.actor(Role.APPROVER, of=actor)

    with pytest.raises(NoSuchActivity):
        await imports.save(stranger, activity.id, [child()], Known.SKIP)
    with pytest.raises(NotAllowed):
        await imports.preview(approver, activity.id, CHINESE.encode())


async def test_a_new_codename_on_a_known_number_saves_nothing_until_somebody_says_who_it_is(db):
    actor, activity = await scene(2)
    one, two = await participants.of(activity.id)
    await children.agreed(actor, activity, [one.id])
    content = "序号,代号,年级\n1,小树,8\n".encode()

    shown = await preview(actor, activity, content)
    rows, columns = shown.roster.good, shown.roster.columns

    assert (shown.known, shown.clashes, shown.missing) == (frozenset(), {"小树": one}, ("阿飞",))
    for known in Known:
        for answers in ({}, {"小树": two.id}):
            saved = await imports.save(actor, activity.id, rows, known, columns, answers)
            assert (saved.added, saved.updated) == (0, 0)
    assert await participants.of(activity.id) == [one, two]

    saved = await imports.save(actor, activity.id, rows, Known.UPDATE, columns, {"小树": None})

    assert (saved.added, saved.updated) == (1, 0)
    before, _, new = await participants.of(activity.id)
    assert (before, new.codename, new.partner_row, new.grade) == (one, "小树", "", 8)
    assert await consents.of_one(new.id) == []
    assert len(await consents.of_one(one.id)) == 2


async def test_a_number_names_somebody_only_within_one_school(db):
    actor, activity = await scene()
    await participants.add(actor, activity.id, child("小满", partner_row="1", source="青山小学"))
    content = "序号,代号,学校\n1,小树,天府中学\n".encode()

    assert (await preview(actor, activity, content)).clashes == {}


async def test_titles_above_the_headings_and_sums_below_them_are_left_out(db):
    actor, activity = await scene()
    content = xlsx(
        ["天府中学活动名单"],
        [],
        ["填表日期", "2026-11-20"],
        ["序号", "姓名", "代号", "年级"],
        [1, "canary", "小满", 4],
        [2, "canary", "123", 4],
        ["小计", "", "", "=SUM(D5:D6)"],
        ["", "", "Total: 2", ""],
    )

    shown = await preview(actor, activity, content)

    assert [(new.codename, new.partner_row) for new in shown.roster.good] == [("小满", "1")]
    assert [(row.number, row.wrong) for row in shown.roster.bad] == [
        (6, "A number is no codename. Please choose a word: a plant, an animal, a nickname.")
    ]
    assert shown.roster.sums == (7, 8)
    assert "canary" not in repr(shown)


@pytest.mark.parametrize("mark", [",", ";", "\t"])
async def test_a_title_without_separators_does_not_hide_what_separates_the_cells(db, mark):
    actor, activity = await scene()
    lines = "名单", *(mark.join(row) for row in (("序号", "代号"), ("1", "小满")))

    good = (await preview(actor, activity, "\n".join(lines).encode())).roster.good

    assert [(new.codename, new.partner_row) for new in good] == [("小满", "1")]


async def test_headings_are_looked_for_in_ten_rows_and_not_in_eleven(db):
    actor, activity = await scene()

    def below(titles: int) -> bytes:
        return ("名单\n" * titles + "代号,年级\n小满,4\n").encode()

    assert len((await preview(actor, activity, below(9))).roster.good) == 1
    with pytest.raises(NoCodenames):
        await preview(actor, activity, below(10))


async def test_the_same_child_with_a_new_codename_keeps_all_but_the_columns_of_the_file(db):
    actor, activity = await scene(2)
    one, two = await participants.of(activity.id)
    before = child("小满", partner_row="1", interests=("drawing",), allergy=True)
    await participants.change(actor, activity.id, one.id, 1, before)
    content = "序号,代号,年级\n1,春笋,8\n7,石头,4\n".encode()

    shown = await preview(actor, activity, content)
    saved = await imports.save(
        *(actor, activity.id, shown.roster.good, Known.UPDATE, shown.roster.columns),
        {"春笋": one.id},
    )

    assert shown.missing == ("阿飞",)
    assert (saved.added, saved.updated) == (1, 1)
    kept = await participants.find(actor, activity.id, one.id)
    assert (kept.codename, kept.grade) == ("春笋", 8)
    assert (kept.interests, kept.allergy, kept.age_band) == (("drawing",), True, AgeBand.A12_13)
    assert await participants.find(actor, activity.id, two.id) == two
    [change, _] = await histories.of(actor, activity.id, one.id)
    assert change.changes == {"codename": ("小满", "春笋"), "grade": (7, 8)}


async def test_a_number_of_one_and_a_codename_of_another_fit_nobody(db):
    actor, activity = await scene(2)

    roster = (await preview(actor, activity, "序号,代号\n1,阿飞\n2,阿飞二\n".encode())).roster

    assert [(row.number, row.wrong) for row in roster.bad] == [
        (2, "The number belongs to one entry and the codename to another."),
        (3, "This means the same entry as row 2."),
    ]


async def test_somebody_says_what_a_column_is_and_a_barred_one_stays_out_all_the_same(db):
    actor, activity = await scene()
    content = "叫啥,姓名,几年级了\n小满,张小明,四\n".encode()
    with i18n.speaking("en"):
        table = imports.unpacked_table(
            imports.packed_table(rosters.withheld(await sheets.read(content)))
        )
        with pytest.raises(NoCodenames):
            await imports.preview_table(actor, activity.id, table)
        shown = await imports.preview_table(
            actor, activity.id, table, {0: "codename", 1: "source", 2: "grade"}
        )

    assert shown.roster.good == (child("小满", age_band=AgeBand.UNKNOWN, grade=4),)
    assert "张小明" not in repr(table)
    assert [(one.heading, one.barred) for one in shown.roster.left] == [("姓名", True)]


async def test_what_looks_like_a_real_name_is_pointed_out_and_not_refused(db):
    actor, activity = await scene()

    roster = (await preview(actor, activity, "代号\n王小明\n石头\n".encode())).roster

    assert [row.remarks for row in roster.rows] == [
        ("Looks like a real name. Is it really a codename?",),
        (),
    ]


async def test_a_file_with_more_than_a_school_has_places_for_changes_nothing(db):
    actor, activity = await scene()
    q = events.tables.Quota
    await q.insert(q(id=uuid4(), activity=activity.id, source="天府中学", places=1))
    content = "代号,学校\n小满,天府中学\n阿飞,天府中学\n晨晨,青山小学\n".encode()

    shown = await preview(actor, activity, content)
    assert [row.wrong for row in shown.roster.bad] == [
        "“青山小学” is not among the schools that have places here."
    ]
    with pytest.raises(NoPlaceLeft):
        await imports.save(actor, activity.id, shown.roster.good, Known.UPDATE)

    assert await participants.of(activity.id) == []


@pytest.mark.parametrize(("locale", "ending"), [("en", "xlsx"), ("zh_Hans", "csv")])
async def test_the_list_leaves_as_it_is_read_back_and_computes_nothing(db, locale, ending):
    actor, activity = await scene()
    whole = child(
        "=1+1", partner_row="1", under_14=True, gender=Gender.FEMALE, same_gender=True, interests=("drawing",),
        free=("sat-am",), priority=2, mobility=True, source="天府中学", earlier=False,
        together=("2", "3"),
    )  # fmt: skip
    for row in ("2", "3"):
        await participants.add(actor, activity.id, child(f"Owl {row}", partner_row=row))
    await participants.add(actor, activity.id, whole)

    with i18n.speaking(locale):
        content = await roster_files.exported(actor, activity.id, ending)
        read = (await imports.preview(actor, activity.id, content)).roster.good

    [again] = [one for one in read if one.partner_row == "1"]
    assert again == msgspec.structs.replace(whole, codename="'=1+1")
    with pytest.raises(NotAllowed):
        await roster_files.exported(await make.actor(Role.VIEWER), activity.id, ending)
