from accounts import sessions
from tests import make


async def test_language_and_look_are_a_choice(browser):
    async with browser(await make.actor()) as page:
        answer = await page.post("/profile", data={"name": "周敏", "locale": "en", "theme": "dark"})
        assert answer.status_code == 303
        shown = (await page.get("/profile")).text

    assert '<html lang="en" data-theme="dark">' in shown


async def test_without_a_choice_the_browser_decides(browser):
    actor = await make.actor()
    for asked, answered in (("zh-CN,zh;q=0.9", "zh-Hans"), ("en-GB", "en"), ("fr", "en")):
        async with browser(actor, language=asked) as page:
            assert f'<html lang="{answered}"' in (await page.get("/profile")).text


async def test_a_language_we_do_not_speak_is_refused(browser):
    async with browser(await make.actor()) as page:
        answer = await page.post("/profile", data={"name": "周敏", "locale": "tlh"})

    assert answer.status_code == 422


async def test_a_new_password_signs_the_others_out(browser):
    actor = await make.actor()
    await sessions.begin(actor.account_id, None, device="Chrome · Android")
    async with browser(actor) as page:
        assert "Chrome · Android" in (await page.get("/profile")).text
        weak = await page.post("/profile/password", data={"new_password": "password1234"})
        set_ = await page.post(
            "/profile/password", data={"new_password": "lantern harbour cello nine"}
        )
        shown = (await page.get("/profile")).text

    assert (weak.status_code, set_.status_code) == (422, 303)
    assert "Chrome · Android" not in shown


async def test_wrong_tries_at_the_old_password_count_although_they_are_refused(browser):
    actor = await make.actor()
    async with browser(actor) as page:
        await page.post("/profile/password", data={"new_password": "lantern harbour cello nine"})
        tries = [
            await page.post(
                "/profile/password",
                data={"password": f"guess {n}", "new_password": "quilt thunder 8 saffron"},
            )
            for n in range(11)
        ]

    assert [a.status_code for a in tries] == [422] * 10 + [429]


async def test_the_others_can_be_signed_out_one_by_one_and_all_at_once(browser):
    actor = await make.actor()
    await sessions.begin(actor.account_id, None, device="Chrome · Android")
    await sessions.begin(actor.account_id, None, device="Safari · iPad")
    async with browser(actor) as page:
        ipad = next(
            d for d in await sessions.living(actor.account_id) if d.device == "Safari · iPad"
        )
        await page.post(f"/profile/devices/{ipad.id}/end")
        left = [d.device for d in await sessions.living(actor.account_id)]
        await page.post("/profile/devices/others/end")

    assert sorted(left) == ["", "Chrome · Android"]
    assert [d.device for d in await sessions.living(actor.account_id)] == [""]
