import pytest

from budget import plans
from budget.rules.ledger import Category
from events.plans import Planned
from events.rules.plans import Cost, Plan, PlanBudget, Source
from kit import i18n
from tests import make

COSTS = (
    Cost(name="路费", category="交通", amount="400"),
    Cost(name="水", category="food", factors=("50", "1.5"), price_factor="b", per_head="present"),
    Cost(name="横幅", category="Publicity", factors=("80", "2"), price_factor="unknown"),
    Cost(name="其他", category="不认识的", amount="300"),
)


async def written(db):
    actor = await make.actor()
    activity = await make.activity(actor)
    budget = PlanBudget(lines=COSTS, sources=(Source(name="学院", amount="200"),))
    await plans.write(Planned(actor, activity, Plan(title="x", budget=budget), {}))
    return actor, activity


@pytest.mark.parametrize("language", i18n.LOCALES)
async def test_a_budget_written_from_a_document_gives_the_document_back(db, language):
    from budget import lines, sources

    actor, activity = await written(db)

    with i18n.speaking(language):
        document = plans.document(
            await lines.of_activity(actor, activity.id),
            await sources.of_activity(actor, activity.id),
            "CNY",
        )

    assert document.computed_total == "935.00"
    assert [cost.amount for cost in document.lines] == ["400.00", "75.00", "160.00", "300.00"]
    assert [cost.price_factor for cost in document.lines] == [None, "b", "unknown", None]
    assert [plans._category(cost.category) for cost in document.lines] == [
        Category.TRANSPORT, Category.FOOD, Category.PUBLICITY, Category.RESERVE,
    ]  # fmt: skip
    assert [source.amount for source in document.sources] == ["200.00"]
