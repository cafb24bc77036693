"""Plan 4 as it is handed in, and those who agree to it."""

from datetime import timedelta

import msgspec

from accounts.rules.permissions import Actor, Role
from budget import lines
from events import activities, approval, approvals, decisions, plans, sections
from events.decisions import Answer
from events.rules import plan_files
from events.rules.activities import Activity
from events.rules.approval import Decision
from events.rules.plans import PlanSection
from events.rules.standings import Standing
from events.sections import Written
from kit import clock, i18n
from kit.templating import TEMPLATES
from tests import make
from web import wiring

PLAN = TEMPLATES / "plans" / "plan-four.zh_Hans.json"
SAFETY = "先打 120，再告诉带队老师。"


class Team(msgspec.Struct):
    """Who plans, and two who may decide; `activity` is plan 4 as it stands."""

    owner: Actor
    teacher: Actor
    other: Actor
    activity: Activity

    async def now(self) -> Activity:
        self.activity = await activities.find(self.owner, self.activity.id)
        return self.activity

    async def submit(self, note: str = "") -> Activity:
        activity = await self.now()
        await make.settled(self.owner, activity.id)
        self.activity = await approval.submit(self.owner, activity.id, activity.version, note)
        return self.activity

    async def standing(self) -> Standing:
        return await approvals.standing(self.owner, await self.now())

    async def states(self) -> dict[str, str]:
        return {one.name: one.state.value for one in (await self.standing()).steps}

    async def valid(self) -> list[bool]:
        return [one.holds for one in (await self.standing()).steps]

    async def decide(
        self, decision: Decision = Decision.APPROVED, comment: str = "", who: Actor | None = None
    ) -> Activity:
        """Let the step whose turn it is answer."""
        standing = await self.standing()
        assert standing.open_step
        assert standing.submission
        answer = Answer(decision, standing.submission.sha256, comment)
        self.activity = await decisions.give(
            who or self.teacher, self.activity.id, standing.open_step.step.id, answer
        )
        return self.activity

    async def change(self, **differing: object) -> Activity:
        activity = await self.now()
        self.activity = await activities.change(
            self.owner, activity.id, activity.version, differing
        )
        return self.activity

    async def buy_for_everybody(self) -> None:
        """Buy water and bread for sixty instead of fifty: 2360.00 becomes 2390.00."""
        for line in await lines.of_activity(self.owner, self.activity.id):
            if line.label in ("水费", "面包"):
                await lines.fit_heads(self.owner, self.activity.id, line.id)

    async def write(self, key: str, text: str) -> None:
        section = next(s for s in await sections.of(self.activity) if s.key == key)
        new = Written(heading=section.heading, text=text)
        await sections.write(self.owner, self.activity.id, section.id, section.version, new)


async def plan_four() -> Team:
    """Plan 4 in a month; nobody has seen it yet."""
    wiring.connect()
    owner = await make.actor()
    with i18n.speaking("zh_Hans"):
        plan = plan_files.read(PLAN.read_bytes())
        day = clock.now().date() + timedelta(days=30)
        when = msgspec.structs.replace(plan.when, start_date=day, end_date=day)
        chapters = (*plan.sections, PlanSection(heading="安全预案", text=SAFETY, key="safety"))
        document = msgspec.structs.replace(plan, when=when, sections=chapters)
        activity = await plans.create(owner, document)
    teacher = await make.actor(Role.APPROVER, of=owner, name="吴老师")
    other = await make.actor(Role.APPROVER, of=owner, name="罗老师")
    return Team(owner, teacher, other, activity)


async def approved() -> Team:
    """Plan 4, agreed to by all three."""
    team = await plan_four()
    await team.submit()
    for _ in range(3):
        await team.decide()
    return team
