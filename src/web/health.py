"""Can the site serve: does the database answer, and is its schema the one this code wants?"""

from litestar import Response, get
from litestar.enums import MediaType

from kit import schema
from kit.policy import Policy


@get("/health", policy=Policy.PUBLIC, media_type=MediaType.TEXT)
async def health() -> Response[str]:
    """Answer 200, or 503 with the reason."""
    reason = await schema.trouble()
    return Response(reason or "ok", status_code=503 if reason else 200, media_type=MediaType.TEXT)
