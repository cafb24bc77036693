"""Which slice listens to which: every line one sentence of the story."""

from budget import plans as budgets
from events.plans import activity_planned
from events.proposals import plan_gathered
from kit import pages
from volunteers import plans as calls
from web import gathering, menu


def connect() -> None:
    """Connect the slices; calling it twice changes nothing."""
    pages.frame_with(menu.frame)
    activity_planned.listen(budgets.write)
    activity_planned.listen(calls.write)
    plan_gathered.listen(gathering.add_budget)
