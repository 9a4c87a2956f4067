"""Restrictions of turns become banned movements between edges."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from osm_files import Town, square

if TYPE_CHECKING:
    from collections.abc import Callable

    from drenthe_geo.osm.read import OsmRoads

    Read = Callable[..., OsmRoads]


def cross() -> Town:
    """Four streets from node 5 to 2 (south), 4 (west), 6 (east), 8 (north), in a ring."""
    town = square()
    town.ways = []
    for way, ref in ((12, 2), (14, 4), (16, 6), (18, 8)):
        town.road(way, 5, ref, name=f"Street {way}")
    return town.road(30, 1, 2, 3, 6, 9, 8, 7, 4, 1)


def rows(roads: OsmRoads) -> list[dict[str, Any]]:
    """Rows of the table of bans."""
    return [{str(name): row[name] for name in row} for row in roads.bans.to_dict("records")]


def turns(roads: OsmRoads) -> set[tuple[int, int, tuple[int, ...], int]]:
    """Bans in ways: from, via node, via ways, to."""
    way = roads.edges.set_index("edge")["way"]
    return {
        (
            int(way[ban["from_edge"]]), int(ban["via_node"]),
            tuple(int(way[int(one)]) for one in ban["via_edges"].split(";") if one),
            int(way[ban["to_edge"]]),
        )
        for ban in rows(roads)
    }  # fmt: skip


def test_a_turn_that_is_banned_is_one_ban(read: Read) -> None:
    roads = read(cross().turn(1, "no_left_turn", 12, "n5", 14))
    assert turns(roads) == {(12, 5, (), 14)}
    assert roads.report.counts["restrictions"] == 1


def test_the_only_turn_allowed_bans_all_others(read: Read) -> None:
    roads = read(cross().turn(1, "only_straight_on", 12, "n5", 18))
    assert turns(roads) == {(12, 5, (), 14), (12, 5, (), 16)}


def test_the_only_turn_allowed_may_lead_to_where_the_map_ends(read: Read) -> None:
    """A one-way street that nothing leads back from is closed; the other turns are banned still."""
    town = cross().at(40, 1.5, 1.5).road(19, 5, 40, oneway="yes")
    roads = read(town.turn(1, "only_straight_on", 12, "n5", 19))
    assert turns(roads) == {(12, 5, (), 14), (12, 5, (), 16), (12, 5, (), 18)}
    assert 19 not in set(roads.edges["way"][roads.edges["car"] != "none"])
    closed = cross().at(40, 1.5, 1.5).road(19, 5, 40, motor_vehicle="no")
    assert not turns(read(closed.turn(1, "only_straight_on", 12, "n5", 19)))


def test_a_turn_back_is_a_ban_of_a_road_to_itself(read: Read) -> None:
    roads = read(cross().turn(1, "no_u_turn", 12, "n5", 12))
    assert turns(roads) == {(12, 5, (), 12)}


def test_by_way_of_a_road_the_ban_holds_for_who_came_that_way(read: Read) -> None:
    town = cross().at(40, 1, 3).road(40, 8, 40).road(41, 40, 4)
    roads = read(town.turn(1, "no_left_turn", 12, ("w18",), 40))
    assert turns(roads) == {(12, 5, (18,), 40)}
    only = read(town.turn(2, "only_straight_on", 14, ("w18",), 40))
    beyond = {ban for ban in turns(only) if ban[0] == 14}
    assert beyond == {(14, 5, (18,), 30)}
    assert only.report.counts["restrictions_by_way"] == 2


def test_a_via_of_several_edges_is_named_in_order(read: Read) -> None:
    town = Town()
    for node in range(1, 9):
        town.at(node, node, 0)
        town.at(node + 10, node, 1).road(100 + node, node, node + 10)
    town.road(1, 1, 2, name="a").road(2, 4, 3, 2, name="b").road(3, 4, 5, 6, 7, 8, name="c")
    town.road(4, *range(11, 19))
    roads = read(town.turn(1, "no_straight_on", 1, ("w2",), 3))
    (ban,) = rows(roads)
    edges = roads.edges.set_index("edge")
    ends = [set(edges.loc[int(one), ["tail", "head"]]) for one in ban["via_edges"].split(";")]
    assert (ban["via_node"], ends) == (2, [{2, 3}, {3, 4}])
    assert set(edges.loc[ban["to_edge"], ["tail", "head"]]) == {4, 5}


def test_a_street_is_not_joined_over_a_turn(read: Read) -> None:
    town = Town().at(1, 0, 0).at(2, 1, 0).at(3, 2, 0).road(1, 1, 2).road(2, 2, 3)
    assert len(read(town).edges) == 1
    assert len(read(town.turn(1, "no_u_turn", 1, "n2", 1)).edges) == 2


def test_a_turn_is_banned_or_ordered_whatever_it_is_called(read: Read) -> None:
    for kind in ("no_uturn", "no_left_turn;no_u_turn", "no_weird_turn"):
        assert turns(read(cross().turn(1, kind, 12, "n5", 14))) == {(12, 5, (), 14)}
    ordered = read(cross().turn(1, "only_straight", 12, "n5", 18))
    assert turns(ordered) == {(12, 5, (), 14), (12, 5, (), 16)}


def test_several_roads_are_entered_or_left_by_one_sign_alone(read: Read) -> None:
    """Only no_entry may have several from, and no_exit several to: others are broken."""
    found = {}
    for kind in ("no_entry", "no_exit", "no_left_turn", "only_straight_on"):
        for role, other in (("from", 12), ("to", 16)):
            town = cross().turn(1, kind, 12, "n5", 14)
            (number, members, tags), *_ = town.turns
            more = ("way", role, 18 if other == 12 else 16)
            town.turns = [(number, [*members, more], tags)]
            roads = read(town)
            assert ("restriction_roles" in roads.report.counts) != bool(len(roads.bans))
            found[kind, role] = turns(roads)
    assert found.pop(("no_entry", "from")) == {(12, 5, (), 14), (18, 5, (), 14)}
    assert found.pop(("no_exit", "to")) == {(12, 5, (), 14), (12, 5, (), 16)}
    assert set(map(len, found.values())) == {0}


def test_of_a_road_that_was_cut_in_two_the_half_at_the_turn_counts(read: Read) -> None:
    town = cross().at(40, 1, -1).road(11, 40, 2, name="Street 11")
    town = town.turn(1, "no_left_turn", 12, "n5", 14)
    (number, members, tags), *_ = town.turns
    town.turns = [(number, [*members, ("way", "from", 11)], tags)]
    assert turns(read(town)) == {(12, 5, (), 14)}
    # Nor need the other half be on the map.
    for gone, role in ((98, "from"), (99, "to")):
        town.turns = [(number, [*members, ("way", role, gone)], tags)]
        assert turns(read(town)) == {(12, 5, (), 14)}
        town.turns = [(number, [one for one in members if one[1] != role]
                       + [("way", role, 98), ("way", role, 99)], tags)]  # fmt: skip
        assert read(town).report.counts["restriction_missing"] == 1


def test_of_several_roads_at_one_sign_those_on_the_map_count(read: Read) -> None:
    town = cross().turn(1, "no_exit", 12, "n5", 14)
    (number, members, tags), *_ = town.turns
    town.turns = [(number, [*members, ("way", "to", 16), ("way", "to", 99)], tags)]
    assert turns(read(town)) == {(12, 5, (), 14), (12, 5, (), 16)}


def test_a_ban_may_lead_round_a_block_to_where_it_began(read: Read) -> None:
    """From the south round the block and back: not on to the north, as the first time one may."""
    town = square()
    town.ways = []
    for way, refs in enumerate([(2, 5), (5, 6), (6, 3), (3, 50, 5)], start=1):
        town.road(way, *refs, oneway="yes", name=f"Street {way}")
    town.at(50, 1.5, 0.6).road(5, 5, 8, 9, 20, 2).at(20, 4, 1)
    roads = read(town.turn(1, "no_u_turn", 1, ("w2", "w3", "w4"), 5))
    assert turns(roads) == {(1, 5, (2, 3, 4), 5)}
    assert roads.report.counts["restrictions_by_way"] == 1


WHY: dict[str, list[tuple[Any, ...]]] = {
    "restriction_missing": [("no_left_turn", 12, "n5", 999), ("no_left_turn", 12, "n999", 14)],
    "restriction_not_joined": [
        ("no_left_turn", 12, "n2", 14),
        ("no_left_turn", 12, ("w30",), 50),
    ],
    "restriction_unclear": [("no_left_turn", 30, "n2", 12)],
    "restriction_closed": [("no_left_turn", 12, "n5", 51)],
    "restriction_roles": [("no_left_turn", 12, (), 14), ("no_left_turn", 12, ("n5", "n2"), 14)],
    "restriction_needless": [("only_straight_on", 52, "n60", 53)],
    "turn_unknown": [("dancing", 12, "n5", 14), ("no_", 12, "n5", 14)],
    "turn_on_red": [("no_right_turn_on_red", 12, "n5", 14)],
}


@pytest.mark.parametrize(
    ("code", "turn"), [(code, one) for code, turns in WHY.items() for one in turns]
)
def test_what_says_nothing_is_counted_by_why(read: Read, code: str, turn: tuple[Any, ...]) -> None:
    town = cross().road(51, 5, 9, highway="footway")
    town.at(60, 4, 0).at(61, 5, 0).at(70, 1, 1.5).at(71, 1, 1.7)
    town.road(52, 6, 60).road(53, 60, 61, maxspeed="50").road(50, 70, 71).road(54, 71, 5)
    roads = read(town.turn(77, *turn))
    assert roads.report.counts[code] == 1
    assert roads.report.named[code] == [77]
    assert not len(roads.bans)


def test_a_ban_at_a_gate_names_the_piece_beside_it(read: Read) -> None:
    town = cross().at(5, 1, 1, barrier="wall").turn(1, "no_left_turn", 12, "n5", 14)
    roads = read(town)
    (ban,) = rows(roads)
    edges = roads.edges.set_index("edge")
    assert edges.loc[[ban["from_edge"], ban["to_edge"]], "length_m"].tolist() == pytest.approx(
        [1, 1], 0.01
    )


@pytest.mark.parametrize(
    ("turn", "oneway", "expected"),
    [
        ((50, 12), "yes", {("last", 12)}),
        ((50, 12), "-1", {("first", 12)}),
        ((50, 12), "no", {("first", 12), ("last", 12)}),
        ((12, 50), "yes", {(12, "first")}),
        ((12, 50), "-1", {(12, "last")}),
        ((12, 50), "no", {(12, "first"), (12, "last")}),
        ((50, 50), "yes", {("last", "first")}),
        ((50, 50), "no", {("first", "first"), ("last", "last")}),
    ],
)
def test_of_a_loop_one_comes_by_one_end_and_goes_by_the_other(
    read: Read, turn: tuple[int, int], oneway: str, expected: set[tuple[object, object]]
) -> None:
    town = cross().at(50, 1.2, 1.5).at(51, 1.5, 1.5).at(52, 1.5, 1.2)
    town.road(50, 5, 50, 51, 52, 5, oneway=oneway)
    start, stop = turn
    roads = read(town.turn(1, "no_u_turn" if start == stop else "no_left_turn", start, "n5", stop))
    way = roads.edges.set_index("edge")["way"]
    loop = [int(one) for one in way.index[way == 50]]
    names: dict[int, object] = dict(zip(way.index.tolist(), way.tolist(), strict=True))
    names |= dict(zip(loop, ("first", "last"), strict=True))
    assert {(names[ban["from_edge"]], names[ban["to_edge"]]) for ban in rows(roads)} == expected
    if oneway != "no":  # cars run from tail to head
        edges = roads.edges.set_index("edge")
        for ban in rows(roads):
            assert ban["from_edge"] not in loop or edges.loc[ban["from_edge"], "head"] == 5
            assert ban["to_edge"] not in loop or edges.loc[ban["to_edge"], "tail"] == 5


def test_two_roads_that_are_each_the_only_one_close_nothing(read: Read) -> None:
    town = cross().turn(1, "only_straight_on", 12, "n5", 18)
    relation, members, tags = town.turns[0]
    town.turns = [(relation, [*members, ("way", "to", 16)], tags)]
    roads = read(town)
    assert not len(roads.bans)
    assert roads.report.counts["restriction_roles"] == 1
