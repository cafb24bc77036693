"""What is performed: each act with its performers, props, length and who has seen its rehearsal."""

from events import lists, tables
from events.catalogue import Listed
from events.rules import list_sums
from events.rules.activities import Kind
from events.rules.list_rows import Column
from events.rules.lists import Act
from kit.i18n import N_

KEPT = lists.Kept(tables.Act, Act)
of, save = KEPT.of, KEPT.save

LISTED = Listed(
    name="acts",
    title=N_("Acts"),
    lead=N_("What is performed, by whom and with what, and who has seen its rehearsal."),
    row=Act,
    columns=(
        Column("title", N_("Act"), ("节目", "节目名称", "名称"), width="w25"),
        Column("performers", N_("Performers"), ("表演者", "演员", "表演人员"), width="w20"),
        Column("props", N_("Props"), ("道具", "道具与服装")),
        Column("minutes", N_("Minutes"), ("时长", "分钟", "时长(分钟)"), number=True, width="w10"),
        Column("checked_by", N_("Rehearsal seen by"), ("审核人", "彩排", "验收人"), width="w15"),
        Column("costumes", N_("Costumes"), ("服装", "演出服")),
    ),
    of=of,
    save=save,
    sums=list_sums.of_acts,
    kinds=frozenset({Kind.CAMP, Kind.VISIT}),
)
