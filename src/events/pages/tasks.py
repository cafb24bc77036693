"""What is to be done by when: ticked, left out, opened again, added."""

from typing import Any
from uuid import UUID

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, URLEncodedBody
from litestar.response import Redirect, Template

from accounts.rules.permissions import Actor, Permission
from events import activities, findings, tasks
from events.rules.activities import Changed
from events.rules.tasks import NoSuchTask, SkipNeedsReason
from events.tasks import NewTask
from kit import forms, pages
from kit.errors import Refusal
from kit.i18n import N_
from kit.policy import Policy


class TaskPages(Controller):
    """`/a/{activity_id}/plan/tasks`."""

    path = "/a/{activity_id:uuid}/plan/tasks"

    @get(policy=Policy.MEMBER)
    async def read(self, actor: NamedDependency[Actor], activity_id: FromPath[UUID]) -> Template:
        """List the tasks by due date."""
        return await _task_page(actor, activity_id)

    @post(policy=Policy.MEMBER)
    async def add(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        """Add a task."""
        try:
            await tasks.add(actor, activity_id, forms.parse(NewTask, data))
        except forms.WrongForm as refusal:
            return await _task_page(actor, activity_id, refusal=refusal, typed=data)
        return pages.redirect(f"/a/{activity_id}/plan/tasks", N_("The task is on the list."))

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
            return await _task_page(
                actor, activity_id, refusal=refusal, typed={"task": str(task_id)}
            )
        undo = f"{here}/{task_id}/reopen?seen={after.version}" if step != "reopen" else ""
        return pages.redirect(f"{here}#task-{task_id}", N_("Noted."), undo=undo)


async def _task_page(
    actor: Actor,
    activity_id: UUID,
    *,
    refusal: Refusal | None = None,
    typed: dict[str, Any] | None = None,
) -> Template:
    listed = await tasks.of(actor, activity_id)
    activity = await activities.find(actor, activity_id)
    return await pages.page(
        "events/tasks.html",
        actor,
        activity,
        current="plan",
        refusal=refusal,
        typed=typed,
        tasks=listed,
        today=findings.today(activity),
        may_write=actor.may(Permission.CHANGE_PLAN),
    )
