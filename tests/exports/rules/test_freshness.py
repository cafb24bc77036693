from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports.rules import freshness
from exports.rules.freshness import Version

MONDAY = date(2026, 9, 14)
AT = datetime(2026, 9, 16, 8, 0, 30, 999_999, tzinfo=UTC)
OWN = Version(3, AT)
OTHERS = (Version(5, AT - timedelta(days=30)), Version(2, AT - timedelta(days=9)))
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
TAG = '"1-3-7-20260914"'
MODIFIED = AT.replace(microsecond=0)
SAME = "Wed, 16 Sep 2026 08:00:30 GMT"


def test_a_tag_names_rendering_link_contents_and_week():
    assert freshness.etag(1, OWN, OTHERS, MONDAY) == TAG
    assert freshness.etag(1, OWN, reversed(OTHERS), MONDAY) == TAG
    assert freshness.zipped(TAG) == '"1-3-7-20260914-gz"'


@pytest.mark.parametrize(
    "changed",
    [
        freshness.etag(2, OWN, OTHERS, MONDAY),
        freshness.etag(1, Version(4, AT), OTHERS, MONDAY),
        freshness.etag(1, OWN, (Version(6, AT), OTHERS[1]), MONDAY),
        freshness.etag(1, OWN, OTHERS, MONDAY + timedelta(days=7)),
    ],
)
def test_each_change_changes_the_tag(changed):
    assert changed != TAG


@pytest.mark.parametrize(
    ("rendered", "own", "other", "latest"),
    [
        (LONG_AGO, AT, LONG_AGO, MODIFIED),
        (LONG_AGO, LONG_AGO, AT, MODIFIED),
        (AT, LONG_AGO, LONG_AGO, MODIFIED),
        (LONG_AGO, LONG_AGO, LONG_AGO, datetime(2026, 9, 13, 16, tzinfo=UTC)),
    ],
)
def test_the_last_change_is_the_latest_of_all_times_and_of_monday(rendered, own, other, latest):
    found = freshness.last_modified(rendered, Version(1, own), [Version(1, other)], MONDAY)

    assert found == latest
    assert freshness.http_date(MODIFIED) == SAME


@pytest.mark.parametrize(
    "none_match",
    [
        TAG,
        f"W/{TAG}",
        '"1-3-7-20260914-gz"',
        'W/"1-3-7-20260914-gz"',
        f'"other", {TAG}',
        f'"a,b",{TAG}',
        "*",
        " * ",
    ],
)
def test_whoever_holds_our_tag_is_told_that_nothing_changed(none_match):
    assert freshness.unchanged(TAG, MODIFIED, none_match, "")


@pytest.mark.parametrize(
    "none_match", ['"1-3-7-20260907"', "1-3-7-20260914", '""', "W/", '"*"', "nonsense", '"-gz"']
)
def test_any_other_tag_gets_the_feed_whatever_its_date_says(none_match):
    assert not freshness.unchanged(TAG, MODIFIED, none_match, SAME)


@pytest.mark.parametrize(
    ("since", "is_unchanged"),
    [
        (SAME, True),
        ("Thu, 17 Sep 2026 00:00:00 GMT", True),
        ("Wed, 16 Sep 2026 08:00:29 GMT", False),
        ("Thu, 03 Sep 2026 23:00:00 GMT", False),  # as strings, Thu < Wed
        ("Wednesday, 16-Sep-26 08:00:30 GMT", True),  # RFC 850
        ("Wed Sep 16 08:00:30 2026", True),  # asctime
        ("Wed, 16 Sep 2026 10:00:30 +0200", True),
        ("", False),
        ("yesterday", False),
        ("Wed, 16 Sep 99999999999 08:00:30 GMT", False),
        ("Mon, 01 Jan 0001 00:00:00 +2300", False),
    ],
)
def test_a_date_is_compared_as_a_date(since, is_unchanged):
    assert freshness.unchanged(TAG, MODIFIED, "", since) is is_unchanged


@given(st.text(), st.text(), st.text())
def test_no_header_can_break_it(none_match, since, encoding):
    assert isinstance(freshness.unchanged(TAG, MODIFIED, none_match, since), bool)
    assert isinstance(freshness.takes_gzip(encoding), bool)


@pytest.mark.parametrize(
    ("header", "is_taken"),
    [
        ("gzip", True),
        ("deflate, GZIP;q=0.5, br", True),
        ("*", True),
        ("br, *;q=0.1", True),
        ("gzip;q=0", False),
        ("gzip;q=0, *", False),
        ("gzip;q=lots", False),
        ("identity", False),
        ("", False),
    ],
)
def test_gzip_is_sent_only_to_whoever_takes_it(header, is_taken):
    assert freshness.takes_gzip(header) is is_taken
