"""Even groups in full: many more divisions, each against every other there is."""

import pytest

from tests.volunteers.rules.balance import test_balance as known
from volunteers.rules.balance import balance


@pytest.mark.parametrize("seed", range(40))
def test_no_division_is_more_even(seed):
    for check in (
        known.test_twelve_pairs_are_dealt_as_evenly_as_any_division_could,
        known.test_no_division_that_meets_all_wishes_and_pins_is_more_even,
    ):
        check(seed)
    fourteen = known.dealt(seed, sizes=(7, 7), **known.wished(seed))
    at = {f"{n:02}": n // 6 for n in range(known.ITEMS)}
    home = known.dealt(seed, kinds=0, **known.wished(seed), home=at)
    for deal in (fourteen, home):
        assert balance(deal).cost == known.best(deal)
