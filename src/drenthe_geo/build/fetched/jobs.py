"""Jobs by gemeente, as CBS publishes them: in thousands, of some years, and not of every one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pandas as pd

from drenthe_geo.build.fetched.ground import gemeente_code
from drenthe_geo.build.fetched.reading import YEAR, named_columns, note, read_table
from drenthe_geo.build.fetched.sound import MOST_SIGNS, require_same
from drenthe_geo.errors import DataError, FileError
from drenthe_geo.files.gate import own_file

if TYPE_CHECKING:
    from collections.abc import Sequence

    from drenthe_geo.build.fetched.reading import Sources
    from drenthe_geo.fetch.manifest import FetchedFile
    from drenthe_geo.words.message import Message

JOBS = "jobs"
"""Id of the source, kind of its columns, and name of the one that counts."""

COLUMNS = ("jobs", "jobs_year")
"""What a table of gemeenten gets of it."""

PERIOD = r"(\d{4})(?:JJ00|\.0)?"
"""A year as CBS writes it in its tables, or as a number."""


def jobs_of(sources: Sources, codes: Sequence[str]) -> pd.DataFrame | None:
    """Read the jobs of gemeenten in the newest year; missing where they are not told.

    Parameters
    ----------
    sources : Sources
        What was fetched.
    codes : sequence of str
        Codes of the gemeenten, which may be of another year than the jobs.

    Returns
    -------
    pandas.DataFrame or None
        ``jobs`` and ``jobs_year`` by code; none where no jobs were fetched, or no year tells any.

    Raises
    ------
    DataError, FileError
        If a file is no table of jobs, or says two things of one gemeente.
    """
    if not sources.has(JOBS):
        return None
    files = sources.files(JOBS)
    told = pd.concat([_told(file, sources) for file in files], ignore_index=True)
    told = told[told["code"].isin(set(codes))]
    if told.empty:
        return None
    # A year of which nothing is told yet is none; one that tells some is the newest.
    if told[JOBS].notna().any():
        told = told[told[YEAR].isin(told.loc[told[JOBS].notna(), YEAR])]
    newest = told[told[YEAR] == told[YEAR].max()]
    require_same(newest, JOBS, files[-1].file)
    jobs = newest.groupby("code")[JOBS].max().reindex(list(codes))
    found: pd.DataFrame = jobs.round().astype("Int64").to_frame(JOBS)
    found["jobs_year"] = pd.Series(int(newest[YEAR].iloc[0]), found.index, dtype="Int64")
    return found


def _told(file: FetchedFile, sources: Sources) -> pd.DataFrame:
    """Read the rows of gemeenten that are of all branches together."""
    rows = _rows(file)
    if rows.empty:
        return pd.DataFrame({"code": [], YEAR: [], JOBS: []})
    table = named_columns(rows, JOBS, file.file, sources.settings)
    if "branch" in table:
        branches = set(sources.settings[JOBS]["branches"])
        table = table[table["branch"].astype(str).str.strip().isin(branches)]
    years = table[YEAR].astype(str).str.strip().str.extract(f"^{PERIOD}$")[0]
    if years.isna().any():
        odd = str(table.loc[years.isna(), YEAR].iloc[0])[:MOST_SIGNS]
        raise DataError("build.odd_year", file=file.file, given=odd)
    found = table.assign(code=table["code"].map(gemeente_code), **{YEAR: years.astype(int)})
    how = sources.settings[JOBS]
    if {str(name).lower() for name in rows} & {name.lower() for name in how["in_thousands"]}:
        found[JOBS] = found[JOBS] * float(how["each"])
    elif (parts := found.loc[found[JOBS] % 1 > 0, JOBS]).size:
        raise DataError("build.jobs_in_parts", file=file.file, given=float(parts.iloc[0]))
    return found[["code", YEAR, JOBS]]


def _rows(file: FetchedFile) -> pd.DataFrame:
    """Read the rows of a table of OData as fetch keeps it, or of a table of text."""
    if file.path.suffix.lower() != ".json":
        return read_table(file)
    try:
        found: Any = json.loads(own_file(file.path).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        found = None
    rows = found.get("value") if isinstance(found, dict) else None
    if not isinstance(rows, list) or not all(isinstance(one, dict) for one in rows):
        raise FileError("build.unreadable", file=file.file, source=file.source)
    return pd.DataFrame(rows)


def said_of(jobs: pd.DataFrame | None, names: Sequence[str]) -> Message:
    """Say of which year the jobs are, and of which gemeenten nobody tells any."""
    if jobs is None:
        return note("no_jobs")
    lacks = jobs[JOBS].isna().to_numpy()
    said = {"year": int(jobs["jobs_year"].iloc[0]), "told": int((~lacks).sum()), "of": len(jobs)}
    if lacks.any():
        lost = [name for name, lack in zip(names, lacks, strict=True) if lack]
        return note("jobs_of_some", names=lost, **said)
    return note("jobs", jobs=int(jobs[JOBS].sum()), **said)
