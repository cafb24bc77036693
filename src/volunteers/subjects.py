"""Subjects: whom a request about data is about, by the name the association knows them by."""

from collections.abc import Iterable
from uuid import UUID

import msgspec

from accounts.rules.permissions import Actor, Permission
from volunteers.rules.requests import DataRequest
from volunteers.rules.sharing import SubjectKind
from volunteers.tables import applications as people
from volunteers.tables import participants as tables


class Subject(msgspec.Struct, frozen=True):
    """A codename or a volunteer's name, the activity it belongs to, and the record itself."""

    name: str
    activity: str
    href: str
    is_child: bool


async def names(actor: Actor, several: Iterable[DataRequest]) -> dict[UUID, Subject]:
    """Return of each request whom it is about; whoever was deleted is left out.

    Raises:
        NotAllowed
    """
    actor.must(Permission.ANSWER_REQUESTS)
    asked = list(several)
    return await _children(actor, asked) | await _volunteers(actor, asked)


async def _children(actor: Actor, asked: list[DataRequest]) -> dict[UUID, Subject]:
    ids = {one.subject_id for one in asked if one.subject_kind is SubjectKind.PARTICIPANT}
    if not ids:
        return {}
    p = tables.Participant
    rows = await p.select(
        *(p.id, p.codename, p.activity, p.activity.title.as_alias("title")),
        p.activity.involves_minors.as_alias("minors"),
    ).where(p.id.is_in(list(ids)), p.activity.organization == actor.organization_id)
    found = {
        row["id"]: Subject(
            row["codename"],
            row["title"],
            f"/a/{row['activity']}/participants/{row['id']}",
            row["minors"],
        )
        for row in rows
    }
    return {one.id: found[one.subject_id] for one in asked if one.subject_id in found}


async def _volunteers(actor: Actor, asked: list[DataRequest]) -> dict[UUID, Subject]:
    ids = {one.subject_id for one in asked if one.subject_kind is SubjectKind.VOLUNTEER}
    if not ids:
        return {}
    v = people.Volunteer
    rows = await v.select(v.id, v.name).where(
        v.id.is_in(list(ids)), v.organization == actor.organization_id
    )
    found = {
        row["id"]: Subject(row["name"], "", f"/volunteers/{row['id']}", is_child=False)
        for row in rows
    }
    return {one.id: found[one.subject_id] for one in asked if one.subject_id in found}
