"""Everybody before every door: who walks, with which forms in hand, and where it does not end as decided."""

from dataclasses import dataclass, field
from typing import Any

import httpx
from litestar import Litestar

from accounts.rules.links import Kind
from tests.browsing import Tokens, csrf
from tests.safety import doors, houses, visiting
from tests.safety.houses import House
from tests.safety.visiting import Form, Way

SECRETS = ("{token}", "{code}", "/calendars/{file_name}")  # nobody here knows one


@dataclass
class Crowd:
    """One site, two associations, and a form to send for every way that pages show one for."""

    app: Litestar
    home: House
    foreign: House
    ways: list[Way]
    forms: dict[str, Form] = field(default_factory=dict)

    @classmethod
    async def gathered(cls, app: Litestar) -> "Crowd":
        self = cls(app, await houses.build("aa"), await houses.build("bb"), visiting.ways(app))
        for one in await self.every_form():
            way = visiting.way_of(self.ways, "POST", one.action)
            assert way, f"a form leads nowhere: {one.action}"
            known = self.forms.get(str(way))
            if known is None or self._rank(way, one) > self._rank(way, known):
                self.forms[str(way)] = one
        return self

    def _rank(self, way: Way, form: Form) -> tuple[bool, int]:
        """Say which of several forms for a way to keep: about what `ids` name, then the longest."""
        return form.action == visiting.address(way, self.home), len(form.fields)

    async def every_form(self) -> list[Form]:
        """Return what the owner, a volunteer and a visitor find to fill in."""
        found = []
        own, school = self.home.links["volunteer"], self.home.links["partner"]
        family = self.home.links["guardian"]
        for actor, link, kind, start in (
            (self.home.owner, "", None, "/"),
            (None, own, Kind.VOLUNTEER, f"/v/{own}"),
            (None, school, Kind.PARTNER, f"/p/{school}"),
            (None, family, Kind.GUARDIAN, f"/g/{family}"),
            (None, "", None, "/signin"),
            (None, "", None, self.home.links["page"]),
        ):
            async with visiting.visitor(self.app, actor, link, kind) as client:
                found += visiting.forms(await visiting.crawl(client, start))
        return found

    def form(self, way: Way) -> tuple[str, dict[str, Any]]:
        """Return where to send what, for a way that takes forms."""
        shown = self.forms.get(str(way))
        where = shown.action if shown else visiting.address(way, self.home)
        said = dict(shown.fields) if shown else {}
        if str(way) in doors.BODIES:
            said |= doors.BODIES[str(way)](self.home)
        return where, said or {"x": "1"}


async def mismatches(crowd: Crowd, *, opening: bool, only: str = "") -> list[str]:
    """Let every actor try every way that should (or should not) open, and return what went otherwise."""
    wrong = []
    for who in doors.ACTORS:
        actor = crowd.foreign.owner if who == "stranger" else crowd.home.people.get(who)
        kind = doors.LINKED.get(who)
        key = crowd.home.links[kind] if kind else ""
        async with visiting.visitor(crowd.app, actor, key, kind) as client:
            if who == "nobody":
                client.cookies.set("__Host-visitor", "somebody", domain="plan.example")
                client.auth = Tokens(csrf("visitor", "somebody"))
            cookies = httpx.Cookies(client.cookies)
            for way in crowd.ways:
                if only not in way.path or doors.opens(way, who) is not opening:
                    continue
                if (
                    who in doors.LINKED
                    and way.method == "POST"
                    and "{key}" not in way.path
                    and opening
                ):
                    continue  # elsewhere the holder of a link is a visitor like nobody
                async with visiting.undone():
                    answer = await _tried(crowd, client, way)
                client.cookies = cookies
                if verdict := _verdict(way, who, answer, opening=opening):
                    wrong.append(f"{who} {way}: {verdict}")
                if lacking := visiting.headers_missing(answer):
                    wrong.append(f"{who} {way}: lacks {lacking}")
    return wrong


async def _tried(crowd: Crowd, client: httpx.AsyncClient, way: Way) -> httpx.Response:
    if way.method == "GET":
        return await client.get(visiting.address(way, crowd.home))
    where, said = crowd.form(way)
    return await client.post(where, data=said)


def _verdict(way: Way, who: str, answer: httpx.Response, *, opening: bool) -> str:
    """Return "" if the door did what was decided, else what happened instead."""
    status, to = answer.status_code, answer.headers.get("location", "")
    if status >= 500:
        return str(status)
    led_to_sign_in = status == 303 and to.startswith("/signin?next=")
    if opening:
        if any(secret in way.path for secret in SECRETS):
            return "" if status == 404 else str(status)
        return str(status) if status in (401, 403, 404, 405) or led_to_sign_in else ""
    if doors.BY_WAY[str(way)] == doors.NOWHERE:
        return "" if status == 404 else str(status)
    if who in ("nobody", *doors.LINKED):
        return "" if led_to_sign_in or status in (401, 403) else str(status)
    wanted = {403}
    if who == "stranger" and doors.BY_WAY[str(way)] not in doors.LINKED:
        # Their role is asked before the id where it does not open the way at home either.
        wanted = {404} if doors.at_home(way) else {403, 404}
    return "" if status in wanted else str(status)
