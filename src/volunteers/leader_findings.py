"""What is to be said of who leads and is not there today: a block or a group without anybody to follow."""

import re
from collections.abc import Iterable
from datetime import datetime

from events.rules.findings import Finding, Severity, Urgency
from events.rules.schedule import ends_at
from kit.i18n import N_
from volunteers.presences import Known

_SEVERAL = re.compile("[、，,;；/]")


def missing(known: Known, now: datetime | None = None) -> Iterable[Finding]:
    """Say which leaders of blocks of today, from `now` on, and of groups are noted as missing."""
    people = {one.id: one.name for one in known.everyone}
    gone = {name for one, name in people.items() if one in known.missing.helpers}
    gone -= {name for one, name in people.items() if one not in known.missing.helpers}  # a namesake
    here = f"/a/{known.activity.id}"
    for block in known.day.timed:
        end = ends_at(block)
        over = now is not None and end is not None and end <= now
        if over or block.starts_at is None or not known.is_of(block.starts_at):
            continue
        for name in sorted(gone & {part.strip() for part in _SEVERAL.split(block.lead)}):
            yield _told(name, block.title, f"block-{block.id}", f"{here}/day?block={block.id}#lead")
    for group in known.groups:
        if group.leader in known.missing.helpers and group.leader in people:
            name = people[group.leader]
            yield _told(name, group.name, f"group-{group.id}", f"{here}/pairs/groups")


def _told(name: str, what: str, subject: str, fix: str) -> Finding:
    return Finding(
        code="leader-missing",
        severity=Severity.WARNING,
        urgency=Urgency.DAY,
        message=N_("%(name)s leads “%(what)s” and is missing today"),
        hint=N_("Name somebody else, so that everybody knows whom to follow."),
        act=N_("Name somebody else"),
        fix=fix,
        subject=subject,
        details={"name": name, "what": what},
    )
