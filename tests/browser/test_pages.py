"""Every page that a link leads to: accessible, narrow enough, light enough, and quiet."""

import gzip
import re
from collections.abc import Iterator
from urllib.parse import urljoin

import httpx
import msgspec
import pytest
from playwright.sync_api import Page

from tests.browser.watching import listen, violations

KILOBYTE = 1024
SMALLEST = 320  # CSS pixels
STRANGERS = ["/signin", "/signup", "/signin/sent", "/signup/sent", "/signin/not-a-link", "/nowhere"]
MUST_BE_FOUND = {
    "/", "/new", "/new/one-to-one", "/new/paste", "/association", "/profile", "/signin", "/signup",
    "/mails",
    "/a/*", "/a/*/findings", "/a/*/plan", "/a/*/plan?edit", "/a/*/plan/tasks", "/a/*/settings",
    "/a/*/people", "/a/*/people/*", "/a/*/people/call", "/a/*/training", "/a/*/training/*",
    "/a/*/participants", "/a/*/participants/*", "/a/*/participants/import", "/a/*/pairs",
    "/a/*/pairs/*", "/a/*/budget", "/a/*/budget/paste", "/a/*/budget/sources/new", "/a/*/day",
    "/programmes", "/programmes/*", "/programmes/*/plan", "/programmes/*/obligations",
    "/programmes/*/obligations/*", "/programmes/*/obligations/*/*/*", "/programmes/*/work",
    "/programmes/*/people", "/programmes/*/year", "/programmes/*/settings",
    "/a/*/day?block", "/a/*/day/new", "/a/*/after", "/a/*/print", "/e/*", "/v/*", "/v/*/calendar",
}  # fmt: skip


WHERE = """() => {
  const at = document.activeElement, shown = at.type === 'checkbox' ? at.labels[0] : at;
  const boxes = [at, shown].map(one => getComputedStyle(one));
  const box = shown.getBoundingClientRect();
  return [at === document.body ? '<body>' : at.outerHTML.slice(0, 120),
    boxes.some(style => style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2)
      && box.bottom > 0 && box.top < innerHeight];
}"""


class Seen(msgspec.Struct, frozen=True):
    """One page of its kind, and the files it asks for."""

    path: str
    html: str
    signed_in: bool

    def files(self, tag: str) -> list[str]:
        return re.findall(
            rf'<{tag} [^>]*(?:href|src)="(/static/[^"]+\.(?:css|js)[^"]*)"', self.html
        )


class Found:
    """The pages of the site, one of each kind: `/a/*/people/*` stands for all applicants."""

    def __init__(self, site, client: httpx.Client) -> None:
        self.site, self.client = site, client
        self.pages: dict[str, Seen] = {}
        self.broken: list[tuple[str, int]] = []
        self.follow([*STRANGERS], signed_in=False)
        self.sign_in()
        start = [site.demo["public_url"], site.demo["links"]["volunteer"], "/mails", "/"]
        self.follow([site.path(url) for url in start], signed_in=True)

    def sign_in(self) -> None:
        form = self.client.get("/signin").text
        tokens = dict(re.findall(r'name="(_csrf|_once|next)" value="([^"]*)"', form))
        who = self.site.demo["sign_in"]["organizer"]
        answer = self.client.post("/signin", data=tokens | who, headers={"origin": self.site.url})
        assert answer.status_code == 303

    def follow(self, todo: list[str], *, signed_in: bool) -> None:
        """Open what is new among these addresses and wherever their links lead."""
        seen = set(self.pages)
        while todo:
            path = todo.pop()
            if (kind := kind_of(path)) in seen:
                continue
            seen.add(kind)
            answer = self.client.get(path)
            if answer.status_code >= 400 and signed_in:
                self.broken.append((path, answer.status_code))
            elif answer.headers.get("content-type", "").startswith("text/html"):
                self.pages[kind] = Seen(path, answer.text, signed_in)
                todo += self.links(answer) if signed_in else []

    def links(self, answer: httpx.Response) -> list[str]:
        found = re.findall(r'<a [^>]*href="([^"#]+)', answer.text)
        urls = [urljoin(str(answer.url), href.replace("&amp;", "&")) for href in found]
        return [self.site.path(url) for url in urls if url.startswith(self.site.url)]

    def open(self, page: Page, kind: str) -> None:
        """Open one page in this window, as the demo's organiser where strangers do not see it."""
        seen = self.pages[kind]
        if seen.signed_in:
            page.context.add_cookies(
                [
                    {"name": n, "value": v, "url": self.site.url}
                    for n, v in self.client.cookies.items()
                ]
            )
        page.goto(seen.path)

    def walk(self, page: Page) -> Iterator[str]:
        """Open every page in this window, those for strangers first."""
        for kind in sorted(self.pages, key=lambda kind: self.pages[kind].signed_in):
            self.open(page, kind)
            yield kind

    def size(self, text: str) -> int:
        return len(gzip.compress(text.encode(), mtime=0))

    def sizes(self, seen: Seen, tag: str) -> int:
        return sum(self.size(self.client.get(path).text) for path in seen.files(tag))


def kind_of(path: str) -> str:
    """Return the path with stars for what differs from page to page of one kind."""
    bare, _, query = path.partition("?")
    bare = re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "*", bare)
    bare = re.sub(r"^/([ev])/[^/]+", r"/\1/*", bare)
    bare = re.sub(r"/\d+(?=/|$)", "/*", bare)
    names = re.findall(r"(?:^|&)([^=&]+)", query)
    return f"{bare}?{'&'.join(names)}" if names else bare


def is_for_volunteers(kind: str) -> bool:
    return kind.startswith(("/v/", "/e/"))


@pytest.fixture(scope="module")
def found(site):
    with httpx.Client(
        base_url=site.url, headers={"accept-language": "zh-CN"}, timeout=60
    ) as client:
        yield Found(site, client)


def test_every_link_leads_somewhere(found):
    assert found.broken == []
    assert MUST_BE_FOUND - set(found.pages) == set()


@pytest.mark.parametrize(
    ("width", "scheme", "language"),
    [(1360, "light", "zh-CN"), (390, "dark", "en")],
    ids=["laptop light zh", "phone dark en"],
)
def test_axe_finds_nothing_on_any_page_and_none_scrolls_sideways_on_the_smallest_phone(
    found, window, width, scheme, language
):
    page = window(width=width, language=language, color_scheme=scheme)
    wrong, wide = {}, {}
    for kind in found.walk(page):
        if broken := violations(page):
            wrong[kind] = broken
        page.set_viewport_size({"width": SMALLEST, "height": 900})
        if (wider := page.evaluate("document.documentElement.scrollWidth")) > SMALLEST:
            wide[kind] = wider
        page.set_viewport_size({"width": width, "height": 900})

    assert (wrong, wide) == ({}, {})


def test_a_window_hears_what_a_page_must_not_do(chromium, site):
    context = chromium.new_context(base_url=site.url)
    heard = listen(context, site.url)
    page = context.new_page()
    page.goto("/signin")
    assert (heard, violations(page)) == ([], [])

    page.evaluate("document.body.innerHTML += `<img src='x.png' onerror='x()'>`")
    assert "image-alt" in dict(violations(page))
    page.evaluate("setTimeout(() => { throw new Error('broken') })")
    page.evaluate("location = 'http://elsewhere.invalid/'")
    page.wait_for_timeout(500)
    context.close()
    for what in ("CSP: script-src-attr", "broken", "another host: http://elsewhere.invalid/"):
        assert any(what in said for said in heard), (what, heard)


def test_pages_are_light(found):
    heavy = {
        kind: size
        for kind, seen in found.pages.items()
        if (size := found.size(seen.html)) > 15 * KILOBYTE
    }
    assert heavy == {}

    for kind in ("/a/*", "/a/*/budget", "/v/*", "/e/*", "/signin"):
        seen = found.pages[kind]
        assert found.sizes(seen, "link") <= 12.5 * KILOBYTE, kind
        assert found.sizes(seen, "script") <= (0 if is_for_volunteers(kind) else 20 * KILOBYTE), (
            kind
        )


def test_volunteers_and_visitors_get_no_script_and_no_style_attribute(found):
    pages = {kind: seen.html for kind, seen in found.pages.items() if is_for_volunteers(kind)}

    assert {kind for kind, html in pages.items() if re.search(r"<script|\sstyle=", html)} == set()
    assert "<script" in found.pages["/a/*"].html


@pytest.mark.parametrize("kind", ["/signin", "/e/*", "/v/*", "/a/*", "/a/*/budget", "/a/*/pairs"])
def test_whoever_uses_the_keyboard_sees_where_they_are(found, window, kind):
    page = window()
    found.open(page, kind)
    for _ in range(8):
        page.keyboard.press("Tab")
        where, visible = page.evaluate(WHERE)
        if where == "<body>":
            break
        assert visible, where
