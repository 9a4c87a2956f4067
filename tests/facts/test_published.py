"""Published times by train are near to ours where the table has those trains."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tools.facts.computed import Computed

FAR_MIN = 5.5


def test_the_two_that_the_table_lacks_are_the_only_ones_far_off(computed: Computed) -> None:
    checked = computed.trains
    assert (~checked["is_input"]).sum() >= 10
    far = checked[checked["off"].abs() > FAR_MIN]
    assert sorted(zip(far["from"], far["to"], strict=True)) == [
        ("Groningen", "Winschoten"),
        ("Utrecht Centraal", "Schiphol Airport"),
    ]


def test_published_times_by_car_are_all_compared(computed: Computed) -> None:
    checked = computed.cars
    assert len(checked) == len(computed.area.table("car_published")) >= 10
    assert checked["ours"].notna().all()


def test_stations_of_the_walks_are_in_order(computed: Computed) -> None:
    names = computed.walk.sort_values("station")["station"].tolist()
    assert len(names) == len(set(names)) == len(computed.study.stations)
