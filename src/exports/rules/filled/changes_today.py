"""The sheet of what is different today, filled in: only the people who changed, children by codename."""

from exports.rules.filled.facts import Facts, head
from exports.rules.kinds import NobodyChanged
from exports.rules.lists import ChangeRow, ChangeSheet
from kit.i18n import gettext
from volunteers.rules.morning_words import KIND_NAMES, WHY, Changed, Joined, Why, numbers


def sheet(facts: Facts) -> ChangeSheet:
    """Return who is with somebody else today, by group and number, and which small groups go as one.

    Raises:
        NobodyChanged
    """
    if not facts.different.rows:
        raise NobodyChanged
    return ChangeSheet(
        **head(facts),
        keep=False,
        rows=tuple(_row(one) for one in facts.different.rows),
        joined=tuple(_joined(one) for one in facts.different.joined),
    )


def _row(one: Changed) -> ChangeRow:
    return ChangeRow(
        number=one.number,
        child=one.codename,
        before=one.before,
        after=one.after,
        how=gettext(KIND_NAMES[one.kind]) if one.kind else "",
        why=gettext(WHY[one.why]),
        group=one.group,
        pod=numbers(one.pods),
        away=one.why is Why.CHILD_AWAY,
    )


def _joined(one: Joined) -> str:
    said = {"group": one.group, "pods": numbers(one.pods)}
    if one.short:
        return (
            gettext(
                "%(group)s, small group %(pods)s: only one adult is there, and no other small group is near."
            )
            % said
        )
    return gettext("%(group)s: small groups %(pods)s go together.") % said
