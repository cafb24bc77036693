"""How long the exact matching takes, beside SciPy's bare assignment in the same run.

`.venv/bin/python benchmarks/matching.py` prints the median of several runs in milliseconds. The bare
assignment reaches one goal, the total; the ratio is what all the goals and their proofs cost.
"""

import random
import statistics
import time
from collections.abc import Callable

import numpy as np
from scipy.optimize import linear_sum_assignment

from volunteers.rules.matching import Participant, Problem, Rules, Volunteer, fits, match, scoring

WORDS = [f"word {at}" for at in range(24)]
TIMES = ["sat-am", "sat-pm", "sun-am", "sun-pm", "wed-pm", "fri-pm"]
LANGUAGES = ["mandarin", "sichuan", "yi", "miao"]
TRAINED, ASK_SAME_GENDER, CAME_BEFORE = 0.97, 0.3, 0.3


def people(size: int, seed: int) -> Problem:
    """Return as many participants as `size` and a tenth more volunteers, some of them reserves."""
    chance = random.Random(seed)  # noqa: S311 -- people for a benchmark, not a secret
    helpers = size + size // 10
    volunteers = [
        Volunteer(
            id=f"v{at}",
            gender=chance.choice("fm"),
            cleared=True,
            trained=chance.random() < TRAINED,
            reserve=at >= size,
            skills=frozenset(chance.sample(WORDS, 4)),
            interests=frozenset(chance.sample(WORDS, 5)),
            languages=frozenset(chance.sample(LANGUAGES, 2)),
            free=frozenset(chance.sample(TIMES, 2)),
            years=chance.randint(0, 4),
        )
        for at in range(helpers)
    ]
    participants = [
        Participant(
            id=f"p{at}",
            gender=chance.choice("fm"),
            consent=True,
            same_gender=chance.random() < ASK_SAME_GENDER,
            needs=frozenset(chance.sample(WORDS, 2)),
            interests=frozenset(chance.sample(WORDS, 4)),
            languages=frozenset(chance.sample(LANGUAGES, 1)),
            free=frozenset(chance.sample(TIMES, 3)),
            previous=f"v{chance.randrange(helpers)}" if chance.random() < CAME_BEFORE else None,
        )
        for at in range(size)
    ]
    return Problem(tuple(volunteers), tuple(participants), Rules(needs_shared_time=True))


def median(runs: int, work: Callable[[], object]) -> float:
    """Return the median time of `work` in milliseconds."""
    times = []
    for _ in range(runs):
        began = time.perf_counter()
        work()
        times.append(1000 * (time.perf_counter() - began))
    return statistics.median(times)


def main() -> None:
    """Measure thirty and three hundred participants."""
    print(f"{'':>6} {'bare':>9} {'scores':>9} {'match':>9} {'board':>9} {'match/bare':>11}")
    for size, runs in ((30, 21), (300, 5)):
        problem = people(size, seed=size)
        costs = scoring.FULL - scoring.total(scoring.points(problem)).astype(np.float64)
        bare = median(runs, lambda costs=costs: linear_sum_assignment(costs))
        scores = median(runs, lambda problem=problem: scoring.points(problem))
        whole = median(runs, lambda problem=problem: match(problem))
        board = median(runs, lambda problem=problem: fits(problem))
        print(
            f"{size:>6} {bare:>9.2f} {scores:>9.2f} {whole:>9.2f} {board:>9.2f} {whole / bare:>11.1f}"
        )


if __name__ == "__main__":
    main()
