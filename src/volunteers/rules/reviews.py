"""What reviewers think: points for each criterion, one weighted number for each application (V2)."""

import re
from collections.abc import Mapping, Sequence
from typing import Protocol

import msgspec

from kit.errors import Refusal
from kit.i18n import N_, gettext

MOST = 5  # points for one criterion
FULL = 100  # what an application gets that has them all
OVERALL = N_("How well they fit")

_ADDRESS = re.compile(r"[^\s@，。；]+@[^\s@，。；]+")
_ACCOUNT = re.compile(r"(?:微信|WeChat|QQ|VX)\s*(?:号|id)?\s*[:：]?\s*[\w-]{4,}", re.IGNORECASE)
_NUMBERS = re.compile(r"\+?\d(?:[\d \-]{5,})\d")


class Judged(Protocol):
    """A call, as far as reviewers care."""

    @property
    def criteria(self) -> tuple[str, ...]: ...
    @property
    def weights(self) -> tuple[int, ...]: ...
    @property
    def reviewers(self) -> int: ...


class Criterion(msgspec.Struct, frozen=True):
    name: str
    weight: int


def criteria(call: Judged) -> tuple[Criterion, ...]:
    """Return what is judged: the written criteria, or one for all where none are written."""
    if not call.criteria:
        return (Criterion(gettext(OVERALL), 1),)
    weights = call.weights if any(call.weights) else ()
    return tuple(
        Criterion(name, weights[at] if at < len(weights) else int(not weights))
        for at, name in enumerate(call.criteria)
    )


def total(points: Sequence[int], weights: Sequence[int]) -> int:
    """Return what one reviewer gives, 0 to 100."""
    return mean([points], weights)


def mean(several: Sequence[Sequence[int]], weights: Sequence[int]) -> int:
    """Return the weighted mean of several reviewers' points, 0 to 100, halves rounded up.

    Computed from the sums, in whole numbers: nothing is rounded twice.
    """
    given = sum(w * p for points in several for w, p in zip(weights, points, strict=True))
    most = len(several) * MOST * sum(weights)
    return (2 * FULL * given + most) // (2 * most)


def spread(several: Sequence[Sequence[int]], weights: Sequence[int]) -> int:
    """Return how far the reviewers are apart: the highest of their numbers less the lowest."""
    totals = [total(points, weights) for points in several]
    return max(totals) - min(totals)


def is_complete(given: int, call: Judged) -> bool:
    """Say whether an application has as many scores as it needs."""
    return given >= max(1, call.reviewers)


def may_see_others(*, own: bool, complete: bool) -> bool:
    """Nobody sees what others gave who might still give points of their own."""
    return own or complete


def refuse_late(*, own: bool, complete: bool) -> None:
    """Raise where all scores are there, and can therefore be seen by whoever comes now."""
    if complete and not own:
        raise ScoredAlready


def read_points(values: Mapping[str, str], count: int) -> tuple[tuple[int, ...], dict[str, str]]:
    """Return the points of a form (`points-0`, …) and a sentence for each that is missing."""
    points, wrong = [], {}
    for at in range(count):
        written = values.get(f"points-{at}", "")
        if written.isdecimal() and len(written) == 1 and int(written) <= MOST:
            points.append(int(written))
        else:
            wrong[f"points-{at}"] = gettext("Choose 0 to 5.")
    return tuple(points), wrong


class PointsLost(Refusal):
    status = 422
    message = N_(
        "%(count)s people have points already. Once places are given another way, the points decide "
        "nothing. Tick below that you want this, and save again."
    )


class CriteriaJudged(Refusal):
    message = N_(
        "Points have been given for these criteria, so their wording stays. Weights can still change."
    )


def blinded(text: str, name: str) -> str:
    """Return what an applicant wrote without their own name, numbers, addresses and accounts."""
    hidden = text.replace(name, "▇▇") if len(name) > 1 else text
    for telling in (_ADDRESS, _ACCOUNT, _NUMBERS):
        hidden = telling.sub("▇▇", hidden)
    return hidden


class ScoredAlready(Refusal):
    message = N_(
        "This application has all its scores. They can be seen now, so nobody adds another one."
    )


class NotUnderReview(Refusal):
    message = N_("This call is not decided by review, or this person has been decided upon.")
