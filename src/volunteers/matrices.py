"""The clearance board: everybody of an activity across all that their post needs."""

from collections.abc import Callable, Iterable
from uuid import UUID

import msgspec

from accounts.rules.permissions import Actor, Permission
from events import activities
from events.findings import today
from events.rules.activities import Activity
from kit.errors import Gap
from kit.i18n import N_
from volunteers import applications, clearances, posts, preparation, readiness, reminders
from volunteers.rules import qualifications
from volunteers.rules.applications import Application, Post
from volunteers.rules.matrix import COLUMN_NAMES, Cell, Column, Line, State, columns, line
from volunteers.rules.readiness import Readiness, Terms
from volunteers.rules.readiness import readiness as judged
from volunteers.rules.training import TRAINEES, Clearance

MISSING, ENDING = "missing", "ending"


class Row(msgspec.Struct, frozen=True):
    """One person with their line, what they hold as the reader may see it, and what they lack."""

    who: Application
    post: Post | None
    line: Line
    held: tuple[Clearance, ...]
    gaps: tuple[Gap, ...]
    reminded: bool


class Group(msgspec.Struct, frozen=True):
    """The people of one post; None for those who have none."""

    post: Post | None
    rows: tuple[Row, ...]


class Proposal(msgspec.Struct, frozen=True):
    """A post whose name says that it needs a qualification it does not ask for yet."""

    post: Post
    qualification: str


class Board(msgspec.Struct, frozen=True):
    activity: Activity
    terms: Terms
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    posts: tuple[Post, ...]
    proposals: tuple[Proposal, ...]

    def shown(self, which: str) -> list[Row]:
        """Return the rows of one filter; an unknown one shows everybody."""
        tests: dict[str, Callable[[Row], bool]] = {
            MISSING: lambda row: row.line.lacks,
            ENDING: lambda row: row.line.ends,
            **{column.value: _open(column) for column in self.columns},
        }
        return [row for row in self.rows if which not in tests or tests[which](row)]

    def filters(self) -> list[tuple[str, str, int]]:
        """Return the filters that show anybody: key, name, how many."""
        named = [
            ("", N_("Everybody")),
            (MISSING, N_("Something missing")),
            (ENDING, N_("Ends soon")),
            *((column.value, COLUMN_NAMES[column]) for column in self.columns),
        ]
        counted = [(key, name, len(self.shown(key))) for key, name in named]
        return [one for one in counted if one[2] or not one[0]]

    def by_post(self, rows: Iterable[Row]) -> list[Group]:
        """Sort rows by post, in the order of the posts; whoever has none comes last."""
        found: dict[UUID | None, list[Row]] = {}
        for row in rows:
            found.setdefault(row.post.id if row.post else None, []).append(row)
        return [
            Group(post, tuple(found[post.id if post else None]))
            for post in (*self.posts, None)
            if (post.id if post else None) in found
        ]

    def ready(self, column: Column) -> tuple[int, int]:
        """Return of how many one thing is there, and of how many it is asked."""
        cells = [cell for row in self.rows if (cell := row.line.cell(column))]
        asked = [cell for cell in cells if cell.state is not State.NOT_ASKED]
        return sum(_there(cell) for cell in asked), len(asked)


async def of(actor: Actor, activity_id: UUID) -> Board:
    """Return the clearance board; where the papers are is for the safeguarding lead and the owner.

    Raises:
        NotAllowed, NoSuchActivity
    """
    actor.must(Permission.RECORD_CLEARANCES)
    activity = await activities.find(actor, activity_id)
    people = await applications.of_activity(actor, activity.id, TRAINEES)
    terms, now = await readiness.asked(activity), today(activity)
    ready = {one.application: judged(one, terms) for one in await readiness.helpers(activity)}
    trained = (await preparation.of(activity, terms.last_day)).gaps
    wanted = columns(ready.values(), terms)
    told = await reminders.reminded(activity, ready)
    may_see = actor.may(Permission.SEE_CLEARANCES)

    def row(who: Application, held: Readiness) -> Row:
        lacks = trained.get(who.id, ())
        return Row(
            who,
            held.helper.post,
            line(held, wanted, terms, now, lacks),
            tuple(one if may_see else clearances.masked(one) for one in held.helper.held),
            (*held.gaps, *lacks),
            who.id in told,
        )

    known = await posts.of(activity)
    return Board(
        activity,
        terms,
        wanted,
        tuple(row(who, ready[who.id]) for who in people if who.id in ready),
        tuple(known),
        tuple(Proposal(post, name) for post in known if (name := qualifications.proposed(post))),
    )


def _open(column: Column) -> Callable[[Row], bool]:
    def test(row: Row) -> bool:
        cell = row.line.cell(column)
        return cell is not None and cell.state not in (State.THERE, State.NOT_ASKED)

    return test


def _there(cell: Cell) -> bool:
    return cell.state in (State.THERE, State.ENDS)
