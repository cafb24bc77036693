"""Problems of any size whose answer is known beforehand, because it was put there."""

import random
from dataclasses import dataclass

from tests.volunteers.rules.matching.cases import participant, problem, volunteer
from volunteers.rules.matching import Problem


def optimum(size: int, seed: int, density: float = 0.4) -> tuple[Problem, set[tuple[str, str]]]:
    """A problem and its only best pairs.

    Each person has a price. A chosen pair costs exactly the two prices, every other pair more: then
    no other set of pairs is as cheap (the prices are its dual solution).
    """
    chance = random.Random(seed)
    theirs = [chance.randint(0, 400) for _ in range(size)]
    ours = [chance.randint(0, 400) for _ in range(size)]
    chosen = chance.sample(range(size), size)
    scores = []
    for i in range(size):
        for j in range(size):
            if j == chosen[i]:
                scores.append((f"v{j}", f"p{i}", 1000 - theirs[i] - ours[j]))
            elif chance.random() < density:
                slack = chance.choice((1, chance.randint(1, 200)))
                scores.append((f"v{j}", f"p{i}", 1000 - theirs[i] - ours[j] - slack))
    made = problem(
        [volunteer(f"v{j}") for j in range(size)],
        [participant(f"p{i}") for i in range(size)],
        bands=(),
        scores=tuple(chance.sample(scores, len(scores))),
    )
    return made, {(f"v{j}", f"p{i}") for i, j in enumerate(chosen)}


@dataclass(frozen=True)
class Shortage:
    """People who together can only go with one volunteer fewer; `last` is the one to be left out."""

    people: tuple[str, ...]
    volunteers: tuple[str, ...]
    last: str


def shortages(
    size: int, seed: int, lacking: tuple[int, ...] = (1, 2, 5, 40)
) -> tuple[Problem, list[Shortage]]:
    """A problem in which groups of the sizes `lacking` are each short of one volunteer, nobody else.

    Within a group the people form a chain over the volunteers, so whoever is left out, all others can
    have one, and no part of the group is short. All others have a volunteer of their own and may also
    take one of a group's. `spare` has not been trained and may be paired with everybody.
    """
    chance = random.Random(seed)
    people = chance.sample([f"p{at}" for at in range(size)], size)
    helpers = chance.sample([f"v{at}" for at in range(size)], size)
    edges, groups = set(), []
    for count in lacking:
        group, own = people[:count], helpers[: count - 1]
        people, helpers = people[count:], helpers[count - 1 :]
        for at, helper in enumerate(own):
            edges |= {(helper, group[at]), (helper, group[at + 1])}
            edges |= {(helper, other) for other in group if chance.random() < 0.1}
        last = chance.choice(group)
        groups.append(Shortage(tuple(sorted(group)), tuple(sorted(own)), last))
    everybody = [f"v{at}" for at in range(size)]
    for person, helper in zip(people, helpers, strict=False):
        edges.add((helper, person))
        edges |= {(other, person) for other in everybody if chance.random() < 0.05}
    lasts = {group.last for group in groups}
    names = [f"p{at}" for at in range(size)]
    made = problem(
        [*(volunteer(name) for name in everybody), volunteer("spare", trained=False)],
        [participant(name, priority=0 if name in lasts else 1) for name in names],
        scores=tuple(
            (v, p, chance.randint(0, 1000))
            for v, p in (*sorted(edges), *(("spare", name) for name in names))
        ),
    )
    return made, groups
