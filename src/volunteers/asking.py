"""What the form of a call asks: read once for the page, and again when the form comes back."""

from events.rules.activities import Activity
from volunteers import eligibility, posts, questions, sources
from volunteers.rules.applications import Recruitment
from volunteers.rules.entries import Asked


async def of(activity: Activity, call: Recruitment) -> Asked:
    """Return what a call asks, of an activity that whoever asks may see: all of it is public."""
    wishable = [one for one in await posts.of(activity) if one.open] if call.asks_wish else []
    return Asked(
        questions=tuple(await questions.of(activity.id)),
        rules=tuple(await eligibility.of(activity.id)),
        sources=tuple(await sources.of(activity.id)),
        posts=tuple(wishable),
    )
