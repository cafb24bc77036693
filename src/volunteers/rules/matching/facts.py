"""Who is to be paired with whom, under which rules, and what an answer says.

The Structs are the documents of the contract, `banxing-matching/1`, one to one. A pair is always
written volunteer first. Scores and points are whole numbers from 0 to 1000, higher is better.
"""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

FORMAT = "banxing-matching/1"

Name = Annotated[str, Meta(min_length=1, max_length=200)]
Score = Annotated[int, Meta(ge=0, le=1000)]
Weight = Annotated[int, Meta(ge=0, le=1000)]
Duo = tuple[Name, Name]


class Rule(StrEnum):
    """A hard rule; a pair that breaks one is never formed."""

    CONSENT = "consent"
    CLEARANCE = "clearance"
    TRAINING = "training"
    NEVER = "never"
    SAME_GENDER = "same_gender"
    SHARED_TIME = "shared_time"
    NOT_NAMED = "not_named"


class Criterion(StrEnum):
    """What a score is made of; GIVEN stands for a score that came with the file."""

    NEEDS = "needs"
    INTERESTS = "interests"
    FREE = "free"
    LANGUAGES = "languages"
    EXPERIENCE = "experience"
    GIVEN = "given"


class Side(StrEnum):
    VOLUNTEER = "volunteer"
    PARTICIPANT = "participant"


class Volunteer(Struct, frozen=True):
    """One who helps up to `capacity` participants; `years` is experience in whole years."""

    id: Name
    gender: str | None = None
    cleared: bool = False
    trained: bool = False
    reserve: bool = False
    capacity: Annotated[int, Meta(ge=0, le=1000)] = 1
    skills: frozenset[str] = frozenset()
    interests: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    free: frozenset[str] = frozenset()
    years: Annotated[int, Meta(ge=0, le=100)] = 0


class Participant(Struct, frozen=True):
    """One who is helped; a higher `priority` is left out later, `previous` is last time's partner.

    All of one `family` go to the same volunteer, or to nobody.
    """

    id: Name
    gender: str | None = None
    consent: bool = False
    priority: Annotated[int, Meta(ge=0, le=1_000_000)] = 0
    same_gender: bool = False
    needs: frozenset[str] = frozenset()
    interests: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    free: frozenset[str] = frozenset()
    previous: str | None = None
    family: Name | None = None


class Weights(Struct, frozen=True, forbid_unknown_fields=True):
    """How much each criterion counts: a judgement the association may change, never science.

    A criterion nobody knows is refused: misspelt, it would count for nothing and nobody would notice.
    """

    needs: Weight = 25
    interests: Weight = 25
    free: Weight = 20
    languages: Weight = 20
    experience: Weight = 10


class Rules(Struct, frozen=True):
    """`bands` are the lowest scores of the second and every higher quality band, ascending."""

    weights: Weights = Weights()
    bands: Annotated[tuple[Score, ...], Meta(max_length=9)] = (300, 450, 600, 750)
    same_gender: bool = False
    needs_shared_time: bool = False
    keep_previous: bool = True
    never: tuple[Duo, ...] = ()
    locked: tuple[Duo, ...] = ()
    current: tuple[Duo, ...] = ()


class Problem(Struct, frozen=True):
    """Everything `match` looks at; with `scores`, a pair that is not named there is impossible."""

    volunteers: tuple[Volunteer, ...]
    participants: tuple[Participant, ...]
    rules: Rules = Rules()
    scores: tuple[tuple[Name, Name, Score], ...] | None = None
    format: str = FORMAT


class Reason(Struct, frozen=True):
    """The points one criterion adds; a pair's points add up to its score exactly."""

    criterion: Criterion
    points: int


class Fit(Struct, frozen=True):
    """What two people would be as a pair, also where rules forbid it; band 0 is the lowest."""

    score: int
    band: int
    reasons: tuple[Reason, ...]
    blocked: tuple[Rule, ...]


class Pair(Struct, frozen=True):
    """A pair of the answer; `kept` if it stands already (published, else last time's)."""

    volunteer: str
    participant: str
    score: int
    band: int
    reasons: tuple[Reason, ...]
    locked: bool
    kept: bool


class Witness(Struct, frozen=True):
    """A minimal Hall violator: more on the unmatched side than places (or people) on the other."""

    participants: tuple[str, ...]
    volunteers: tuple[str, ...]


class Waiver(Struct, frozen=True):
    """If `rule` were waived or cured for this one pair, `gains` more would be matched."""

    rule: Rule
    volunteer: str
    participant: str
    gains: int


class Unmatched(Struct, frozen=True):
    """Somebody without a pair; `because` names rules, `locked` or `places`, the weightiest first."""

    id: str
    side: Side
    because: tuple[str, ...]
    witness: Witness
    waivers: tuple[Waiver, ...] = ()


class Vector(Struct, frozen=True):
    """What was reached, goal by goal; `bands` counts pairs per band, lowest first."""

    matched: int
    kept: int
    reserves: int
    bands: tuple[int, ...]
    total: int


class Answer(Struct, frozen=True):
    """The optimum; pairs by participant, all lists in the order of identities.

    Without a proof of every goal there is no answer, but where families share a volunteer: among
    many people they are placed first, `proved` is false, and the others are the best around them.
    """

    pairs: tuple[Pair, ...]
    unmatched: tuple[Unmatched, ...]
    vector: Vector
    proved: bool = True
