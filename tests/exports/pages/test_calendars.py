"""Row by row what calendar programs are answered (calendars reference §3)."""

import gzip
from datetime import date, timedelta

import pytest
import time_machine

from accounts import links
from accounts.rules.links import FeedOf, Kind
from accounts.tables import CapabilityLink
from events import activities, tasks
from events.rules.typed_tasks import NewTask
from exports import calendars, feeds
from exports.pages import calendars as pages
from exports.rules import freshness
from kit import clock
from tests import make
from tests.exports import strict_ical

CALENDAR = "text/calendar; charset=utf-8"


@pytest.fixture
async def subscribed(browser):
    """A crew's calendar with one task, and a program that may fetch it."""
    actor = await make.actor()
    activity = await make.activity(actor, title="一对一关爱")
    await tasks.add(actor, activity.id, NewTask("联系场地", due=date(2026, 11, 28)))
    token = await links.make(
        actor.organization_id,
        Kind.FEED,
        make.uuid4(),
        about=FeedOf.CREW,
        activity_id=activity.id,
    )
    async with browser(None) as program:
        program.headers["accept-encoding"] = "identity"
        yield actor, activity, f"/calendars/{token}.ics", program


async def link_of(address):
    token = address.removeprefix("/calendars/").removesuffix(".ics")
    return await links.find(Kind.FEED, token)


def titles(answer):
    assert strict_ical.lint(answer.content) == set()
    events = strict_ical.parse(answer.content).inside("VEVENT")
    return [event["SUMMARY"].text for event in events]


async def test_a_good_token_gets_a_calendar_with_every_header_it_needs(subscribed):
    _, _, address, program = subscribed

    answer = await program.get(address)

    assert answer.status_code == 200
    assert titles(answer) == ["已订阅伴行日历", "【截止】联系场地 · 一对一关爱"]
    headers = answer.headers
    assert headers["content-type"] == CALENDAR
    assert headers["content-disposition"] == 'inline; filename="banxing.ics"'
    assert headers["cache-control"] == "private, max-age=300, must-revalidate"
    assert headers["vary"] == "Accept-Encoding"
    assert headers["content-length"] == str(len(answer.content))
    assert headers["x-robots-tag"] == "noindex"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["etag"].startswith('"1-')
    assert headers["last-modified"].endswith(" GMT")
    assert "set-cookie" not in headers


async def test_head_says_what_get_would(subscribed):
    _, _, address, program = subscribed
    got = await program.get(address)

    answer = await program.head(address)

    assert answer.status_code == 200
    assert answer.content == b""
    for name in ("content-length", "content-type", "etag", "last-modified", "vary"):
        assert answer.headers[name] == got.headers[name]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PROPFIND"])
async def test_a_calendar_can_only_be_read(subscribed, method):
    _, _, address, program = subscribed

    assert (await program.request(method, address)).status_code in (403, 405)


async def test_whoever_has_it_already_is_told_so_without_a_body(subscribed):
    _, _, address, program = subscribed
    got = (await program.get(address)).headers

    for asked in (
        {"if-none-match": got["etag"]},
        {"if-none-match": f'"other", W/{got["etag"]}'},
        {"if-none-match": freshness.zipped(got["etag"])},
        {"if-none-match": "*"},
        {"if-modified-since": got["last-modified"]},
    ):
        answer = await program.get(address, headers=asked)

        assert answer.status_code == 304
        assert answer.content == b""
        assert answer.headers["etag"] == got["etag"]
        assert answer.headers["cache-control"] == got["cache-control"]
        assert answer.headers["vary"] == "Accept-Encoding"


async def test_a_wrong_tag_wins_over_a_right_date(subscribed):
    _, _, address, program = subscribed
    got = (await program.get(address)).headers

    answer = await program.get(
        address, headers={"if-none-match": '"0"', "if-modified-since": got["last-modified"]}
    )

    assert answer.status_code == 200


async def test_an_answer_that_nothing_changed_reads_no_entry(subscribed, statements):
    _, _, address, program = subscribed
    tag = (await program.get(address)).headers["etag"]
    statements.clear()

    await program.get(address, headers={"if-none-match": tag})

    assert len(statements) == 3, statements  # the link, the count of tries, the activity


async def test_gzip_is_the_same_calendar_under_a_tag_of_its_own(subscribed):
    _, _, address, program = subscribed
    plain = await program.get(address)

    answer = await program.get(address, headers={"accept-encoding": "gzip"})

    assert answer.content == plain.content
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["etag"] == freshness.zipped(plain.headers["etag"])
    assert int(answer.headers["content-length"]) == len(calendars.gzipped(plain.content))
    assert gzip.decompress(calendars.gzipped(plain.content)) == plain.content


async def test_a_change_changes_tag_and_date_and_no_change_changes_nothing(subscribed):
    actor, activity, address, program = subscribed
    before = await program.get(address)
    again = await program.get(address)
    assert (again.content, again.headers["etag"]) == (before.content, before.headers["etag"])

    with time_machine.travel(clock.now() + timedelta(minutes=1), tick=False):
        await tasks.add(actor, activity.id, NewTask("买材料", due=date(2026, 11, 29)))
        asked = {"if-none-match": before.headers["etag"]}
        by_tag = await program.get(address, headers=asked)
        by_date = await program.get(
            address, headers={"if-modified-since": before.headers["last-modified"]}
        )

    assert by_tag.status_code == by_date.status_code == 200
    assert "【截止】买材料 · 一对一关爱" in titles(by_tag)


async def test_a_renamed_activity_renames_its_entries_with_a_higher_revision(subscribed):
    actor, activity, address, program = subscribed
    before = strict_ical.parse((await program.get(address)).content).inside("VEVENT")[-1]

    await activities.change(actor, activity.id, activity.version, {"title": "陪伴日"})

    after = strict_ical.parse((await program.get(address)).content).inside("VEVENT")[-1]
    assert after["SUMMARY"].text == "【截止】联系场地 · 陪伴日"
    assert after["UID"].value == before["UID"].value
    assert int(after["SEQUENCE"].value) == int(before["SEQUENCE"].value) + 1
    assert after["LAST-MODIFIED"].value > before["LAST-MODIFIED"].value


async def test_what_is_unknown_or_malformed_is_the_same_404(subscribed):
    _, activity, address, program = subscribed
    volunteers_key = await links.make(
        activity.organization, Kind.VOLUNTEER, activity.id, activity_id=activity.id
    )
    answers = [
        await program.get(path)
        for path in (
            f"/calendars/{'x' * 43}.ics",
            "/calendars/x.ics",
            address.removesuffix(".ics"),
            f"{address}.ics",
            f"/calendars/{volunteers_key}.ics",
            "/calendars/.ics",
            "/calendars/%F0%9F%92%A9.ics",
        )
    ]

    assert {answer.status_code for answer in answers} == {404}
    assert {answer.content for answer in answers} == {b""}
    assert {answer.headers["content-type"] for answer in answers} == {"text/plain; charset=utf-8"}


async def test_a_revoked_calendar_says_so_for_ninety_days_and_is_gone_then(subscribed):
    actor, _, address, program = subscribed
    living = await program.get(address)
    link = await link_of(address)
    await links.revoke(actor.organization_id, Kind.FEED, link.object_id)
    revoked_at = (await link_of(address)).revoked_at

    answer = await program.get(address, headers={"if-none-match": living.headers["etag"]})
    again = await program.get(address, headers={"if-none-match": answer.headers["etag"]})
    with time_machine.travel(revoked_at + links.NOTICE - timedelta(seconds=1), tick=False):
        late = await program.get(address)
    with time_machine.travel(revoked_at + links.NOTICE, tick=False):
        gone = await program.get(address)

    assert titles(answer) == titles(late) == ["此订阅已失效，请重新订阅"]
    assert again.status_code == 304
    assert gone.status_code == 410
    assert gone.content == b""
    assert gone.headers["content-type"].startswith("text/plain")


async def test_a_crew_s_calendar_ends_thirty_days_after_the_activity(subscribed):
    _, activity, address, program = subscribed

    with time_machine.travel(
        activity.ends_at + feeds.CREW_AFTER - timedelta(seconds=1), tick=False
    ):
        before = await program.get(address)
    with time_machine.travel(activity.ends_at + feeds.CREW_AFTER, tick=False):
        after = await program.get(address)

    assert titles(before)[0] == "已订阅伴行日历"
    assert titles(after) == ["此订阅已失效，请重新订阅"]


async def test_a_calendar_that_is_fetched_does_not_run_out(subscribed):
    _, _, address, program = subscribed
    made = await link_of(address)

    with time_machine.travel(made.created_at + timedelta(days=20), tick=False):
        await program.get(address)

    used = await link_of(address)
    assert used.last_used_on == (made.created_at + timedelta(days=20)).date()
    assert used.expires_at == made.created_at + timedelta(days=420)


async def test_a_calendar_in_english_reads_english_and_one_of_busy_times_says_no_more(subscribed):
    _, _, address, program = subscribed
    link = await link_of(address)
    row = CapabilityLink.update(
        {CapabilityLink.locale: "en", CapabilityLink.detail: "busy"}, force=True
    )
    await row.where(CapabilityLink.id == link.id)

    assert titles(await program.get(address)) == [
        "Subscribed to the Banxing calendar",
        "Banxing: busy",
    ]


async def test_a_program_that_asks_too_often_is_told_to_wait(subscribed, monkeypatch):
    _, _, address, program = subscribed
    monkeypatch.setattr(pages, "PER_HOUR", 2)
    monkeypatch.setattr(pages, "STRANGERS_PER_HOUR", 1)

    answers = [await program.get(address) for _ in range(3)]
    strangers = [await program.get("/calendars/unknown.ics") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert [answer.status_code for answer in strangers] == [404, 429]
    assert answers[2].headers["retry-after"] == "3600"
    assert answers[2].headers["content-type"].startswith("text/plain")


async def test_when_we_break_there_is_no_page_and_no_half_calendar(subscribed, monkeypatch):
    _, _, address, program = subscribed

    def broken(*_):
        raise RuntimeError

    monkeypatch.setattr(calendars, "block", broken)
    answer = await program.get(address)

    assert answer.status_code == 503
    assert answer.content == b""
    assert answer.headers["content-type"].startswith("text/plain")
    assert "retry-after" in answer.headers
