"""What a volunteer's own page says about clearances: what is open, and what the next step is."""

from typing import Any

from accounts.rules.links import Holder
from events import activities
from volunteers import readiness
from volunteers.rules.applications import Application
from volunteers.rules.clearance import pledge_asked
from volunteers.rules.matrix import next_steps, waiting
from volunteers.rules.training import TRAINEES

ELSEWHERE = ("pledge-missing",)  # has a section of its own on the page


async def of_volunteer(holder: Holder, application: Application) -> dict[str, Any]:
    """Return what is open for one volunteer: what they can do, and what others do meanwhile."""
    if application.status not in TRAINEES:
        return {}
    activity = await activities.of(holder.organization_id, application.activity)
    ready = (await readiness.of(activity)).get(application.id)
    gaps = [one for one in ready.gaps if one.code not in ELSEWHERE] if ready else []
    return {
        "pledge_asked": pledge_asked(activity, ready.helper.post if ready else None),
        "my_steps": next_steps(gaps),
        "my_waiting": waiting(gaps),
        "my_qualification": ready.helper.post.qualification
        if ready and ready.helper.post and ready.qualification
        else "",
    }
