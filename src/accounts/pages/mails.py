"""The outbox on a developer's machine, so that mailed links can be followed without a mail server."""

from uuid import UUID

from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Template

from accounts import mails
from accounts.rules.letters import parts
from accounts.sessions import SignedIn
from kit import pages
from kit.policy import Policy
from kit.settings import settings


class MailPages(Controller):
    path = "/mails"

    @get(policy=Policy.DEVELOPMENT)
    async def show(self, signed_in: NamedDependency[SignedIn | None]) -> Template:
        return await pages.page(
            "accounts/mails.html",
            signed_in,
            mails=await mails.latest(),
            in_folder=not settings().smtp_url,
        )

    @get("/{mail_id:uuid}", policy=Policy.DEVELOPMENT)
    async def show_one(
        self, signed_in: NamedDependency[SignedIn | None], mail_id: FromPath[UUID]
    ) -> Template:
        mail = await mails.one(mail_id)
        body = parts(mail.body, settings().base_url)
        return await pages.page("accounts/mail.html", signed_in, mail=mail, body=body)
