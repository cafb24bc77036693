"""What the blocks of the day still lack: how long, who leads, who is qualified (domain §3.1)."""

import re
from collections.abc import Collection, Iterable, Sequence

from events.rules.findings import Finding, Severity, Stops, Urgency
from events.rules.reading import safeguards
from events.rules.reading.lines import fold
from events.rules.schedule import Block
from kit.i18n import N_

# A title is the act itself: what in a sentence needs a verb is done here.
COUNSELS = re.compile(
    "心理(?:咨询|疏导|治疗|干预)|义诊|体检|量血压|测血糖|counsel(?:l)?ing|therapy|blood pressure"
)


def blocks_checked(
    blocks: Sequence[Block], here: str, qualified: Collection[str] = ()
) -> Iterable[Finding]:
    """Return what each block lacks; `here` is the path of the day, `qualified` are proven by name."""
    for block in blocks:
        if block.minutes is None:
            yield _about(
                block,
                "block-without-end",
                N_("“%(block)s” has no duration"),
                N_("Set it"),
                f"{here}?block={block.id}#minutes",
            )
    for block in blocks:
        if COUNSELS.search(fold(block.title)) and not _qualified(block, qualified):
            yield _about(
                block,
                "qualification-missing",
                N_("“%(block)s”: nobody qualified is named"),
                N_("Name who does it"),
                f"{here}?block={block.id}#lead",
                urgency=Urgency.DAY,
                hint=N_(
                    "Counselling and medical help need somebody with a qualification; name it."
                ),
            )
    for block in blocks:
        if not block.lead and not block.people:
            yield _about(
                block,
                "block-without-lead",
                N_("Nobody leads “%(block)s” yet"),
                N_("Name somebody"),
                f"{here}?block={block.id}#lead",
            )


def _qualified(block: Block, proven: Collection[str]) -> bool:
    if any(name in proven for name in (block.lead, *block.people)):
        return True
    said = " ".join((block.title, block.lead, *block.people, block.note))
    return bool(safeguards.QUALIFIED.search(fold(said)))


def _about(
    block: Block,
    code: str,
    message: str,
    act: str,
    fix: str,
    *,
    urgency: Urgency = Urgency.TIDY,
    hint: str = "",
) -> Finding:
    return Finding(
        code,
        Severity.WARNING,
        urgency,
        message,
        act,
        fix,
        Stops.RELEASE,
        subject=str(block.id),
        hint=hint,
        details={"block": block.title},
    )
