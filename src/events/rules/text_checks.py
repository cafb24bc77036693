"""What the plan's own words give cause to say: the rules for pasted texts, asked of what stands now."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from itertools import accumulate

from events.rules.findings import Finding, Stops, Tap, Urgency
from events.rules.monthly import can_be_monthly
from events.rules.reading import safeguards, timing, wording
from events.rules.reading.facts import Facts
from events.rules.reading.remarks import CODES, Remark
from events.rules.written import SHOWN, Piece, Place, Written, said, subject
from kit.i18n import N_

Check = Callable[[Facts], Iterator[Remark]]

DAY, DEADLINE, TIDY = Urgency.DAY, Urgency.DEADLINE, Urgency.TIDY
REWRITE = N_("Look at the words")
# How each is told: urgency, the fact, the act, and what stands behind it. Severity and what it
# stops are the same as in a pasted text.
SAID: dict[str, tuple[Urgency, str, str, str]] = {
    "place-vague": (TIDY, N_("“%(what)s” is no place that somebody could find"), N_("Name the place"), ""),
    "numbering-broken": (TIDY, N_("In “%(where)s”, number %(number)s follows %(before)s"), N_("Renumber"), ""),
    "placeholder-left": (TIDY, N_("“%(where)s” still holds a gap: “%(what)s”"), N_("Fill it in"), ""),
    "annex-missing": (DEADLINE, N_("%(what)s is cited, but the plan has no such annex"), N_("Add the annex"), N_("Add a section for it, or take out the words that name it.")),
    "annex-missing-between": (DEADLINE, N_("%(what)s is cited, but the plan has no such annex"), N_("Add the annex"), N_("%(between)s is mentioned nowhere; perhaps the number is wrong.")),
    "detail-deferred": (TIDY, N_("“%(what)s”: this still has to be settled and told"), N_("Write what is settled"), ""),
    "announced-but-unplanned": (TIDY, N_("“%(what)s” is announced, but nothing further on says how"), N_("Plan it"), ""),
    "duty-unplanned": (TIDY, N_("“%(what)s” has a duty, but does not stand in the list of members"), REWRITE, ""),
    "cadence-missing": (TIDY, N_("“%(what)s”: nobody can tell how often that is"), N_("Say how often"), N_("What has a number can be kept, and reminded of.")),
    "stray-mark": (TIDY, N_("A stray mark or break: “%(what)s”"), N_("Clean it up"), ""),
    "contact-floor": (TIDY, N_("“%(what)s”: parents are to be in touch once a week at least"), REWRITE, N_("The law on the protection of minors asks for it (article 23).")),
    "one-to-one-alone": (DAY, N_("“%(what)s” may leave one adult alone with one child"), N_("Plan it together"), N_("Let two or three pairs stay in sight of each other.")),
    "private-contact": (DAY, N_("“%(what)s” hands private numbers around"), REWRITE, N_("Contact goes through the school or the association, never from person to person.")),
    "private-home": (DAY, N_("“%(what)s”: a home is visited"), REWRITE, N_("Private homes stay closed until the safeguarding lead opens them; it takes two adults and the guardian's consent.")),
    "disclosure-consent": (DEADLINE, N_("“%(what)s”: volunteers have not been asked"), REWRITE, N_("Whoever's details go to another unit agrees first. Write that they do.")),
    "photo-consent": (DEADLINE, N_("“%(what)s”: children would be in pictures or in the news"), REWRITE, N_("Write that only those are pictured whose guardians agreed.")),
    "identifying-story": (DEADLINE, N_("“%(where)s” tells the private details of one child"), N_("Leave them out"), ""),
    "qualification-missing": (DAY, N_("“%(what)s”: nobody qualified is named"), N_("Name who does it"), N_("Counselling and medical help need somebody with a qualification; name it.")),
}  # fmt: skip

WHOLE: tuple[Check, ...] = (
    timing.deferred,
    wording.annexes,
    wording.announced,
    wording.numbering,
    wording.stray,
    wording.cadence,
    safeguards.floor,
    safeguards.homes,
    safeguards.stories,
)
# Told once per text there; here once per piece, so that a second one is not hidden by the first.
APART: tuple[Check, ...] = (timing.vague, safeguards.alone, safeguards.photos, safeguards.qualifications)  # fmt: skip
MINORS = {"one-to-one-alone", "private-contact", "private-home", "contact-floor", "identifying-story"}  # fmt: skip
YIELDING = ("placeholder-left", "stray-mark")  # to whatever is more exact about the same words
# Of blocks, who is qualified is judged with their titles and who leads.
NOT_OF_BLOCKS = {"qualification-missing"}
# A task is done once and needs no rhythm; what it says of places and marks is nobody's plan.
NOT_OF_TASKS = {"cadence-missing", "stray-mark", "place-vague", "detail-deferred", "annex-missing"}
# Words that forbid what they name: nobody is alone with a child, no home is visited.
DENIED = re.compile(
    r"(?:不|勿|禁止|严禁|避免|杜绝|谢绝|\bnever|\bnot?|n't|without|nobody|avoid)[^,。;:]{0,24}$"
)
DENIABLE = {"one-to-one-alone", "private-contact", "private-home", "photo-consent", "disclosure-consent"}  # fmt: skip
EXACT = {"placeholder-left", "annex-missing", "announced-but-unplanned", "duty-unplanned", "cadence-missing", "stray-mark"}  # fmt: skip
ELSEWHERE = {Place.BLOCK: NOT_OF_BLOCKS, Place.TASK: NOT_OF_TASKS}
FIELDS = {"place-vague": "place"}  # of a block
# A plan says one thing in its chapter and again in the block or the task it became: told once.
ONCE = {"one-to-one-alone", "private-contact", "disclosure-consent", "photo-consent", "place-vague", "qualification-missing"}  # fmt: skip


def text_checked(written: Written, here: str) -> list[Finding]:
    """Return what the words of a plan give cause to say; `here` is the activity's own path."""
    remarks = [remark for check in WHOLE for remark in check(written.facts)]
    remarks += wording.gaps(written.facts, [])
    remarks += [
        one for one in safeguards.consents(written.facts) if one.code == "disclosure-consent"
    ]
    for check in APART:
        if any(True for _ in check(written.facts)):
            remarks += [remark for facts in written.apart() for remark in check(facts)]
    minors = written.facts.minors
    telling = [
        remark
        for remark in _unyielding(remarks)
        if not _denied(remark, written)
        and (minors or remark.code not in MINORS)
        and remark.code not in ELSEWHERE.get(written.piece(remark.line).place, ())
    ]
    found = [_finding(remark, written, here) for remark in _once(telling, written)]
    return list({(one.code, one.subject): one for one in reversed(found)}.values())[::-1]


def _unyielding(remarks: list[Remark]) -> Iterable[Remark]:
    """Leave out gaps and marks where something more exact is said about the same words."""
    exact = sorted(span for one in remarks if one.code not in YIELDING for span in one.spans)
    starts = [start for start, _ in exact]
    reached = [0, *accumulate((end for _, end in exact), max)]  # by the first so many of them
    for remark in remarks:
        covered = any(end <= reached[bisect_right(starts, start)] for start, end in remark.spans)
        if remark.code not in YIELDING or not covered:
            yield remark


def _once(remarks: list[Remark], written: Written) -> Iterable[Remark]:
    """Leave out what a block or a task repeats of a chapter, word for word."""

    def told(remark: Remark) -> tuple[str, str]:
        return remark.code, written.clause(remark.line, remark.spans[0])

    def by_chapter(remark: Remark) -> bool:
        return written.piece(remark.line).place is Place.SECTION

    known = {told(remark) for remark in remarks if by_chapter(remark)}
    for remark in remarks:
        if remark.code not in ONCE or by_chapter(remark) or told(remark) not in known:
            yield remark


def _finding(remark: Remark, written: Written, here: str) -> Finding:
    urgency, message, act, hint = SAID[remark.said]
    severity, stops, _ = CODES[remark.said]
    piece = written.piece(remark.line)
    span = remark.spans[0]
    sentence = written.sentence(remark.line, span)
    about = said(sentence) if remark.code in ONCE else subject(piece, sentence)
    told: dict[str, object] = {"where": piece.title, "what": written.clause(remark.line, span)}
    told |= remark.details if remark.said in EXACT else {}
    return Finding(
        remark.code,
        severity,
        urgency,
        message,
        act,
        _fix(remark, piece, here),
        Stops.NOTHING if stops is Stops.POLICY else stops,
        subject=about,
        hint=hint,
        taps=_taps(remark, piece, about, here),
        details=remark.details | told,
    )


def _denied(remark: Remark, written: Written) -> bool:
    if remark.code not in DENIABLE:
        return False
    line = written.facts.outline.lines[remark.line - 1]
    return bool(DENIED.search(line.folded, 0, remark.spans[0][0] - line.start))


def _taps(remark: Remark, piece: Piece, about: str, here: str) -> tuple[Tap, ...]:
    what = str(remark.details.get("what", ""))
    if remark.code != "cadence-missing" or piece.place is not Place.SECTION:
        return ()
    if piece.key in SHOWN or not can_be_monthly(what):
        return ()
    return (Tap(N_("Make it once a month"), f"{here}/plan/cadence", {"subject": about}),)


def _fix(remark: Remark, piece: Piece, here: str) -> str:
    if remark.code == "annex-missing":
        return f"{here}/plan#new-heading"
    if piece.place is Place.BLOCK:
        return f"{here}/day?block={piece.id}#{FIELDS.get(remark.code, 'note')}"
    if piece.place is Place.TASK:
        return f"{here}/plan/tasks/{piece.id}"
    if piece.place is Place.SETTINGS:
        return f"{here}/settings#where"
    return f"{here}/plan?edit={piece.id}#section-{piece.id}"
