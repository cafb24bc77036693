"""The partner's and the guardian's pages are read on old office PCs and phones: Chrome 86 must understand them.

Each thing that is newer either changes nothing where it is ignored, or stands after what an older browser takes.
"""

import re
from pathlib import Path

import pytest
import tinycss2

from kit.templating import TEMPLATES

STATIC = Path(__file__).resolve().parents[2] / "static"

NEW_AT_RULES = {"layer", "container", "scope", "property", "starting-style"}
NEW_PSEUDO = (":has(", ":is(", ":where(", ":not(", ":user-invalid", ":popover-open")
NEW_UNITS = {
    *("dvh", "svh", "lvh", "dvw", "svw", "lvw", "dvi", "dvb"),
    *("cqw", "cqh", "cqi", "cqb", "lh", "rlh", "cap"),
}
NEW_FUNCTIONS = {
    *("color-mix", "light-dark", "oklch", "oklab", "lch", "lab", "hwb"),
    *("round", "mod", "abs", "anchor"),
}
NEW_PROPERTIES = {  # a layout falls apart where these are ignored
    *("inset", "inset-inline", "inset-block", "aspect-ratio", "translate", "rotate", "scale"),
    *("margin-inline", "margin-block", "padding-inline", "padding-block"),
    *("border-inline", "border-block", "border-start-start-radius", "border-end-end-radius"),
    *("container", "container-type", "field-sizing", "anchor-name", "position-anchor"),
}
NEW_VALUES = {
    "overflow": {"clip"},
    "overflow-x": {"clip"},
    "overflow-y": {"clip"},
    "width": {"stretch"},
    "height": {"stretch"},
    "grid-template-columns": {"subgrid", "masonry"},
    "grid-template-rows": {"subgrid", "masonry"},
}


def too_new(css: str) -> list[str]:
    """Return what of a sheet Chrome 86 would misread, each with the rule it stands in."""
    return list(_rules(tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)))


def _rules(rules):
    for rule in rules:
        if rule.type == "at-rule":
            if rule.at_keyword in NEW_AT_RULES:
                yield f"@{rule.at_keyword}"
            elif rule.at_keyword == "supports":
                continue  # asks first
            elif rule.at_keyword == "media" and re.search(
                r"[<>]", tinycss2.serialize(rule.prelude)
            ):
                yield f"@media{tinycss2.serialize(rule.prelude)}"
            elif rule.content is not None and rule.at_keyword == "media":
                yield from _rules(
                    tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
                )
        elif rule.type == "qualified-rule":
            yield from _rule(rule)


def _rule(rule):
    selector = tinycss2.serialize(rule.prelude).strip()
    yield from (
        f"{selector}: {one}"
        for one in NEW_PSEUDO
        if one in selector and not _is_fine(selector, one)
    )
    known = set()
    for one in tinycss2.parse_blocks_contents(
        rule.content, skip_comments=True, skip_whitespace=True
    ):
        if one.type != "declaration":
            yield f"{selector}: nested {tinycss2.serialize([one])[:30]}"
            continue
        found = _of_declaration(one)
        if found and one.lower_name not in known:
            yield f"{selector}: {one.lower_name} {found}"
        if not found:
            known.add(one.lower_name)


def _is_fine(selector: str, pseudo: str) -> bool:
    """Say whether an older browser knows this too: of `:not()` it takes one simple selector."""
    return pseudo == ":not(" and not re.search(r":not\([^)]*,", selector)


def _of_declaration(one) -> str:
    if one.lower_name in NEW_PROPERTIES:
        return "as a property"
    if one.lower_name.startswith("--"):
        return ""
    for token in _flat(one.value):
        if token.type == "dimension" and token.lower_unit in NEW_UNITS:
            return token.unit
        if token.type == "function" and token.lower_name in NEW_FUNCTIONS:
            return f"{token.name}()"
        if token.type == "ident" and token.lower_value in NEW_VALUES.get(one.lower_name, ()):
            return token.value
    return ""


def _flat(tokens):
    for token in tokens:
        yield token
        yield from _flat(getattr(token, "arguments", None) or getattr(token, "content", None) or ())


def sheets():
    """Return the sheets that the partner's and the guardian's pages load, as their layouts say."""
    found = {"tokens.css", "page.css"}
    for template in [
        *TEMPLATES.glob("layout/p[ah]*.html"),
        *TEMPLATES.glob("volunteers/partner/*.html"),
        *TEMPLATES.glob("volunteers/guardian/*.html"),
    ]:
        found |= set(re.findall(r"asset\('([\w-]+\.css)'\)", template.read_text("utf-8")))
    return sorted(found)


@pytest.mark.parametrize("name", sheets())
def test_an_old_browser_understands_the_sheet(name):
    assert too_new((STATIC / name).read_text("utf-8")) == []


def test_each_newer_name_has_an_older_twin():
    page = (STATIC / "page.css").read_text("utf-8")

    assert page.count("::file-selector-button") == page.count("::-webkit-file-upload-button")


@pytest.mark.parametrize(
    "css",
    [
        "a:has(b) { color: red }",
        ":is(a, b) { color: red }",
        "a:not(.b, .c) { color: red }",
        "@container (min-width: 1px) { a { color: red } }",
        "@layer x { a { color: red } }",
        "@media (width >= 600px) { a { color: red } }",
        "@media (min-width: 1px) { a { height: 100dvh } }",
        "a { color: red; & b { color: blue } }",
        "a { inset: 0 }",
        "a { height: 100dvh; height: 100vh }",
        "a { color: color-mix(in srgb, red, blue) }",
        "a { width: calc(1lh + 2px) }",
        "a { margin-inline: 1px }",
    ],
)
def test_what_is_too_new_is_named(css):
    assert len(too_new(css)) == 1


@pytest.mark.parametrize(
    "css",
    [
        "a { height: 100vh; height: 100dvh }",
        "a { color: red; color: color-mix(in srgb, red, blue) }",
        "a { text-wrap: balance; scrollbar-width: none }",
        "@supports (height: 1dvh) { a { height: 1dvh } }",
        "a:not(.b):focus-visible { margin-inline-start: 1px; gap: 2px }",
    ],
)
def test_what_has_a_fallback_or_changes_nothing_may_stay(css):
    assert too_new(css) == []
