"""Rules, reasons and criteria in the reader's language."""

from kit.i18n import N_, gettext
from volunteers.rules.matching.explanation import LOCKED, PLACES
from volunteers.rules.matching.facts import Criterion, Rule
from volunteers.rules.matching.families import FAMILY
from volunteers.rules.matching.guard import Progress, Step

_BECAUSE = {
    Rule.CONSENT.value: N_("The consent is missing."),
    Rule.CLEARANCE.value: N_("The volunteer is not cleared."),
    Rule.TRAINING.value: N_("The volunteer has not been trained."),
    Rule.NEVER.value: N_("These two must not be paired."),
    Rule.SAME_GENDER.value: N_("The same gender is asked for."),
    Rule.SHARED_TIME.value: N_("They have no free time in common."),
    Rule.NOT_NAMED.value: N_("The file does not name this pair."),
    LOCKED: N_("Everybody possible is locked to somebody else."),
    PLACES: N_("All possible places are needed by others."),
    FAMILY: N_("One volunteer would have to take the whole family, and none can."),
}
_CRITERIA = {
    Criterion.NEEDS: N_("needs"),
    Criterion.INTERESTS: N_("interests"),
    Criterion.FREE: N_("free times"),
    Criterion.LANGUAGES: N_("languages"),
    Criterion.EXPERIENCE: N_("experience"),
    Criterion.GIVEN: N_("given score"),
}
_STEPS = {
    Step.SCORES: N_("who fits whom"),
    Step.FAMILIES: N_("children of one family with one volunteer"),
    Step.MATCHED: N_("as many pairs as possible"),
    Step.PRIORITY: N_("nobody urgent left out"),
    Step.KEPT: N_("keep who knows each other"),
    Step.RESERVES: N_("as few reserves as possible"),
    Step.BANDS: N_("as few weak pairs as possible"),
    Step.TOTAL: N_("the best fit over all"),
    Step.LOAD: N_("share the load fairly"),
    Step.TIES: N_("decide between equals"),
    Step.REASONS: N_("write down the reasons"),
}


def because(code: str) -> str:
    """Say what a broken rule, or another reason to have no pair, means."""
    return gettext(_BECAUSE[code])


def criterion(name: Criterion) -> str:
    """Name a criterion in the middle of a sentence."""
    return gettext(_CRITERIA[name])


def progress(now: Progress) -> str:
    """Say which step is being done, in one short line."""
    places = {
        "at": now.at,
        "of": now.of,
        "what": gettext(_STEPS[now.step]),
        "seconds": round(now.seconds),
    }
    if now.of == 0:
        return gettext("Step %(at)d: %(what)s (%(seconds)d s)") % places
    return gettext("Step %(at)d of %(of)d: %(what)s (%(seconds)d s)") % places
