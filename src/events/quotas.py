"""How many participants each school or class may send."""

from collections.abc import Sequence
from uuid import UUID

from accounts.rules.permissions import Actor
from events import lists, tables
from events.catalogue import Listed
from events.rules import list_sums
from events.rules.activities import Kind
from events.rules.list_rows import Column
from events.rules.lists import Quota, Typed, refuse_doubles
from kit.i18n import N_

KEPT = lists.Kept(tables.Quota, Quota)
of = KEPT.of


async def save(actor: Actor, activity_id: UUID, typed: Sequence[Typed]) -> None:
    """Save the list as it was typed; each source stands in it once.

    Raises:
        NotAllowed, NoSuchActivity, ListChanged, TooManyRows, NamedTwice
    """
    refuse_doubles([one.row for one in typed if not one.removed and isinstance(one.row, Quota)])
    await KEPT.save(actor, activity_id, typed)


LISTED = Listed(
    name="quotas",
    title=N_("Places per source"),
    lead=N_("How many participants each school or class may send."),
    row=Quota,
    columns=(
        Column("source", N_("School or class"), ("来源", "学校", "单位", "班级"), width="w30"),
        Column("places", N_("Places"), ("名额", "人数", "seats"), number=True, width="w15"),
        Column("note", N_("Note"), ("备注", "说明", "remarks")),
    ),
    of=of,
    save=save,
    sums=list_sums.of_quotas,
    kinds=frozenset({Kind.CAMP}),
)
