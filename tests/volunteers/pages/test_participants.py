import re
from html import unescape

import openpyxl
import pytest
import time_machine

from accounts.rules.permissions import Role
from events.findings import today
from kit import logs
from tests import make
from tests.volunteers import calls, crowds
from tests.volunteers.children import agreed, child, listed
from volunteers import consents, pairing, pairs, participants
from volunteers.rules.participants import ConsentState, GivenBy, Purpose


@pytest.fixture(autouse=True)
def weeks_before():
    with time_machine.travel("2026-11-20T02:00:00Z", tick=True):
        yield


async def scene(count=0):
    actor = await make.actor(Role.PLANNER)
    activity = await calls.opened(actor)
    return actor, activity, await listed(actor, activity, count)


async def test_a_child_is_added_and_stands_on_the_list(browser):
    actor, activity, _ = await scene()

    async with browser(actor, language="en") as page:
        answer = await page.post(
            f"/a/{activity.id}/participants/new",
            data={
                "codename": "小满",
                "age_band": "9-11",
                "grade": "4",
                "interests": ["drawing", "plants"],
                "wish": "f",
            },
            follow_redirects=True,
        )

    assert answer.status_code == 200
    assert "小满" in answer.text
    assert "9–11 years · Grade 4" in answer.text
    (kept,) = await participants.of_activity(actor, activity.id)
    assert (kept.interests, kept.gender, kept.same_gender) == (("drawing", "plants"), "f", True)


async def test_a_codename_that_tells_too_much_comes_back_with_the_reason(browser):
    actor, activity, _ = await scene()

    async with browser(actor, language="en") as page:
        answer = await page.post(
            f"/a/{activity.id}/participants/new",
            data={"codename": "13912345678", "interests": "chess"},
        )

    assert answer.status_code == 422
    assert 'value="13912345678"' in answer.text
    assert "This looks like a phone or student number." in answer.text
    assert re.search(r'value="chess" checked', answer.text)


async def test_the_later_of_two_editors_is_told_and_overwrites_nothing(browser):
    actor, activity, (one,) = await scene(1)
    form = {"codename": "小满", "version": "1", "age_band": "12-13"}

    async with browser(actor) as page:
        first = await page.post(f"/a/{activity.id}/participants/{one}", data=form | {"grade": "8"})
        second = await page.post(f"/a/{activity.id}/participants/{one}", data=form | {"grade": "9"})

    assert (first.status_code, second.status_code) == (303, 409)
    assert (await participants.find(actor, activity.id, one)).grade == 8


async def test_the_list_costs_the_same_with_one_child_and_with_three(browser, statements):
    counts = []
    for children in (1, 3):
        actor, activity, _ = await scene(children)
        async with browser(actor) as page:
            await page.get(f"/a/{activity.id}/participants")
            statements.clear()
            await page.get(f"/a/{activity.id}/participants")
        counts.append(len(statements))

    assert counts[0] == counts[1] > 0


async def test_consent_is_withdrawn_in_two_clicks(browser):
    actor, activity, (one,) = await scene(1)
    await agreed(actor, activity, [one])

    async with browser(actor) as page:
        shown = await page.get(f"/a/{activity.id}/participants/{one}")
        first = await page.get(f"/a/{activity.id}/participants/{one}/withdraw/participate")
        await page.post(f"/a/{activity.id}/participants/{one}/withdraw/participate")

    assert f"/{one}/withdraw/participate" in shown.text
    assert "<form" in first.text
    assert await consents.rostered(activity.id, today(activity)) == set()


async def test_a_batch_that_does_not_add_up_keeps_what_was_ticked(browser):
    actor, activity, (one, two) = await scene(2)
    path = f"/a/{activity.id}/participants/consents"
    form = {"letters": "2", "on": "2026-11-18", "participants": [str(one)]}

    async with browser(actor, language="en") as page:
        wrong = await page.post(path, data=form)
        right = await page.post(path, data=form | {"letters": "1"})

    assert wrong.status_code == 422
    assert "2 letters and 1 chosen names do not match." in wrong.text
    assert f'value="{one}" aria-label="小满" checked' in wrong.text
    assert f'value="{two}" aria-label="阿飞">' in wrong.text
    assert right.status_code == 303
    assert await consents.rostered(activity.id, today(activity)) == {one}


async def test_a_batch_says_yes_to_contact_only_where_it_is_ticked(browser):
    actor, activity, (one, two) = await scene(2)
    path = f"/a/{activity.id}/participants/consents"
    form = {"letters": "2", "on": "2026-11-18", "participants": [str(one), str(two)]}

    async with browser(actor, language="en") as page:
        first = (await page.get(path)).text
        await page.post(path, data=form)
        silent = (await page.get(path)).text
        await page.post(path, data=form | {"covers": "pairing_contact"})
        done = (await page.get(path)).text

    assert 'value="pairing_contact">' in first  # offered, and not ticked for anybody
    assert silent.count("Only contact is open") == 2 and "No letter is missing" in done
    kept = [
        answer.state
        for answer in await consents.of_activity(actor, activity.id)
        if answer.purpose is Purpose.PAIRING_CONTACT
    ]
    assert kept == [ConsentState.GRANTED] * 2


async def test_the_page_of_a_paired_child_says_how_long_it_is_kept(browser):
    actor = await make.actor()
    activity = await crowds.ready(actor, 1, 2)
    await pairing.suggest(actor, activity.id)
    [pair] = await pairs.of(activity.id)
    [alone] = [p for p in await participants.of(activity.id) if p.id != pair.participant]

    async with browser(actor, language="en") as page:
        paired = (await page.get(f"/a/{activity.id}/participants/{pair.participant}")).text
        other = (await page.get(f"/a/{activity.id}/participants/{alone.id}")).text

    assert "30 days after the end of the pair" in paired
    assert "30 days after the end of the pair" not in other


@pytest.mark.parametrize(("count", "later"), [(200, False), (201, True)])
async def test_a_batch_is_as_long_as_a_form_can_be(browser, count, later):
    actor, activity, _ = await scene()
    await participants.insert(activity, [child(f"甲{n}") for n in range(count)])

    async with browser(actor, language="en") as page:
        shown = await page.get(f"/a/{activity.id}/participants/consents")

    assert shown.text.count('name="participants"') == 200
    assert ("Another 1 follows when these are noted." in shown.text) is later


async def test_adults_are_asked_neither_for_a_grade_nor_for_a_guardian(browser):
    actor = await make.actor()
    activity = await make.activity(actor, involves_minors=False)

    async with browser(actor, language="en") as page:
        form = await page.get(f"/a/{activity.id}/participants/new")
        await page.post(
            f"/a/{activity.id}/participants/new", data={"codename": "王奶奶", "age_band": "60-79"}
        )
    (one,) = await participants.of_activity(actor, activity.id)
    await agreed(actor, activity, [one.id])

    assert 'name="grade"' not in form.text
    assert 'value="12-13"' not in form.text
    assert {c.given_by for c in await consents.of_activity(actor, activity.id)} == {GivenBy.SELF}


async def test_an_answer_is_noted_from_the_childs_page(browser):
    actor, activity, (one,) = await scene(1)

    async with browser(actor) as page:
        await page.post(
            f"/a/{activity.id}/participants/{one}/consents",
            data={"purpose": "photo_taken", "state": "refused", "on": "2026-11-19"},
        )

    (kept,) = await consents.of_activity(actor, activity.id)
    assert (kept.purpose, kept.state) == (Purpose.PHOTO_TAKEN, ConsentState.REFUSED)


async def test_searching_keeps_the_codename_out_of_addresses(browser):
    actor, activity, _ = await scene(3)

    async with browser(actor) as page:
        answer = await page.post(f"/a/{activity.id}/participants/search", data={"wanted": "飞"})
        again = await page.get(f"/a/{activity.id}/participants/search")

    assert "阿飞" in answer.text
    assert "小满" not in answer.text
    assert again.status_code == 303


async def test_no_field_of_a_child_reaches_an_address_or_the_log(browser, capsys):
    """Domain reference §6.1: with the canary in every text field, it shows on the page only."""
    actor, activity, _ = await scene()

    async with browser(actor) as page:
        added = await page.post(
            f"/a/{activity.id}/participants/new",
            data={"codename": "canary-1", "partner_row": "canary-2", "grade": "4"},
        )
        wrong = await page.post(
            f"/a/{activity.id}/participants/new", data={"codename": "canary 1391234567"}
        )
        shown = await page.get(f"/a/{activity.id}/participants")
        (one,) = await participants.of_activity(actor, activity.id)
        opened = await page.get(f"/a/{activity.id}/participants/{one.id}")

    logs.event("a line of the log")
    logged = capsys.readouterr().err
    assert "a line of the log" in logged
    assert "canary-1" in shown.text
    assert wrong.status_code == 422
    addresses = re.findall(r'(?:href|action|src)="([^"]*)"', shown.text + opened.text)
    assert "canary" not in str([*addresses, added.headers, shown.headers, opened.headers, logged])
    assert re.search(r"<title>.*canary", opened.text) is None


async def test_a_role_without_children_sees_none(browser):
    actor, activity, (one,) = await scene(1)
    approver = await make.actor(Role.APPROVER, of=actor)

    async with browser(approver) as page:
        for path in ("", f"/{one}", "/new", "/consents", "/import"):
            answer = await page.get(f"/a/{activity.id}/participants{path}")
            assert answer.status_code == 403, path
            assert "小满" not in answer.text


async def test_another_associations_child_does_not_exist(browser):
    actor, activity, (one,) = await scene(1)
    stranger = await make.actor()
    elsewhere = await make.activity(stranger)

    async with browser(stranger) as page:
        for path in (f"{activity.id}/participants/{one}", f"{elsewhere.id}/participants/{one}"):
            assert (await page.get(f"/a/{path}")).status_code == 404
            assert (await page.post(f"/a/{path}/remove")).status_code == 404

    assert len(await participants.of_activity(actor, activity.id)) == 1


async def uploaded(page, actor, activity, content, name="list.csv"):
    """Post a file as a browser does, with the tokens of its form in the same body."""
    shown = await page.get(f"/a/{activity.id}/participants/import")
    tokens = dict(re.findall(r'name="(_csrf|_once)" value="([^"]*)"', shown.text))
    return await page.post(
        f"/a/{activity.id}/participants/import", data=tokens, files={"file": (name, content)}
    )


async def test_a_list_is_looked_at_and_then_saved(browser):
    actor, activity, _ = await scene()
    content = "代号,姓名,年级\n小满,张三,四\n阿飞,李四,二十\n".encode("gbk")

    async with browser(actor, language="en") as page:
        shown = await uploaded(page, actor, activity, content)
        assert await participants.of_activity(actor, activity.id) == []
        rows = re.search(r'name="rows" value="([^"]*)"', shown.text).group(1)
        saved = await page.post(
            f"/a/{activity.id}/participants/import/save",
            data={"rows": rows.replace("&#34;", '"')},
            follow_redirects=True,
        )

    assert shown.status_code == 200
    assert "Names stay at the school." in shown.text
    assert "“二十” is not a grade from 1 to 12." in shown.text
    assert "张三" not in shown.text
    assert saved.status_code == 200
    assert [one.codename for one in await participants.of_activity(actor, activity.id)] == ["小满"]


async def test_a_number_with_another_codename_is_asked_about_row_by_row(browser):
    actor, activity, (one,) = await scene(1)
    content = "序号,代号,年级\n1,小树,5\n".encode()

    async with browser(actor, language="en") as page:
        shown = await uploaded(page, actor, activity, content)
        rows = re.search(r'name="rows" value="([^"]*)"', shown.text).group(1)
        form = {"rows": rows.replace("&#34;", '"'), "fields": "codename", "known": "update"}
        save = f"/a/{activity.id}/participants/import/save"
        await page.post(save, data=form | {"who-0": ""})
        await page.post(save, data=form | {"who-0": "nonsense"})
        left = (await participants.find(actor, activity.id, one)).codename
        await page.post(save, data=form | {"who-0": str(one)})

    asked = "No. 1 is 小满 in our list and 小树 in the file: the same child, or another?"
    assert asked in unescape(shown.text)
    assert 'name="who-0" value="" checked' in shown.text
    assert left == "小满"
    assert (await participants.find(actor, activity.id, one)).codename == "小树"


async def test_a_codename_like_a_real_name_is_asked_about_and_let_through_by_a_tick(browser):
    actor, activity, _ = await scene()
    here = f"/a/{activity.id}/participants/new"

    async with browser(actor, language="en") as page:
        assert "not_a_name" not in (await page.get(here)).text
        asked = await page.post(here, data={"codename": "王小明", "grade": "4"})
        taken = await page.post(here, data={"codename": "王小明", "not_a_name": "yes"})
        [one] = await participants.of_activity(actor, activity.id)
        entry, form = f"/a/{activity.id}/participants/{one.id}", {"version": "1", "grade": "5"}
        again = await page.post(entry, data=form | {"codename": "李小红"})
        kept = await page.post(entry, data=form | {"codename": "王小明"})

    assert asked.status_code == 422
    assert "Looks like a real name." in asked.text and 'value="王小明"' in asked.text
    assert 'name="not_a_name"' in asked.text
    assert taken.status_code == 303
    assert again.status_code == 422 and 'name="not_a_name"' in again.text
    assert kept.status_code == 303  # it was asked about when it was new


async def test_a_file_that_is_no_table_is_explained(browser):
    actor, activity, _ = await scene()

    async with browser(actor, language="en") as page:
        answer = await uploaded(page, actor, activity, b"\x89PNG\x00", "list.xlsx")

    assert answer.status_code == 422
    assert "We cannot read this file." in answer.text


async def test_a_preview_of_two_thousand_rows_comes_back_whole(browser):
    actor, activity, _ = await scene()
    content = ("代号,兴趣\n" + "\n".join(f"甲{n},画画" for n in range(2000))).encode()

    async with browser(actor) as page:
        shown = await uploaded(page, actor, activity, content)
        rows = re.search(r'name="rows" value="([^"]*)"', shown.text).group(1).replace("&#34;", '"')
        saved = await page.post(f"/a/{activity.id}/participants/import/save", data={"rows": rows})

    assert saved.status_code == 303
    assert len(await participants.of_activity(actor, activity.id)) == 2000


async def test_the_template_is_a_spreadsheet(browser, tmp_path):
    actor, activity, _ = await scene()

    async with browser(actor) as page:
        answer = await page.get(f"/a/{activity.id}/participants/import/template.xlsx")

    file = tmp_path / "list.xlsx"
    file.write_bytes(answer.content)
    assert openpyxl.load_workbook(file).worksheets[0]["A1"].value == "代号"
    assert answer.headers["content-disposition"] == 'attachment; filename="list.xlsx"'


@pytest.mark.parametrize("typed", ["青竹", "abc 4.5 -7 九十九", "999, 2"])
async def test_a_wish_that_means_nobody_on_the_list_is_refused_and_stays_typed(browser, typed):
    actor, activity, [first, _] = await scene(2)
    here = f"/a/{activity.id}/participants/{first}"
    entry = {"codename": "小满", "partner_row": "1", "age_band": "12-13", "version": "1"}

    async with browser(actor, language="en") as page:
        wrong = await page.post(here, data=entry | {"apart": typed})
        right = await page.post(here, data=entry | {"apart": "2"})
        against = await page.post(
            f"/a/{activity.id}/participants/new",
            data={"codename": "豆豆", "partner_row": "3", "together": "9"},
        )

    assert [one.status_code for one in (wrong, right, against)] == [422, 303, 422]
    assert "Nobody on the list has the number" in unescape(wrong.text)
    assert f'value="{typed}"' in unescape(wrong.text)


async def test_two_children_who_say_the_opposite_of_each_other_are_refused(browser):
    actor, activity, [first, second] = await scene(2)
    entry = {"codename": "阿飞", "partner_row": "2", "age_band": "12-13", "version": "1"}
    wish = child("小满", partner_row="1", apart=("2",))
    await participants.change(actor, activity.id, first, 1, wish)

    async with browser(actor, language="en") as page:
        answer = await page.post(
            f"/a/{activity.id}/participants/{second}", data=entry | {"together": "1"}
        )

    assert answer.status_code == 422
    assert "Row 1 says the opposite." in answer.text
