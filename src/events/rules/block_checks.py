"""What the blocks of the day still lack: how long, and who leads (domain reference §3.1)."""

from collections.abc import Iterable, Sequence

from events.rules.findings import Finding, Severity, Stops, Urgency
from events.rules.schedule import Block
from kit.i18n import N_


def blocks_checked(blocks: Sequence[Block], here: str) -> Iterable[Finding]:
    """Return what each block lacks; `here` is the path of the day."""
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
        if not block.lead and not block.people:
            yield _about(
                block,
                "block-without-lead",
                N_("Nobody leads “%(block)s” yet"),
                N_("Name somebody"),
                f"{here}?block={block.id}#lead",
            )


def _about(block: Block, code: str, message: str, act: str, fix: str) -> Finding:
    return Finding(
        code,
        Severity.WARNING,
        Urgency.TIDY,
        message,
        act,
        fix,
        Stops.RELEASE,
        subject=str(block.id),
        details={"block": block.title},
    )
