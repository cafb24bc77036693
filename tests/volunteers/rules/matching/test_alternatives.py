"""The price of a pair is what matching again around it costs, to the last point, and its chain is true."""

import msgspec
import pytest

from kit.errors import Refusal
from tests.volunteers.rules.matching.cases import drawn, participant, problem, table, volunteer
from volunteers.rules.matching import alternatives, fits, match, suggest
from volunteers.rules.matching.alternatives import Move
from volunteers.rules.matching.assignment import NotProved


def forced(made, duo):
    try:
        return suggest(made, [duo])
    except Refusal:
        return None


def changes(made, before, after):
    def priority(answer):
        paired = {pair.participant for pair in answer.pairs}
        return sum(one.priority for one in made.participants if one.id in paired)

    old, new = before.vector, after.vector
    return (
        new.matched - old.matched,
        priority(after) - priority(before),
        new.kept - old.kept,
        new.reserves - old.reserves,
        tuple(late - early for early, late in zip(old.bands, new.bands, strict=True)),
        new.total - old.total,
    )


def moved(made, answer, price):
    """Follow the chain; return the pairs there are then, each of which must be allowed."""
    table = fits(made)
    now = {pair.participant: pair.volunteer for pair in answer.pairs}
    for move in price.chain:
        assert now.pop(move.participant, None) == move.before != move.after
        assert move.after is None or not table[move.after, move.participant].blocked
    for move in price.chain:
        if move.after is not None:
            now[move.participant] = move.after
    for one in made.volunteers:
        assert sum(v == one.id for v in now.values()) <= one.capacity
    return now


@pytest.mark.parametrize("small", [alternatives.SMALL, -1])
def test_every_price_is_what_matching_again_around_the_pair_costs(monkeypatch, small):
    monkeypatch.setattr(alternatives, "SMALL", small)
    seen = impossible = 0
    for seed in range(120 if small > 0 else 25):
        made = drawn(seed, 6)
        answer = match(made)
        prices = alternatives.prices(made, answer)
        for duo in fits(made):
            price, again = prices.of(*duo), forced(made, duo)
            if again is None:
                assert price is None, (seed, duo)
                impossible += 1
                continue
            told = (
                price.matched,
                price.priority,
                price.kept,
                price.reserves,
                price.bands,
                price.total,
            )
            assert told == changes(made, answer, again), (seed, duo)
            now = moved(made, answer, price)
            assert now[duo[1]] == duo[0] and len(now) == answer.vector.matched + price.matched
            assert sum(fits_of(made, now)) == answer.vector.total + price.total
            seen += 1
    assert seen > (400 if small > 0 else 100) and impossible > 50


def fits_of(made, now):
    table = fits(made)
    return (table[v, p].score for p, v in now.items())


def test_thirty_and_sixty_are_counted_at_once_and_agree_with_matching_again():
    for size, step in ((30, 29), (60, 173)):
        made = table([[(i * 37 + j * 61 + i * j) % 1000 for j in range(size)] for i in range(size)])
        rules = msgspec.structs.replace(made.rules, bands=(300, 450, 600, 750))
        made = msgspec.structs.replace(made, rules=rules)
        answer = match(made)
        prices = alternatives.prices(made, answer)
        for duo in list(fits(made))[::step]:
            price, again = prices.of(*duo), suggest(made, [duo])
            assert (price.bands, price.total) == changes(made, answer, again)[4:]


def test_the_chain_begins_with_the_forced_pair_and_moves_as_few_as_it_can():
    made = table([[0, 10, 90], [0, 90, 90], [90, 90, 0]])
    answer = match(made)  # p1 has v0, p0 has v1, p2 has v2

    price = alternatives.prices(made, answer).of("v0", "p0")

    assert price.chain == (Move("p0", "v1", "v0"), Move("p1", "v0", "v1"))
    assert price.others == price.chain[1:]
    assert price.total == -80 and price.rank == (0, 0, 0, 0, 80)


def test_a_pair_of_the_answer_costs_nothing_and_nobody_moves():
    made = drawn(5, 6)
    answer = match(made)
    prices = alternatives.prices(made, answer)

    assert answer.pairs
    for pair in answer.pairs:
        price = prices.of(pair.volunteer, pair.participant)
        assert price.chain == () and not any(price.rank)


def test_whoever_is_left_out_for_a_pair_is_named_with_nobody_after():
    made = problem(
        [volunteer("v")], [participant("first", priority=2), participant("second", priority=1)]
    )

    price = alternatives.prices(made, match(made)).of("v", "second")

    assert price.chain == (Move("second", None, "v"), Move("first", "v", None))
    assert (price.matched, price.priority) == (0, -1)


def test_what_a_rule_forbids_and_who_is_not_there_have_no_price():
    made = problem([volunteer("v", cleared=False)], [participant("p")])
    prices = alternatives.prices(made, match(made))

    assert prices.of("v", "p") is None
    assert prices.of("nobody", "p") is None and prices.of("v", "nobody") is None


def test_pairs_that_are_not_the_best_ones_have_no_prices():
    made = table([[0, 90], [90, 0]])
    answer = match(made)
    pairs = tuple(
        msgspec.structs.replace(pair, volunteer=other.volunteer)
        for pair, other in zip(answer.pairs, reversed(answer.pairs), strict=True)
    )

    with pytest.raises(NotProved):
        alternatives.prices(made, msgspec.structs.replace(answer, pairs=pairs))


def test_nobody_on_either_side_is_no_reason_to_fail():
    for made in (problem([], []), problem([volunteer("v")], []), problem([], [participant("p")])):
        assert alternatives.prices(made, match(made)).of("v", "p") is None
