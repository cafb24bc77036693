"""The annexes of a plan: chapters whose key begins with `annex`, some of which print a list."""

from collections.abc import Collection

from budget.rules.materials import ORIGIN_NAMES, WHOSE_NAMES, Material, Whose
from events.rules.sections import Section as Chapter
from exports.rules.annexes import Annex, Grid
from exports.rules.consent_letters import ConsentLetter
from exports.rules.filled.facts import Facts, head
from kit.i18n import gettext, ngettext
from volunteers.rules import letters
from volunteers.rules.letters import Letter

KEY = "annex"
LINES = 12  # of a registration form


def of(facts: Facts) -> tuple[Annex, ...]:
    """Return the annexes in their order; a list without rows says nothing."""
    return tuple(_annex(facts, one) for one in facts.sections if one.key.startswith(KEY))


def consent_letter(facts: Facts) -> ConsentLetter:
    """Return the letter to guardians as a paper of its own."""
    words = tuple(
        line
        for one in facts.sections
        if one.key == "annex-consent"
        for line in one.text.split("\n")
        if line.strip()
    )
    return ConsentLetter(**head(facts), letter=_letter(facts, words), profile=facts.profile)


def _annex(facts: Facts, chapter: Chapter) -> Annex:
    said = tuple(line for line in chapter.text.split("\n") if line.strip())
    match chapter.key:
        case "annex-quotas":
            return _list(chapter, said, _quotas(facts))
        case "annex-packing":
            return _list(chapter, said, things(facts, {Whose.PARTICIPANTS}))
        case "annex-acts":
            return _list(chapter, said, acts(facts))
        case "annex-registration":
            return Annex(title=chapter.heading, paragraphs=said, grid=_registration())
        case "annex-consent":
            return Annex(title=chapter.heading, letter=_letter(facts, said))
    return Annex(title=chapter.heading, paragraphs=said)


def _list(chapter: Chapter, said: tuple[str, ...], grid: Grid) -> Annex:
    return Annex(title=chapter.heading, paragraphs=said if grid.rows else (), grid=grid)


def _quotas(facts: Facts) -> Grid:
    rows = [(one.source, str(one.places), one.note) for one in facts.quotas]
    if rows:
        rows.append((gettext("Total"), str(sum(one.places for one in facts.quotas)), ""))
    heads = (gettext("School or source"), gettext("Places"), gettext("Note"))
    return Grid(heads, tuple(rows), (62, 24, 66))


def has(facts: Facts, key: str) -> bool:
    """Say whether the plan has this annex: what it lists is printed nowhere else."""
    return any(one.key == key for one in facts.sections)


def things(facts: Facts, whose: Collection[Whose]) -> Grid:
    """Return what is needed by whom, and where it comes from."""
    needed = [one for one in facts.materials if one.whose in whose]
    if any(one.whose is not Whose.CREW for one in needed) and len(whose) > 1:
        return _for_several(needed)
    return Grid(
        (
            gettext("Thing"),
            gettext("Quantity"),
            gettext("Comes from"),
            gettext("Note"),
        ),
        tuple(
            (one.item, one.quantity, gettext(ORIGIN_NAMES[one.origin]), one.note) for one in needed
        ),
        (48, 28, 30, 46),
    )


def _for_several(needed: list[Material]) -> Grid:
    """Return the same list with a column more: for whom each thing is."""
    return Grid(
        (
            gettext("Thing"),
            gettext("Quantity"),
            gettext("Comes from"),
            gettext("For whom"),
            gettext("Note"),
        ),
        tuple(
            (
                one.item,
                one.quantity,
                gettext(ORIGIN_NAMES[one.origin]),
                gettext(WHOSE_NAMES[one.whose]),
                one.note,
            )
            for one in needed
        ),
        (42, 22, 30, 28, 38),
    )


def acts(facts: Facts) -> Grid:
    """Return what is performed, by whom, and what it needs."""
    return Grid(
        (
            gettext("Act"),
            gettext("Performers"),
            gettext("Length"),
            gettext("Props"),
        ),
        tuple(
            (
                one.title,
                one.performers,
                ngettext("%(n)s minute", "%(n)s minutes", one.minutes) % {"n": one.minutes}
                if one.minutes
                else "",
                one.props,
            )
            for one in facts.acts
        ),
        (44, 42, 24, 42),
    )


def _registration() -> Grid:
    """Return an empty form with the few fields that may be known of a child, and no others."""
    heads = (
        gettext("Row"),
        gettext("Codename"),
        gettext("Grade"),
        gettext("Age band"),
        gettext("Allergy (yes or no)"),
        gettext("Needs help moving (yes or no)"),
        gettext("Came before (yes or no)"),
    )
    rows = tuple((str(number), *[""] * (len(heads) - 1)) for number in range(1, LINES + 1))
    return Grid(heads, rows, (12, 28, 18, 20, 22, 26, 24), blank=True)


def _letter(facts: Facts, words: tuple[str, ...]) -> Letter:
    asked = facts.asked
    if asked is None:
        asked = letters.proposed(facts.activity, facts.parties)
    return letters.written(
        facts.activity,
        facts.parties,
        facts.association,
        asked,
        named=facts.named_mode,
        words=words,
    )
