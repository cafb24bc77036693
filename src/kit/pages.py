"""How a page is answered: with its frame around it, or by leading somewhere with a word of what was done."""

import base64
import binascii
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
from litestar.response import Redirect, Template

from kit.cookies import cookie
from kit.errors import Refusal
from kit.i18n import gettext

Framer = Callable[[Any, Any, str], Awaitable[dict[str, Any]]]

_framers: list[Framer] = []


class Flash(msgspec.Struct, frozen=True):
    """One sentence about what was just done; `undo` is an address a button posts to, or ""."""

    text: str
    undo: str = ""


def frame_with(framer: Framer) -> None:
    """Say who draws the frame (menu, names, counts): `web` does, which knows every slice."""
    _framers[:] = [framer]


async def page(
    template: str,
    actor: Any,
    activity: Any = None,
    *,
    current: str = "",
    refusal: Refusal | None = None,
    typed: Any = None,
    **context: Any,
) -> Template:
    """Answer with `template` in its frame; with a `refusal`, under its status and with what was typed.

    `current` is the key of the menu item that is open.
    """
    frame: dict[str, Any] = {}
    for framer in _framers:
        frame |= await framer(actor, activity, current)
    return Template(
        template,
        context={
            **frame,
            "actor": actor,
            "activity": activity,
            "refusal": refusal,
            "typed": typed or {},
            **context,
        },
        status_code=refusal.status if refusal else 200,
    )


def redirect(path: str, said: str = "", *, undo: str = "") -> Redirect:
    """Lead to `path` (303) and show `said`, a msgid marked with `N_`, once on the page that follows."""
    cookies = []
    if said:
        told = base64.urlsafe_b64encode(msgspec.json.encode(Flash(said, undo))).decode()
        cookies = [cookie("flash", told, 30)]
    return Redirect(path, status_code=303, cookies=cookies)


def flash(kept: str | None) -> Flash | None:
    """Return what a redirect said, in the reader's language; whatever is not ours is ignored."""
    if not kept:
        return None
    try:
        told = msgspec.json.decode(base64.urlsafe_b64decode(kept.encode()), type=Flash)
    except (binascii.Error, msgspec.DecodeError, ValueError):
        return None
    if not told.text:
        return None
    if not told.undo.startswith("/a/"):
        told = Flash(told.text)
    return Flash(gettext(told.text), told.undo)
