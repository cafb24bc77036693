"""The list of those who applied, as a file."""

from uuid import UUID

from litestar import Controller, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from accounts.rules.permissions import Actor
from kit.policy import Policy
from kit.sheet_writer import CSV, XLSX
from volunteers import application_sheets


class ApplicationFiles(Controller):
    path = "/a/{activity_id:uuid}/people"
    opt = {"policy": Policy.MEMBER}  # noqa: RUF012 -- Litestar's way to declare it

    @get("/list.xlsx", name="people.sheet", media_type=XLSX)
    async def sheet(
        self, actor: NamedDependency[Actor], activity_id: FromPath[UUID]
    ) -> Response[bytes]:
        return _file(await application_sheets.exported(actor, activity_id, "xlsx"), "xlsx", XLSX)

    @get("/list.csv", name="people.csv", media_type=CSV)
    async def csv(
        self, actor: NamedDependency[Actor], activity_id: FromPath[UUID]
    ) -> Response[bytes]:
        return _file(await application_sheets.exported(actor, activity_id, "csv"), "csv", CSV)


def _file(content: bytes, ending: str, media: str) -> Response[bytes]:
    return Response(
        content,
        media_type=media,
        headers={
            "content-disposition": f'attachment; filename="applications.{ending}"',
            "cache-control": "no-store",
        },
    )
