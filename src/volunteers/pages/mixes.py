"""How groups are mixed, as their pages draw it: words, and small bars for each group."""

from typing import Any

import msgspec

from kit.i18n import gettext
from volunteers.rules.mixture import Criterion, Evenness, Mix, Trait

TONES = ("c1", "c2", "c3", "c4", "c5", "c6")
Share = tuple[str, str, int, float]  # tone, name, how many, of a hundred


class Drawn(msgspec.Struct, frozen=True):
    """One group: stripes of what excludes each other, bars of what helpers are good at, and a line."""

    stripes: tuple[tuple[str, tuple[Share, ...]], ...]
    skills: tuple[tuple[str, float, str, int], ...]
    line: str


def drawn(mix: Mix, *, genders: bool) -> Drawn:
    """Return the bars of a group; boys and girls only where a rule asks for it."""
    stripes = [(gettext("Grades"), _shares(mix, Criterion.AGE))]
    if genders and mix.of(Criterion.GENDER):
        stripes.append((gettext("Boys and girls"), _shares(mix, Criterion.GENDER)))
    others = [*mix.of(Criterion.LANGUAGES), *mix.of(Criterion.EXPERIENCE)]
    return Drawn(
        stripes=tuple(stripes),
        skills=tuple(
            (trait.name, 100 * count / max(1, mix.size), "c4", count)
            for trait, count in mix.of(Criterion.SKILLS)
        ),
        line=" · ".join(_said(trait, count) for trait, count in others),
    )


def words(evenness: Evenness, *, genders: bool) -> list[dict[str, Any]]:
    """Say of each criterion how even it is; of boys and girls only where a rule asks for it."""
    return [
        {"what": what, "how": how, "even": even}
        for one, what, how, even in evenness.said
        if genders or one is not Criterion.GENDER
    ]


def _shares(mix: Mix, criterion: Criterion) -> tuple[Share, ...]:
    return tuple(
        (TONES[min(at, len(TONES) - 1)], trait.name, count, 100 * count / max(1, mix.size))
        for at, (trait, count) in enumerate(mix.of(criterion))
    )


def _said(trait: Trait, count: int) -> str:
    return gettext("%(what)s: %(count)s") % {"what": trait.name, "count": count}
