"""What the matching found out, in words for an organiser: what a change would cost, who is left and why.

Codenames and volunteers' names only, and never a score of a child: what is judged is a pair.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence

from kit.i18n import N_, gettext, ngettext
from volunteers.rules.applications import FREE_TIMES
from volunteers.rules.board_steps import BAND_NAMES, BANDS
from volunteers.rules.matching import Participant, Problem, Rule
from volunteers.rules.matching.alternatives import Move, Price
from volunteers.rules.matching.critical import Critical, Kind, Reserve
from volunteers.rules.matching.waivers import Relief
from volunteers.rules.matching.worst import Because, Worst

Names = Mapping[str, str]

_BECAUSE = {
    Because.LOCKED: N_("This pair is locked, so nothing better was looked for."),
    Because.RESERVE: N_("Anything better would need one more of the reserves."),
    Because.KEPT: N_("Anything better would part others who are to stay together."),
}


def fit_word(score: int) -> str:
    """Say how well two suit each other, in a word or two."""
    return gettext(BAND_NAMES[bisect_right(BANDS, score)])


def cost(price: Price, names: Names) -> tuple[str, ...]:
    """Say what forcing a pair would mean for everybody else, the gravest first."""
    return tuple(_cost(price, names))


def at_a_glance(price: Price, names: Names) -> tuple[str, ...]:
    """Say the same, but first the one thing by which to tell such prices apart."""
    said = cost(price, names)
    if any(move.after is None for move in price.others):
        return said
    first = next(_quality(price), said[0])
    return (first, *(one for one in said if one != first))


def chain(price: Price, names: Names) -> tuple[str, ...]:
    """Say who would have to move for a pair, one after another."""
    return tuple(moved(move, names) for move in price.others)


def _cost(price: Price, names: Names) -> Iterator[str]:
    others = price.others
    for move in others:
        if move.after is None:
            yield gettext("%(child)s would have nobody") % {"child": names[move.participant]}
    for move in others:
        if move.before is None:
            yield gettext("%(child)s would find somebody") % {"child": names[move.participant]}
    changing = sum(move.before is not None and move.after is not None for move in others)
    if changing:
        yield (
            ngettext(
                "%(n)d other child would change volunteer",
                "%(n)d other children would change volunteer",
                changing,
            )
            % {"n": changing}
        )
    if not others:
        yield gettext("nobody else would change")
    if price.kept < 0:
        parted = ngettext(
            "%(n)d pair that stood before would end",
            "%(n)d pairs that stood before would end",
            -price.kept,
        )
        yield parted % {"n": -price.kept}
    if price.reserves > 0:
        needed = ngettext(
            "%(n)d more reserve would be needed",
            "%(n)d more reserves would be needed",
            price.reserves,
        )
        yield needed % {"n": price.reserves}
    yield from _quality(price)


def _quality(price: Price) -> Iterator[str]:
    """Say how the pairs together would be, by the weak ones first."""
    *low, _ = (*price.bands[:-1], 0, 0, 0, 0)[:4]
    said = [text % {"n": abs(n)} for n, text in zip(low, _more_or_fewer(low), strict=True) if n]
    yield from said
    if said:
        return
    if price.bands[-1] < 0:
        fewer = ngettext(
            "%(n)d pair fewer that fits very well",
            "%(n)d pairs fewer that fit very well",
            -price.bands[-1],
        )
        yield fewer % {"n": -price.bands[-1]}
    elif price.total < 0:
        yield gettext("all pairs together would fit a little less well")
    elif not any(price.rank):
        yield gettext("just as good for everybody together")


def _more_or_fewer(changes: Sequence[int]) -> Iterator[str]:
    """Yield what more or fewer pairs of each of the three lowest bands are called."""
    hardly, little, fairly = changes
    yield (
        ngettext("%(n)d more pair that hardly fits", "%(n)d more pairs that hardly fit", hardly)
        if hardly > 0
        else ngettext(
            "%(n)d pair fewer that hardly fits", "%(n)d pairs fewer that hardly fit", -hardly
        )
    )
    yield (
        ngettext(
            "%(n)d more pair that fits only a little",
            "%(n)d more pairs that fit only a little",
            little,
        )
        if little > 0
        else ngettext(
            "%(n)d pair fewer that fits only a little",
            "%(n)d pairs fewer that fit only a little",
            -little,
        )
    )
    yield (
        ngettext("%(n)d more pair that fits fairly", "%(n)d more pairs that fit fairly", fairly)
        if fairly > 0
        else ngettext(
            "%(n)d pair fewer that fits fairly", "%(n)d pairs fewer that fit fairly", -fairly
        )
    )


def moved(move: Move, names: Names) -> str:
    """Say where one child would go."""
    words = {
        "child": names[move.participant],
        "before": names.get(move.before or "", ""),
        "after": names.get(move.after or "", ""),
    }
    if move.after is None:
        return gettext("%(child)s, now with %(before)s, would have nobody.") % words
    if move.before is None:
        return gettext("%(child)s, who has nobody now, would get %(after)s.") % words
    return gettext("%(child)s would go from %(before)s to %(after)s.") % words


def too_few(problem: Problem, people: Sequence[str], helpers: Sequence[str]) -> str:
    """Say that these can only go with fewer: "10 boys who need a man can only go with these 9"."""
    here = {one.id: one for one in problem.participants}
    words = {
        "children": _children(problem, [here[one] for one in people]),
        "volunteers": ngettext("this one volunteer", "these %(n)d volunteers", len(helpers))
        % {"n": len(helpers)},
    }
    if not helpers:
        return gettext("At the moment no volunteer may go with %(children)s.") % words
    return gettext("%(children)s can only go with %(volunteers)s.") % words


def _children(problem: Problem, people: Sequence[Participant]) -> str:
    """Name people by their number, and by the gender they ask for where all ask for the same."""
    asked = all(one.same_gender or problem.rules.same_gender for one in people)
    genders = {one.gender for one in people}
    n = len(people)
    if asked and genders == {"m"}:
        text = ngettext("%(n)d boy who needs a man", "%(n)d boys who need a man", n)
    elif asked and genders == {"f"}:
        text = ngettext("%(n)d girl who needs a woman", "%(n)d girls who need a woman", n)
    else:
        text = ngettext("%(n)d child", "%(n)d children", n)
    return text % {"n": n}


def somebody_new(problem: Problem, people: Sequence[str]) -> str:
    """Say who would help people who have too few volunteers, if anybody new came."""
    here = {one.id: one for one in problem.participants}
    them = [here[one] for one in people]
    asked = all(one.same_gender or problem.rules.same_gender for one in them)
    genders = {one.gender for one in them}
    gender = genders.pop() if asked and len(genders) == 1 else None
    return gettext("Somebody new would help: %(kind)s, cleared and trained.") % {
        "kind": kind(Kind(gender, None))
    }


def kind(one: Kind) -> str:
    """Name what a reserve must bring, in the middle of a sentence."""
    who = {"m": gettext("a man"), "f": gettext("a woman")}.get(one.gender or "", gettext("anybody"))
    if one.free is None:
        return who
    time = gettext(FREE_TIMES.get(one.free, one.free))
    return gettext("%(who)s who is free: %(time)s") % {"who": who, "time": time}


def reserve(one: Reserve, names: Names) -> tuple[str, str]:
    """Say which reserve is needed, and whose absence it makes good."""
    needed = ngettext("%(n)d reserve: %(kind)s", "%(n)d reserves: %(kind)s", one.count)
    covers = gettext(", ").join(names[volunteer] for volunteer in one.volunteers)
    return (
        needed % {"n": one.count, "kind": kind(one.kind)},
        gettext("Steps in for %(names)s.") % {"names": covers},
    )


def absence(several: Sequence[Critical]) -> str:
    """Say what it would do if any one of these volunteers were away; they concern the same children."""
    alone, people = max(one.alone for one in several), len(several[0].participants)
    if alone == people:
        text = ngettext(
            "Without them, this child would have nobody.",
            "Without them, these children would have nobody.",
            people,
        )
    elif len(several) == 1:
        text = gettext("Without them, %(n)d of these %(all)d children would have nobody.")
    else:
        text = gettext(
            "If any one of them is away, %(n)d of these %(all)d children would have nobody."
        )
    return text % {"n": alone, "all": people}


def relief(one: Relief, names: Names) -> str:
    """Say what has to be done so that two can be a pair."""
    words = {"volunteer": names[one.volunteer], "child": names[one.participant]}
    if set(one.rules) == {Rule.TRAINING}:
        text = gettext("%(volunteer)s makes up the training and goes with %(child)s.")
    elif set(one.rules) == {Rule.SHARED_TIME}:
        text = gettext("%(volunteer)s and %(child)s agree on a time that suits both.")
    else:
        text = gettext("%(volunteer)s makes up the training and agrees on a time with %(child)s.")
    return text % words


def weakest(problem: Problem, found: Worst) -> str:
    """Say why the weakest pair is not better."""
    if found.witness is None:
        return gettext(_BECAUSE[found.because])
    met = set(found.witness.participants)
    children = _children(problem, [one for one in problem.participants if one.id in met])
    words = {"children": children, "n": len(found.witness.volunteers)}
    if not found.witness.volunteers:
        return gettext("Nobody here would suit this child better.")
    text = ngettext(
        "Anything better for %(children)s would need one and the same volunteer.",
        "Anything better for %(children)s would need the same %(n)d volunteers.",
        len(found.witness.volunteers),
    )
    return text % words
