"""What a window is watched for: accessibility, errors, broken policies, other hosts."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request

_AXE = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    },
    "resultTypes": ["violations"],
}
_TELL = """document.addEventListener('securitypolicyviolation',
  e => console.error(`CSP: ${e.violatedDirective} ${e.blockedURI} ${e.sample}`))"""


def violations(page: Page) -> list[tuple[str, list[str]]]:
    """Return each rule that axe sees broken, with the first elements that break it."""
    found = Axe().run(page, options=_AXE).response["violations"]
    return [(one["id"], [node["html"][:200] for node in one["nodes"]][:3]) for one in found]


def listen(context: BrowserContext, url: str) -> list[str]:
    """Return a list that fills with what a page of the site at `url` must not do."""
    trouble: list[str] = []

    def note(said: ConsoleMessage) -> None:
        asked_for = said.text.startswith("Failed to load resource")  # an answer 404 or 422
        if said.type in ("error", "warning") and not asked_for:
            trouble.append(said.text)

    def stay_here(request: Request) -> None:
        if not request.url.startswith((url, "data:", "blob:", "about:")):
            trouble.append(f"another host: {request.url}")

    context.add_init_script(_TELL)
    context.on("console", note)
    context.on("weberror", lambda error: trouble.append(str(error.error)))
    context.on("request", stay_here)
    return trouble
