"""The notice: what the plan says to those who are invited, with its annexes."""

from events.rules.activities import PartyRole
from exports.rules import notices
from exports.rules.filled import annexes, plans
from exports.rules.filled.facts import Facts, head, once, people
from exports.rules.kinds import NoDate
from exports.rules.notices import NobodyIssues, Notice
from exports.rules.proposals import Section
from kit.i18n import gettext

# What is nobody's business outside: who issues it stands on top, money and safety stay within.
_WITHIN = ("background", "parties", "purposes", "theme", "staff", "budget", "safety", "follow_up")


def notice(facts: Facts) -> Notice:
    """Return the notice.

    Raises:
        NobodyIssues, AnnexMissing, AnnexEmpty
    """
    issuers = once([*facts.named(PartyRole.HOST), *facts.named(PartyRole.CO_ISSUER)])
    if not issuers:
        raise NobodyIssues
    starts = facts.activity.starts_at
    if starts is None:
        raise NoDate
    sections = tuple(_section(facts))
    opening = tuple(
        line
        for one in facts.sections
        if one.key == "background"
        for line in one.text.split("\n")
        if line.strip()
    )
    behind = annexes.of(facts)
    texts = [*opening, *(line for one in sections for line in (*one.paragraphs, *one.items))]
    notices.refuse_gaps(texts, behind)
    return Notice(
        **head(facts),
        issuers=tuple(issuers),
        year=str(facts.changed_at.year),
        opening=opening,
        sections=sections,
        annexes=behind,
        profile=facts.profile,
    )


def _section(facts: Facts) -> list[Section]:
    """Return the numbered items: the chapters that concern whoever is invited, without tables."""
    found = []
    for chapter in plans.chapters(facts):
        if chapter.key in _WITHIN:
            continue
        said = plans.section(facts, chapter)
        if chapter.key == "people":
            said = _invited(facts, said)
        if said.paragraphs or said.items:
            found.append(
                Section(heading=said.heading, paragraphs=said.paragraphs, items=said.items)
            )
    return found


def _invited(facts: Facts, said: Section) -> Section:
    """Say how many are invited and what they must fulfil; who helps is nobody's business outside."""
    places = facts.activity.participants
    counted = (gettext("Places: %(count)s") % {"count": places},) if places else ()
    return Section(
        heading=said.heading,
        paragraphs=counted + tuple(line for line in said.paragraphs if line != people(facts)),
        items=tuple(one.text for one in facts.conditions),
    )
