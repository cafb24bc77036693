"""What is to be done by when, as a board of three phases: added, given to somebody, ticked, left out."""

from typing import Any
from uuid import UUID

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, URLEncodedBody
from litestar.response import Redirect, Template

from accounts import memberships
from accounts.rules.permissions import Actor, Permission
from events import activities, findings, tasks
from events.rules import task_board
from events.rules.activities import Changed
from events.rules.deadlines import Side, TwoDeadlines
from events.rules.task_board import Reader, Show
from events.rules.tasks import NoSuchTask, SkipNeedsReason, Task, TwoOwners
from events.rules.typed_tasks import NewTask
from kit import forms, pages
from kit.errors import Refusal
from kit.i18n import N_
from kit.policy import Policy

Wrong = (forms.WrongForm, TwoDeadlines, TwoOwners)
BACK = {"mine": "/tasks", "home": "/"}  # where a task may be ticked besides the board


class TaskPages(Controller):
    """`/a/{activity_id}/plan/tasks`."""

    path = "/a/{activity_id:uuid}/plan/tasks"

    @get(policy=Policy.MEMBER)
    async def read(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        show: FromQuery[str] = "all",
    ) -> Template:
        """Show the board: all tasks, mine, the open or the overdue ones."""
        wanted = Show(show) if show in set(Show) else Show.ALL
        return await _board(actor, activity_id, show=wanted)

    @post(policy=Policy.MEMBER)
    async def add(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        """Add a task."""
        try:
            task = await tasks.add(actor, activity_id, forms.parse(NewTask, data))
        except Wrong as refusal:
            return await _board(actor, activity_id, refusal=_beside(refusal), typed=data)
        here = f"/a/{activity_id}/plan/tasks"
        return pages.redirect(f"{here}#task-{task.id}", N_("The task is on the list."))

    @get("/{task_id:uuid}", policy=Policy.MEMBER)
    async def edit(
        self, actor: NamedDependency[Actor], activity_id: FromPath[UUID], task_id: FromPath[UUID]
    ) -> Template:
        """Show the form of one task."""
        actor.must(Permission.CHANGE_PLAN)
        return await _form(actor, activity_id, task_id)

    @post("/{task_id:uuid}", policy=Policy.MEMBER)
    async def change(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        task_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        """Save what the form says."""
        try:
            version = forms.version(data)
            await tasks.change(actor, activity_id, task_id, version, forms.parse(NewTask, data))
        except (*Wrong, Changed) as refusal:
            return await _form(actor, activity_id, task_id, refusal=_beside(refusal), typed=data)
        return pages.redirect(f"/a/{activity_id}/plan/tasks#task-{task_id}", N_("Saved."))

    @post("/{task_id:uuid}/{step:str}", policy=Policy.MEMBER)
    async def move(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        *,
        task_id: FromPath[UUID],
        step: FromPath[str],
        data: URLEncodedBody[dict[str, Any]],
        seen: FromQuery[int | None] = None,
    ) -> Template | Redirect:
        """Tick a task (`done`), leave it out (`skip`) or open it again (`reopen`).

        `seen` is the version an undo button speaks of; forms carry it as a field.
        """
        version = forms.version(data) if seen is None else seen
        here = f"/a/{activity_id}/plan/tasks"
        try:
            if step == "done":
                after = await tasks.finish(actor, activity_id, task_id, version)
            elif step == "skip":
                reason = forms.text(data, "reason")[:300]
                after = await tasks.skip(actor, activity_id, task_id, version, reason)
            elif step == "reopen":
                after = await tasks.reopen(actor, activity_id, task_id, version)
            else:
                raise NoSuchTask
        except (SkipNeedsReason, Changed) as refusal:
            return await _board(actor, activity_id, refusal=refusal, typed={"task": str(task_id)})
        undo = f"{here}/{task_id}/reopen?seen={after.version}" if step != "reopen" else ""
        back = BACK.get(forms.text(data, "back"), f"{here}#task-{task_id}")
        return pages.redirect(back, N_("Noted."), undo=undo)


async def _board(
    actor: Actor,
    activity_id: UUID,
    *,
    show: Show = Show.ALL,
    refusal: Refusal | None = None,
    typed: dict[str, Any] | None = None,
) -> Template:
    listed = await tasks.of(actor, activity_id)
    activity = await activities.find(actor, activity_id)
    reader = Reader(actor.account_id, findings.today(activity), activity.planned_on)
    return await pages.page(
        "events/tasks.html",
        actor,
        activity,
        current="plan",
        refusal=refusal,
        typed=typed,
        show=show.value,
        columns=task_board.columns(listed, show, reader),
        counts={view.value: n for view, n in task_board.counts(listed, reader).items()},
        anchor=activity.first_day,
        reader=reader,
        may_write=actor.may(Permission.CHANGE_PLAN),
        **await _people(actor),
    )


async def _form(
    actor: Actor,
    activity_id: UUID,
    task_id: UUID,
    *,
    refusal: Refusal | None = None,
    typed: dict[str, Any] | None = None,
) -> Template:
    task = await tasks.find(actor, activity_id, task_id)
    activity = await activities.find(actor, activity_id)
    return await pages.page(
        "events/task.html",
        actor,
        activity,
        current="plan",
        refusal=refusal,
        typed=typed if typed is not None else _stored(task),
        task=task,
        anchor=activity.first_day,
        **await _people(actor),
    )


async def _people(actor: Actor) -> dict[str, Any]:
    """Return those a task can be given to: a choice for the form, and who they are for the board."""
    living = await memberships.living(actor)
    return {
        "members": [(str(one.account_id), one.name) for one in living],
        "here_today": {one.account_id for one in living},
    }


def _stored(task: Task) -> dict[str, Any]:
    """Return the task as its form writes it."""
    return {
        "title": task.title,
        "phase": task.phase.value,
        "due": task.due.isoformat() if task.due else "",
        "count": "" if task.offset is None else abs(task.offset),
        "side": Side.AFTER if task.offset and task.offset > 0 else Side.BEFORE,
        "unit": task.offset_unit.value,
        "assignee": task.assignee or "",
        "owner": task.owner,
    }


def _beside(refusal: Refusal) -> Refusal:
    """Put what contradicts itself beside the field it is about."""
    if isinstance(refusal, TwoDeadlines):
        return forms.WrongForm({"count": str(refusal)})
    if isinstance(refusal, TwoOwners):
        return forms.WrongForm({"owner": str(refusal)})
    return refusal
