"""How the plan of the demo was approved: the teacher and the treasurer on the page, the committee on paper."""

from accounts.rules.permissions import Actor
from events import approvals, chains, decisions
from events.decisions import Answer, Signature
from events.rules.activities import Activity
from events.rules.approval import Aspect, Decision
from events.rules.chains import WantedStep, fingerprint
from kit import clock

ONLINE = ("approver", "treasurer")


async def name_the_treasurer(team: dict[str, Actor]) -> None:
    """Let the money be the treasurer's to decide; the rest of the chain stays as it comes."""
    owner = team["organizer"]
    steps = await chains.of(owner.organization_id)
    wanted = [
        WantedStep(
            one.name,
            one.covers,
            team["treasurer"].account_id if Aspect.MONEY in one.covers else None,
            was=n,
        )
        for n, one in enumerate(steps)
    ]
    await chains.write(owner, fingerprint(steps), wanted)


async def agree(team: dict[str, Actor], activity: Activity) -> Activity:
    """Let everybody agree to the plan that was handed in, and return it approved."""
    for who in (*ONLINE, ""):
        standing = await approvals.standing(team["organizer"], activity)
        assert standing.submission is not None
        assert standing.open_step is not None
        step, seen = standing.open_step.step.id, standing.submission.sha256
        if who:
            answer = Answer(Decision.APPROVED, seen)
            activity = await decisions.give(team[who], activity.id, step, answer)
        else:
            paper = Signature(seen, "校团委 罗老师", clock.day(activity.zone), "盖章件在学会档案盒")
            activity = await decisions.sign(team["organizer"], activity.id, step, paper)
    return activity
