"""How an association judges who fits whom: weights, and what must hold on top of the law.

A judgement that may be changed, never science. What protects a child cannot be weighed or left out here.
"""

from collections.abc import Collection
from typing import Annotated

import msgspec
from msgspec import Meta

from kit.errors import Refusal
from kit.i18n import N_
from volunteers.rules import matching
from volunteers.rules.matching import Duo, Weights

HEAVIEST = 100
Weight = Annotated[int, Meta(ge=0, le=HEAVIEST)]
MostEach = Annotated[int, Meta(ge=1, le=2)]


class PairingRules(msgspec.Struct, frozen=True):
    """The rules of one activity; `version` 0 says that nobody has changed them yet.

    `most_each` is how many children one volunteer takes at most; with `siblings_share` children who
    are to be kept together share one.
    """

    needs: Weight
    interests: Weight
    free: Weight
    languages: Weight
    experience: Weight
    same_gender: bool = False
    needs_shared_time: bool = False
    keep_previous: bool = False
    siblings_share: bool = False
    most_each: MostEach = 1
    version: int = 0

    @property
    def weights(self) -> Weights:
        return Weights(self.needs, self.interests, self.free, self.languages, self.experience)

    def for_engine(
        self, never: Collection[Duo] = (), current: Collection[Duo] = ()
    ) -> matching.Rules:
        """Return these rules as the engine reads them, with who must never meet and what stands."""
        return matching.Rules(
            weights=self.weights,
            same_gender=self.same_gender,
            needs_shared_time=self.needs_shared_time,
            keep_previous=self.keep_previous,
            never=tuple(sorted(never)),
            current=tuple(sorted(current)),
        )

    @property
    def mark(self) -> str:
        """These rules in one line, by which a form says what its reader has looked at."""
        return "-".join(str(int(value)) for value in msgspec.structs.astuple(self))


USUAL = PairingRules(25, 25, 20, 20, 10, keep_previous=True)


class LookFirst(Refusal):
    message = N_("Look at what this would change, then save it.")


class NothingCounts(Refusal):
    status = 422
    message = N_("At least one of the five must count for something.")


def refuse_weightless(rules: PairingRules) -> None:
    """Raise NothingCounts if every weight is 0: then nobody would fit anybody better."""
    if not sum(msgspec.structs.astuple(rules.weights)):
        raise NothingCounts
