"""Sites chosen together, held against PySAL spopt."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from placing import GOALS, towns

from drenthe_geo.placement import models
from drenthe_geo.placement.solve import place_sites

pytestmark = pytest.mark.peers


@given(town=towns(ways="all", most=4), data=st.data())
@settings(max_examples=15)
def test_the_p_centre_is_that_of_spopt(
    town: tuple[pd.DataFrame, pd.Series], data: st.DataObject
) -> None:
    import pulp  # noqa: PLC0415 - heavy
    from spopt.locate import PCenter  # noqa: PLC0415 - heavy
    from spopt_models import SpoptSolver, without_migration_notes  # noqa: PLC0415 - heavy

    minutes, people = town
    count = data.draw(st.integers(1, minutes.shape[1]))
    found = place_sites(minutes, people, goal="furthest", count=count)
    ds = (minutes[people > 0] * 600).round().to_numpy()
    with without_migration_notes():
        theirs = PCenter.from_cost_matrix(ds, count)
        theirs.problem.solve(SpoptSolver(msg=False))
    assert theirs.problem.sol_status == pulp.LpSolutionOptimal
    assert round(theirs.problem.objective.value()) == round(found.outcome.furthest_min * 600)


@given(
    within=st.lists(
        st.lists(st.booleans(), min_size=5, max_size=5).filter(any), min_size=1, max_size=8
    ),
    data=st.data(),
)
@settings(max_examples=15)
def test_coverings_are_those_of_spopt(within: list[list[bool]], data: st.DataObject) -> None:
    import spopt_models  # noqa: PLC0415 - heavy

    rows, fixed = np.array(within), np.array(data.draw(st.lists(st.booleans(), min_size=5,
                                                                max_size=5)))  # fmt: skip
    people = np.arange(1, len(rows) + 1) ** 2
    ours = models.solve(models.cover_all(rows, fixed))
    theirs = spopt_models.cover_all(rows, fixed)
    assert ours is not None
    assert theirs is not None
    assert ours.chosen.sum() == theirs.chosen.sum()
    count = max(int(fixed.sum()), 1)
    most = models.solve(models.cover_most(rows, people, count, fixed))
    known = spopt_models.cover_most(rows, people, count, fixed)
    assert most is not None
    assert known is not None
    reached = [people[rows[:, one.chosen].any(axis=1)].sum() for one in (most, known)]
    assert reached[0] == reached[1]


@given(
    cost=st.lists(
        st.lists(st.integers(0, 9_000_000), min_size=5, max_size=5), min_size=1, max_size=12
    ),
    count=st.integers(1, 5),
)
@settings(max_examples=15)
def test_least_totals_are_those_of_spopt(cost: list[list[int]], count: int) -> None:
    import spopt_models  # noqa: PLC0415 - heavy

    costs, none = np.array(cost), np.zeros(5, dtype=bool)
    allowed = np.ones_like(costs, dtype=bool)
    ours = models.solve(models.least_total(costs, count, none, allowed=allowed))
    theirs = spopt_models.least_total(costs, count, none, allowed=allowed)
    assert ours is not None
    assert theirs is not None
    total = [costs[:, one.chosen].min(axis=1).sum() for one in (ours, theirs)]
    assert total[0] == total[1]


@pytest.mark.parametrize("goal", GOALS)
def test_what_else_ran_highs_in_this_process_does_not_matter(goal: Any) -> None:
    import highspy  # noqa: PLC0415 - heavy

    minutes = pd.DataFrame({"a": [1.0, 9.0, 5.0], "b": [9.0, 1.0, 5.0]}, list("xyz"))
    people = pd.Series([3, 2, 1], list("xyz"))
    how: Any = {"goal": goal, "count": 1, "cutoff_min": 5}
    before = place_sites(minutes, people, **how)
    highspy.Highs.resetGlobalScheduler(True)  # noqa: FBT003 - the order of HiGHS
    other = highspy.Highs()  # type: ignore[no-untyped-call]
    other.setOptionValue("output_flag", False)  # noqa: FBT003
    other.setOptionValue("threads", 2)
    column = other.addVariable(0, 1)
    other.maximize(column)
    assert place_sites(minutes, people, **how).chosen == before.chosen == ("a",)
