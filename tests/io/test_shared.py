"""Work that is shared out over a Dask cluster: the same numbers, whatever happens to workers."""

from __future__ import annotations

import os
import re
import socket
import time
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import on_workers
import pandas as pd
import pytest
from banned import open_ways, way_ends
from commands import ask
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo.doors import minutes as door
from drenthe_geo.errors import ArgumentError, FileError
from drenthe_geo.io.cluster import workers_of
from drenthe_geo.io.shared import blocks, measure_on, need_mb
from drenthe_geo.roads.minutes import compute_reach, travel_times
from drenthe_geo.roads.pairs import Pairs
from drenthe_geo.roads.turns import with_turns
from drenthe_geo.siting.robust import (
    Together,
    WeightDraws,
    first_within_ranges,
    rank_acceptability,
)
from drenthe_geo.words.message import Message
from drenthe_geo.work import spread as spreading
from drenthe_geo.work.spread import Room, Spread

distributed = pytest.importorskip("distributed", reason="distributed is not installed")

SAME = partial(pd.testing.assert_frame_equal, check_exact=True)


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """Two workers, each a process of its own, which is started anew when it dies."""
    made = distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, memory_limit="1GB", dashboard_address=":0"
    )
    with made:
        yield made


@pytest.fixture
def address(cluster: Any) -> str:
    """Address of the scheduler."""
    return str(cluster.scheduler_address)


@pytest.fixture(scope="module")
def reach() -> dg.roads.Reach:
    """Times by car to all stations and sites, in parts."""
    network = dg.roads.read_network(VELDLAND, "car")
    points = pd.concat([VELDLAND.layer(name)[["geometry"]] for name in ("stations", "places")])
    return compute_reach(network, points, part_mb=0.5)


@pytest.mark.parametrize(
    ("mode", "direction", "limit_min"), [("car", "to", np.inf), ("walk", "from", 20.0)]
)
def test_times_are_the_same_to_the_bit(
    address: str, mode: Any, direction: Any, limit_min: float
) -> None:
    people, places = VELDLAND.layer("people"), VELDLAND.layer("places")
    network = dg.roads.read_network(VELDLAND, mode)
    reach = compute_reach(network, places, direction=direction, limit_min=limit_min)
    done: list[tuple[int, int]] = []
    with workers_of(address) as spread:
        found = travel_times(
            reach, people, on_part=lambda *one: done.append(one), measure=measure_on(spread)
        )
    SAME(found.minutes, travel_times(reach, people).minutes)
    assert done == sorted(done)
    assert done[-1] == (len(places), len(places))


@pytest.mark.parametrize("k", [1, 3])
def test_the_nearest_are_the_same(address: str, k: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "AT_ONCE", 3)  # several pairings
    people = VELDLAND.layer("people")
    ask_nearest = partial(dg.nearest, people, "places", k, "walk", area=VELDLAND)
    here, there = ask_nearest(), ask_nearest(scheduler=address)
    SAME(here, there)
    assert here.attrs["warnings"] == there.attrs["warnings"]
    few = partial(dg.nearest, "places", "stations", 20, area=VELDLAND)
    SAME(few(), few(scheduler=address))


@pytest.mark.parametrize("share", [1.0, 1 / 3])
def test_people_in_reach_are_the_same(address: str, share: float) -> None:
    own = VELDLAND.layer("people")
    own = own.assign(population=own["population"] * share)
    count = partial(dg.people_in_reach, "places", [5, 12.5], area=VELDLAND)
    SAME(count(people=own), count(people=own, scheduler=address))
    SAME(count(), count(scheduler=address))


def banned(network: dg.roads.Network) -> dg.roads.Network:
    """Ban every fifth turn that is there."""
    ways = open_ways(network)
    ends = [way_ends(network, way) for way in ways]
    turns = [
        (one, two)
        for one, (_, end) in zip(ways, ends, strict=True)
        for two, (start, _) in zip(ways, ends, strict=True)
        if start == end and one // 2 != two // 2
    ]
    return with_turns(replace(network, side_roads=None), frozenset(turns[::5]))


@pytest.mark.parametrize("change", [lambda network: network, banned])
def test_a_matrix_of_a_saved_network_is_the_same(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: Any
) -> None:
    monkeypatch.setattr(door, "AT_ONCE", 3)
    car = change(dg.roads.read_network(VELDLAND, "car"))
    dg.io.save_network(car, tmp_path / "car")
    saved = dg.io.open_network(tmp_path / "car", car.profile)
    matrix = partial(dg.travel_time_matrix, "places", "stations", network=saved, area=VELDLAND)
    SAME(matrix(), matrix(scheduler=address))


def test_draws_are_the_same(address: str) -> None:
    lot = np.random.default_rng(3)
    sites = [f"site{number}" for number in range(7)]
    values = pd.DataFrame(lot.random((7, 3)).round(1), index=sites, columns=["a", "b", "c"])
    weights = pd.Series({"a": 1, "b": 2, "c": 0})
    draws = WeightDraws(300, 5, 4.0)
    rank = partial(rank_acceptability, values, weights, draws, part_mb=0.02)
    SAME(rank(), rank(scheduler=address))
    SAME(rank(), rank_acceptability(values, weights, draws))
    together = Together({"site1": ("east", "west"), "site2": ("east",)}, 0.5)
    for moving in (None, together):
        within = partial(
            first_within_ranges, values, values - 0.2, values + 0.1, weights, draws,
            together=moving, part_mb=0.05,
        )  # fmt: skip
        pd.testing.assert_series_equal(within(), within(scheduler=address), check_exact=True)


@pytest.mark.parametrize("question", ["times --points places", "people --points places"])
def test_commands_write_the_same(
    question: str, address: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, more in (("here", []), ("there", ["--scheduler", address])):
        words = [*question.split(), "--out", str(tmp_path / name), "--quiet", *more]
        assert ask(words, capsys).code == 0
    files = sorted(one.name for one in (tmp_path / "here").iterdir())
    assert len(files) > 2
    for name in files:
        here, there = ((tmp_path / one / name).read_bytes() for one in ("here", "there"))
        assert here == there, name


def test_a_killed_worker_costs_a_retry_and_nothing_else(
    address: str, cluster: Any, reach: dg.roads.Reach, tmp_path: Path
) -> None:
    before = {one.pid for one in cluster.workers.values()}
    pairs = Pairs.of(reach, VELDLAND.layer("people"))
    whole, mark = pairs.minutes(), tmp_path / "killed"
    found = np.full_like(whole, -1.0)
    with workers_of(address) as spread:
        assert spread is not None
        for one in blocks(spread, [pairs], on_workers.killed_once, (str(mark),)):
            found[one.rows, one.columns] = one.found
    assert mark.exists()
    assert len(before - {one.pid for one in cluster.workers.values()}) == 1  # one has died
    assert np.array_equal(found, whole, equal_nan=True)


def test_what_kills_every_worker_is_refused(address: str, cluster: Any) -> None:
    scheduler = cluster.scheduler
    allowed, scheduler.allowed_failures = scheduler.allowed_failures, 0
    with workers_of(address) as spread:
        assert spread is not None
        with pytest.raises(ArgumentError) as error:
            list(spread.map(on_workers.killed, [()]))
    scheduler.allowed_failures = allowed
    assert str(error.value) == (
        f"scheduler '{address}': 1 workers in a row died of the same part, perhaps for want of "
        "memory; give each more, or start fewer."
    )


def test_what_nobody_asks_on_for_is_called_off(address: str, cluster: Any) -> None:
    taken: list[int] = []

    def parts() -> Iterator[tuple[int]]:
        for one in range(1000):
            taken.append(one)
            yield (one,)

    with workers_of(address) as spread:
        assert spread is not None
        results = spread.map(on_workers.number, parts())
        assert [next(results)[1] for _ in range(3)] == [0, 1, 2]
        results.close()  # type: ignore[attr-defined]  # as when it is interrupted
        assert len(taken) < 20
        folder = spread.folder
        assert folder.is_dir()
    assert not folder.exists()
    assert not cluster.scheduler.tasks
    with workers_of(address) as spread:  # and the workers are there for the next
        assert spread is not None
        assert [one for _, one in spread.map(on_workers.number, [(7,), (8,)])] == [7, 8]


def test_what_a_killed_run_has_left_goes_in_the_end(
    address: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DRENTHE_GEO_CACHE", str(tmp_path))
    for name, age_s in (("spread-old", 2 * spreading.LEFT_S), ("spread-new", 60), ("mine", 1e9)):
        (tmp_path / name).mkdir()
        os.utime(tmp_path / name, (0, time.time() - age_s))
    with workers_of(address):
        assert len(list(tmp_path.iterdir())) == 3
    assert sorted(one.name for one in tmp_path.iterdir()) == ["mine", "spread-new"]


def refusal(address: str) -> str:
    """Say why a scheduler is refused."""
    with pytest.raises((ArgumentError, FileError)) as error, workers_of(address):
        pass
    return str(error.value)


def test_a_wrong_address_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(spreading, "WAIT_S", 0.3)
    said = (
        "scheduler '{}': no Dask scheduler answered within 0.3 seconds; give the address that "
        "'dask scheduler' prints, such as tcp://10.0.0.1:8786."
    )
    with socket.socket() as nobody, socket.socket() as mute:
        nobody.bind(("127.0.0.1", 0))  # and does not listen
        mute.bind(("127.0.0.1", 0))
        mute.listen()
        ports = [one.getsockname()[1] for one in (nobody, mute)]
        odd = ("nonsense", "http://127.0.0.1:1", "", *(f"tcp://127.0.0.1:{one}" for one in ports))
        for address in odd:
            assert refusal(address) == said.format(address), address
        out = tmp_path / "out"
        words = ["times", "--points", "places", "--out", str(out), "--scheduler", "nonsense"]
        heard = ask(words, capsys)
    assert heard.code == 1
    assert heard.err.split() == ["drenthe-geo:", *said.format("nonsense").split()]
    assert not out.exists()


def test_a_cluster_that_cannot_do_the_job_is_one_sentence(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spreading, "_look", on_workers.old_look)
    ours = dg.__version__
    assert re.fullmatch(
        rf"worker tcp://\S+: it has drenthe-geo 0.0.1, and here is {re.escape(ours)}; "
        "install the same version on all machines.",
        refusal(address),
    )
    monkeypatch.setattr(spreading, "_look", on_workers.blind_look)
    assert re.fullmatch(
        r"worker tcp://\S+: it does not see /\S+/spread-\w+; put the network and the cache "
        r"\(DRENTHE_GEO_CACHE\) in a folder that has the same path on all machines.",
        refusal(address),
    )
    monkeypatch.setattr(spreading, "_look", on_workers.no_look)
    assert re.fullmatch(
        r"worker tcp://\S+: it cannot run drenthe-geo \(ModuleNotFoundError: No module named "
        r"'drenthe_geo'\); install the same version there as here.",
        refusal(address),
    )


def test_a_cluster_without_workers_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreading, "WAIT_S", 1.0)
    with distributed.LocalCluster(n_workers=0, dashboard_address=":0") as none:
        address = none.scheduler_address
        assert refusal(address) == (
            f"scheduler '{address}': it has no workers; start some with 'dask worker {address}'."
        )


def test_what_fails_on_a_worker_names_it(address: str) -> None:
    cases = (
        (on_workers.refused, (), "k 0: must be 1 or more."),
        (on_workers.missing, ("/nowhere/roads",), "it does not see /nowhere/roads; put the "),
        (on_workers.full, (), "its memory ran out; give each worker more, or start fewer on a "),
    )
    for task, part, why in cases:
        with workers_of(address) as spread:
            assert spread is not None
            with pytest.raises((ArgumentError, FileError)) as error:
                list(spread.map(task, [part]))
        assert re.match(rf"worker tcp://\S+: {re.escape(why)}", str(error.value)), str(error.value)


def test_what_does_not_fit_is_refused_with_how_many_would() -> None:
    rooms = (Room("tcp://one", 700.0, 1000.0), Room("tcp://two", 60.0, 200.0))
    small = Spread(None, "", Path(), rooms)
    what = Message("spread.part", facilities=10, origins=1000, nodes=500)
    small.require_room(60.0, what)
    with pytest.raises(ArgumentError) as error:
        small.require_room(260.0, what)
    assert str(error.value) == (
        "A part of 10 facilities and 1,000 origins on 500 junctions takes some 260 MB of a "
        "worker's memory, and worker tcp://two has 60 MB left of 200 MB; with the memory of "
        "all 2 workers 2 of 450 MB would do ('dask worker --nworkers 2 --memory-limit 450 MB')."
    )


def test_what_a_part_needs_is_known_beforehand(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    network = dg.roads.read_network(VELDLAND, "car")
    assert need_mb(network, 10, 10**6) > need_mb(network, 10, 10**5) > need_mb(network, 1, 1)
    monkeypatch.setattr("drenthe_geo.io.shared.BYTES_AN_EDGE", 10**9)
    with pytest.raises(ArgumentError, match=r"takes some .* GB of a worker's memory"):
        dg.travel_time_matrix("places", "stations", area=VELDLAND, scheduler=address)


def test_what_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "distributed", None)
    assert refusal("tcp://one") == (
        "--scheduler: takes distributed, which is not installed; "
        "pip install 'PATH[cluster]' brings it, with the path of the wheel or the source of "
        "drenthe-geo."
    )


def test_only_what_is_shared_out_takes_a_scheduler(capsys: pytest.CaptureFixture[str]) -> None:
    heard = ask("run --scheduler tcp://one", capsys)
    assert heard.code != 0
    assert heard.err == "drenthe-geo: there is no option --scheduler; see --help.\n"
