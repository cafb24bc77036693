"""Letters about plans that wait, were approved or came back: what it is about and where, nobody's data."""

from accounts import mails, memberships, organizations
from accounts.rules.permissions import Actor
from events.rules.activities import Activity
from events.rules.approval import Submission
from events.rules.chains import Step, deciders
from kit.settings import settings


async def call(actor: Actor, activity: Activity, submission: Submission, step: Step) -> None:
    """Tell whoever may decide `step` that it is their turn, but not whoever handed the plan in."""
    for member in deciders(step, await memberships.living(actor), submission.submitted_by):
        await _write(
            "plan-waits",
            member.email,
            activity,
            key=f"plan-waits-{submission.id}-{step.id}-{member.account_id}",
            step=step.name,
            again=submission.number > 1,
        )


async def tell(
    actor: Actor, activity: Activity, submission: Submission, template: str, step: str = ""
) -> None:
    """Tell whoever handed the plan in what has become of it, unless they have just done it themselves."""
    if submission.submitted_by == actor.account_id:
        return
    for member in await memberships.living(actor):
        if member.account_id == submission.submitted_by:
            key = f"{template}-{submission.id}"
            await _write(template, member.email, activity, key=key, step=step)


async def _write(template: str, to: str, activity: Activity, *, key: str, **facts: object) -> None:
    spoken = (await organizations.publisher(activity.organization)).locale
    here = f"{settings().base_url.rstrip('/')}/a/{activity.id}/plan/approval"
    await mails.write(
        template,
        to,
        organization_id=activity.organization,
        locale=spoken,
        key=key,
        activity=activity.called,
        address=here,
        **facts,
    )
