"""Pair volunteers with participants: an exact optimum under hard rules, and the reasons for it.

`match` answers a whole problem, `suggest` the rest around pairs that are set, `fits` what every pair
would be, `each` what some would. `match_file` is all of `banxing match` but reading the file and printing.
"""

from volunteers.rules.matching.facts import (
    Answer,
    Criterion,
    Duo,
    Fit,
    Pair,
    Participant,
    Problem,
    Reason,
    Rule,
    Rules,
    Side,
    Unmatched,
    Vector,
    Volunteer,
    Waiver,
    Weights,
    Witness,
)
from volunteers.rules.matching.feasible import LockBreaksRule, LockedTwice, NoPlaceLeft
from volunteers.rules.matching.files import Refused, answer_json, match_file, read
from volunteers.rules.matching.guard import Progress, Step, Stopped, TooLarge, TooSlow, Watch
from volunteers.rules.matching.optimum import each, fits, match, suggest
from volunteers.rules.matching.report import answer_text
from volunteers.rules.matching.words import progress as progress_text

__all__ = [
    "Answer",
    "Criterion",
    "Duo",
    "Fit",
    "LockBreaksRule",
    "LockedTwice",
    "NoPlaceLeft",
    "Pair",
    "Participant",
    "Problem",
    "Progress",
    "Reason",
    "Refused",
    "Rule",
    "Rules",
    "Side",
    "Step",
    "Stopped",
    "TooLarge",
    "TooSlow",
    "Unmatched",
    "Vector",
    "Volunteer",
    "Waiver",
    "Watch",
    "Weights",
    "Witness",
    "answer_json",
    "answer_text",
    "each",
    "fits",
    "match",
    "match_file",
    "progress_text",
    "read",
    "suggest",
]
