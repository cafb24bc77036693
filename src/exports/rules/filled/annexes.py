"""The annexes of a plan: chapters whose key begins with `annex`, some of which print a list."""

from budget.rules.materials import ORIGIN_NAMES, Whose
from events.rules.activities import Kind as ActivityKind
from events.rules.activities import PartyRole
from events.rules.sections import Section as Chapter
from exports.rules.annexes import Annex, Grid
from exports.rules.consent_letters import PURPOSES, ConsentLetter, Letter
from exports.rules.filled.facts import Facts, head, listed, when
from kit.i18n import gettext, ngettext

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
            return _list(chapter, said, _packing(facts))
        case "annex-acts":
            return _list(chapter, said, _acts(facts))
        case "annex-registration":
            return Annex(title=chapter.heading, paragraphs=said, grid=_registration())
        case "annex-consent":
            return Annex(title=chapter.heading, letter=_letter(facts, said))
    return Annex(title=chapter.heading, paragraphs=said)


def _list(chapter: Chapter, said: tuple[str, ...], grid: Grid) -> Annex:
    return Annex(title=chapter.heading, paragraphs=said if grid.rows else (), grid=grid)


def _quotas(facts: Facts) -> Grid:
    rows = [
        (str(number), one.source, str(one.places), one.note)
        for number, one in enumerate(facts.quotas, 1)
    ]
    if rows:
        rows.append(("", gettext("Total"), str(sum(one.places for one in facts.quotas)), ""))
    heads = (gettext("No."), gettext("School or source"), gettext("Places"), gettext("Note"))
    return Grid(heads, tuple(rows), (10, 60, 20, 60))


def _packing(facts: Facts) -> Grid:
    things = [one for one in facts.materials if one.whose is Whose.PARTICIPANTS]
    return Grid(
        (
            gettext("No."),
            gettext("Thing"),
            gettext("Quantity"),
            gettext("Comes from"),
            gettext("Note"),
        ),
        tuple(
            (str(n), one.item, one.quantity, gettext(ORIGIN_NAMES[one.origin]), one.note)
            for n, one in enumerate(things, 1)
        ),
        (10, 50, 24, 26, 40),
    )


def _acts(facts: Facts) -> Grid:
    return Grid(
        (
            gettext("No."),
            gettext("Act"),
            gettext("Performers"),
            gettext("Length"),
            gettext("Props"),
        ),
        tuple(
            (
                str(n),
                one.title,
                one.performers,
                ngettext("%(n)s minute", "%(n)s minutes", one.minutes) % {"n": one.minutes}
                if one.minutes
                else "",
                one.props,
            )
            for n, one in enumerate(facts.acts, 1)
        ),
        (10, 44, 40, 22, 40),
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
    return Grid(heads, rows, (12, 28, 18, 20, 22, 26, 24))


def _letter(facts: Facts, words: tuple[str, ...]) -> Letter:
    activity = facts.activity
    together = activity.kind in {ActivityKind.VISIT, ActivityKind.CAMPAIGN}
    left_out = set()
    if not together:
        left_out |= {"pairing_contact", "direct_contact"}
    if not (activity.off_campus or activity.overnight):
        left_out.add("off_site")
    if not facts.named(PartyRole.MEDIA):
        left_out.add("media_interview")
    return Letter(
        activity=activity.title,
        when=when(facts),
        place=activity.place,
        who=listed(
            facts.named(PartyRole.HOST, PartyRole.CO_ISSUER, PartyRole.ORGANIZER)
            or (facts.association,)
        ),
        contact=" ".join(part for part in (activity.contact_name, activity.contact_phone) if part),
        school=listed(facts.named(PartyRole.PARTNER)),
        purposes=tuple(purpose for purpose in PURPOSES if purpose not in left_out),
        words=words,
    )
