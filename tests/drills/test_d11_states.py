"""D11 in full: sixty times thirty steps of everything that may happen to people, children and pairs."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.volunteers.test_stateful import STEPS, gathered, world

__all__ = ["gathered", "world"]


@settings(max_examples=60, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(plan=st.lists(STEPS, min_size=30, max_size=30))
async def test_d11_the_rules_hold_through_sixty_times_thirty_steps(world, plan):
    async with world.undone():
        assert await world.run(plan) == []
