from datetime import UTC, datetime, timedelta

from accounts.rules.letters import is_hopeless, parts, pause

SENT = datetime(2026, 11, 1, 8, 0, tzinfo=UTC)


def test_the_pauses_double_from_one_minute_to_six_hours():
    minutes = [pause(n) / timedelta(minutes=1) for n in (1, 2, 3, 9, 10, 500)]

    assert minutes == [1, 2, 4, 256, 360, 360]


def test_after_three_days_there_is_no_hope():
    assert not is_hopeless(SENT, SENT + timedelta(days=3) - timedelta(seconds=1))
    assert is_hopeless(SENT, SENT + timedelta(days=3))


def test_only_addresses_of_this_site_become_links():
    body = "see https://plan.example/signin/a-b_c or https://plan.example.evil/x, https://evil.example/"

    assert parts(body, "https://plan.example") == [
        ("see ", ""),
        ("https://plan.example/signin/a-b_c", "/signin/a-b_c"),
        (" or https://plan.example.evil/x, https://evil.example/", ""),
    ]
