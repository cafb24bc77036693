"""Can the site serve: does the database answer, is its schema the one this code wants, do the keys open?"""

from litestar import Response, get
from litestar.enums import MediaType

from kit import keyring, schema
from kit.i18n import gettext
from kit.policy import Policy
from kit.settings import WrongSetting


@get("/health", policy=Policy.PUBLIC, media_type=MediaType.TEXT)
async def health() -> Response[str]:
    """Answer 200, or 503 with the reason."""
    reason = await schema.trouble() or _keys()
    return Response(reason or "ok", status_code=503 if reason else 200, media_type=MediaType.TEXT)


def _keys() -> str:
    """Return why what is sealed cannot be opened, "" if it can; where the keys lie is told to nobody."""
    try:
        keyring.check()
    except WrongSetting:
        return gettext("The keys cannot be used; see `banxing check`.")
    return ""
