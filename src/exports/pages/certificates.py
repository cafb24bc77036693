"""Certificates of training behind a volunteer's link, and for the organiser who seals them."""

from uuid import UUID

from litestar import Controller, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from accounts.rules.links import Holder, Kind
from accounts.rules.permissions import Actor
from exports import certificates
from exports.documents import Printed
from exports.pages.documents import VIEWABLE
from kit import i18n
from kit.policy import Policy


class CertificateFiles(Controller):
    @get(
        "/a/{activity_id:uuid}/training/people/{application_id:uuid}/certificate.pdf",
        name="certificates.one",
        policy=Policy.MEMBER,
    )
    async def one(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        application_id: FromPath[UUID],
        *,
        lang: FromQuery[str] = "",
    ) -> Response[bytes]:
        """Print that one person attended the training."""
        return _file(
            await certificates.of_person(actor, activity_id, application_id, _language(lang))
        )

    @get(
        "/v/{key:str}/training-certificate.pdf",
        name="mine.certificate",
        policy=Policy.LINK,
        kind=Kind.VOLUNTEER,
    )
    async def mine(
        self, holder: NamedDependency[Holder], lang: FromQuery[str] = ""
    ) -> Response[bytes]:
        """Print that oneself attended the training."""
        return _file(await certificates.of_link(holder, _language(lang)))


def _language(asked: str) -> str:
    wanted = asked.replace("-", "_")
    return wanted if wanted in i18n.LOCALES else i18n.locale()


def _file(printed: Printed) -> Response[bytes]:
    return Response(
        printed.pdf,
        media_type="application/pdf",
        headers={
            "content-disposition": 'inline; filename="training-certificate.pdf"',
            "cache-control": "no-store",
            "content-security-policy": VIEWABLE,
        },
    )
