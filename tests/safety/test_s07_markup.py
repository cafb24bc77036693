"""S7: whatever people type stays text, on every page."""

from typing import Any

import lxml.html

from tests.safety import visiting
from tests.safety.walking import Crowd

PAYLOAD = '"><svg/onload=a>'
REFUSED = 400
DANGEROUS = (
    "/cancel",
    "/signout",
    "/password",
    "/signin",
    "/signup",
    "/again",
    "/search",
    "/association",
)


async def filled(crowd: Crowd, text: str) -> dict[str, int]:
    """Put `text` into every text field of every form of the owner, one field at a time; return refusals."""
    answers: dict[str, int] = {}
    async with visiting.visitor(crowd.app, crowd.home.owner) as client:
        cookies = dict(client.cookies)
        for way, form in crowd.forms.items():
            if any(part in way for part in DANGEROUS) or "/v/" in way:
                continue
            where, said = crowd.form(next(w for w in crowd.ways if str(w) == way))
            for field in form.texts:
                answer = await client.post(where, data=said | {field: text})
                answers[f"{way} {field}"] = answer.status_code
                if answer.status_code < REFUSED:
                    said = {name: _next(name, value) for name, value in said.items()}
                client.cookies = cookies
    return answers


def _next(name: str, value: Any) -> Any:
    """Return what the form shows after it was saved: its rows have the next version."""
    return str(int(value) + 1) if name.startswith("version") and value else value


def grown(pages: dict[str, str]) -> dict[str, list[str]]:
    """Return elements and attributes that only what was typed can have made."""
    found = {}
    for at, text in pages.items():
        page = lxml.html.fromstring(text)
        wrong = [e.tag for e in page.xpath("//svg[@onload]|//script[not(@src)]")]
        wrong += page.xpath("//@*[starts-with(name(), 'on')]")
        if wrong:
            found[at] = wrong
    return found


async def html_of(crowd: Crowd) -> dict[str, str]:
    home = crowd.home
    pages: dict[str, str] = {}
    for actor, key, start in (
        (home.owner, "", "/"),
        (home.people["viewer"], "", "/"),
        (None, home.links["volunteer"], f"/v/{home.links['volunteer']}"),
        (None, "", home.links["page"]),
    ):
        async with visiting.visitor(crowd.app, actor, key) as client:
            read = await visiting.crawl(client, start)
        assert {at: a.status_code for at, a in read.items() if a.status_code >= 500} == {}
        pages |= {
            f"{start} {at}": a.text
            for at, a in read.items()
            if "html" in a.headers.get("content-type", "")
        }
    return pages


async def test_s7_markup_in_every_field_stays_text(crowd):
    answers = await filled(crowd, PAYLOAD)
    pages = await html_of(crowd)

    assert {at: status for at, status in answers.items() if status >= 500} == {}
    assert len([status for status in answers.values() if status == 303]) > len(answers) / 3
    assert sum("svg/onload" in text for text in pages.values()) > 10  # it is there, as text
    assert grown(pages) == {}


async def test_s7_without_escaping_it_would_not(crowd, monkeypatch):
    """The control."""
    from kit.templating import environment

    monkeypatch.setattr(environment, "autoescape", False)
    monkeypatch.setattr(environment, "cache", None)
    async with visiting.visitor(crowd.app, crowd.home.owner) as client:
        here = f"/a/{crowd.home.activity.id}/day/lanes"
        await client.post(here, data={"name": PAYLOAD})
        page = await client.get(f"/a/{crowd.home.activity.id}/calendars")

    assert grown({"calendars": page.text}) != {}
