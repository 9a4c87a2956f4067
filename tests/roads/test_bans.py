"""Tables of turn bans: read, obeyed by cars, refused where they are wrong, saved and exported."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import pytest
from banned import towns_with_bans
from hypothesis import given
from hypothesis import strategies as st
from paths import VELDLAND_DIR
from towns import CORNER, PLAIN, SETTINGS, points, spots_in_town, tables
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo.errors import LayerError
from drenthe_geo.io.osmnx import to_osmnx
from drenthe_geo.io.saved import open_network, save_network
from drenthe_geo.reach.areas import service_areas
from drenthe_geo.reach.parts import reached_parts, reached_roads
from drenthe_geo.roads.bans import Word
from drenthe_geo.roads.minutes import compute_reach, travel_times
from drenthe_geo.roads.network import Network, build_network
from drenthe_geo.roads.read import Roads
from drenthe_geo.roads.turns import NO_RETURN
from drenthe_geo.situation import read_situation

# Blocks of a kilometre and a minute, but five to the dead end in the east; south to north 0, 2, 4;
# west to east 1, 2, 3; and two streets from the west around to the north.
#
#     5 --- 4
#     |     |
#     1 --- 2 --- 3
#           |
#           0
BLOCKS = [(1, 0), (0, 1), (1, 1), (2, 1), (1, 2), (0, 2)]
LINKS = [(0, 2), (1, 2), (2, 3), (2, 4), (1, 5), (5, 4)]
SOUTH, WEST, EAST, NORTH, UP, TOP = range(6)
SECONDS = [60.0, 60.0, 300.0, 60.0, 60.0, 60.0]
COLUMNS = ["ban", "from_edge", "via_node", "via_edges", "to_edge"]


def bans(*rows: tuple[Any, ...]) -> pd.DataFrame:
    """A table of bans: from, via node, edges between, to."""
    return pd.DataFrame([(number, *row) for number, row in enumerate(rows)], columns=COLUMNS)


def crossing(banned: pd.DataFrame | None = None, **changes: Any) -> Network:
    """The crossing, with bans or without."""
    xy = CORNER + 1000.0 * np.array(BLOCKS)
    nodes, edges = tables(xy, LINKS, seconds=SECONDS, **changes)
    return build_network(nodes, edges, PLAIN, bans=banned)


def minutes(network: Network, start: tuple[float, float], end: tuple[float, float]) -> float:
    """Minutes from one place to another, measured to it and from it, which must be the same."""
    one, two = points(start, ids=["a"]), points(end, ids=["b"])
    found = float(travel_times(compute_reach(network, two), one).minutes.to_numpy()[0, 0])
    back = compute_reach(network, one, direction="from")
    assert found == travel_times(back, two).minutes.to_numpy()[0, 0]
    return found


NO_LEFT = (SOUTH, 2, None, WEST)


@pytest.mark.parametrize(
    ("start", "end", "without", "banned"),
    [
        # From the south not to the west: around by the north.
        ((1, 0.5), (0.5, 1), 1.0, 4.0),
        ((1, 0.5), (0.9, 1), 0.6, 4.4),  # the very road that one may not turn into
        ((1, 0.5), (1.5, 1), 3.0, 3.0),
        ((1, 0.5), (1, 1.5), 1.0, 1.0),
        ((0.5, 1), (1, 0.5), 1.0, 1.0),  # the other way round one may
        ((1, 0.2), (1, 0.8), 0.6, 0.6),
        ((1.5, 1), (0.5, 1), 3.0, 3.0),
    ],
)
def test_a_banned_turn_is_gone_about(
    start: tuple[float, float], end: tuple[float, float], without: float, banned: float
) -> None:
    assert minutes(crossing(bans(NO_LEFT)), start, end) == banned
    assert minutes(crossing(bans()), start, end) == without


def test_a_ban_over_a_road_between_holds_for_who_came_by_all_of_it() -> None:
    network = crossing(bans((SOUTH, 2, str(NORTH), TOP)))
    # From the south by the north to the top: around by the west.
    assert minutes(network, (1, 0.5), (0.5, 2)) == 0.5 + 1 + 1 + 0.5
    assert minutes(network, (1.5, 1), (0.5, 2)) == 2.5 + 1 + 0.5
    assert minutes(network, (1, 0.5), (1, 1.5)) == 1.0  # the road between is reached
    assert minutes(network, (1, 1.5), (0.5, 2)) == 1.0
    longer = crossing(bans(NO_LEFT, (SOUTH, 2, f"{NORTH};{TOP}", UP)))
    assert minutes(longer, (1, 0.5), (0.5, 2)) == 2.0
    # One way is left: to the end of the road in the east, where one may turn round.
    assert minutes(longer, (1, 0.5), (0, 1.9)) == 0.5 + 5 + 5 + 1 + 0.9
    assert minutes(longer, (1, 1.5), (0, 1.9)) == 0.5 + 1 + 0.1


def test_nobody_turns_round_next_to_a_ban_nor_at_the_next_junction() -> None:
    # The south road goes on to the north, in bends; without the west there is no other way.
    xy = CORNER + 1000.0 * np.array([*BLOCKS[:5], (1.0, 1.4), (2.0, 2.0), (1.0, 3.0)])
    links = [(0, 2), (1, 2), (2, 5), (5, 4), (4, 6), (4, 7)]
    nodes, edges = tables(xy, links)
    network = build_network(nodes, edges, PLAIN, bans=bans((0, 2, None, 1)))
    # By the bend and the junction to the end of a road, where one may: all take a minute.
    assert minutes(network, (1, 0.5), (0.5, 1)) == 0.5 + 3 + 3 + 0.5


def test_nobody_turns_round_up_to_the_third_junction_from_a_ban() -> None:
    # A street to the north with junctions a minute apart; side streets take twenty to their ends.
    many = NO_RETURN + 3
    main = [(1.0, float(row)) for row in range(many)]
    sides = [(0.0, 1.0), *((2.0, float(row)) for row in range(2, many))]
    links = [(row, row + 1) for row in range(many - 1)]
    links += [(1, many), *((row, many + row - 1) for row in range(2, many))]
    seconds = [60.0] * many + [1200.0] * (many - 2)
    nodes, edges = tables(CORNER + 1000.0 * np.array(main + sides), links, seconds=seconds)
    network = build_network(nodes, edges, PLAIN, bans=bans((0, 1, None, many - 1)))
    there = NO_RETURN + 1  # junctions from the ban to where one may turn round
    assert minutes(network, (1, 0.5), (0.5, 1)) == 0.5 + 2 * there + 0.5


@pytest.mark.parametrize(
    ("row", "closed"),
    [
        ((SOUTH, 2, None, 99), {}),
        ((99, 2, None, WEST), {}),
        ((SOUTH, 2, "98;99", WEST), {}),
        ((SOUTH, 2, None, WEST), {"oneway": [False, True, False, False, False, False]}),
    ],
)
def test_a_ban_of_what_is_not_there_forbids_nothing(
    row: tuple[Any, ...], closed: dict[str, Any]
) -> None:
    network, without = crossing(bans(row), **closed), crossing(**closed)
    assert network.turns is None
    assert network.identity == without.identity


def test_only_who_obeys_bans_does() -> None:
    roads = Roads(*tables(CORNER + 1000.0 * np.array(BLOCKS), LINKS), bans=bans(NO_LEFT))
    assert roads.network(PLAIN).turns is not None
    assert roads.network(replace(PLAIN, obeys_bans=False)).turns is None
    assert roads.key != replace(roads, bans=None).key


@pytest.mark.parametrize(
    ("rows", "edge"),
    [
        ((SOUTH, 4, None, WEST), SOUTH),
        ((SOUTH, 77, None, WEST), SOUTH),
        ((SOUTH, 2, None, TOP), TOP),
        ((SOUTH, 2, str(UP), WEST), UP),
        ((SOUTH, 2, float(NORTH), WEST), WEST),
    ],
)
def test_a_ban_whose_roads_do_not_follow_each_other_is_refused(
    rows: tuple[Any, ...], edge: int
) -> None:
    with pytest.raises(LayerError) as refused:
        crossing(bans(NO_LEFT, rows))
    assert str(refused.value) == (
        f"turn bans: edge {edge} of ban 1 does not join what stands before it there "
        "(of from_edge: via_node); mend that row."
    )


def test_a_table_of_other_makers_is_refused() -> None:
    with pytest.raises(LayerError, match=r"^turn bans: column via_edges, to_edge missing; "):
        crossing(bans(NO_LEFT).drop(columns=["via_edges", "to_edge"]))


@given(towns_with_bans(), spots_in_town(least=2, most=4), st.sampled_from(["to", "from"]))
def test_reached_roads_nest_and_count_once_and_other_facilities_change_nothing(
    town: tuple[Network, Network, frozenset[Word]], facilities: gpd.GeoDataFrame, direction: Any
) -> None:
    plain, banned, _ = town
    reach = compute_reach(banned, facilities, direction=direction)
    length_m = reach.network.edges["length_m"].to_numpy(dtype=float)
    assert length_m.sum() == pytest.approx(plain.edges["length_m"].sum())
    for at in range(len(facilities)):
        inner, outer = (
            np.bincount(parts.edge, parts.end - parts.start, minlength=reach.network.n_edges)
            for parts in (reached_parts(reach, at, minutes) for minutes in (2.0, 5.0))
        )
        assert (inner <= outer + 1e-9).all()
        assert (outer <= 1 + 1e-9).all()
    for name in facilities.index:
        alone = compute_reach(banned, facilities.loc[[name]], direction=direction)
        at = reach.facilities.index.get_loc(name)
        same = reach.node_times_ds[at, : banned.n_nodes] == alone.node_times_ds[0, : banned.n_nodes]
        assert same.all()


@given(towns_with_bans(), spots_in_town(most=2))
def test_a_saved_network_with_bans_opens_as_it_was(
    tmp_path_factory: pytest.TempPathFactory,
    town: tuple[Network, Network, frozenset[Word]],
    facilities: gpd.GeoDataFrame,
) -> None:
    network = town[1]
    folder = tmp_path_factory.mktemp("saved") / "town"
    save_network(network, folder)
    opened = open_network(folder, network.profile)
    assert (opened.identity, opened.n_junctions) == (replace(network).identity, town[0].n_nodes)
    assert opened.turns == network.turns
    for direction in ("to", "from"):
        one, two = (compute_reach(each, facilities, direction=direction).node_times_ds
                    for each in (network, opened))  # fmt: skip
        assert np.array_equal(one, two)


def test_side_roads_are_reached_as_their_road_is() -> None:
    beside = pd.DataFrame({"edge": [WEST], "share": [0.9], "away_m": [0], "x_m": [0], "y_m": [0]})
    xy = CORNER + 1000.0 * np.array(BLOCKS)
    network = build_network(
        *tables(xy, LINKS, seconds=SECONDS), PLAIN, side_roads=beside, bans=bans(NO_LEFT)
    )
    assert network.side_roads is not None
    for direction, wanted in (("from", 0.5 + 3 + 0.9), ("to", 0.1 + 0.5)):
        reach = compute_reach(network, points((1, 0.5)), direction=direction)  # type: ignore[arg-type]
        assert network.side_roads.times_ds(reach, 0)[0] == pytest.approx(600 * wanted)


def test_roads_are_drawn_and_counted_once() -> None:
    network = crossing(bans(NO_LEFT, (SOUTH, 2, str(NORTH), TOP)))
    roads = reached_roads(compute_reach(network, points((1, 0.5))), [60])
    assert roads["road_km"].sum() == len(LINKS)
    assert network.n_junctions == network.n_met == len(BLOCKS)


@pytest.mark.parametrize("direction", ["to", "from"])
def test_areas_nest_and_a_ban_makes_none_larger(direction: Any) -> None:
    drawn = []
    for network in (crossing(bans(NO_LEFT)), crossing()):
        reach = compute_reach(network, points((1, 0.5)), direction=direction)
        drawn.append(service_areas(reach, [1, 2, 4], SETTINGS).geometry.tolist())
    for small, large in [*pairwise(drawn[0]), *pairwise(drawn[1]), *zip(*drawn, strict=True)]:
        assert small.difference(large.buffer(SETTINGS.cell_m / 2)).area == 0
    assert (drawn[0][1].area < 0.9 * drawn[1][1].area) == (direction == "from")


def test_a_graph_has_the_junctions_and_says_how_many_bans_it_lacks() -> None:
    graph, without = to_osmnx(crossing(bans(NO_LEFT))), to_osmnx(crossing())
    assert graph.graph.pop("banned_turns") == 1
    assert nx.utils.graphs_equal(nx.Graph(graph.edges()), nx.Graph(without.edges()))
    assert dict(graph.nodes(data=True)) == dict(without.nodes(data=True))
    assert "banned_turns" not in without.graph


def an_area(folder: Path, *rows: tuple[Any, ...]) -> dg.Area:
    """A copy of the area with a table of bans."""
    shutil.copytree(VELDLAND_DIR, folder)
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    like = next(one for one in package["resources"] if one["name"] == "road_nodes")
    fields = [{"name": name, "type": "string" if name == "via_edges" else "integer",
               "description": name} for name in COLUMNS]  # fmt: skip
    bans(*rows).to_csv(folder / "road_bans.csv", index=False)
    kept = {
        name: like[name] for name in like if name not in {"compression", "hash", "bytes", "rows"}
    }
    kept |= {"name": "road_bans", "path": "road_bans.csv", "format": "csv", "mediatype": "text/csv"}
    kept["schema"] = {"fields": fields, "primaryKey": "ban", "missingValues": [""]}
    package["resources"].append(kept)
    (folder / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    return dg.open_area(folder)


def a_turn() -> tuple[int, int, None, int]:
    """A turn from one road into another of the area."""
    edges = VELDLAND.table("road_edges").query("road_class == 'residential' and not oneway")
    first = edges.iloc[0]
    node = int(first["head"])
    next_ = edges[(edges["tail"] == node) & (edges["edge"] != first["edge"])].iloc[0]
    return int(first["edge"]), node, None, int(next_["edge"])


def test_an_area_may_have_a_table_of_bans(tmp_path: Path) -> None:
    row = a_turn()
    area = an_area(tmp_path / "mine", row)
    network = dg.roads.read_network(area, "car")
    assert network.turns is not None
    assert network.turns.bans == 1
    assert dg.roads.read_network(area, "walk").turns is None
    now = read_situation(area)
    assert now.network(dg.read_profile(area, "car")) is network
    # Where a road is closed, nobody turns into it or out of it anyway.
    left = now.road_edges[now.road_edges["edge"] != row[3]]
    closed = replace(now, road_edges=left).network(dg.read_profile(area, "car"))
    assert closed.turns is None
    same = VELDLAND.table("road_edges")["edge"] != row[3]
    other = replace(read_situation(VELDLAND), road_edges=VELDLAND.table("road_edges")[same])
    assert closed.identity == other.network(dg.read_profile(VELDLAND, "car")).identity
    longer = replace(now, road_edges=now.road_edges.copy())
    assert longer.network(dg.read_profile(area, "car")).turns == network.turns


def test_a_ban_of_roads_that_an_area_does_not_have_is_refused(tmp_path: Path) -> None:
    area = an_area(tmp_path / "mine", a_turn(), (*a_turn()[:3], 9_999_999))
    with pytest.raises(LayerError) as refused:
        dg.roads.read_network(area, "car")
    assert str(refused.value) == "turn bans: ban 1 names edge 9999999, which is none of the roads."
