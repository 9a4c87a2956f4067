"""The models of `drenthe_geo.placement.models` by PySAL spopt and pulp, to hold ours against."""

from __future__ import annotations

import warnings
from contextlib import contextmanager
from math import isfinite
from typing import TYPE_CHECKING

import highspy
import numpy as np
import pulp
from spopt.locate import LSCP, MCLP, PMedian

from drenthe_geo.placement.models import Solved

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from numpy.typing import NDArray

HALF = 0.5
"""Between no and yes of a solver; objectives are whole, so a gap under it is none."""

OPTIONS: dict[str, Any] = {
    "mip_rel_gap": 0.0,  # HiGHS stops a ten-thousandth short unless told not to
    "mip_abs_gap": HALF,
    "threads": 1,
    "random_seed": 0,
}


class _QuietHighs(highspy.Highs):
    """HiGHS that prints no banner: it does so before anybody can ask it not to."""

    def enableCallbacks(self) -> None:  # noqa: N802 - the name of HiGHS
        self.setOptionValue("output_flag", False)  # noqa: FBT003 - the order of HiGHS
        super().enableCallbacks()  # type: ignore[no-untyped-call]  # of HiGHS


class SpoptSolver(pulp.HiGHS):  # type: ignore[misc]  # pulp is untyped here
    """HiGHS as pulp calls it, quiet and exact."""

    def createAndConfigureSolver(self, lp: Any) -> None:  # noqa: N802 - of pulp
        """Set HiGHS up."""
        # HiGHS refuses another number of threads than it first ran with in this process.
        highspy.Highs.resetGlobalScheduler(True)  # noqa: FBT003 - the order of HiGHS
        lp.solverModel = _QuietHighs()  # type: ignore[no-untyped-call]  # of HiGHS
        for name, value in OPTIONS.items():
            lp.solverModel.setOptionValue(name, value)
        if self.timeLimit is not None:
            lp.solverModel.setOptionValue("time_limit", float(self.timeLimit))


@contextmanager
def without_migration_notes() -> Iterator[None]:
    """Keep quiet what pulp 3.3 says about pulp 4: spopt makes its variables the old way."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", r".*PuLP 4\.0", DeprecationWarning)
        yield


def cover_all(
    within: NDArray[np.bool_], fixed: NDArray[np.bool_], *, seconds: float | None = None
) -> Solved | None:
    """Find the fewest sites that reach every row (LSCP)."""
    with without_migration_notes():
        model = LSCP.from_cost_matrix(
            np.where(within, 0, 1), 0, predefined_facilities_arr=_predefined(fixed)
        )
        return _solve(model, seconds)


def cover_most(
    within: NDArray[np.bool_],
    people: NDArray[np.int64],
    count: int,
    fixed: NDArray[np.bool_],
    *,
    seconds: float | None = None,
) -> Solved | None:
    """Find the sites that reach most people (MCLP)."""
    with without_migration_notes():
        model = MCLP.from_cost_matrix(
            np.where(within, 0, 1), people, 0, count, predefined_facilities_arr=_predefined(fixed)
        )
        return _solve(model, seconds)


def least_total(
    cost: NDArray[np.int64],
    count: int,
    fixed: NDArray[np.bool_],
    *,
    allowed: NDArray[np.bool_],
    must: NDArray[np.bool_] | None = None,
    covered: tuple[NDArray[np.bool_], NDArray[np.int64], int] | None = None,
    seconds: float | None = None,
) -> Solved | None:
    """Find the sites with the least total of every row at its best one (p-median)."""
    with without_migration_notes():
        model = PMedian.from_cost_matrix(
            np.where(allowed, cost, 0),
            np.ones(len(cost), dtype=np.int64),
            count,
            predefined_facilities_arr=_predefined(fixed),
        )
        for row, site in np.argwhere(~allowed):
            model.cli_assgn_vars[row, site].upBound = 0
        for variable in model.cli_assgn_vars.ravel():
            variable.cat = pulp.LpContinuous  # whole by themselves where the sites are
        for row in () if must is None else must:
            model.problem += _sum_of(model, row) >= 1
        if covered is not None:
            _require_covered(model, *covered)
        return _solve(model, seconds)


def _require_covered(
    model: Any,
    within: NDArray[np.bool_],
    people: NDArray[np.int64],
    least: int,
) -> None:
    reached = [pulp.LpVariable(f"reached[{row}]", 0, 1) for row in range(len(within))]
    for row, variable in zip(within, reached, strict=True):
        model.problem += variable <= _sum_of(model, row)
    total = pulp.lpSum(int(n) * one for n, one in zip(people, reached, strict=True))
    model.problem += total >= least - HALF


def _sum_of(model: Any, row: NDArray[np.bool_]) -> Any:
    return pulp.lpSum(model.fac_vars[site] for site in np.flatnonzero(row))


def _predefined(fixed: NDArray[np.bool_]) -> NDArray[np.int64] | None:
    return fixed.astype(np.int64) if fixed.any() else None


def _solve(model: Any, seconds: float | None) -> Solved | None:
    # Not model.solve: spopt takes what a solver had when its time was up for the best.
    model.problem.solve(SpoptSolver(msg=False, timeLimit=seconds))
    solution = model.problem.sol_status
    if solution not in {pulp.LpSolutionOptimal, pulp.LpSolutionIntegerFeasible}:
        return None
    values = [variable.value() for variable in model.fac_vars]
    if any(value is None or not isfinite(value) for value in values):
        return None
    chosen = np.array(values, dtype=float) > HALF
    if solution == pulp.LpSolutionOptimal:
        return Solved(chosen, 0.0)
    gap = float(model.problem.solverModel.getInfo().mip_gap)
    return Solved(chosen, gap)
