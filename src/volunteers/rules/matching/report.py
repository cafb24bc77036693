"""An answer as a person reads it in a terminal."""

from collections.abc import Iterator

from kit.i18n import gettext, ngettext
from volunteers.rules.matching import words
from volunteers.rules.matching.facts import Answer, Pair, Side, Unmatched
from volunteers.rules.matching.files import Refused


def answer_text(document: Answer | Refused) -> str:
    """Return the document as lines of text; pairs first, the worst of them not hidden."""
    if isinstance(document, Refused):
        return document.message + "\n"
    lines = [_summary(document), ""]
    lines += [_pair(pair) for pair in document.pairs]
    for one in document.unmatched:
        lines += ["", *_unmatched(one)]
    return "\n".join(lines) + "\n"


def _summary(answer: Answer) -> str:
    vector = answer.vector
    alone = sum(one.side is Side.PARTICIPANT for one in answer.unmatched)
    counts = {
        "matched": vector.matched,
        "alone": alone,
        "kept": vector.kept,
        "reserves": vector.reserves,
        "bands": " · ".join(map(str, vector.bands)),
        "total": vector.total,
    }
    if not answer.proved:
        return (
            ngettext(
                "%(matched)d pair: families first, then the best around them, not proved as a "
                "whole; %(alone)d left out, %(kept)d kept, %(reserves)d with reserves, by quality "
                "from low to high %(bands)s, total %(total)d.",
                "%(matched)d pairs: families first, then the best around them, not proved as a "
                "whole; %(alone)d left out, %(kept)d kept, %(reserves)d with reserves, by quality "
                "from low to high %(bands)s, total %(total)d.",
                vector.matched,
            )
            % counts
        )
    return (
        ngettext(
            "%(matched)d pair, proved to be the best; %(alone)d left out, %(kept)d kept, "
            "%(reserves)d with reserves, by quality from low to high %(bands)s, total %(total)d.",
            "%(matched)d pairs, proved to be the best; %(alone)d left out, %(kept)d kept, "
            "%(reserves)d with reserves, by quality from low to high %(bands)s, total %(total)d.",
            vector.matched,
        )
        % counts
    )


def _pair(pair: Pair) -> str:
    marks = [gettext("locked")] * pair.locked + [gettext("kept")] * pair.kept
    shares = [f"{words.criterion(one.criterion)} {one.points}" for one in pair.reasons]
    return f"{pair.volunteer} – {pair.participant}  {pair.score}  ({', '.join(shares + marks)})"


def _unmatched(one: Unmatched) -> Iterator[str]:
    """Yield who is left, why, and what would help."""
    if one.side is Side.PARTICIPANT:
        yield gettext("%(id)s has no volunteer.") % {"id": one.id}
    else:
        yield gettext("%(id)s has no participant.") % {"id": one.id}
    for code in one.because:
        yield f"  {words.because(code)}"
    if one.side is Side.PARTICIPANT and one.witness.volunteers:
        yield "  " + gettext("%(participants)s can together only go with %(volunteers)s.") % {
            "participants": ", ".join(one.witness.participants),
            "volunteers": ", ".join(one.witness.volunteers),
        }
    for waiver in one.waivers:
        yield "  " + gettext(
            "%(volunteer)s and %(participant)s would be possible without: %(rule)s"
        ) % {
            "volunteer": waiver.volunteer,
            "participant": waiver.participant,
            "rule": words.because(waiver.rule),
        }
