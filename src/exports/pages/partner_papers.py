"""The partner's papers behind its link: letters to copy for families, and the list for the gate."""

from litestar import Controller, Response, get
from litestar.di import NamedDependency
from litestar.params import FromQuery

from accounts.rules.links import Holder, Kind
from exports import partner_papers
from exports.documents import Printed
from exports.pages.documents import VIEWABLE
from kit import i18n
from kit.policy import Policy
from volunteers import liaisons


class PartnerPapers(Controller):
    path = "/p/{key:str}"
    opt = {"policy": Policy.LINK, "kind": Kind.PARTNER}  # noqa: RUF012 -- Litestar's way to declare it

    @get("/letter.pdf", name="partner.letter")
    async def letter(
        self, holder: NamedDependency[Holder], lang: FromQuery[str] = "", each: FromQuery[str] = ""
    ) -> Response[bytes]:
        """Print a blank letter, or one for each of the partner's codenames."""
        visit = await liaisons.visit(holder)
        return _file(
            await partner_papers.letter(visit, _language(lang), each=bool(each)), "letters"
        )

    @get("/gate.pdf", name="partner.gate_list")
    async def gate(
        self, holder: NamedDependency[Holder], lang: FromQuery[str] = ""
    ) -> Response[bytes]:
        """Print the list for the gate."""
        return _file(
            await partner_papers.gate(await liaisons.visit(holder), _language(lang)), "gate"
        )


def _language(asked: str) -> str:
    wanted = asked.replace("-", "_")
    return wanted if wanted in i18n.LOCALES else i18n.locale()


def _file(printed: Printed, name: str) -> Response[bytes]:
    return Response(
        printed.pdf,
        media_type="application/pdf",
        headers={
            "content-disposition": f'inline; filename="{name}.pdf"',
            "cache-control": "no-store",
            "content-security-policy": VIEWABLE,
        },
    )
