"""Which column of a table of roads plays which role, by its heading."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from drenthe_geo.errors import LayerError, unknown_choice

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    import geopandas as gpd

    from drenthe_geo.words.message import Message

NODE_NAMES = (
    ("u", "v"),
    ("tail", "head"),
    ("from_node", "to_node"),
    ("node_from", "node_to"),
    ("source", "target"),
    ("from", "to"),
    ("from_id", "to_id"),
    ("fromnode", "tonode"),
    ("fromnodeid", "tonodeid"),
    ("fromnodeno", "tonodeno"),
    ("fnode", "tnode"),
    ("fnode_", "tnode_"),
    ("node_a", "node_b"),
    ("start_node", "end_node"),
    ("startnode", "endnode"),
    ("jte_id_beg", "jte_id_end"),
    ("f_jnctid", "t_jnctid"),
    ("ref_in_id", "nref_in_id"),
    ("a", "b"),
)
"""What the two nodes of a road may be called, best first: of OpenStreetMap's tools, pgRouting,
Visum, the Dutch NWB, TomTom and HERE."""

COLUMN_NAMES: dict[str, tuple[str, ...]] = {
    "u": tuple(pair[0] for pair in NODE_NAMES),
    "v": tuple(pair[1] for pair in NODE_NAMES),
    "length_m": ("length_m", "length", "distanceinmeters"),
    "free_flow_s": ("free_flow_s", "time_car_s", "travel_time", "time_s", "cost_s"),
    "back_s": ("back_s", "reverse_cost_s"),
    "speed_kmh": (
        "speed_kmh",
        "maxspeed_kmh",
        "speed_kph",
        "maxspeed",
        "maxspeed_forward",
        "speedinkilometersperhour",
    ),
    "back_kmh": ("back_kmh", "maxspeed_backward", "reversespeedinkilometersperhour"),
    "road_class": ("road_class", "highway", "fclass"),
    "road_number": ("road_number", "ref"),
    "junctions": ("junctions", "junction_halves"),
    "oneway": ("oneway", "one_way", "dir_travel", "rijrichtng", "rijrichting"),
    "cost": ("cost", "cost_s"),
    "reverse_cost": ("reverse_cost", "reverse_cost_s"),
}
"""What a column may be called, best first; case and blanks around it do not matter. The roles
are the choices of `columns`."""

MOTOR_ONLY = frozenset(
    {
        "time_car_s",
        "maxspeed",
        "maxspeed_kmh",
        "maxspeed_forward",
        "maxspeed_backward",
        "speedinkilometersperhour",
        "reversespeedinkilometersperhour",
    }
)
"""Columns that hold for motor traffic alone: for another mode only if the user names them."""

LIKE_A_DIRECTION = re.compile(
    r"one[ _-]?way|einbahn|sens_?unique|rijricht|dir_?travel|travel_?dir|traffic_?dir",
    re.IGNORECASE,
)
"""Headings that can hardly mean anything but a direction of travel."""

DIRECTION = frozenset({"dir", "direction", "richting", "sens", "flow", "traffic", "way"})
"""Headings that may mean a direction of travel, or something else."""

NOT_FOR_ALL = re.compile(r"bicycle|bike|cycle|foot|bus|moped|psv|hgv", re.IGNORECASE)
"""A heading with one of these tells the direction for some alone."""


def find_columns(
    edges: gpd.GeoDataFrame,
    columns: Mapping[str, str],
    what: Message,
    skip: Collection[str] = (),
) -> dict[str, str]:
    """Find the column of each role: as the user names it, else by the usual names but `skip`."""
    for role in columns:
        if role not in COLUMN_NAMES:
            raise unknown_choice("column", role, COLUMN_NAMES)
    every = headings(edges, what)
    by_plain = {name: at for name, at in every.items() if name not in skip}
    known = [str(name) for name in edges.columns]
    found = {}
    for role, column in columns.items():
        at = column if column in edges else every.get(usual_name(str(column)))
        if at is None:
            raise LayerError("io.no_column", what=what, column=column, role=role, known=known)
        found[role] = at
    for role, names in COLUMN_NAMES.items():
        usual = next((by_plain[name] for name in names if name in by_plain), None)
        if role not in found and usual is not None and role not in ("u", "v"):
            found[role] = usual
    return found | _nodes(found, by_plain)


def _nodes(found: Mapping[str, str], by_plain: Mapping[str, str]) -> dict[str, str]:
    """Find the columns of the two nodes: a pair of names, unless the user names one of them."""
    given = [role for role in ("u", "v") if role in found]
    for pair in NODE_NAMES:
        both = all(name in by_plain for name in pair)
        # Half of the best pair is a slip; half of another may be something else.
        half = pair == NODE_NAMES[0] and any(name in by_plain for name in pair)
        if not given and (both or half):
            roles = zip(("u", "v"), pair, strict=True)
            return {role: by_plain[name] for role, name in roles if name in by_plain}
    more = {}
    for role in ("u", "v"):
        # One end may be named by the user and the other have a usual name.
        usual = next((by_plain[name] for name in COLUMN_NAMES[role] if name in by_plain), None)
        if given and role not in found and usual is not None:
            more[role] = usual
    return more


def like_a_direction(edges: gpd.GeoDataFrame) -> list[str]:
    """Columns whose heading looks like a direction of travel for all."""
    texts = [name for name in edges.columns if isinstance(name, str)]
    return [
        name for name in texts if LIKE_A_DIRECTION.search(name) and not NOT_FOR_ALL.search(name)
    ]


def may_be_directions(edges: gpd.GeoDataFrame) -> list[str]:
    """Columns whose heading may mean a direction of travel: their values tell."""
    return [
        name for name in edges.columns if isinstance(name, str) and usual_name(name) in DIRECTION
    ]


def usual_name(column: str) -> str:
    """Write a heading as the lists of this module do."""
    return column.strip().lower()


def headings(edges: gpd.GeoDataFrame, what: Message) -> dict[str, str]:
    """Headings by their plain form; one that stands twice is refused where it would be read."""
    names: Sequence[str] = [name for name in edges.columns if isinstance(name, str)]
    found: dict[str, str] = {}
    roles = {name for choices in COLUMN_NAMES.values() for name in choices}
    for name in names:
        plain = usual_name(name)
        if plain not in found or name == plain:
            found[plain] = name
        if plain in roles and names.count(name) > 1:
            raise LayerError("io.column_twice", what=what, column=name)
    return found
