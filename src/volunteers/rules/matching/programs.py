"""Goals in their order where people are bound to each other: whole programs for SciPy's HiGHS.

Children who share one volunteer, or a helper and a teacher who must be two persons, are no assignment
any more. Every goal is one program; what it reaches is written down as a condition of the next.
"""

from collections.abc import Callable, Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, vstack

from volunteers.rules.matching.edges import Flags, Ints

Floats = NDArray[np.float64]

NODES = 5000  # branches per goal: a bound that does not depend on how fast a machine is
NEAR = 1e-4  # so near to a whole number is the sum of whole numbers that HiGHS adds up
OPTIMAL = 0


class Program(msgspec.Struct, frozen=True):
    """Shares from 0 to 1, and rows of conditions from `low` to `high`.

    `whole` marks the shares that must be one or the other; the rest become so by themselves.
    """

    whole: Flags
    rows: csr_array
    low: Ints
    high: Ints


class Solved(msgspec.Struct, frozen=True):
    """The best shares, what each goal came to, and whether HiGHS showed that nothing is better."""

    shares: Floats
    reached: tuple[int, ...]
    proved: bool


def solve(program: Program, goals: Sequence[Ints], seconds: Callable[[], float]) -> Solved | None:
    """Reach one goal after another, each as low as it can be; None where nothing at all is possible.

    `seconds` tells how long each may take at most.
    """
    rows, low, high = program.rows, program.low.astype(float), program.high.astype(float)
    shares = np.zeros(len(program.whole))
    if len(shares) == 0:
        return Solved(shares, (0,) * len(goals), proved=True)
    reached, proved = list[int](), True
    for goal in goals:
        if reached and not goal.any():
            reached.append(0)
            continue
        found = milp(
            goal,
            integrality=program.whole.astype(int),
            bounds=Bounds(0, 1),
            constraints=LinearConstraint(rows, low, high),
            options={"mip_rel_gap": 0, "node_limit": NODES, "time_limit": seconds()},
        )
        if found.x is None and not reached:
            return None
        if found.x is None:
            proved = False
            reached.append(round(float(goal @ shares)))
        else:
            value = round(found.fun)
            proved &= found.status == OPTIMAL and abs(found.fun - value) < NEAR
            shares = found.x
            reached.append(value)
        rows = vstack([rows, csr_array(goal[None].astype(float))]).tocsr()
        low, high = np.append(low, -np.inf), np.append(high, reached[-1])
    return Solved(shares, tuple(reached), proved)
