"""The one Jinja environment, for pages, mails and printed documents alike."""

import hashlib
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context

from kit import i18n, typography, visit
from kit.icons import icon

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "templates"
STATIC = ROOT / "static"
MOST_REMEMBERED = 20_000  # sentences: twice what all languages together have


def _escapes(name: str | None) -> bool:
    """Escape everything but the plain-text bodies of mails, which no browser reads (T30)."""
    return not (name and name.startswith("mails/") and name.endswith(".txt"))


@cache
def asset(name: str) -> str:
    """Return the address of a file in `static/`, with a hash of its content, so it may be kept forever.

    Raises:
        FileNotFoundError: the file is not there; `make install` fetches those under `vendor/`.
    """
    content = (STATIC / name).read_bytes()
    return f"/static/{name}?v={hashlib.sha256(content).hexdigest()[:12]}"


def _remembering(translate: Callable[..., str]) -> Callable[..., str]:
    """Let Jinja's `_` look up a sentence without places only once per language.

    A list of fifty rows says the same ten words in each of them.
    """
    said: dict[tuple[str, bool, str], str] = {}

    @pass_context
    def gettext(context: Context, message: str, /, **places: object) -> str:
        if places:
            return translate(context, message, **places)
        key = (i18n.locale(), bool(context.eval_ctx.autoescape), message)
        if key not in said:
            if len(said) >= MOST_REMEMBERED:
                said.clear()
            said[key] = translate(context, message)
        return said[key]

    return gettext


def _present(attributes: Mapping[str, object]) -> dict[str, object]:
    """Return HTML attributes as they are written: a false one is left out, a true one names itself."""
    return {
        name: name if value is True else value
        for name, value in attributes.items()
        if value is not False
    }


environment = Environment(
    loader=FileSystemLoader(TEMPLATES),
    autoescape=_escapes,  # noqa: S701 -- all but plain-text mails
    undefined=StrictUndefined,
    extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
    trim_blocks=True,
    lstrip_blocks=True,
)
environment.policies["ext.i18n.trimmed"] = True
environment.install_gettext_callables(i18n.gettext, i18n.ngettext, newstyle=True)  # type: ignore[attr-defined]
_gettext = _remembering(environment.globals["gettext"])  # type: ignore[arg-type]
environment.globals |= {"_": _gettext, "gettext": _gettext}
environment.globals.update(
    asset=asset,
    form_tokens=visit.form_tokens,
    icon=icon,
    language=i18n.language,
    nonce=visit.nonce,
    visit=visit.current,
)
environment.filters.update(
    money=i18n.money,
    number=i18n.number,
    date=i18n.day,
    time=i18n.clock,
    month=i18n.month,
    weekday=i18n.weekday,
    day_and_weekday=i18n.day_and_weekday,
    datetime=i18n.moment,
    typeset=typography.typeset,
    spaced=typography.spaced,
    within=typography.within,
    size=typography.size,
    numeral=typography.numeral,
    present=_present,
)


def render(template: str, **context: object) -> str:
    return environment.get_template(template).render(context)
