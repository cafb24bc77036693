"""Groups that are as even as they can be: exact whole numbers, a search, and where it fits a proof."""

from volunteers.rules.balance.answers import balance
from volunteers.rules.balance.facts import Deal, Dealt, Item, NotDivisible, cost

__all__ = ["Deal", "Dealt", "Item", "NotDivisible", "balance", "cost"]
