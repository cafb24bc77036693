"""What surrounds every page: the menu with its counts, and whose page it is."""

from typing import Any

import msgspec

from accounts.rules.permissions import Actor, Permission
from accounts.sessions import SignedIn
from budget import lines
from events import schedule
from events.rules.activities import Activity
from kit import pages, visit
from kit.i18n import N_, day, gettext, money, ngettext
from volunteers import progress
from web import doors

ITEMS: tuple[tuple[str, str, str], ...] = (
    ("overview", "layout-list", N_("Overview")),
    ("plan", "file-text", N_("Plan")),
    ("people", "users", N_("Volunteers")),
    ("training", "graduation-cap", N_("Training")),
    ("participants", "baby", N_("Children")),
    ("pairs", "link", N_("Pairs")),
    ("budget", "wallet", N_("Budget")),
    ("day", "calendar-clock", N_("Run sheet")),
    ("after", "heart-handshake", N_("Follow-up")),
    ("print", "printer", N_("Print")),
    ("settings", "settings", N_("Settings")),
)


class Item(msgspec.Struct, frozen=True):
    """One entry of the menu; `tone` "warn" where something waits."""

    key: str
    icon: str
    href: str
    label: str
    count: str = ""
    tone: str = ""
    current: bool = False


class Me(msgspec.Struct, frozen=True):
    """Whose page it is; `people` says whether they may look through the association's people."""

    name: str
    organisation: str
    initials: str
    people: bool = False


async def frame(
    actor: Actor | SignedIn | None, activity: Activity | None, current: str
) -> dict[str, Any]:
    """Return what `layout/activity.html` and `layout/home.html` need around a page."""
    now = visit.current()
    context: dict[str, Any] = {
        "me": _me(actor),
        "theme": now.theme,
        "flash": pages.flash(now.flash),
        "current": current,
    }
    if activity is not None:
        acting = _acting(actor)
        counts = await _counts(acting, activity)
        context["menu"] = [
            Item(
                key,
                icon,
                _href(activity, key),
                gettext(label),
                *counts.get(key, ("", "")),
                current=key == current,
            )
            for key, icon, label in ITEMS
            if acting is None or doors.opens(acting, key)
        ]
        context["activity_line"] = _line(activity)
    return context


async def _counts(actor: Actor | None, activity: Activity) -> dict[str, tuple[str, str]]:
    """Return (number, tone) per entry: what is full, what waits."""
    if actor is None:
        return {}
    people = await progress.of(actor, activity)
    counts: dict[str, tuple[str, str]] = {}
    if people.places:
        full = people.taken >= people.places
        counts["people"] = (f"{people.taken} / {people.places}", "ok" if full else "")
    if people.sessions and people.taken:
        counts["training"] = (f"{people.coming} / {people.taken}", "")
    if people.children:
        made = people.paired >= people.children
        counts["pairs"] = (f"{people.paired} / {people.children}", "ok" if made else "warn")
    if actor.may(Permission.SEE_BUDGET_TOTALS) and (
        planned := await lines.total(actor, activity.id)
    ):
        counts["budget"] = (money(planned, activity.currency, sign=False).removesuffix(".00"), "")
    if clashes := await schedule.clashes(actor, activity):
        counts["day"] = (
            ngettext("%(num)s clash", "%(num)s clashes", clashes) % {"num": clashes},
            "warn",
        )
    return counts


def _acting(who: Actor | SignedIn | None) -> Actor | None:
    return who.actor if isinstance(who, SignedIn) else who


def _me(who: Actor | SignedIn | None) -> Me:
    if who is None:
        return Me("", "", "")
    acting = who.actor if isinstance(who, SignedIn) else who
    people = acting is not None and acting.may(Permission.SEE_PROFILES)
    return Me(who.name, acting.organization if acting else "", who.name[-1:], people)


def _href(activity: Activity, key: str) -> str:
    return f"/a/{activity.id}" + ("" if key == "overview" else f"/{key}")


def _line(activity: Activity) -> str:
    when = day(activity.starts_at, activity.zone, year=False) if activity.starts_at else ""
    return " · ".join(part for part in (when, activity.place) if part)
