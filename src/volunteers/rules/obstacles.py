"""What keeps two from being a pair, in words: what one of them lacks, and what stands between them (V12)."""

from collections.abc import Collection, Iterable

from kit.errors import Gap
from kit.i18n import N_, gettext
from volunteers.rules.clearance import GAP_NAMES
from volunteers.rules.matching import Rule

WHY_NOT: dict[Rule, str] = {
    Rule.CONSENT: N_("The consent of the guardian is not there yet."),
    Rule.CLEARANCE: N_("The pledge is not signed yet."),
    Rule.TRAINING: N_("The training has not been attended yet."),
    Rule.NEVER: N_("These two must not be paired."),
    Rule.SAME_GENDER: N_("The school asks for the same gender here."),
    Rule.SHARED_TIME: N_("They have no free time in common."),
}
OWN_GENDER = N_("Your own rules pair only the same gender.")
GENDER_UNKNOWN = N_(
    "Your own rules pair only the same gender, and of one of the two it is not known."
)
TAKEN_BACK = N_("The consent was taken back.")
OF_VOLUNTEER = (Rule.CLEARANCE, Rule.TRAINING)
OF_TWO = (Rule.NEVER, Rule.SAME_GENDER, Rule.SHARED_TIME)


def why_not(
    rules: Iterable[Rule],
    *,
    taken_back: bool = False,
    lacking: Collection[Gap] = (),
    gender: str = WHY_NOT[Rule.SAME_GENDER],
) -> tuple[str, ...]:
    """Say what forbids a pair, gravest first.

    A consent that was `taken_back` is not just missing; `lacking` tells which clearance it is, and
    `gender` who asks for the same gender.
    """
    said: list[str] = []
    for rule in rules:
        if rule is Rule.CLEARANCE and lacking:
            said += [GAP_NAMES[gap.code] for gap in lacking]
        elif rule is Rule.SAME_GENDER:
            said.append(gender)
        else:
            said.append(TAKEN_BACK if taken_back and rule is Rule.CONSENT else WHY_NOT[rule])
    return tuple(gettext(one) for one in said)


def gender(one: str, other: str, *, by_school: bool) -> str:
    """Say who asks for the same gender: the school, or the association by its own rules."""
    if by_school:
        return WHY_NOT[Rule.SAME_GENDER]
    return OWN_GENDER if one and other else GENDER_UNKNOWN
