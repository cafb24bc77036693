"""The same deal as a mixed-integer programme: it proves a division the best, or finds a better one."""

from math import ceil, inf

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import block_array, csr_array, eye_array, kron

from volunteers.rules.balance.blocks import Blocks, Ints

SECONDS = 5
FITS = 80  # items times groups; beyond that the time is better spent elsewhere
INFEASIBLE = 2
ROUNDED = 1e-3  # costs are whole numbers, a solver's are nearly so


def proof(given: Blocks, known: int, *, free: bool) -> tuple[Ints | None, int]:
    """Return a division that costs less than `known`, if one was found, and what none undercuts.

    With `free`, groups of one size may change places: the first block then stays in the first group.
    """
    count, groups = len(given.members), len(given.room)
    traits = len(given.weights)
    places, offs = count * groups, groups * traits
    low, high = np.zeros(places + offs), np.concatenate([np.ones(places), np.full(offs, inf)])
    for at in np.flatnonzero(given.pinned >= 0):
        low[at * groups + given.pinned[at]] = 1
    if free and len(set(given.room.tolist())) == 1:
        low[0] = 1
    goal = np.concatenate([given.placing.ravel(), np.tile(given.weights, groups)]).astype(float)
    found = milp(
        goal,
        constraints=_constraints(given, goal, known),
        integrality=np.repeat([1, 0], [places, offs]),
        bounds=Bounds(low, high),
        options={"time_limit": SECONDS, "mip_rel_gap": 0.0},
    )
    if found.status == INFEASIBLE:
        return None, known  # only rounding says so: `known` itself is a division
    bound = found.mip_dual_bound
    least = ceil(bound - ROUNDED) if bound is not None and bound > 0 else 0
    better = None if found.x is None else found.x[:places].reshape(count, groups).argmax(1)
    return better, least


def possible(given: Blocks) -> Ints | None:
    """Return any division that meets all wishes, None where there is none or none was found in time."""
    count, groups = len(given.members), len(given.room)
    low = np.zeros(count * groups)
    for at in np.flatnonzero(given.pinned >= 0):
        low[at * groups + given.pinned[at]] = 1
    found = milp(
        np.zeros(count * groups),
        constraints=_wishes(given, 0),
        integrality=np.ones(count * groups, dtype=np.int64),
        bounds=Bounds(low, np.ones(count * groups)),
        options={"time_limit": SECONDS},
    )
    return None if found.x is None else found.x.reshape(count, groups).argmax(1)


def _constraints(given: Blocks, goal: np.ndarray, known: int) -> list[LinearConstraint]:
    """Wishes; how far each group is off, from above and below; and no worse than what is known."""
    count, groups, traits = len(given.members), len(given.room), len(given.weights)
    offs = groups * traits
    wished = _wishes(given, offs)
    if offs:
        # row (group, trait): what its blocks bring minus the share, at most `off` and at least −off
        brought = csr_array(
            (
                np.tile(given.held, (groups, 1)).ravel().astype(float),
                (
                    np.repeat(np.arange(groups), count * traits) * traits
                    + np.tile(np.arange(traits), groups * count),
                    np.tile(np.repeat(np.arange(count), traits), groups) * groups
                    + np.repeat(np.arange(groups), count * traits),
                ),
            ),
            shape=(offs, count * groups),
        )
        off, share = eye_array(offs, format="csr"), given.share.ravel().astype(float)
        over, under = block_array([[brought, -off]]), block_array([[brought, off]])
        wished += [
            LinearConstraint(over, -inf, share),
            LinearConstraint(under, share, inf),
        ]
    return [*wished, LinearConstraint(csr_array(goal[None]), -inf, known)]


def _wishes(given: Blocks, more: int) -> list[LinearConstraint]:
    """Each block in one group, each group full, who stays apart apart; `more` columns stay empty."""
    count, groups = len(given.members), len(given.room)

    def wide(matrix: csr_array) -> csr_array:
        return block_array([[matrix, csr_array((matrix.shape[0], more))]]) if more else matrix

    once = kron(eye_array(count), np.ones((1, groups)), format="csr")
    full = kron(given.sizes[None].astype(float), eye_array(groups), format="csr")
    found = [
        LinearConstraint(wide(once), 1, 1),
        LinearConstraint(wide(full), given.room, given.room),
    ]
    duos = np.argwhere(np.triu(given.clash, 1))
    if len(duos):
        both = np.zeros((len(duos), count))
        both[np.arange(len(duos)), duos[:, 0]] = both[np.arange(len(duos)), duos[:, 1]] = 1
        found.append(LinearConstraint(wide(kron(both, eye_array(groups), format="csr")), -inf, 1))
    return found
