"""Who lives where: inhabitants of postcodes, scaled to a later year, spread over their streets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray

LENGTH = "street_m"

WORKING_AGES = range(15, 65)


def raked(
    postcodes: gpd.GeoDataFrame,
    gemeenten: gpd.GeoDataFrame,
    totals: pd.Series,
    least_uncovered_share: float,
) -> gpd.GeoDataFrame:
    """Scale the inhabitants of postcodes to those of their gemeenten in a later year.

    `totals` are by the code of a gemeente. In one of which the postcodes leave out a large part
    they grow as those of all others together; of the rest see `drenthe_geo.build.beyond`.
    """
    known = postcodes["inwoners"].fillna(0).clip(lower=0).astype(float)
    wanted = postcodes["gemeente"].map(gemeenten.set_index("naam")["code"]).map(totals)
    there = known.groupby(postcodes["gemeente"]).transform("sum")
    uncovered = uncovered_shares(gemeenten, postcodes).set_axis(gemeenten["naam"])
    whole = postcodes["gemeente"].map(uncovered) < least_uncovered_share
    of_whole = [
        part[whole].groupby(postcodes["gemeente"]).first().sum() for part in (wanted, there)
    ]
    growth = of_whole[0] / of_whole[1]
    goal = wanted.where(whole, (there * growth).round())
    some = there > 0  # who lives in a gemeente of which no postcode has people lives nowhere
    names = postcodes["gemeente"][some]
    shared = pd.Series(0, postcodes.index)
    shared[some] = _shared_out(
        known[some].to_numpy(), names.to_numpy(), goal[some].groupby(names).first()
    )
    return postcodes.assign(inwoners=shared)


def uncovered_shares(gemeenten: gpd.GeoDataFrame, postcodes: gpd.GeoDataFrame) -> pd.Series:
    """Measure the share of each gemeente that no postcode covers."""
    rest: pd.Series = gemeenten.geometry.difference(postcodes.union_all()).area / gemeenten.area
    return rest


def working_shares(ages: pd.DataFrame) -> pd.Series:
    """Share of the people of a postcode who are 15 to 64, of a table by five years of age."""
    first = ages["leeftijd"].str.extract(r"(\d+)", expand=False).astype(int)
    working = ages["inwoners"].where(first.isin(WORKING_AGES), 0)
    sums = pd.DataFrame({"all": ages["inwoners"], "working": working})
    sums = sums.groupby(ages["postcode"].astype(str)).sum()
    shares: pd.Series = (sums["working"] / sums["all"])[sums["all"] > 0]
    return shares


def people_table(
    areas: gpd.GeoDataFrame,
    districts: gpd.GeoDataFrame,
    edges: gpd.GeoDataFrame,
    settings: dict[str, Any],
    shares: pd.Series,
) -> pd.DataFrame:
    """Make the table of people: one row per cell of a raster with streets of a postcode.

    People are shared out by metres of street, weighed by the kind of road. A row stands
    on the street of its cell that is nearest to the middle of that cell's street. An
    area without a street keeps its people on one inner point. Whole people: the rows of
    an area add up to its inhabitants. `shares` are those of 15 to 64, by postcode; without one
    that of the wijk (`districts`) holds.
    """
    samples = street_samples(edges, settings)
    lying = gpd.sjoin(samples, areas[["postcode", "geometry"]], predicate="within")
    lying = lying[~lying.index.duplicated()]  # a point on a border counts once
    totals = areas.set_index("postcode")["inwoners"].astype(int)
    cells = _cells(lying, _cell_sizes(lying, totals, settings))
    cells["people"] = _shared_out(
        cells[LENGTH].to_numpy(),
        cells["postcode"].to_numpy(),
        totals,
    )
    lost = areas[~areas["postcode"].isin(cells["postcode"])]
    inner = lost.representative_point()
    more = pd.DataFrame(
        {"postcode": lost["postcode"], "x": inner.x, "y": inner.y, "people": lost["inwoners"]}
    )
    rows = pd.concat([cells, more], ignore_index=True)
    rows = rows[rows["people"] > 0].sort_values(["postcode", "y", "x"], ignore_index=True)
    number = rows.groupby("postcode").cumcount() + 1
    step = settings["round_m"]
    return pd.DataFrame(
        {
            "people_id": rows["postcode"].astype(str) + "-" + number.astype(str).str.zfill(3),
            "pc4": rows["postcode"].astype(str),
            "population": rows["people"].astype(int),
            "working_age": _working_age(rows, districts, shares),
            "x_m": (rows["x"] / step).round().astype(int) * step,
            "y_m": (rows["y"] / step).round().astype(int) * step,
        }
    )


def street_samples(edges: gpd.GeoDataFrame, settings: dict[str, Any]) -> gpd.GeoDataFrame:
    """Put points along the roads that people live on, with the metres each stands for."""
    weights: dict[str, float] = settings["weights"]
    roads = edges[edges["highway"].isin(list(weights))]
    length = shapely.length(roads.geometry.to_numpy())
    count = np.maximum(1, np.rint(length / settings["sample_m"])).astype(int)
    which = np.repeat(np.arange(len(roads)), count)
    step = np.concatenate([(np.arange(n) + 0.5) / n for n in count])
    points = shapely.line_interpolate_point(roads.geometry.to_numpy()[which], step, normalized=True)
    weight = roads["highway"].map(weights).to_numpy(dtype=float)
    return gpd.GeoDataFrame(
        {LENGTH: (length / count * weight)[which]}, geometry=points, crs=edges.crs
    )


def _cell_sizes(
    samples: gpd.GeoDataFrame, totals: pd.Series, settings: dict[str, Any]
) -> NDArray[np.float64]:
    """Choose a cell for every sample: wide where few people live, for a short table."""
    fine, wide = settings["cell_m"], settings["wide_cell_m"]
    xy = shapely.get_coordinates(samples.geometry.to_numpy())
    table = pd.DataFrame(
        {
            "postcode": samples["postcode"].to_numpy(),
            "column": xy[:, 0] // fine,
            "row": xy[:, 1] // fine,
            LENGTH: samples[LENGTH].to_numpy(),
        }
    )
    in_area = table.groupby("postcode")[LENGTH].transform("sum")
    in_cell = table.groupby(["postcode", "column", "row"])[LENGTH].transform("sum")
    people = table["postcode"].map(totals) * in_cell / in_area
    size: NDArray[np.float64] = np.where(people < settings["least_people"], wide, fine)
    return size


def _cells(samples: gpd.GeoDataFrame, cell_m: NDArray[np.float64]) -> pd.DataFrame:
    """Gather samples by postcode and raster cell; a cell stands on one of its samples."""
    xy = shapely.get_coordinates(samples.geometry.to_numpy())
    table = pd.DataFrame(
        {
            "postcode": samples["postcode"].to_numpy(),
            "size": cell_m,
            "column": (xy[:, 0] // cell_m).astype(int),
            "row": (xy[:, 1] // cell_m).astype(int),
            "x": xy[:, 0],
            "y": xy[:, 1],
            LENGTH: samples[LENGTH].to_numpy(),
        }
    )
    keys = ["postcode", "size", "column", "row"]
    weighed = table.assign(x=table["x"] * table[LENGTH], y=table["y"] * table[LENGTH])
    sums = weighed.groupby(keys)[["x", "y", LENGTH]].sum()
    middle = sums[["x", "y"]].div(sums[LENGTH], axis=0).rename(columns={"x": "mx", "y": "my"})
    table = table.join(middle, on=keys)
    table["off"] = np.hypot(table["x"] - table["mx"], table["y"] - table["my"])
    nearest = table.sort_values([*keys, "off", "x", "y"]).drop_duplicates(keys).set_index(keys)
    nearest[LENGTH] = sums[LENGTH]
    return nearest.reset_index()[["postcode", "x", "y", LENGTH]]


def _shared_out(
    weight: NDArray[np.float64], group: NDArray[np.int64], totals: pd.Series
) -> NDArray[np.int64]:
    """Share whole people out by weight within each group (largest remainder)."""
    rows = pd.DataFrame({"group": group, "weight": weight})
    total = rows["group"].map(totals)
    share = total * rows["weight"] / rows.groupby("group")["weight"].transform("sum")
    whole = np.floor(share + 1e-9)
    missing = (total - whole.groupby(rows["group"]).transform("sum")).round()
    rank = (whole - share).groupby(rows["group"]).rank(method="first")
    shared: NDArray[np.int64] = (whole + (rank <= missing)).astype(int).to_numpy()
    return shared


def _working_age(
    rows: pd.DataFrame, districts: gpd.GeoDataFrame, shares: pd.Series
) -> NDArray[np.int64]:
    """People of 15 to 64: the share of the postcode, or of the wijk that lies nearest."""
    known = districts[districts["pop_15_24"].notna()]
    points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(rows["x"], rows["y"]), crs=known.crs)
    ages = ["pop_15_24", "pop_25_44", "pop_45_64"]
    joined = gpd.sjoin_nearest(points, known[[*ages, "geometry"]])
    joined = joined[~joined.index.duplicated()].sort_index()
    of_wijk = np.minimum(joined[ages].sum(axis=1).to_numpy() / 100, 1.0)
    of_postcode = rows["postcode"].astype(str).map(shares).to_numpy(dtype=float)
    share = np.where(np.isnan(of_postcode), of_wijk, of_postcode)
    # Whole people, and none lost: what is cut off a row is carried to the next of its postcode.
    exact = rows["people"].to_numpy() * share
    upto = pd.Series(exact).groupby(rows["postcode"].to_numpy()).cumsum().round()
    before = upto.groupby(rows["postcode"].to_numpy()).shift(fill_value=0.0)
    working = np.minimum((upto - before).to_numpy(), rows["people"].to_numpy())
    whole: NDArray[np.int64] = working.astype(int)
    return whole
