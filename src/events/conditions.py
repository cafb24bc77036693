"""Who may take part: hard conditions refuse, soft ones ask for a reason (V3)."""

from events import lists, tables
from events.catalogue import Listed
from events.rules import list_sums
from events.rules.activities import Kind
from events.rules.list_rows import Column, Option
from events.rules.lists import Condition
from kit.i18n import N_

KEPT = lists.Kept(tables.Condition, Condition)
of, save = KEPT.of, KEPT.save

LISTED = Listed(
    name="eligibility",
    title=N_("Who may take part"),
    lead=N_(
        "What refuses an applicant, and what asks for a reason. Both stand on the public page."
    ),
    row=Condition,
    columns=(
        Column("text", N_("Condition"), ("条件", "要求", "参加条件"), width="w40"),
        Column(
            "hard",
            N_("Without it"),
            ("性质", "类型"),
            (
                Option("1", N_("Nobody may take part"), ("必须", "硬性", "hard", "yes")),
                Option("0", N_("A reason is asked for"), ("原则上", "建议", "soft", "no")),
            ),
            width="w30",
        ),
    ),
    of=of,
    save=save,
    sums=list_sums.of_conditions,
    kinds=frozenset({Kind.CAMP}),
)
