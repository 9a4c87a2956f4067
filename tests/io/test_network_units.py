"""Lengths, times and speeds of a network are held against its lines."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import shapely
from own_street import BICYCLE, CAR, WALK, line, minutes, refusal, said_of, street
from towns import CORNER

from drenthe_geo.io.networks import network_from_edges


@pytest.mark.parametrize(
    ("length", "unit"),
    [
        (0.0149, " (degrees?)"),
        (1.0, " (kilometres?)"),
        (0.621, " (miles?)"),
        (3280.8, " (feet?)"),
        (100_000.0, " (centimetres?)"),
        (1640.0, " (metres of Web Mercator, EPSG:3857?)"),
        (17.0, ""),
        (7000.0, ""),
    ],
)
def test_lengths_in_another_unit_are_refused(length: float, unit: str) -> None:
    assert refusal(street(length=length)) == (
        f"column 'length' says {length:g} in row 1, where the line is 1000 m long{unit}; so it is "
        "in 5 of 5 rows. Give metres, or leave the column out: the lines have their lengths."
    )


def test_single_odd_lengths_are_said_and_longer_ones_than_drawn_are_right() -> None:
    network = network_from_edges(street(length=[1000, 1250, 1.0, 1000, 1100]), CAR)
    assert said_of(network) == [
        (
            "column 'length' is far from the length of the line in 1 of 5 rows, "
            "first in row 3: 1 against 1000 m."
        )
    ]


def test_an_empty_length_is_that_of_the_line() -> None:
    edges = street(length=[1000, None, 1000, 1000, 1000])
    network = network_from_edges(edges, CAR)
    assert network.edges["length_m"].tolist() == [1000] * 5
    assert said_of(network) == [
        "column 'length' is empty in 1 of 5 rows; there the length of the line is taken."
    ]


@pytest.mark.parametrize(
    ("seconds", "unit"),
    [
        (1.0, " (minutes?)"),
        (1 / 60, " (hours?)"),
        (60_000.0, " (milliseconds?)"),
        (0.0, ""),
    ],
)
def test_times_in_another_unit_are_refused(seconds: float, unit: str) -> None:
    assert refusal(street(travel_time=seconds)) == (
        f"column 'travel_time' says {seconds:.6g} s in row 1, where the line is 1000 m long{unit}; "
        "5 of 5 rows are slower than 1 or faster than 200 km/h, or all together are. Give seconds."
    )


def test_single_odd_times_are_said() -> None:
    network = network_from_edges(street(travel_time=[60, 60, 1, 60, 60]), CAR)
    assert said_of(network) == [
        (
            "column 'travel_time' means a speed that nobody travels at in 1 of 5 rows, "
            "first in row 3: 1 s for 1000 m."
        )
    ]


@pytest.mark.parametrize("bad", [np.inf, -1.0, "soon", True, "-inf"])
@pytest.mark.parametrize(
    ("column", "wanted"),
    [
        ("travel_time", "seconds, 0 or more, in every row"),
        ("length", "metres, 0 or more, or nothing"),
        ("junctions", "the number of junctions, 0 or more, in every row"),
    ],
)
def test_what_is_no_number_is_refused_by_its_row(column: str, wanted: str, bad: object) -> None:
    values: dict[str, Any] = {"travel_time": [60] * 5}
    values[column] = [60, 60, bad, 60, 60]
    assert refusal(street(**values)) == (
        f"column '{column}' holds '{bad}' in row 3 (1 of 5 rows cannot be used); give {wanted}."
    )


def test_an_empty_time_is_refused() -> None:
    assert refusal(street(travel_time=[60, None, 60, None, 60])) == (
        "column 'travel_time' is empty in row 2 (2 of 5 rows cannot be used); "
        "give seconds, 0 or more, in every row."
    )


def test_a_negative_length_and_speed_do_not_cancel() -> None:
    assert refusal(street(length=-1000, speed_kmh=-60)).startswith(
        "column 'length' holds '-1000' in row 1"
    )


@pytest.mark.parametrize("bad", [0, -50, np.inf, 1e9, "fast", "200 mph", "50;fast", None])
def test_speeds_that_cannot_be_are_refused(bad: object) -> None:
    told = "is empty" if bad is None else f"holds '{bad}'"
    assert refusal(street(maxspeed=[60, bad, 60, 60, 60])) == (
        f"column 'maxspeed' {told} in row 2 (1 of 5 rows cannot be used); give a speed from 1 to "
        "200 km/h in every row (a number, a number with km/h or mph, or a word such as NL:urban)."
    )


@pytest.mark.parametrize(
    ("word", "kmh"),
    [
        ("NL:urban", 50),
        ("nl:rural", 80),
        ("60 km/h", 60),
        ("60kmh", 60),
        ("37 mph", 37 * 1.609344),
        ("50;80", 65),
        ("50, 80", 65),
        ("['50', '80']", 65),
        ([50, 80], 65),
        ("50,5", 50.5),
        ("none", 130),
        ("walk", 5),
        (" 60 ", 60),
    ],
)
def test_words_of_maxspeed(word: object, kmh: float) -> None:
    network = network_from_edges(street(maxspeed=[word, 60, 60, 60, 60]), CAR)
    assert network.time_ds[0] == round(3600 / kmh * 1.15 * 10)


def test_a_time_or_a_speed_holds_for_the_mode_asked() -> None:
    for profile in (CAR, BICYCLE, WALK):
        slow = street(travel_time=600.0)
        factor = 1.15 if profile is CAR else 1.0
        expected = 2.4 * 10 * factor + profile.park_min
        assert minutes(slow, "west", "mid", profile) == pytest.approx(expected, abs=1e-9)


def test_limits_of_motor_traffic_hold_for_no_bicycle_unless_it_is_said() -> None:
    network = network_from_edges(street(), BICYCLE)
    assert minutes(network, "west", "mid") == 2.4 * 4 + 1
    assert said_of(network) == [
        (
            "column 'maxspeed' holds for motor traffic; for mode 'bicycle' the speeds of its "
            "profile are used."
        )
    ]
    named = network_from_edges(street(maxspeed=20), BICYCLE, columns={"speed_kmh": "maxspeed"})
    assert minutes(named, "west", "mid") == pytest.approx(2.4 * 3 + 1)


def test_times_of_another_mode_are_said() -> None:
    network = network_from_edges(street(travel_time=60), WALK)
    assert said_of(network) == [
        (
            "by column 'travel_time' the middle road is travelled at 60 km/h, and 1.25 to 10 km/h "
            "would be usual for mode 'walk'; are its times of another mode or in another unit?"
        )
    ]


def test_a_time_that_contradicts_the_speed_beside_it_is_said() -> None:
    network = network_from_edges(street(travel_time=60, maxspeed=[60, 15, 60, 60, 60]), CAR)
    assert said_of(network) == [
        (
            "columns 'travel_time' and 'maxspeed' contradict each other in 1 of 5 rows, first in "
            "row 2; 'travel_time' is used."
        )
    ]


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ([np.nan, 0.0], "have a vertex that is no place (not a finite number), first row 5"),
        ([np.inf, 0.0], "have a vertex that is no place (not a finite number), first row 5"),
        ([1e7, 0.0], "leave the area of RD New, first row 5, to 10234000, 540000"),
        ([0.0, 1e7], "leave the area of RD New, first row 5, to 234000, 10540000"),
    ],
)
@pytest.mark.filterwarnings("ignore:invalid value")
def test_vertices_that_are_no_place_are_refused(bad: list[float], said: str) -> None:
    edges = street()
    far = shapely.LineString([CORNER + [4000, 0], CORNER + [4000, 0] + bad])
    edges["geometry"] = [*edges.geometry[:4], far]
    assert refusal(edges) == f"1 of 5 lines {said}; mend or drop them."


def test_an_edge_of_no_length_is_passed() -> None:
    edges = street(v=[2, 3, 9, 5, 6])
    edges.loc[5] = [9, 4, "residential", 60, line(3, 3)]
    edges["u"] = edges["u"].astype(int)
    assert minutes(edges, "west", "east") == pytest.approx(4.8, abs=0.01)
