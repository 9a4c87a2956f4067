"""The models of the field for several sites at once, as plain programs for HiGHS.

Rows are demand, columns candidate sites; who calls puts both in a fixed order, as the first
of equally good answers depends on it. The first variables of every model are the sites, in
or out; the rest may be parts, and are whole by themselves where the sites are.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp

HALF = 0.5
"""Between no and yes of a solver, and between one whole number and the next."""

INFEASIBLE = 2
"""How scipy says that no choice keeps to the rules."""

EXACT = {"mip_rel_gap": 0.0}
"""HiGHS stops a ten-thousandth short of the best unless told not to."""

Booleans = NDArray[np.bool_]

Covered = tuple[Booleans, NDArray[np.int64], int]
"""Which site reaches which row, the people of each row, and how many must be reached."""


@dataclass(frozen=True)
class Model:
    """A program: the least cost of variables from 0 to 1 that keep to the rules."""

    cost: NDArray[np.float64]
    rules: list[LinearConstraint]
    # Sites that must be in; as many of the variables, the first, are sites; shape (sites,).
    fixed: Booleans

    def without(self, sets: Sequence[Booleans]) -> Model:
        """Leave some sets out; each has as many sites as the model asks for."""
        if not sets:
            return self
        rows = _sparse(np.array(sets), len(self.cost))
        most = np.array([one.sum() for one in sets]) - HALF
        return replace(self, rules=[*self.rules, LinearConstraint(rows, -np.inf, most)])


@dataclass(frozen=True)
class Solved:
    """What a model chose."""

    # No site at all where it is proven that no choice keeps to the rules.
    chosen: Booleans
    # Share by which another choice may be better at most; 0 if it is proven that none is.
    gap: float


Solver = Callable[[Model, float | None], Solved | None]
"""Solves a model within so many seconds; None if it found nothing."""


def solve(model: Model, seconds: float | None = None) -> Solved | None:
    """Solve a model with HiGHS, to the end or within some seconds."""
    sites, others = len(model.fixed), len(model.cost) - len(model.fixed)
    options = EXACT | ({} if seconds is None else {"time_limit": float(seconds)})
    found = milp(
        model.cost,
        integrality=np.r_[np.ones(sites), np.zeros(others)],
        bounds=Bounds(np.r_[model.fixed, np.zeros(others)], 1.0),
        constraints=model.rules,
        options=options,
    )
    if found.status == INFEASIBLE:
        return Solved(np.zeros(sites, dtype=bool), 0.0)
    if found.x is None:
        return None
    return Solved(found.x[:sites] > HALF, 0.0 if found.success else float(found.mip_gap))


def cover_all(within: Booleans, fixed: Booleans) -> Model:
    """Ask for the fewest sites that reach every row (LSCP)."""
    return Model(np.ones(len(fixed)), [LinearConstraint(_sparse(within), 1.0)], fixed)


def cover_most(within: Booleans, people: NDArray[np.int64], count: int, fixed: Booleans) -> Model:
    """Ask for the sites, so many, that reach most people (MCLP)."""
    cost = np.r_[np.zeros(len(fixed)), -people.astype(float)]
    return Model(cost, [_reached_by(within, 0), _so_many(count, len(fixed), len(cost))], fixed)


def least_total(
    cost: NDArray[np.int64],
    count: int,
    fixed: Booleans,
    *,
    allowed: Booleans,
    must: Booleans | None = None,
    covered: Covered | None = None,
) -> Model:
    """Ask for the least total of every row at its best site (p-median).

    The people of a row are counted in its cost. Where there is no way by `allowed` a row
    never goes; of the sites of each row of `must` at least one is in.
    """
    rows, sites = cost.shape
    row, site = np.nonzero(allowed)  # a variable for every way that there is
    way, one = np.arange(len(row)), np.ones(len(row))
    more = 0 if covered is None else len(covered[0])
    every = sites + len(row) + more
    goes = sp.csr_array((one, (row, sites + way)), (rows, every))
    only_open = sp.csr_array((np.r_[one, -one], (np.r_[way, way], np.r_[site, sites + way])),
                             (len(row), every))  # fmt: skip
    rules = [
        LinearConstraint(goes, 1.0, 1.0),
        LinearConstraint(only_open, 0.0),
        _so_many(count, sites, every),
    ]
    if must is not None:
        rules.append(LinearConstraint(_sparse(must, every), 1.0))
    if covered is not None:
        within, people, least = covered
        total = np.r_[np.zeros(every - more), people]
        rules += [_reached_by(within, len(row)), LinearConstraint(total, least - HALF)]
    return Model(np.r_[np.zeros(sites), cost[row, site], np.zeros(more)], rules, fixed)


def _so_many(count: int, sites: int, every: int) -> LinearConstraint:
    """Let so many sites be in."""
    return LinearConstraint(np.arange(every) < sites, count, count)


def _reached_by(within: Booleans, between: int) -> LinearConstraint:
    """Count a row as reached only if a site that reaches it is in; a variable per row, last."""
    rows, sites = within.shape
    parts = [_sparse(within, sites + between), -sp.eye_array(rows)]
    return LinearConstraint(sp.hstack(parts, format="csr"), 0.0)


def _sparse(rows: Booleans, every: int | None = None) -> sp.csr_array:
    """Write rows of sites as rows of all variables."""
    row, site = np.nonzero(rows)
    return sp.csr_array((np.ones(len(row)), (row, site)), (len(rows), every or rows.shape[1]))
