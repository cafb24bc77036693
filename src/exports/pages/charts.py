"""The chart of who leads a programme, as a PDF."""

from uuid import UUID

from litestar import Controller, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from accounts.rules.permissions import Actor
from exports import charts, documents
from exports.pages.documents import VIEWABLE
from kit import i18n
from kit.policy import Policy


class ChartPages(Controller):
    @get("/programmes/{programme_id:uuid}/leading-group.pdf", policy=Policy.MEMBER, name="chart")
    async def show(
        self,
        actor: NamedDependency[Actor],
        programme_id: FromPath[UUID],
        lang: FromQuery[str] = "",
    ) -> Response[bytes]:
        """Print the chart in `lang` or the reader's language."""
        wanted = lang.replace("-", "_")
        language = wanted if wanted in i18n.LOCALES else i18n.locale()
        with i18n.speaking(language):
            paper = await charts.of_programme(actor, programme_id)
        return Response(
            await documents.pdf(paper, language),
            media_type="application/pdf",
            headers={
                "content-disposition": 'inline; filename="leading-group.pdf"',
                "cache-control": "no-store",
                "content-security-policy": VIEWABLE,
            },
        )
