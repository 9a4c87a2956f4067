"""Made-up tables of minutes, amounts at their ends, and every decay, for laws of access."""

from __future__ import annotations

import pandas as pd
from hypothesis import strategies as st

from drenthe_geo.reach.decay import (
    CutOff,
    Decay,
    Exponential,
    Gaussian,
    Linear,
    Logistic,
    Power,
    Stepped,
)

NO_ROUTE = float("nan")
TENTHS = st.integers(0, 1200).map(lambda tenths: tenths / 10)
SPANS = st.integers(1, 900).map(lambda tenths: tenths / 10)


@st.composite
def tables(draw: st.DrawFn) -> pd.DataFrame:
    """Minutes between a few places, some of them without a route."""
    rows, columns = draw(st.integers(1, 6)), draw(st.integers(1, 6))
    minutes = st.one_of(TENTHS, st.just(NO_ROUTE))
    row = st.lists(minutes, min_size=columns, max_size=columns)
    values = draw(st.lists(row, min_size=rows, max_size=rows))
    names = [f"d{number}" for number in range(columns)]
    return pd.DataFrame(values, [f"o{number}" for number in range(rows)], names, dtype=float)


@st.composite
def amounts(draw: st.DrawFn, index: pd.Index, least: int = 0) -> pd.Series:
    """A whole number per name, in any order."""
    numbers = st.lists(st.integers(least, 500), min_size=len(index), max_size=len(index))
    order = draw(st.permutations(index.to_list()))
    return pd.Series(draw(numbers), order, dtype=float)


@st.composite
def stepped(draw: st.DrawFn, first: float | None = None) -> Decay:
    ends = sorted(draw(st.lists(SPANS, min_size=1, max_size=4, unique=True)))
    weight = st.integers(0, 10).map(lambda tenth: tenth / 10)
    left = draw(st.lists(weight, min_size=len(ends), max_size=len(ends)))
    left = sorted(left, reverse=True)
    return Stepped(ends, left if first is None else [first, *left[1:]])


def decays(first: float | None = None) -> st.SearchStrategy[Decay]:
    """Every decay of the package; the steps begin at `first` where it is given."""
    return st.one_of(
        SPANS.map(CutOff),
        SPANS.map(Linear),
        SPANS.map(Gaussian),
        st.builds(Power, SPANS, st.integers(1, 40).map(lambda tenth: tenth / 10)),
        SPANS.map(Exponential),
        st.builds(Logistic, SPANS, SPANS),
        stepped(first),
    )
