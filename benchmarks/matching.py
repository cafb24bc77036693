"""What the exact matching costs, beside SciPy's bare assignment in the same run.

Every size is a process of its own: the median processor time of a few runs, and the most memory the
process ever held. The bare assignment reaches one goal, the total; `match/bare` is what all the
goals, their proofs and every reason cost, `loops/scores` what tables save over plain loops; to be
`explained` adds what every pair would be, and what forcing it would cost.
`python -m benchmarks.matching --large` adds three thousand people where most pairs are possible.
"""

import json
import math
import random
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Collection

import numpy as np
from scipy.optimize import linear_sum_assignment

from volunteers.rules.matching import Participant, Problem, Rules, Volunteer, fits, match, scoring
from volunteers.rules.matching.alternatives import prices

WORDS = [f"word {at}" for at in range(24)]
TIMES = [f"hour {at}" for at in range(100)]
LANGUAGES = ["mandarin", "sichuan", "yi", "miao"]
TRAINED, ASK_SAME_GENDER, CAME_BEFORE = 0.97, 0.3, 0.3
TIMES_EACH = 2
ALLOWED = TRAINED * (1 - ASK_SAME_GENDER / 2)  # the share of pairs that fails no rule but time

SIZES = ((30, 0.55, 21), (300, 0.55, 5), (3000, 0.04, 1))  # people, possible pairs, runs
LARGE = ((3000, 0.55, 1),)
LOOPS_UP_TO = 300  # plain loops over more people would take minutes
BOARD_UP_TO = 300  # and so would a sentence about each of nine million pairs
PRICES_UP_TO = 60  # as far as all of them are found at once
GOALS = {(30, 0.55): 0.025, (300, 0.55): 0.2, (3000, 0.04): 2.0, (3000, 0.55): 8.0}
MEGABYTES = 1024


def people(size: int, seed: int, share: float = 0.55) -> Problem:
    """Return `size` participants and a tenth more volunteers, the last ones reserves.

    About `share` of all pairs break no rule: everybody helped is free at two hours, and volunteers
    at as many as it takes to meet that often.
    """
    chance = random.Random(seed)  # noqa: S311 -- people for a benchmark, not a secret
    helpers = size + size // 10
    apart = max(0.0, 1 - share / ALLOWED) ** (1 / TIMES_EACH)
    hours = round(len(TIMES) * (1 - apart))
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
            free=frozenset(chance.sample(TIMES, hours)),
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
            free=frozenset(chance.sample(TIMES, TIMES_EACH)),
            previous=f"v{chance.randrange(helpers)}" if chance.random() < CAME_BEFORE else None,
        )
        for at in range(size)
    ]
    return Problem(tuple(volunteers), tuple(participants), Rules(needs_shared_time=True))


def scores_by_loops(problem: Problem) -> list[list[int]]:
    """Return the same scores, pair by pair, as one would write them down first."""
    weights, people = problem.rules.weights, problem.volunteers
    whole = sum(getattr(weights, name) for name in weights.__struct_fields__)

    def share(wanted: Collection[str], common: int, enough: int | None = None) -> int:
        goal = len(wanted) if enough is None else min(len(wanted), enough)
        return min(common, goal) * scoring.FULL // goal if goal else scoring.UNSTATED

    return [
        [
            (
                weights.needs * share(one.needs, len(one.needs & other.skills))
                + weights.interests
                * share(
                    one.interests, len(one.interests & other.interests), scoring.ENOUGH_INTERESTS
                )
                + weights.free * share(one.free, len(one.free & other.free), scoring.ENOUGH_TIMES)
                + weights.languages
                * share(one.languages, len(one.languages & other.languages), enough=1)
                + weights.experience
                * (min(other.years, scoring.ENOUGH_YEARS) * scoring.FULL // scoring.ENOUGH_YEARS)
            )
            // whole
            for other in people
        ]
        for one in problem.participants
    ]


def median(runs: int, work: Callable[[], object]) -> float:
    """Return the median processor time of `work` in seconds."""
    times = []
    for _ in range(runs):
        began = time.process_time()
        work()
        times.append(time.process_time() - began)
    return statistics.median(times)


def measure(size: int, share: float, runs: int) -> dict[str, float]:
    """Return what one size takes in this process; memory before anything else could take more."""
    problem = people(size, size, share)
    whole = median(runs, lambda: match(problem))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    table = scoring.scores(problem)
    costs = (scoring.FULL - table).astype(np.float64)
    found = {
        "bare": median(runs, lambda: linear_sum_assignment(costs)),
        "scores": median(runs, lambda: scoring.scores(problem)),
        "match": whole,
        "peak": peak / (MEGABYTES if sys.platform != "darwin" else MEGABYTES * MEGABYTES),
    }
    if size <= LOOPS_UP_TO:
        if scores_by_loops(problem) != table.tolist():
            raise ArithmeticError("tables and loops disagree")
        found["loops"] = median(1, lambda: scores_by_loops(problem))
    if size <= BOARD_UP_TO:
        found["board"] = median(runs, lambda: fits(problem))
    if size <= PRICES_UP_TO:
        found["explained"] = whole + found["board"] + median(runs, lambda: every_price(problem))
    return found


def every_price(problem: Problem) -> int:
    """Count the pairs that could be forced; each comes with its price and with who would move."""
    known = prices(problem, match(problem))
    duos = ((one.id, other.id) for one in problem.volunteers for other in problem.participants)
    return sum(known.of(*duo) is not None for duo in duos)


def main(arguments: list[str]) -> None:
    """Measure each size in a process of its own, and print times, memory and ratios."""
    if arguments[:1] == ["--one"]:
        print(json.dumps(measure(int(arguments[1]), float(arguments[2]), int(arguments[3]))))
        return
    print("processor milliseconds; goal/match above 1 means faster than the goal")
    columns = ("bare", "scores", "match", "board", "explained")
    ratios = ("match/bare", "loops/scores", "goal/match", "peak MB")
    print(f"{'people':>6} {'share':>5} " + " ".join(f"{name:>12}" for name in (*columns, *ratios)))
    for size, share, runs in SIZES + LARGE * ("--large" in arguments):
        command = [sys.executable, "-m", "benchmarks.matching", "--one"]
        done = subprocess.run(  # noqa: S603 -- this module itself
            [*command, str(size), str(share), str(runs)], check=True, stdout=subprocess.PIPE
        )
        found = json.loads(done.stdout)
        shown = [1000 * found.get(name, math.nan) for name in columns]
        shown += [
            found["match"] / found["bare"],
            found.get("loops", math.nan) / found["scores"],
            GOALS[size, share] / found["match"],
            found["peak"],
        ]
        numbers = (f"{'–':>12}" if math.isnan(one) else f"{one:>12.2f}" for one in shown)
        print(f"{size:>6} {share:>5.0%} " + " ".join(numbers), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
