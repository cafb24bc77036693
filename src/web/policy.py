"""Refuses to start a site on which a route forgot to say whom it lets in."""

from litestar import Litestar
from litestar.routes import HTTPRoute

from kit.policy import Policy


class Unguarded(Exception):
    """A route without a policy; its text names it."""


def refuse_unguarded(app: Litestar) -> None:
    """Raise Unguarded if any route has no policy. OPTIONS answers are Litestar's own (T10)."""
    for route in app.routes:
        if not isinstance(route, HTTPRoute):
            raise Unguarded(route.path)
        for handler in route.route_handlers:
            if handler.http_methods != {"OPTIONS"} and not isinstance(
                handler.opt.get("policy"), Policy
            ):
                raise Unguarded(f"{sorted(handler.http_methods)} {route.path}")
