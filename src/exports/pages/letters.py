"""Letters to guardians as PDFs: for the school, for each family, and for whoever holds a link."""

from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, URLEncodedBody

from accounts.rules.links import Holder, Kind
from accounts.rules.permissions import Actor
from exports import letters
from exports.documents import Printed
from exports.pages.documents import VIEWABLE
from exports.rules.consent_letters import Copy
from kit import forms, i18n
from kit.policy import Policy
from volunteers import consent_board, guardians
from volunteers.guardians import Slip
from volunteers.rules.guardians import NothingToPrint
from volunteers.rules.letters import IN_ONE_FILE


class LetterFiles(Controller):
    path = "/a/{activity_id:uuid}/consents/letters.pdf"
    opt = {"policy": Policy.MEMBER}  # noqa: RUF012 -- Litestar's way to declare it

    @get(name="letters.pdf")
    async def show(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        *,
        lang: FromQuery[str] = "",
        each: FromQuery[str] = "",
        part: FromQuery[int] = 1,
    ) -> Response[bytes]:
        """Print a blank letter, or one for each codename."""
        language = _language(lang)
        if each:
            return _file(await letters.each(actor, activity_id, language, part))
        return _file(await letters.blank(actor, activity_id, language))

    @post(name="letters.linked", status_code=200)
    async def with_links(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Response[bytes]:
        """Make a link for each child whose guardian still has to answer, and print it on the letter."""
        board = await consent_board.of_activity(actor, activity_id)
        waiting = [one.who for one in board.rows if one.waits and one.by_guardian]
        number = forms.numbers(data, "part") or {1}
        start = (min(number) - 1) * IN_ONE_FILE
        some = waiting[max(0, start) : max(0, start) + IN_ONE_FILE]
        if not some:
            raise NothingToPrint
        rows = {one.id: one.partner_row for one in some}
        slips = await guardians.make_links(actor, activity_id, list(rows))
        copies = [_copy(slip, rows[slip.participant_id]) for slip in slips]
        return _file(await letters.heap(actor, activity_id, i18n.locale(), copies))


class GuardianLetter(Controller):
    opt = {"policy": Policy.LINK, "kind": Kind.GUARDIAN}  # noqa: RUF012 -- as above

    @get("/g/{key:str}/letter.pdf", name="guardian.letter")
    async def show(
        self, holder: NamedDependency[Holder], lang: FromQuery[str] = ""
    ) -> Response[bytes]:
        """Print the letter of one family."""
        standing = await guardians.behind(holder)
        codename = standing.who.codename if standing.who else ""
        return _file(await letters.of_guardian(holder, codename, _language(lang)))


def _copy(slip: Slip, row: str) -> Copy:
    return Copy(slip.codename, row, slip.address)


def _language(asked: str) -> str:
    wanted = asked.replace("-", "_")
    return wanted if wanted in i18n.LOCALES else i18n.locale()


def _file(printed: Printed) -> Response[bytes]:
    return Response(
        printed.pdf,
        media_type="application/pdf",
        headers={
            "content-disposition": 'inline; filename="letters.pdf"',
            "cache-control": "no-store",
            "content-security-policy": VIEWABLE,
        },
    )
