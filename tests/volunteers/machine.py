"""One small activity and everything that may happen to its people, in any order.

A step is three numbers: what happens, to whom, and with whom. Whatever the product refuses counts as
not done; what it lets through is judged by `invariants`. Facts that must hold although nobody asks
the product for them (who really applied, whom a report named) are kept here beside it.
"""

import copy
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from datetime import time, timedelta
from uuid import UUID, uuid4

import asyncpg
import msgspec

import events.tables
from accounts import links
from accounts.rules.links import Holder, Kind
from accounts.rules.permissions import Actor
from events import activities
from events.rules.activities import Activity, Status
from events.running import day_begins
from kit import clock
from kit.errors import Refusal
from piccolo_conf import DB
from tests import make
from tests.safety import visiting
from tests.volunteers import calls, children, crowds, invariants, schools
from volunteers import (
    applications,
    attendance,
    clearances,
    concerns,
    consent_events,
    consents,
    deadlines,
    fallbacks,
    pairing,
    pairs,
    participants,
    partings,
    selection,
    sharing,
    shifts,
    stands,
    vacancies,
)
from volunteers.rules.applications import Application, ApplicationStatus, Gender
from volunteers.rules.clearance import NewClearance
from volunteers.rules.concerns import NewConcern
from volunteers.rules.consent import NEEDED, NewConsent
from volunteers.rules.pairs import Pair
from volunteers.rules.participants import ConsentState, Participant, Purpose
from volunteers.rules.shifts import NewShifts
from volunteers.rules.training import ClearanceKind, Outcome, Presence
from volunteers.tables import applications as application_tables
from volunteers.tables import participants as participant_tables
from volunteers.tables import training as training_tables
from web import wiring

Step = tuple[str, int, int]
PEOPLE, CHILDREN, PLACES = 7, 4, 4
OPTIONAL = (Purpose.PHOTO_TAKEN, Purpose.MEDIA_INTERVIEW, Purpose.PAIRING_CONTACT)
FIELDS = (("name",), ("name", "phone"), ("name", "college", "year"))
AGO, AHEAD = timedelta(days=2), timedelta(days=30)


class Known(msgspec.Struct):
    """What the test itself remembers of what it did."""

    applied: set[UUID] = msgspec.field(default_factory=set)
    named: set[UUID] = msgspec.field(default_factory=set)  # volunteers in a report
    shared: dict[UUID, tuple[str, ...]] = msgspec.field(default_factory=dict)


class World:
    """The activity, and one method for each thing that can happen."""

    def __init__(self, actor: Actor, activity: Activity) -> None:
        self.actor, self.activity, self.known = actor, activity, Known()
        self.school: Holder
        self.session: UUID
        self.shift: UUID
        self.sources: list[UUID] = []
        self.posts: list[UUID] = []
        self.tokens: dict[int, str] = {}

    @classmethod
    async def begun(cls) -> "World":
        """Open a call for four, with two sources, two posts, four children, a school and a shift."""
        wiring.connect()
        actor = await make.actor()
        start = clock.now().replace(microsecond=0) + AHEAD
        call = await calls.opened(actor, quota=PLACES, reserve=3)
        row = events.tables.Activity
        await row.update(
            {row.starts_at: start, row.ends_at: start + timedelta(hours=4), row.risk: True}
        ).where(row.id == call.id)
        self = cls(actor, await activities.find(actor, call.id))
        source, post = application_tables.Source, application_tables.Post
        for name, most in (("North", 3), ("South", 2)):
            self.sources.append(uuid4())
            await source.insert(
                source(id=self.sources[-1], activity=call.id, name=name, places=most)
            )
        for name, near, quota in (("Beside a child", True, None), ("Gate", False, 2)):
            self.posts.append(uuid4())
            await post.insert(
                post(
                    id=self.posts[-1],
                    activity=call.id,
                    name=name,
                    child_contact=near,
                    quota=quota,
                    position=len(self.posts),
                )
            )
        await self._children()
        self.school = await schools.opened(actor, self.activity)
        await self._dates()
        return self

    @asynccontextmanager
    async def undone(self) -> AsyncIterator[None]:
        """Let things happen, and forget them afterwards: rows as well as what is known of them."""
        known, tokens = copy.deepcopy(self.known), dict(self.tokens)
        async with visiting.undone():
            yield
        self.known, self.tokens = known, tokens

    async def _children(self) -> None:
        for n in range(CHILDREN):
            await participants.add(
                self.actor,
                self.activity.id,
                children.child(f"小满{n}", same_gender=n == 0, gender=Gender.FEMALE),
            )

    async def _dates(self) -> None:
        t, began = training_tables.TrainingSession, clock.now().replace(microsecond=0) - AGO
        self.session = uuid4()
        await t.insert(
            t(
                id=self.session,
                activity=self.activity.id,
                title="Training",
                starts_at=began,
                ends_at=began + timedelta(hours=2),
                created_at=began,
                calendar_uid=make.uid("training"),
                calendar_modified=began,
            )
        )
        first_day = self.activity.first_day
        assert first_day
        (self.shift,) = await shifts.make(
            self.actor,
            self.activity.id,
            NewShifts(posts=(self.posts[0],), day=first_day, start=time(8), end=time(10), needed=3),
        )

    async def take(self, step: Step) -> list[str]:
        """Do one thing and return the rules that are broken after it."""
        what, one, other = step
        before = await invariants.states(self.activity.id)
        broken: list[str] = []
        try:
            async with _whole():
                broken += await OPERATIONS[what](self, one, other)
        except Refusal:
            pass
        except asyncpg.PostgresError as stopped:  # a constraint caught what a rule let through
            return [f"constraint: {stopped}"]
        after = await invariants.states(self.activity.id)
        broken += invariants.wrong_steps(before, after)
        return broken + await invariants.broken(self)

    async def run(self, plan: Iterable[Step]) -> list[str]:
        """Take steps until a rule is broken; return what is broken then, with the steps so far."""
        taken: list[Step] = []
        for step in plan:
            taken.append(step)
            if broken := await self.take(step):
                return [*broken, f"after {taken}"]
        return []

    # What can happen ------------------------------------------------------------------------

    async def apply(self, who: int, how: int) -> list[str]:
        n = who % PEOPLE
        (token,) = await calls.apply(
            self.activity,
            n,
            gender=Gender.FEMALE if n % 2 else Gender.MALE,
            phone=f"1390000000{n}",
            source=self.sources[how % 2],
            post=self.posts[how // 2 % 2] if how % 3 else None,
        )
        self.tokens[n] = token
        holder = await links.holder(Kind.VOLUNTEER, token)
        self.known.applied.add(holder.object_id)
        return []

    async def withdraw(self, who: int, _: int) -> list[str]:
        if holder := await self._holder(who):
            await applications.withdraw(holder)
        return []

    async def confirm(self, who: int, _: int) -> list[str]:
        if holder := await self._holder(who):
            await applications.confirm(holder)
        return []

    async def accept(self, who: int, _: int) -> list[str]:
        if one := await self._one(who):
            await selection.accept(self.actor, self.activity.id, [one.id], "reason")
        return []

    async def reserve(self, who: int, _: int) -> list[str]:
        if one := await self._one(who):
            await selection.reserve(self.actor, self.activity.id, [one.id])
        return []

    async def decline(self, who: int, _: int) -> list[str]:
        if one := await self._one(who):
            await selection.decline(self.actor, self.activity.id, [one.id])
        return []

    async def remove(self, who: int, _: int) -> list[str]:
        if one := await self._one(who):
            await selection.remove(self.actor, self.activity.id, one.id, "reason")
        return []

    async def lapse(self, who: int, how: int) -> list[str]:
        """A place lapses: by the planner's hand, or because its time is over."""
        one = await self._one(who)
        if one and how % 2:
            await selection.lapse(self.actor, self.activity.id, one.id)
        elif one:
            a = application_tables.Application
            await a.update({a.answer_by: clock.now() - timedelta(minutes=1)}).where(a.id == one.id)
            await deadlines.pass_on()
        return []

    async def train(self, who: int, how: int) -> list[str]:
        presence = (Presence.PRESENT, Presence.PRESENT, Presence.ABSENT, Presence.UNKNOWN)[how % 4]
        if one := await self._one(who):
            await attendance.mark(self.actor, self.activity.id, self.session, one.id, presence)
        return []

    async def pledge(self, who: int, how: int) -> list[str]:
        holder = await self._holder(who)
        if holder and how % 3:
            await clearances.sign(holder, read=True)
        elif holder:
            await clearances.withdraw_pledge(self.actor, self.activity.id, holder.object_id)
        return []

    async def check(self, who: int, how: int) -> list[str]:
        """The record check comes, still runs, brings an objection, or ends before the day."""
        if one := await self._one(who):
            outcome = (Outcome.CLEAR, Outcome.CLEAR, Outcome.PENDING, Outcome.NOT_CLEAR)[how % 4]
            until = clock.now().date() + timedelta(days=3 if how % 8 == 1 else 300)
            new = NewClearance(kind=ClearanceKind.RECORD_CHECK, outcome=outcome, valid_until=until)
            await clearances.record(self.actor, self.activity.id, [one.id], new)
        return []

    async def insure(self, who: int, how: int) -> list[str]:
        if one := await self._one(who):
            first = clock.now().date()
            until = first + timedelta(days=300 if how % 3 else 5)
            new = NewClearance(kind=ClearanceKind.INSURANCE, covers_from=first, valid_until=until)
            await clearances.record(self.actor, self.activity.id, [one.id], new)
        return []

    async def run_out(self, who: int, _: int) -> list[str]:
        """Time passes: a record check is over, and the worker of the house looks."""
        if one := await self._one(who):
            c = training_tables.Clearance
            await c.update({c.valid_until: clock.now().date() - timedelta(days=1)}).where(
                c.volunteer == one.volunteer, c.kind == ClearanceKind.RECORD_CHECK
            )
            await fallbacks.expire()
            await vacancies.expire()
        return []

    async def prepare(self, who: int, _: int) -> list[str]:
        """Somebody does all that is asked of them, so that sequences get somewhere."""
        await self.train(who, 0)
        await self.pledge(who, 1)
        await self.check(who, 0)
        return await self.insure(who, 1)

    async def suspend(self, who: int, _: int) -> list[str]:
        if one := await self._one(who):
            await concerns.report(NewConcern(f"{one.name} left"), slug=self.activity.slug)
            self.known.named.add(one.volunteer)
        return []

    async def agree(self, child: int, _: int) -> list[str]:
        """A guardian and the child say yes to what is needed."""
        for purpose in NEEDED:
            await self._say(child, purpose, ConsentState.GRANTED)
        return []

    async def say(self, child: int, how: int) -> list[str]:
        """A guardian says yes or no to anything, or is asked anew."""
        purposes = (*NEEDED, *OPTIONAL)
        states = (ConsentState.GRANTED, ConsentState.REFUSED, ConsentState.ASKED)
        purpose, state = purposes[how % 5], states[how // 5 % 3]
        return await self._optional(purpose, self._say(child, purpose, state))

    async def take_back(self, child: int, how: int) -> list[str]:
        purpose = (*NEEDED, *OPTIONAL)[how % 5]
        one = await self._child(child)
        return await self._optional(
            purpose, consents.withdraw(self.actor, self.activity.id, one.id, purpose)
        )

    async def expire(self, child: int, how: int) -> list[str]:
        """Time passes: what a guardian agreed to runs out, and the nightly job looks."""
        one, purpose = await self._child(child), (Purpose.DATA, *OPTIONAL)[how % 4]
        yesterday = clock.now().date() - AGO
        for table in (participant_tables.Consent, participant_tables.ConsentEvent):
            who = table.participant if hasattr(table, "participant") else table.participant_id
            await table.update({table.expires_on: yesterday}).where(
                who == one.id,
                table.purpose == purpose,
                table.state == ConsentState.GRANTED,
            )
        return await self._optional(purpose, consent_events.expire(clock.now().date()))

    async def pair(self, who: int, child: int) -> list[str]:
        if one := await self._one(who):
            beside = await self._child(child)
            await pairing.place(self.actor, self.activity.id, one.id, beside.id)
        return []

    async def suggest(self, _who: int, _how: int) -> list[str]:
        await pairing.suggest(self.actor, self.activity.id)
        return []

    async def confirm_pair(self, which: int, how: int) -> list[str]:
        if how % 2:
            await pairs.confirm_all(self.actor, self.activity.id, crowds.TODAY)
        elif pair := await self._pair(which):
            await pairs.confirm(self.actor, self.activity.id, pair.id, crowds.TODAY)
        return []

    async def part(self, which: int, _: int) -> list[str]:
        if pair := await self._pair(which):
            await partings.end(self.actor, self.activity.id, pair.id, pair.version, "reason")
        return []

    async def start(self, _who: int, _how: int) -> list[str]:
        """The day would begin: nobody uninsured has a place, and pairs begin that may."""
        await day_begins.tell(self.activity)
        bare = await invariants.uninsured(self.activity)
        await pairs.begin(msgspec.structs.replace(self.activity, status=Status.RUNNING))
        return [f"V8: begins with {bare} who are not insured"] if bare else []

    async def share(self, who: int, how: int) -> list[str]:
        holder = await self._holder(who)
        if holder is None:
            return []
        yes, fields = how % 3 > 0, FIELDS[how % len(FIELDS)]
        before = await invariants.states(self.activity.id)
        await sharing.say(holder, self.school.object_id, fields, yes=yes)
        self.known.shared[holder.object_id] = fields if yes else ()
        moved = before != await invariants.states(self.activity.id)
        return ["V13: a word about the list moved somebody"] if moved else []

    async def stand(self, who: int, how: int) -> list[str]:
        if one := await self._one(who):
            if how % 4:
                await stands.assign(self.actor, self.activity.id, self.shift, one.id)
            else:
                await stands.remove(self.actor, self.activity.id, self.shift, one.id)
        return []

    # ----------------------------------------------------------------------------------------

    async def _optional(self, purpose: Purpose, doing: Awaitable[object]) -> list[str]:
        """Do something about a consent; about one that may be refused, nobody loses anything (V10)."""
        before = await invariants.on_rosters(self.activity)
        await doing
        if purpose in NEEDED or before <= await invariants.on_rosters(self.activity):
            return []
        return [f"V10: an answer about {purpose} cost somebody their place"]

    async def _say(self, child: int, purpose: Purpose, state: ConsentState) -> None:
        one = await self._child(child)
        new = NewConsent(
            purpose=purpose, state=state, on=crowds.TODAY, relation="母亲", own_word=True
        )
        await consents.record(self.actor, self.activity.id, one.id, new)

    async def _child(self, number: int) -> Participant:
        everybody = await participants.of(self.activity.id)
        return everybody[number % len(everybody)]

    async def _pair(self, number: int) -> Pair | None:
        live = await pairs.of(self.activity.id)
        return live[number % len(live)] if live else None

    async def _holder(self, who: int) -> Holder | None:
        token = self.tokens.get(who % PEOPLE)
        return await links.holder(Kind.VOLUNTEER, token) if token else None

    async def _one(self, who: int) -> Application | None:
        holder = await self._holder(who)
        if holder is None:
            return None
        return await applications.one(self.activity.id, holder.object_id)


@asynccontextmanager
async def _whole() -> AsyncIterator[None]:
    """Let something happen wholly or not at all, as in a transaction of its own."""
    async with DB.transaction() as current:
        savepoint = await current.savepoint()
        try:
            yield
        except BaseException:
            await savepoint.rollback_to()
            raise
        await savepoint.release()


OPERATIONS: dict[str, Callable[[World, int, int], Awaitable[list[str]]]] = {
    name: getattr(World, name)
    for name in (
        *("apply", "withdraw", "confirm", "accept", "reserve", "decline", "remove", "lapse"),
        *("train", "pledge", "check", "insure", "run_out", "prepare", "suspend"),
        *("agree", "say", "take_back", "expire"),
        *("pair", "suggest", "confirm_pair", "part", "start", "share", "stand"),
    )
}
OFTEN = ("apply", "prepare", "agree", "suggest", "confirm_pair", "stand", "share", "confirm")


EVERY_STATE = tuple(ApplicationStatus)

# Five apply, four of them get all they need and stand beside a child; two have a shift, too.
SETTING_OUT: list[Step] = [
    *(("apply", n, n) for n in range(5)),
    *(("prepare", n, 0) for n in range(4)),
    *(("agree", n, 0) for n in range(CHILDREN)),
    ("suggest", 0, 0),
    ("confirm_pair", 0, 1),
    ("stand", 0, 1),
    ("stand", 1, 1),
]
