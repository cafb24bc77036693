"""The strict reader proves itself: each rule once broken, and the odd but legal let through."""

import pytest

from tests.exports import strict_ical

GOOD = """\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Somebody//Something//EN
REFRESH-INTERVAL;VALUE=DURATION:PT1H
X-PUBLISHED-TTL:PT1H
BEGIN:VTIMEZONE
TZID:Asia/Shanghai
BEGIN:STANDARD
DTSTART:19700101T000000
TZOFFSETFROM:+0800
TZOFFSETTO:+0800
TZNAME:CST
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
UID:camp
DTSTAMP:20260701T020000Z
SEQUENCE:1
DTSTART;VALUE=DATE:20260718
DTEND;VALUE=DATE:20260725
SUMMARY:夏令营
STATUS:CONFIRMED
END:VEVENT
BEGIN:VEVENT
UID:lesson
DTSTAMP:20260701T020000Z
SEQUENCE:1
DTSTART;TZID=Asia/Shanghai:20260905T090000
DTEND;TZID=Asia/Shanghai:20260905T110000
SUMMARY:课业辅导\\, 语文
RRULE:FREQ=WEEKLY;UNTIL=20261226T010000Z;BYDAY=SA
EXDATE;TZID=Asia/Shanghai:20261003T090000
BEGIN:VALARM
ACTION:DISPLAY
TRIGGER:-PT3H
DESCRIPTION:快到了
END:VALARM
END:VEVENT
BEGIN:VEVENT
UID:lesson
DTSTAMP:20260701T020000Z
RECURRENCE-ID;TZID=Asia/Shanghai:20261010T090000
SEQUENCE:1
DTSTART;TZID=Asia/Shanghai:20261011T140000
DTEND;TZID=Asia/Shanghai:20261011T163000
SUMMARY:课业辅导
END:VEVENT
END:VCALENDAR
"""
PEOPLE = "ORGANIZER:mailto:rsvp@plan.example\nATTENDEE:mailto:li@school.example\nSUMMARY:课业辅导\n"
INVITE = GOOD.replace("VERSION:2.0", "VERSION:2.0\nMETHOD:REQUEST")
INVITE = INVITE[: INVITE.index("BEGIN:VEVENT")] + (
    "BEGIN:VEVENT\nUID:lesson\nDTSTAMP:20260701T020000Z\nSEQUENCE:1\n"
    "DTSTART;VALUE=DATE:20260718\nDTEND;VALUE=DATE:20260719\n" + PEOPLE + "END:VEVENT\n"
    "END:VCALENDAR\n"
)
CAMP = GOOD[GOOD.index("BEGIN:VEVENT") : GOOD.index("BEGIN:VEVENT\nUID:lesson")]
EVENTS = GOOD[GOOD.index("BEGIN:VEVENT") : GOOD.index("END:VCALENDAR")]
ZONE = GOOD[GOOD.index("BEGIN:VTIMEZONE") : GOOD.index("BEGIN:VEVENT")]
OBSERVANCE = GOOD[GOOD.index("BEGIN:STANDARD") : GOOD.index("END:VTIMEZONE")]


def octets(text):
    return text.replace("\n", "\r\n").encode()


def planted(old, new):
    assert old in GOOD
    return octets(GOOD.replace(old, new, 1))


LESSON = "DTSTART;TZID=Asia/Shanghai:20260905T090000"
LONG = "SUMMARY:夏令营" + "a" * 66
DEFECTS = [
    ("bare-lf", octets(GOOD).replace(b"SEQUENCE:1\r\n", b"SEQUENCE:1\n", 1)),
    ("bare-cr", octets(GOOD).replace(b"SEQUENCE:1\r\n", b"SEQUENCE:1\r", 1)),
    ("long-line", planted("SUMMARY:夏令营", LONG)),
    ("split-character", octets(GOOD).replace("夏".encode(), b"\xe5\r\n \xa4\x8f", 1)),
    ("bom", b"\xef\xbb\xbf" + octets(GOOD)),
    ("blank-line", planted("SEQUENCE:1\n", "SEQUENCE:1\n\n")),
    ("blank-line", planted("SEQUENCE:1\n", "SEQUENCE:1\n \n")),
    ("control-character", planted("夏令营", "夏\x0b令营")),
    ("no-final-crlf", octets(GOOD)[:-2]),
    ("not-utf8", octets(GOOD).replace("夏".encode(), b"\xff", 1)),
    ("bad-line", planted("SEQUENCE:1\n", "SEQUENCE\n")),
    ("bad-escape", planted("夏令营", "夏\\令营")),
    ("bad-escape", planted("夏令营", "夏,令营")),
    ("bad-escape", planted("夏令营", "夏;令营")),
    ("nesting", planted("END:VALARM\n", "")),
    ("nesting", planted("BEGIN:VALARM\n", "BEGIN:VEVENT\nBEGIN:VALARM\n")),
    ("nesting", octets(GOOD.replace("END:VCALENDAR\n", ""))),
    ("nesting", octets(GOOD + GOOD)),
    ("nesting", octets("X-A:1\n" + GOOD)),
    ("doubled-property", planted("SUMMARY:夏令营\n", "SUMMARY:夏令营\nSUMMARY:夏令营\n")),
    ("no-version", planted("VERSION:2.0\n", "")),
    ("no-prodid", planted("PRODID:-//Somebody//Something//EN\n", "")),
    ("no-uid", planted("UID:camp\n", "")),
    ("no-dtstamp", planted("DTSTAMP:20260701T020000Z\n", "")),
    ("stamp-not-utc", planted("DTSTAMP:20260701T020000Z\n", "DTSTAMP:20260701T020000\n")),
    ("no-dtstart", planted("DTSTART;VALUE=DATE:20260718\n", "")),
    ("no-dtend", planted("DTEND;VALUE=DATE:20260725\n", "")),
    ("no-sequence", planted("SEQUENCE:1\n", "")),
    ("no-value", planted("REFRESH-INTERVAL;VALUE=DURATION", "REFRESH-INTERVAL")),
    ("no-value", planted("DTSTART;VALUE=DATE", "DTSTART")),
    ("no-value", planted("TRIGGER:-PT3H", "TRIGGER:20260905T000000Z")),
    ("bad-duration", planted("X-PUBLISHED-TTL:PT1H", "X-PUBLISHED-TTL:P1H")),
    ("bad-duration", planted("DURATION:PT1H", "DURATION:P1H")),
    ("bad-duration", planted("TRIGGER:-PT3H", "TRIGGER:-P3H")),
    ("bad-time", planted("20260905T110000", "2026-09-05T11:00")),
    ("tzid-without-zone", planted(ZONE, "")),
    ("no-standard", planted(OBSERVANCE, "")),
    ("observance-without-start", planted("DTSTART:19700101T000000\n", "")),
    ("observance-without-offset", planted("TZOFFSETFROM:+0800\n", "")),
    ("observance-without-offset", planted("TZOFFSETTO:+0800", "TZOFFSETTO:+8")),
    ("zone-unknown", octets(GOOD.replace("Asia/Shanghai", "UTC+08:00"))),
    ("tzid-on-utc", planted("20260905T090000", "20260905T090000Z")),
    ("floating", planted(LESSON, "DTSTART:20260905T090000")),
    ("date-against-time", planted("DTEND;VALUE=DATE:20260725", "DTEND:20260725T000000Z")),
    ("end-not-after-start", planted("20260725", "20260718")),
    ("end-not-after-start", planted("20260905T110000", "20260905T090000")),
    ("same-entry-twice", planted(CAMP, CAMP + CAMP)),
    ("bad-status", planted("STATUS:CONFIRMED", "STATUS:CANCELED")),
    ("count-and-until", planted("FREQ=WEEKLY;", "FREQ=WEEKLY;COUNT=3;")),
    ("local-until", planted("UNTIL=20261226T010000Z", "UNTIL=20261226T090000")),
    ("start-off-rule", planted("BYDAY=SA", "BYDAY=SU")),
    (
        "exception-of-another-type",
        planted("EXDATE;TZID=Asia/Shanghai:20261003T090000", "EXDATE;VALUE=DATE:20261003"),
    ),
    (
        "exception-of-another-type",
        planted("EXDATE;TZID=Asia/Shanghai:20261003T090000", "EXDATE:20261003T010000Z"),
    ),
    ("exception-off-series", planted("20261003T090000", "20261004T090000")),
    ("exception-off-series", planted("20261003T090000", "20270102T090000")),
    ("exception-off-series", planted("20261010T090000", "20261010T100000")),
    ("alarm-without-text", planted("DESCRIPTION:快到了\n", "")),
    ("alarm-without-trigger", planted("TRIGGER:-PT3H\n", "")),
    (
        "tombstone-with-alarm",
        planted("SUMMARY:课业辅导\\, 语文", "STATUS:CANCELLED\nSUMMARY:课业辅导"),
    ),
    ("calendar-uid", planted("VERSION:2.0\n", "VERSION:2.0\nUID:all\n")),
    ("source", planted("VERSION:2.0\n", "VERSION:2.0\nSOURCE;VALUE=URI:https://x.example\n")),
    (
        "people-in-feed",
        planted("SUMMARY:夏令营\n", "SUMMARY:夏令营\nATTENDEE:mailto:a@b.example\n"),
    ),
    ("no-event", planted(EVENTS, "")),
]
ODDITIES = {
    "a name with quotes written as RFC 6868 says": ("invite", INVITE.replace(
        "ATTENDEE:", 'ATTENDEE;CN="^\'小^n李^\'; 三班":'
    )),
    "an alarm with a UID": ("series", GOOD.replace("ACTION:", "UID:bell\nACTION:")),
    "zones at the end": ("series", GOOD.replace(ZONE, "").replace(
        "END:VCALENDAR", ZONE + "END:VCALENDAR"
    )),
    "a line folded with a tab": ("feed", GOOD.replace("夏令营", "夏\n\t令营")),
    "a line of exactly 75 octets": ("feed", GOOD.replace("SUMMARY:夏令营", LONG[:-8])),
    "a rule for the second Sunday": ("series", GOOD.replace(
        "FREQ=WEEKLY;UNTIL=20261226T010000Z;BYDAY=SA", "FREQ=MONTHLY;BYDAY=1SA,2SA"
    ).replace("EXDATE;TZID=Asia/Shanghai:20261003", "EXDATE;TZID=Asia/Shanghai:20261003")),
    "weeks and days as a duration": ("feed", GOOD.replace("-PT3H", "-P1W").replace(
        "X-PUBLISHED-TTL:PT1H", "X-PUBLISHED-TTL:P1DT12H"
    )),
}  # fmt: skip


def test_a_good_file_breaks_no_rule():
    assert strict_ical.lint(octets(GOOD), "series") == set()
    assert strict_ical.lint(octets(INVITE), "invite") == set()


@pytest.mark.parametrize(("code", "data"), DEFECTS)
def test_each_defect_is_found_and_named(code, data):
    assert code in strict_ical.lint(data)


@pytest.mark.parametrize(("kind", "text"), ODDITIES.values(), ids=ODDITIES)
def test_what_is_odd_but_legal_passes(kind, text):
    assert strict_ical.lint(octets(text), kind) == set()


@pytest.mark.parametrize(
    ("code", "old", "new"),
    [
        ("invite-without-organizer", "ORGANIZER:mailto:rsvp@plan.example\n", ""),
        ("invite-not-for-one", "SUMMARY", "ATTENDEE:mailto:wang@school.example\nSUMMARY"),
        ("no-method", "METHOD:REQUEST\n", ""),
    ],
)
def test_an_invite_has_a_method_an_organizer_and_one_recipient(code, old, new):
    assert strict_ical.lint(octets(INVITE.replace(old, new)), "invite") == {code}
