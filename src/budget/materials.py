"""What the activity needs: things of the crew, and what everybody brings."""

from collections.abc import Mapping
from typing import Any

from budget import tables
from budget.rules.materials import (
    ORIGIN_NAMES,
    ORIGIN_WORDS,
    STATE_NAMES,
    WHOSE_NAMES,
    WHOSE_WORDS,
    Material,
    MaterialState,
    Whose,
    sums,
)
from events import lists
from events.catalogue import Listed
from events.rules.activities import Activity, Kind
from events.rules.list_rows import Column, Option
from events.taking_part import Bringer, Brought
from kit.i18n import N_

KEPT = lists.Kept(tables.Material, Material)
of, save = KEPT.of, KEPT.save


async def packing(activity: Activity) -> list[Brought]:
    """Return what each volunteer and each participant brings along; the crew's things are its own matter."""
    bringers = {Whose.PARTICIPANTS: Bringer.PARTICIPANTS, Whose.VOLUNTEERS: Bringer.VOLUNTEERS}
    return [
        Brought(bringers[one.whose], one.item, one.quantity)
        for one in await of(activity)
        if one.whose in bringers
    ]


def _options(names: Mapping[Any, str], words: Mapping[Any, tuple[str, ...]]) -> tuple[Option, ...]:
    return tuple(Option(one.value, name, words.get(one, ())) for one, name in names.items())


LISTED = Listed(
    name="materials",
    title=N_("Things and what to bring"),
    lead=N_("What the crew needs once, and what every volunteer or participant brings along."),
    row=Material,
    columns=(
        Column("item", N_("Thing"), ("物品", "物资", "名称", "用品"), width="w20"),
        Column("quantity", N_("Quantity"), ("数量",), width="w10"),
        Column("origin", N_("Comes from"), ("来源",), _options(ORIGIN_NAMES, ORIGIN_WORDS)),
        Column("whose", N_("For whom"), ("归属", "谁带"), _options(WHOSE_NAMES, WHOSE_WORDS)),
        Column("state", N_("State"), ("状态",), _options(STATE_NAMES, {})),
        Column("holder", N_("Who has it"), ("保管人", "负责人")),
        Column("note", N_("Note"), ("备注", "说明", "remarks")),
    ),
    of=of,
    save=save,
    sums=sums,
    kinds=frozenset(Kind) - {Kind.MEETING},
    stepped="state",
    steps={
        MaterialState.NEEDED: MaterialState.SECURED,
        MaterialState.SECURED: MaterialState.PACKED,
        MaterialState.PACKED: MaterialState.ISSUED,
        MaterialState.ISSUED: MaterialState.RETURNED,
    },
    followed=lambda material: material.whose is Whose.CREW,
)
