import msgspec
import pytest

from events import blueprints
from events.rules.plan_files import UnreadablePlan, read, write
from kit import i18n


def test_a_document_comes_back_from_its_json_as_it_was():
    with i18n.speaking("zh_Hans"):
        plan = blueprints.plan("one-to-one")

    assert read(write(plan)) == plan


def test_what_a_document_holds_that_we_do_not_know_is_written_back_where_it_was():
    text = b"""{"format": "banxing-plan/1", "title": "Fair", "quota": {"total": 30},
        "when": {"start_date": "2027-03-06", "moon": "waxing"},
        "budget": {"lines": [{"name": "Eggs", "shop": "corner", "amount": null}], "tax": "6"}}"""
    written = msgspec.json.decode(write(read(text)))
    assert written["quota"] == {"total": 30}
    assert written["when"] == {"start_date": "2027-03-06", "moon": "waxing"}
    assert written["budget"]["lines"] == [{"name": "Eggs", "shop": "corner"}]
    assert written["budget"]["tax"] == "6"


def test_a_line_whose_price_nobody_knows_keeps_both_factors_and_its_amount():
    text = b"""{"format": "banxing-plan/1", "title": "Fair", "budget": {"lines": [{"name": "Banner",
        "quantity": null, "unit_price": null, "factors": ["80", "2"], "price_factor": "unknown", "amount": "160"}]}}"""
    line = read(text).budget.lines[0]
    assert (line.factors, line.price_factor, line.quantity, line.amount) == (
        ("80", "2"),
        "unknown",
        None,
        "160",
    )


@pytest.mark.parametrize(
    "text",
    [
        b"not json",
        b"[]",
        b'{"title": "no format"}',
        b'{"format": "banxing-plan/2", "title": "later"}',
        b'{"format": "banxing-plan/1"}',
        b'{"format": "banxing-plan/1", "title": "x", "when": {"start_time": "25:00"}}',
        b'{"format": "banxing-plan/1", "title": "x", "schedule": [{"title": "x", "minutes": 0}]}',
        b"\xff\xfe",
    ],
)
def test_what_is_no_plan_is_refused_in_a_sentence(text):
    with pytest.raises(UnreadablePlan, match="banxing-plan/1"):
        read(text)
