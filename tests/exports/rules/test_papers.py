from datetime import UTC, datetime

import msgspec
import pytest

from exports.rules.money_papers import Cost, CostGroup, CostTable, Source
from exports.rules.papers import Missing, Stamp, fingerprint, where_missing
from tests.exports import sample_papers as sample


def test_the_fingerprint_follows_the_facts_and_the_language():
    paper = sample.run_sheet()

    assert fingerprint(paper, "en") == fingerprint(sample.run_sheet(), "en")
    assert fingerprint(paper, "en") != fingerprint(paper, "zh_Hans")
    assert fingerprint(paper, "en") != fingerprint(sample.run_sheet(place="礼堂"), "en")


def test_a_new_release_that_says_the_same_leaves_the_old_copy_current():
    later = msgspec.structs.replace(sample.STAMP, release=4)

    assert fingerprint(sample.budget(stamp=later), "en") == fingerprint(sample.budget(), "en")


def test_two_kinds_of_paper_with_the_same_facts_are_two_papers():
    assert fingerprint(sample.sign_in_sheet(0), "en") != fingerprint(sample.pair_list(0), "en")


def test_a_stamp_shows_the_clock_of_its_own_zone():
    late = datetime(2026, 12, 3, 16, 0, tzinfo=UTC)

    shanghai = Stamp(code="X", made_at=late, link="")

    assert shanghai.shown == "2026-12-04 00:00"
    assert msgspec.structs.replace(shanghai, zone="Europe/Berlin").shown == "2026-12-03 17:00"


def test_a_missing_character_is_shown_in_the_shortest_text_that_holds_it():
    paper = sample.run_sheet(place="🎉", subtitle="一起 🎉 走")

    assert where_missing(paper, ("🎉", "𠮷")) == (Missing("🎉", "🎉"), Missing("𠮷", ""))


def test_a_cost_table_adds_up_and_counts_only_money_it_knows():
    table = CostTable(
        groups=(
            CostGroup("a", (Cost(label="x", amount=1), Cost(label="y", amount=20))),
            CostGroup("b", (Cost(label="z", amount=300),)),
        ),
        sources=(Source(name="p", approved=5), Source(name="q", approved=6, received=7)),
    )

    assert (table.groups[0].total, table.total, table.approved, table.received) == (21, 321, 11, 7)


@pytest.mark.parametrize(
    ("promised", "approved", "awaited", "missing"),
    [(300, 0, 300, 0), (200, 50, 150, 100), (400, 300, 0, 0), (400, 250, 50, 0), (0, 0, 0, 300)],
)
def test_money_that_is_promised_is_awaited_and_only_the_rest_is_missing(
    promised, approved, awaited, missing
):
    table = CostTable(
        groups=(CostGroup("", (Cost(label="x", amount=300),)),),
        sources=(Source(name="p", promised=promised, approved=approved),),
    )

    assert (table.awaited, table.missing) == (awaited, missing)
