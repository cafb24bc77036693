"""What every page does that lets somebody in: look at the visitor, hand out the cookies."""

from typing import Any

from litestar import Request
from litestar.response import Redirect

from accounts import sessions
from accounts.signing_in import Entry, Visitor
from kit.cookies import cookie, cookie_name

YEAR = 365 * 24 * 3600


def visitor(request: Request[Any, Any, Any]) -> Visitor:
    """Return where the request comes from; forwarding headers are nobody's word (safety §3.5)."""
    return Visitor(
        host=request.client.host if request.client else "",
        user_agent=request.headers.get("user-agent", "")[:400],
        mark=request.cookies.get(cookie_name("device"), ""),
    )


def let_in(answer: Redirect, entry: Entry) -> Redirect:
    """Put the cookies of a session that has just begun on `answer`."""
    answer.set_cookie(session_cookie(entry.token))
    answer.set_cookie(cookie("device", entry.mark, YEAR))
    return answer


def session_cookie(token: str) -> Any:
    return cookie("sid", token, int(sessions.LONGEST.total_seconds()))


def let_out(answer: Redirect) -> Redirect:
    """Take the session's cookie away, and what the browser kept of the pages."""
    answer.set_cookie(cookie("sid", "", 0))
    answer.headers["clear-site-data"] = '"cache", "storage"'
    return answer


def without_secrets(data: dict[str, Any]) -> dict[str, Any]:
    """Return what was typed for showing it again: never a password."""
    return {name: value for name, value in data.items() if "password" not in name}
