"""All that one actor can read: every page that links lead to, and whatever else has an address of its own."""

import io
import zipfile
from collections.abc import Mapping

import httpx
import msgspec
import pypdf

from accounts.rules.links import Kind
from tests.safety import canaries, visiting
from tests.safety.walking import Crowd

LINKED = {"volunteer": Kind.VOLUNTEER, "partner": Kind.PARTNER, "guardian": Kind.GUARDIAN}
STARTS = {"volunteer": "/v/", "partner": "/p/", "guardian": "/g/"}
SEARCHES = ("people?q=岱", "people?status=applied")
ZIPPED = (".xlsx", ".docx")
PICTURES = (".png", ".jpg")


PERSONAL = ("volunteer", "phone", "email", "student_no", "motivation")
CHILDREN = ("codename", "partner_row", "adult")

# domain reference §6.3; `source` is money, `trainer` is in the plan that everybody reads.
MAY_SEE = {
    "owner": {*PERSONAL, *CHILDREN, "source", "trainer"},
    "planner": {
        *PERSONAL,
        "codename",
        "partner_row",
        "source",
        "trainer",
    },  # of a contact: met or due
    "treasurer": {"source", "trainer"},
    "approver": {"source", "trainer"},
    "safeguarding": {*PERSONAL, *CHILDREN, "trainer"},
    "viewer": {"trainer"},
    "nobody": set(),
}
MUST_SEE = {
    "owner": {*PERSONAL, "codename", "partner_row", "source"}
}  # or the canaries stand nowhere

_known: dict[tuple[int, str], dict[str, str]] = {}


async def by(crowd: Crowd, who: str) -> Mapping[str, str]:
    """Return what an actor reads, by address: read once, with a mark in every field, for every test that asks."""
    key = (id(crowd), who)
    if key not in _known:
        async with visiting.undone():
            await canaries.hide(crowd.home)
            _known[key] = await anew(crowd, who)
    return _known[key]


async def anew(crowd: Crowd, who: str) -> dict[str, str]:
    """Return what an actor reads, by address, read now."""
    links, here = crowd.home.links, f"/a/{crowd.home.activity.id}/"
    actor, kind = crowd.home.people.get(who), LINKED.get(who)
    async with visiting.visitor(crowd.app, actor, links[who] if kind else "", kind) as client:
        found: dict[str, httpx.Response] = {}
        for start in (links["page"], "/", "/signin", *([STARTS[who] + links[who]] if kind else [])):
            found |= await visiting.crawl(client, start)
        own = [visiting.address(way, crowd.home) for way in crowd.ways if way.method == "GET"]
        own = [
            at for at in own if not at.endswith(PICTURES)
        ]  # of the poster's and the page's words
        for at in (*own, *(here + more for more in SEARCHES)):
            behind = at.startswith(tuple(STARTS.values()))  # a link opens for its holder only
            if at not in found and not (behind and not at.startswith(STARTS.get(who, "-"))):
                found[at] = await client.get(at)
    return {at: words_of(at, answer) for at, answer in found.items()}


def words_of(at: str, answer: httpx.Response) -> str:
    """Return the words of an answer without what a page or a cell of a paper breaks them by."""
    if answer.status_code != httpx.codes.OK:
        return answer.text
    if at.endswith(PICTURES):
        return ""
    if at.endswith(".pdf"):
        paper = pypdf.PdfReader(io.BytesIO(answer.content))
        text = "".join(page.extract_text() for page in paper.pages)
        return "".join(f"{text}{paper.metadata}".split())
    if at.endswith(ZIPPED):
        with zipfile.ZipFile(io.BytesIO(answer.content)) as parts:
            return "\n".join(parts.read(one).decode("utf-8", "replace") for one in parts.namelist())
    return answer.text.replace("\r\n ", "")


def found(read: Mapping[str, str], words: Mapping[str, str]) -> dict[str, list[str]]:
    """Return which words stand where."""
    return {
        name: at
        for name, word in words.items()
        if (at := [where for where, text in read.items() if word in text])
    }


def words(crowd: Crowd) -> dict[str, str]:
    """Return what stands in this house and may be looked for: a word for each kind of thing said."""
    return {
        name: word
        for name, word in msgspec.structs.asdict(crowd.home.canaries).items()
        if name != "reason"
    }
