"""The poster of a call and the drawn cover of its page, filled in from what anybody may know."""

from exports.rules.filled.facts import Facts, head, when
from exports.rules.kinds import NotCalledYet
from exports.rules.posters import Cover, Poster, Wanted
from kit import i18n
from kit.i18n import gettext

MOST_POSTS = 6
LONGEST_RISK = 90


def poster(facts: Facts) -> Poster:
    """Return the poster.

    Raises:
        NotCalledYet
    """
    call, activity = facts.call, facts.activity
    if call is None or call.published_at is None:
        raise NotCalledYet
    posts = [
        Wanted(one.name, one.needed, one.description)
        for one in sorted(facts.posts, key=lambda one: one.position)
        if one.open
    ]
    closes = call.closes_at
    return Poster(
        **head(facts),
        page=facts.page,
        theme=activity.theme if activity.theme != activity.title else "",
        said=_first_line(call.summary),
        written_when=when(facts),
        places=call.quota,
        posts=tuple(posts[:MOST_POSTS]),
        risk=_one_line(call.risk_statement),
        deadline=i18n.moment(closes, activity.zone) if closes else "",
    )


def cover(facts: Facts) -> Cover:
    """Return the cover that is drawn where nobody uploaded one."""
    activity = facts.activity
    told = when(facts) if activity.starts_at else gettext("The date is not known yet")
    return Cover(
        **head(facts) | {"concern": ""},
        day=activity.first_day,
        written_when=told,
    )


def _first_line(text: str) -> str:
    return next((line.strip() for line in text.splitlines() if line.strip()), "")


def _one_line(text: str) -> str:
    line = " ".join(part.strip() for part in text.splitlines() if part.strip())
    return line if len(line) <= LONGEST_RISK * 2 else f"{line[: LONGEST_RISK * 2 - 1].rstrip()}…"
