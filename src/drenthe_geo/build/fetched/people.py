"""Who lives where, of the finest source that was fetched; what a source hides is no number."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from drenthe_geo.build.fetched.ground import gemeente_code
from drenthe_geo.build.fetched.reading import (
    named_columns,
    note,
    read_features,
    read_table,
    read_zipped,
)
from drenthe_geo.build.fetched.sound import require_filled, require_same
from drenthe_geo.build.people import people_table
from drenthe_geo.errors import DataError, FileError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from drenthe_geo.build.fetched.reading import Sources
    from drenthe_geo.build.inputs import Ground
    from drenthe_geo.fetch.manifest import FetchedFile
    from drenthe_geo.words.message import Message

SQUARES = ("squares_100m",)
"""Squares fine enough to stand for streets."""

AREAS = ("buurten", "postcode6", "postcode4", "wijken", "squares_500m")
"""Else areas of which people are spread over the streets, the finest first."""

PLACES = ("postcode4", "buurten", "wijken")
"""What places are: the first that was fetched."""

CELL = re.compile(r"(?:1km|CRS3035RES1000m)?N(\d{4})(?:000)?E(\d{4})(?:000)?$")
"""A cell by its lower left corner, in km as the census of 2011 has it or in m as that of 2022."""

CELLS_END = "1km-gitter.csv"
"""How the table of cells of a kilometre is called in a zip of the census of 2022."""

WATER = ("JA", "B", "TRUE", "1")
"""What CBS says of an area that is water alone (B: abroad water)."""

ETRS89_LAEA = "EPSG:3035"
KM = 1000

COLUMNS = ["people_id", "pc4", "population", "working_age", "x_m", "y_m"]


@dataclass(frozen=True)
class Counted:
    """Areas or squares with their people: the known, and how many were not told."""

    # ``code``, ``inwoners`` (whole), ``working`` (share of 15 to 64, may be missing), geometry.
    frame: gpd.GeoDataFrame
    source: str
    # Rows of which the source says only that few live there; rows it tells nothing of.
    few: int
    silent: int


def source_of_people(sources: Sources) -> str:
    """Choose the finest source of people that was fetched."""
    for name in (*SQUARES, *AREAS):
        if sources.has(name):
            return name
    folder = sources.manifest.folder.name
    raise FileError("build.no_people", folder=folder, sources=[*SQUARES, *AREAS])


def counted(sources: Sources, name: str) -> Counted:
    """Read the people of areas or squares; nothing that means "unknown" is added up."""
    kind = "squares" if name.startswith("squares") else "areas"
    frame = sources.frame(name, kind)
    if "water" in frame:
        frame = frame[~frame["water"].astype(str).str.upper().isin(WATER)]
    # Of areas the same code says that something is secret, however many live there.
    few = frame["few"] if kind == "squares" else pd.Series([False] * len(frame), index=frame.index)
    guessed = frame["inwoners"].mask(few, float(sources.settings["people"]["few_people"]))
    silent = int(guessed.isna().sum())
    working = _working_share(frame)
    kept = frame.assign(inwoners=guessed.fillna(0).astype(int), share=working)
    if "code" not in kept:
        middle = kept.geometry.centroid
        kept["code"] = [f"{x:.0f}-{y:.0f}" for x, y in zip(middle.x, middle.y, strict=True)]
    known = kept["code"].notna()
    kept.loc[known, "code"] = kept.loc[known, "code"].map(
        lambda one: str(one).strip().removesuffix(".0")
    )
    file = sources.files(name)[0].file
    require_filled(kept, "code", file)
    require_same(kept, "inwoners", file)
    kept = kept.drop_duplicates("code")
    return Counted(kept.reset_index(drop=True), name, int(few.sum()), silent)


def _working_share(frame: gpd.GeoDataFrame) -> pd.Series:
    """Give the share of 15 to 64 of each row, where its source tells."""
    if "working" in frame:
        share = frame["working"] / frame["inwoners"]
    elif "working_percent" in frame:
        share = frame["working_percent"] / 100
    else:
        share = pd.Series(np.nan, index=frame.index)
    told: pd.Series = share.where((share > 0) & np.isfinite(share)).clip(upper=1.0)
    return told


def people_rows(
    known: Counted,
    ground: Ground,
    sources: Sources,
    places: gpd.GeoDataFrame,
    streets: Callable[[], gpd.GeoDataFrame],
) -> pd.DataFrame:
    """Make the table of people: squares stand where they lie, areas are spread over streets.

    `places` are areas with their id as index: every row says in which it lies.
    """
    chosen = sources.settings["people"]
    margin = ground.outline.buffer(kept_to_m(sources.settings))
    near = known.frame[(known.frame["inwoners"] > 0) & known.frame.intersects(margin)]
    if near.empty:
        file = sources.files(known.source)[0].file
        raise DataError("build.nobody_near", file=file, rows=len(known.frame))
    share = _filled_shares(near, chosen)
    if known.source in SQUARES:
        middle = near.geometry.centroid
        rows = _rows(near["code"], near["inwoners"], share, middle)
    else:
        rows = _spread(near, share, streets(), chosen)
    rows = rows[shapely.intersects(shapely.points(rows[["x_m", "y_m"]].to_numpy()), margin)]
    return placed(rows, places, sources.crs)


def kept_to_m(settings: Mapping[str, Any]) -> float:
    """Give how far outside the outline people are kept: nowhere less far than the roads go."""
    return max(float(settings["places"]["margin_m"]), float(settings["area"]["roads_end_m"]))


def _filled_shares(frame: gpd.GeoDataFrame, chosen: Mapping[str, Any]) -> pd.Series:
    """Give every row a share of 15 to 64: its own, else the mean of those told, else the choice."""
    told = frame["share"].notna()
    people = frame["inwoners"][told]
    mean = float((frame["share"][told] * people).sum() / people.sum()) if people.sum() else None
    usual = float(chosen["working_share"]) if mean is None else mean
    filled: pd.Series = frame["share"].fillna(usual)
    return filled


def _rows(
    ids: pd.Series, people: pd.Series, share: pd.Series, middle: gpd.GeoSeries
) -> pd.DataFrame:
    working = np.minimum(np.rint((people * share).to_numpy(dtype=float)), people.to_numpy())
    return pd.DataFrame(
        {
            "people_id": ids.astype(str).to_numpy(),
            "pc4": None,
            "population": people.astype(int).to_numpy(),
            "working_age": working.astype(int),
            "x_m": np.rint(middle.x.to_numpy()).astype(int),
            "y_m": np.rint(middle.y.to_numpy()).astype(int),
        }
    )


def _spread(
    areas: gpd.GeoDataFrame, share: pd.Series, streets: gpd.GeoDataFrame, chosen: dict[str, Any]
) -> pd.DataFrame:
    """Share the people of areas out over their streets."""
    inhabited = areas.rename(columns={"code": "postcode"})
    shares = pd.Series(share.to_numpy(), inhabited["postcode"].to_numpy())
    ages = {"pop_15_24": share * 100, "pop_25_44": 0.0, "pop_45_64": 0.0}
    districts = inhabited[["geometry"]].assign(**ages)
    return people_table(inhabited, districts, streets, chosen, shares)


def placed(rows: pd.DataFrame, places: gpd.GeoDataFrame, crs: str) -> pd.DataFrame:
    """Say of every row in which place it lies; of one in none its own id stands for it."""
    points = gpd.GeoSeries(gpd.points_from_xy(rows["x_m"], rows["y_m"]), rows.index, crs=crs)
    tree = places.sindex
    row, place = tree.query(points, predicate="intersects")
    found = pd.Series(places.index[place].to_numpy(), rows.index[row])
    found = found[~found.index.duplicated()]
    table = rows.assign(pc4=found.reindex(rows.index).fillna(rows["people_id"]))
    return table.sort_values("people_id", ignore_index=True)[COLUMNS]


def of_gemeenten(sources: Sources, outlines: gpd.GeoDataFrame, known: Counted) -> pd.Series:
    """Count people by gemeente: of wijken or buurten by their code, else by where they lie."""
    source = _of_their_parts(sources)
    if source is not None:
        frame = sources.frame(source, "areas")
        if "gemeente" in frame:
            told = counted(sources, source).frame
            codes = told["gemeente"].map(gemeente_code)
            sums: pd.Series = told.groupby(codes)["inwoners"].sum()
            if set(outlines.loc[outlines["own"], "code"]) <= set(sums.index):
                return sums.reindex(outlines["code"]).fillna(0).astype(int)
    # Codes of another year than the boundaries: where people lie says it.
    middle = known.frame.set_geometry(known.frame.representative_point())[["inwoners", "geometry"]]
    joined = middle.sjoin(outlines[["code", "geometry"]], predicate="within")
    lying = joined.groupby("code")["inwoners"].sum()
    counts: pd.Series = lying.reindex(outlines["code"]).fillna(0).astype(int)
    return counts


def _of_their_parts(sources: Sources) -> str | None:
    """Choose the parts of gemeenten that were fetched."""
    return next((name for name in ("wijken", "buurten") if sources.has(name)), None)


def said_of_gemeenten(sources: Sources, outlines: gpd.GeoDataFrame) -> list[Message]:
    """Say of which gemeenten of the area a part tells nobody, so that they may have more people."""
    source = _of_their_parts(sources)
    frame = None if source is None else sources.frame(source, "areas")
    if frame is None or "gemeente" not in frame:
        return []
    silent = frame["inwoners"].isna()
    if "water" in frame:
        silent &= ~frame["water"].astype(str).str.upper().isin(WATER)
    counts = frame["gemeente"][silent].map(gemeente_code).value_counts()
    own = outlines[outlines["own"] & outlines["code"].isin(counts.index)]
    if own.empty:
        return []
    rows = int(counts.reindex(own["code"]).sum())
    return [note("silent_parts", source=source, count=rows, names=sorted(own["naam"]))]


def said_of(known: Counted, chosen: Mapping[str, Any]) -> Message:
    """Say which source the people are of, and what it does not tell."""
    told = {"source": known.source, "people": int(known.frame["inwoners"].sum())}
    if not known.few and not known.silent:
        return note("people_all", **told)
    return note(
        "people",
        **told,
        few=known.few,
        each=int(chosen["few_people"]),
        silent=known.silent,
    )


def abroad_rows(ground: Ground, sources: Sources) -> pd.DataFrame:
    """Make rows of the people of a grid of a kilometre, outside the gemeenten that are known.

    A census counts who lives in its own land: of a cell on the border they stand in its part
    abroad, where that is large enough to be more than a slip of the outlines.
    """
    files = sources.files("grid_1km_germany")
    grid = pd.concat([cells_of(file, sources) for file in files], ignore_index=True)
    # A cell that two files have, along the border of two lands, counts once.
    cells = grid.assign(code=grid["north_m"].astype(str) + "-" + grid["east_m"].astype(str))
    require_same(cells, "inwoners", files[-1].file)
    grid = grid.sort_values("inwoners", kind="stable").drop_duplicates(["north_m", "east_m"])
    margin = ground.outline.buffer(kept_to_m(sources.settings))
    points = gpd.GeoSeries(gpd.points_from_xy(*grid[["east_m", "north_m"]].to_numpy().T),
                           crs=ETRS89_LAEA).to_crs(sources.crs)  # fmt: skip
    home = shapely.union_all(ground.outlines.geometry.to_numpy())
    people = grid["inwoners"].fillna(0).to_numpy()
    near = shapely.intersects(points.to_numpy(), margin) & (people > 0)
    within = near & shapely.intersects(points.to_numpy(), home)
    least_share = float(sources.settings["people"]["least_abroad_share"])
    points[within] = _moved_out(grid[within], home, least_share, sources.crs)
    kept = near & points.notna().to_numpy()
    share = pd.Series(float(sources.settings["people"]["working_share"]), range(int(kept.sum())))
    rows = _rows(
        grid["code"][kept].reset_index(drop=True),
        pd.Series(people[kept]),
        share,
        points[kept].reset_index(drop=True),
    )
    return rows.assign(pc4=rows["people_id"])[COLUMNS].sort_values("people_id")


def _moved_out(
    cells: pd.DataFrame, home: shapely.Geometry, least_share: float, crs: str
) -> list[shapely.Point | None]:
    """Give a point in the part of each cell that lies abroad; none where that is a slip at most."""
    east, north = cells[["east_m", "north_m"]].to_numpy(dtype=float).T
    half = KM / 2
    shapes = shapely.box(east - half, north - half, east + half, north + half)
    squares = gpd.GeoSeries(shapes, crs=ETRS89_LAEA).to_crs(crs)
    abroad = shapely.difference(squares.to_numpy(), home)
    large = shapely.area(abroad) >= least_share * squares.area.to_numpy()
    return [shapely.point_on_surface(one) if is_large else None
            for one, is_large in zip(abroad, large, strict=True)]  # fmt: skip


def cells_of(file: FetchedFile, sources: Sources) -> pd.DataFrame:
    """Read cells with their middle and people; who is not told is missing, and never minus one."""
    kind, most_mb = file.path.suffix.lower(), sources.settings["bounds"]["most_unpacked_mb"]
    if kind in {".csv", ".zip"}:
        raw = read_table(file) if kind == ".csv" else read_zipped(file, CELLS_END, most_mb)
    else:
        raw = pd.DataFrame(read_features(file).drop(columns="geometry"))
    table = named_columns(raw, "grid_1km_germany", file.file, sources.settings)
    cells = table["code"].astype(str).str.extract(f"^{CELL.pattern}")
    if cells.isna().any(axis=None):
        odd = table["code"][cells.isna().any(axis=1)].iloc[0]
        raise DataError("build.odd_cell", file=file.file, given=str(odd))
    middle = cells.astype(int) * KM + KM // 2
    people = table["inwoners"].where(table["inwoners"] > 0)
    return pd.DataFrame(
        {"code": "de-" + table["code"].astype(str), "inwoners": people,
         "north_m": middle[0], "east_m": middle[1]}
    )  # fmt: skip
