"""Who performs an activity's acts, and who performs nowhere yet."""

from collections.abc import Iterable, Sequence
from uuid import UUID, uuid4

import msgspec

from accounts import traces
from accounts.rules.permissions import Actor, Permission
from events import activities, acts, rehearsals
from events.findings import today
from events.rules import lists
from events.rules.activities import Activity
from events.rules.lists import Act
from events.rules.rehearsals import Rehearsal, signed_off
from kit import database, sheet_writer
from kit.i18n import gettext
from kit.sheet_writer import Sheet, Value
from volunteers import applications, consents, participants
from volunteers.rules.applications import Application
from volunteers.rules.consent import Withdrawal
from volunteers.rules.participants import NoSuchParticipant, Participant
from volunteers.rules.performers import NobodyChosen, NoSuchPerformer, NotToPerform, Performer
from volunteers.tables.support import Performer as Row


class Show(msgspec.Struct, frozen=True):
    """The acts in their order with everything they need. Only who still may perform is in it."""

    acts: Sequence[Act]
    rehearsals: Sequence[Rehearsal]
    performers: Sequence[Performer]
    people: Sequence[Participant]
    may: frozenset[UUID]
    helpers: Sequence[Application]

    def of(self, act: Act) -> list[Performer]:
        return [one for one in self.performers if one.act == act.id]

    def rehearsed(self, act: Act) -> list[Rehearsal]:
        return [one for one in self.rehearsals if one.act == act.id]

    @property
    def signed(self) -> list[Act]:
        """The acts whose last rehearsal passed."""
        return [act for act in self.acts if signed_off(act, self.rehearsals)]

    @property
    def minutes(self) -> int:
        return lists.minutes(self.acts)

    @property
    def on_stage(self) -> int:
        """How many of the participants perform in at least one act."""
        return len({one.participant for one in self.performers if one.participant})

    @property
    def nowhere(self) -> list[Participant]:
        """Who may perform and does so nowhere yet."""
        there = {one.participant for one in self.performers}
        return [one for one in self.people if one.id in self.may and one.id not in there]

    @property
    def waiting(self) -> list[Participant]:
        """Whose consents are missing."""
        return [one for one in self.people if one.id not in self.may]

    def free(self, act: Act) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
        """Return who else may join an act: participants and volunteers, as options of a form."""
        there = {one.participant or one.application for one in self.of(act)}
        return (
            [
                (str(one.id), one.codename)
                for one in self.people
                if one.id in self.may and one.id not in there
            ],
            [(str(one.id), one.name) for one in self.helpers if one.id not in there],
        )


async def of_activity(actor: Actor, activity_id: UUID) -> tuple[Activity, Show]:
    """Return an activity with its show.

    Raises:
        NotAllowed, NoSuchActivity
    """
    actor.must(Permission.SEE_PARTICIPANTS)
    actor.must(Permission.SEE_VOLUNTEERS)
    activity = await activities.find(actor, activity_id)
    return activity, await of(activity)


async def of(activity: Activity) -> Show:
    """Return the show of an activity that was found for whoever may see its people."""
    people, helpers = await participants.of(activity.id), await applications.of(activity.id)
    may = await consents.rostered(activity.id, today(activity))
    names = {one.id: one.codename for one in people if one.id in may}
    names |= {one.id: one.name for one in helpers}
    rows = await Row.select().where(Row.act.activity == activity.id)
    found = [
        database.fact(Performer, {**row, "name": names[who]})
        for row in rows
        if (who := row["participant"] or row["application"]) in names
    ]
    return Show(
        acts=await acts.of(activity),
        rehearsals=await rehearsals.of(activity),
        performers=sorted(found, key=lambda one: (one.application is not None, one.name)),
        people=people,
        may=frozenset(may),
        helpers=helpers,
    )


async def add(
    actor: Actor, activity_id: UUID, act_id: UUID, children: Iterable[UUID], helpers: Iterable[UUID]
) -> None:
    """Let people perform an act; whoever is in it already stays in it once.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchAct, NobodyChosen
        NoSuchParticipant, NoSuchApplication, NotToPerform
    """
    actor.must(Permission.CHANGE_PARTICIPANTS)
    children, helpers = list(children), list(helpers)
    async with database.transaction():
        activity = await activities.find(actor, activity_id, lock=True)
        act = await rehearsals.act_of(activity, act_id)
        if not (children or helpers):
            raise NobodyChosen
        show = await of(activity)
        known = {one.id: one.codename for one in show.people}
        for one in children:
            if one not in known:
                raise NoSuchParticipant
            if one not in show.may:
                raise NotToPerform(name=known[one])
        placed = {one.id for one in show.helpers}
        for one in helpers:
            if one not in placed:
                applicant = await applications.one(activity.id, one)
                raise NotToPerform(name=applicant.name)
        there = {
            row["participant"] or row["application"]
            for row in await Row.select().where(Row.act == act.id)
        }
        new = [Row(id=uuid4(), act=act.id, participant=one) for one in set(children) - there]
        new += [Row(id=uuid4(), act=act.id, application=one) for one in set(helpers) - there]
        if new:
            await Row.insert(*new)
        await traces.leave(actor, "performers.added", act.id, activity_id=activity.id)


async def remove(actor: Actor, activity_id: UUID, performer_id: UUID) -> None:
    """Take somebody out of an act.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchPerformer
    """
    actor.must(Permission.CHANGE_PARTICIPANTS)
    async with database.transaction():
        activity = await activities.find(actor, activity_id, lock=True)
        row = (
            await Row.select(Row.act)
            .where(Row.id == performer_id, Row.act.activity == activity.id)
            .first()
        )
        if row is None:
            raise NoSuchPerformer
        await Row.delete().where(Row.id == performer_id, Row.act == row["act"])
        await traces.leave(actor, "performer.removed", row["act"], activity_id=activity.id)


async def let_go(withdrawal: Withdrawal) -> None:
    """Take a child out of all acts whose needed consent was taken back."""
    if withdrawal.leaves_roster:
        await Row.delete().where(Row.participant == withdrawal.participant_id)


async def exported(actor: Actor, activity_id: UUID, ending: str) -> bytes:
    """Return the performance list as `csv` or `xlsx`; participants stand in it by codename.

    Raises:
        NotAllowed, NoSuchActivity
    """
    actor.must(Permission.CHANGE_PARTICIPANTS)
    async with database.transaction():
        activity, show = await of_activity(actor, activity_id)
        await traces.leave(
            actor, "acts.exported", activity_id=activity.id, details=str(len(show.acts))
        )
    sheet = _sheet(show)
    return sheet_writer.csv(sheet) if ending == "csv" else sheet_writer.xlsx(sheet)


def _sheet(show: Show) -> Sheet:
    heads = [
        *(gettext("No."), gettext("Act"), gettext("Performers"), gettext("Props")),
        *(gettext("Costumes"), gettext("Minutes"), gettext("Rehearsal seen by")),
    ]
    rows: list[list[Value]] = [
        [
            *(number, act.title, _who(show, act), act.props, act.costumes, act.minutes),
            act.checked_by if act in show.signed else "",
        ]
        for number, act in enumerate(show.acts, start=1)
    ]
    return Sheet(gettext("Acts"), heads, rows)


def _who(show: Show, act: Act) -> str:
    names = [one.name for one in show.of(act)]
    return gettext(", ").join(names) or act.performers
