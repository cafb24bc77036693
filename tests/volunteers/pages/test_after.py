"""Follow-up pages: the organiser's table of months, and the volunteer's own log."""

from datetime import UTC, date, datetime, timedelta

from accounts import links
from accounts.rules.links import Kind
from tests import make
from tests.browsing import Tokens, csrf
from tests.volunteers import crowds, grouped
from volunteers import consents, pairing, pairs
from volunteers.rules.participants import Purpose
from volunteers.tables import pairs as tables
from volunteers.tables import participants

AGO = timedelta(days=40)
TODAY = crowds.TODAY


async def _kept(count: int):
    """Pairs whose activity was forty days ago, confirmed before it."""
    actor = await make.actor()
    day = TODAY - AGO
    begun = datetime(day.year, day.month, day.day, 2, tzinfo=UTC)
    activity = await crowds.ready(
        actor, count, count, starts_at=begun, ends_at=begun + timedelta(hours=3)
    )
    await grouped.pair_up(activity)
    await pairs.confirm_all(actor, activity.id, day)
    return actor, activity, await pairs.of(activity.id)


async def _as_volunteer(page, activity, pair) -> str:
    token = await links.make(
        activity.organization,
        Kind.VOLUNTEER,
        pair.application,
        about="application",
        activity_id=activity.id,
        expires_at=datetime(2099, 1, 1, tzinfo=UTC),
    )
    page.auth = Tokens(csrf("link", str((await links.holder(Kind.VOLUNTEER, token)).id)))
    return token


async def test_the_organiser_sees_in_words_who_is_silent_and_notes_a_contact(browser):
    actor, activity, [pair] = await _kept(1)

    async with browser(actor, language="en") as page:
        silent = (await page.get(f"/a/{activity.id}/after")).text
        noted = await page.post(
            f"/a/{activity.id}/after/contacts",
            data={
                "pair": str(pair.id),
                "happened_on": TODAY.isoformat(),
                "made": "yes",
                "channel": "letter",
            },
        )
        after = (await page.get(f"/a/{activity.id}/after")).text

    assert "40 days without a contact" in silent and "0 of 12 monthly contacts made." in silent
    assert ">Missed</span>" in silent and ">Still to come</span>" in silent
    assert noted.status_code == 303
    assert "without a contact" not in after and "1 of 12 monthly contacts made." in after


async def test_a_wrong_day_comes_back_with_what_was_typed(browser):
    actor, activity, [pair] = await _kept(1)

    async with browser(actor, language="en") as page:
        answer = await page.post(
            f"/a/{activity.id}/after/contacts",
            data={
                "pair": str(pair.id),
                "happened_on": "2020-01-01",
                "channel": "visit",
                "adult": "Ms Lin",
            },
        )

    assert answer.status_code == 422
    assert 'value="2020-01-01"' in answer.text and 'value="Ms Lin"' in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert await tables.Contact.count() == 0


async def test_the_volunteer_logs_from_the_own_page_without_any_field_for_words(browser):
    _, activity, [pair] = await _kept(1)

    async with browser(None, language="en") as page:
        key = await _as_volunteer(page, activity, pair)
        mine = (await page.get(f"/v/{key}")).text
        form = (await page.get(f"/v/{key}/contacts")).text
        wrong = await page.post(f"/v/{key}/contacts", data={"happened_on": "2020-01-01"})
        logged = await page.post(
            f"/v/{key}/contacts",
            data={
                "happened_on": TODAY.isoformat(),
                "made": "yes",
                "channel": "school_phone",
                "minutes": "20",
            },
        )

    assert "Your partner is 小满01" in mine and "0 of 12 months so far." in mine
    assert "<textarea" not in form and "8:00" in mine
    assert wrong.status_code == 422 and "the day after the activity" in wrong.text
    assert logged.status_code == 303
    assert (await tables.Contact.select())[0]["minutes"] == 20


async def test_without_a_yes_to_contact_the_page_asks_for_none_and_says_no_more(browser):
    actor, activity, [pair, other] = await _kept(2)
    contact = Purpose.PAIRING_CONTACT
    await consents.withdraw(actor, activity.id, pair.participant, contact)
    c = participants.Consent
    await c.delete().where(c.participant == other.participant, c.purpose == contact)

    async with browser(None, language="en") as page:
        key = await _as_volunteer(page, activity, pair)
        no = (await page.get(f"/v/{key}")).text
        form = (await page.get(f"/v/{key}/contacts")).text
        logged = await page.post(
            f"/v/{key}/contacts", data={"happened_on": TODAY.isoformat(), "made": "yes"}
        )
        key = await _as_volunteer(page, activity, other)
        unknown = (await page.get(f"/v/{key}")).text

    assert "There is no contact afterwards" in no
    assert not any(word in no for word in ("guardian", "consent", "Once a month", "/contacts"))
    assert "nothing to note" in form and logged.status_code == 409
    assert "The school is still asking." in unknown and "/contacts" not in unknown
    assert await tables.Contact.count() == 0


async def test_the_pages_cost_the_same_number_of_statements_whatever_their_length(
    browser, statements
):
    counts = []
    for size in (1, 3):
        actor, activity, [pair, *_] = await _kept(size)
        async with browser(actor) as page:
            await page.get("/profile")
            statements.clear()
            for path in ("after", "pairs/groups", f"pairs/{pair.id}"):
                assert (await page.get(f"/a/{activity.id}/{path}")).status_code == 200
            counts.append(len(statements))

    assert counts[0] == counts[1]


async def test_a_pair_is_confirmed_grouped_and_undone_from_its_pages(browser):
    actor = await make.actor()
    activity = await crowds.ready(actor, 4, 4)
    await pairing.suggest(actor, activity.id)
    await grouped.split(actor, activity.id, 2)
    [pair, *_] = await pairs.of(activity.id)
    here = f"/a/{activity.id}/pairs"

    async with browser(actor, language="en") as page:
        agreed = await page.post(
            f"{here}/{pair.id}/confirm", data={"on": date(2026, 11, 20).isoformat()}
        )
        version = (await pairs.find(actor, activity.id, pair.id)).version
        silent = await page.post(
            f"{here}/{pair.id}/end", data={"version": str(version), "reason": ""}
        )
        ended = await page.post(
            f"{here}/{pair.id}/end", data={"version": str(version), "reason": "ill"}
        )
        shown = (await page.get(f"{here}/{pair.id}")).text

    assert [a.status_code for a in (agreed, silent, ended)] == [303, 422, 303]
    assert "Please say why" in silent.text
    assert "Undone" in shown and "ill" in shown and "Confirm this pair" not in shown
