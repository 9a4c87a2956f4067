"""People and jobs by gemeente, of an area whose data tell jobs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from drenthe_geo.area.area import Area

JOBS = "jobs"


def gemeente_table(area: Area) -> pd.DataFrame | None:
    """List the gemeenten with their people and jobs.

    Parameters
    ----------
    area : Area
        The area.

    Returns
    -------
    pandas.DataFrame or None
        ``gemeente``, ``population``, ``jobs`` (missing where nobody tells them) and ``jobs_year``;
        none where the area has no jobs at all.

    Examples
    --------
    >>> gemeente_table(area) is None
    True
    """
    if "gemeenten" in area.own:  # of other land than the jobs are of
        return None
    layer = area.layer("gemeenten")
    if JOBS not in layer or layer[JOBS].isna().all():
        return None
    kept = layer[["name", "population", JOBS, "jobs_year"]].rename(columns={"name": "gemeente"})
    table = pd.DataFrame(kept).sort_values("gemeente", ignore_index=True)
    return table.astype({JOBS: "Int64", "jobs_year": "Int64"})


def jobs_tables(area: Area) -> dict[str, pd.DataFrame]:
    """Give the table among those of an answer, where there is one.

    >>> jobs_tables(area)
    {}
    """
    table = gemeente_table(area)
    return {} if table is None else {"gemeenten": table}


def jobs_source(area: Area) -> str:
    """Name where the jobs of an area are from."""
    sources = area.resource("gemeenten")["sources"]
    return "; ".join(str(one["title"]) for one in sources if one.get("id") == JOBS)


def jobs_note(area: Area, table: pd.DataFrame) -> Message:
    """Say of when the jobs are, from where, and of which gemeenten nobody tells them."""
    said = {"year": int(table["jobs_year"].max()), "source": jobs_source(area)}
    lost = table["gemeente"][table[JOBS].isna()].tolist()
    if lost:
        return Message("reach.jobs_of_some", names=lost, **said)
    return Message("reach.jobs", jobs=int(table[JOBS].sum()), **said)
