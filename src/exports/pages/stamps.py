"""The page behind the code on a printed page: does what you hold still hold?"""

from litestar import Controller, get
from litestar.params import FromPath
from litestar.response import Template

from exports import desk
from exports.rules import stamps
from exports.rules.kinds import KIND_NAMES
from kit.i18n import gettext
from kit.policy import Policy


class StampPages(Controller):
    @get("/s/{code:str}", policy=Policy.PUBLIC, name="stamp")
    async def show(self, code: FromPath[str]) -> Template:
        """Say whether the page with this code still holds, and nothing about what is on it."""
        checked = await desk.check(code)
        return Template(
            "exports/stamp.html",
            context={
                "checked": checked,
                "shown": stamps.shown(code),
                "name": gettext(KIND_NAMES[checked.reference.kind]),
            },
            headers={"x-robots-tag": "noindex"},
        )
