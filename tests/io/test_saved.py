"""Networks saved to a folder: the same when they are opened, or refused with what to do."""

from __future__ import annotations

import copy
import json
import pickle
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from commands import ask
from hypothesis import given
from own_street import street
from towns import random_towns, spots_in_town
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo.errors import ArgumentError, FileError
from drenthe_geo.io import saved
from drenthe_geo.io.held import SavedNetwork
from drenthe_geo.io.networks import read_network_from, save_network_from
from drenthe_geo.io.saved import HEADER, open_network, save_network
from drenthe_geo.reach.areas import service_areas
from drenthe_geo.roads.minutes import compute_reach, travel_times
from drenthe_geo.roads.network import Network

CAR = dg.read_profile(VELDLAND, "car")


def check_same(one: Network, two: Network) -> None:
    """All that a network says is the same, what is made of it too."""
    for name in ("node_xy_m", "tail", "head", "time_ds", "back_ds", "oneway", "lines"):
        left, right = getattr(one, name), getattr(two, name)
        assert left.dtype == right.dtype
        assert np.array_equal(left, right)
    pd.testing.assert_frame_equal(one.edges, two.edges)
    assert (one.crs, one.notices, one.identity) == (two.crs, two.notices, two.identity)
    assert one.profile == two.profile
    assert (one.side_roads is None) == (two.side_roads is None)
    for arcs, other in ((one.arcs, two.arcs), (one.reversed_arcs, two.reversed_arcs)):
        for part in ("data", "indices", "indptr"):
            assert np.array_equal(getattr(arcs, part), getattr(other, part))
            assert getattr(arcs, part).dtype == getattr(other, part).dtype
    assert two.identity == replace(two).identity  # what the header says is what it would be


@given(random_towns(), spots_in_town())
def test_any_network_opens_as_it_was(network: Network, facilities: gpd.GeoDataFrame) -> None:
    with tempfile.TemporaryDirectory() as folder:
        save_network(network, Path(folder) / "town")
        opened = open_network(Path(folder) / "town", network.profile)
        check_same(network, opened)
        one, two = (compute_reach(each, facilities).node_times_ds for each in (network, opened))
        assert np.array_equal(one, two)


@pytest.mark.parametrize("mode", ["car", "bicycle"])
def test_the_roads_of_an_area_open_as_they_were(mode: str, tmp_path: Path) -> None:
    network = dg.roads.read_network(VELDLAND, mode)
    save_network(network, tmp_path / "roads")
    opened = open_network(tmp_path / "roads", network.profile)
    assert isinstance(opened, SavedNetwork)
    assert not {"edges", "lines"} & set(vars(opened))  # nobody asked for them
    for again in (opened, copy.copy(opened), pickle.loads(pickle.dumps(opened))):  # noqa: S301 - our own
        check_same(network, again)
    stations, places = VELDLAND.layer("stations"), VELDLAND.layer("places")
    reaches = [compute_reach(one, stations) for one in (network, opened)]
    one, two = (travel_times(reach, places).minutes for reach in reaches)
    pd.testing.assert_frame_equal(one, two, check_exact=True)
    areas = [service_areas(reach, [10.0], VELDLAND.settings).geometry for reach in reaches]
    assert areas[0].geom_equals_exact(areas[1], 0).all()


def test_what_is_made_of_an_open_network_has_arcs_of_its_own(tmp_path: Path) -> None:
    network = dg.roads.read_network(VELDLAND)
    save_network(network, tmp_path / "roads")
    opened = open_network(tmp_path / "roads", network.profile)
    twice: dict[str, Any] = {"time_ds": network.time_ds * 2, "back_ds": network.back_ds * 2}
    check_same(*(replace(one, **twice) for one in (network, opened)))


def test_what_is_written_into_an_open_network_is_not_saved(tmp_path: Path) -> None:
    network = dg.roads.read_network(VELDLAND)
    save_network(network, tmp_path / "roads")
    open_network(tmp_path / "roads", network.profile).time_ds[:] = 1
    check_same(network, open_network(tmp_path / "roads", network.profile))


def saved_street(folder: Path) -> Path:
    """A street as a file, saved to a folder."""
    table = street(maxspeed=["50", "60", "70", "50|70", "60"], ref=["N1", None, "N2", None, None])
    table.to_file(folder / "street.geojson")
    save_network_from(VELDLAND, folder / "street.geojson", folder / "roads")
    return folder / "roads"


def test_a_file_is_saved_with_all_that_is_odd_about_it(tmp_path: Path) -> None:
    folder = saved_street(tmp_path)
    one, two = VELDLAND.fresh(), VELDLAND.fresh()
    read = read_network_from(one, tmp_path / "street.geojson")
    check_same(replace(read, notices=tuple(one.notices)), read_network_from(two, folder))
    assert list(one.notices) == list(two.notices)
    assert one.notices


def refusal(folder: Path, profile: dg.roads.Profile = CAR) -> str:
    with pytest.raises(FileError) as refused:
        open_network(folder, profile)
    return str(refused.value)


def test_what_is_out_of_date_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    folder = saved_street(Path())
    again = "make it anew: drenthe-geo network street.geojson --out roads"
    stale = "roads: this saved network is out of date:"
    bicycle = dg.read_profile(VELDLAND, "bicycle")
    assert refusal(folder, bicycle) == (
        f"{stale} it is of mode 'car', and 'bicycle' is asked; {again} --mode bicycle."
    )
    for other in (replace(CAR, junction_s=4.0), dg.read_profile(VELDLAND.at_peak(), "car")):
        peak = " --peak" if other.at_peak else ""
        why = "the profile of mode 'car' had other numbers"
        assert refusal(folder, other) == f"{stale} {why}; {again}{peak}."
    source = Path("street.geojson")
    source.touch()  # as it was, though its time is another
    open_network(folder, CAR)
    street(maxspeed=80).to_file(source)
    assert refusal(folder) == f"{stale} street.geojson has changed since; {again}."
    source.unlink()  # nothing says that the roads are others
    open_network(folder, CAR)
    monkeypatch.setattr(saved, "__version__", "9.9")
    version = f"it is of version {dg.__version__}, and this is 9.9"
    assert refusal(folder) == f"{stale} {version}; {again}."


def test_what_is_cut_off_or_changed_is_refused(tmp_path: Path) -> None:
    folder = saved_street(tmp_path)
    for path in sorted(folder.glob("*.npy")):
        whole = path.read_bytes()
        changed = whole[:-1] + bytes([whole[-1] ^ 1])
        for wrong in (whole[:-1], b"", whole + b"0", changed, None):
            path.unlink()
            if wrong is not None:
                path.write_bytes(wrong)
            said = refusal(folder)
            assert f"({path.name} is missing, cut off or changed); make it anew: dren" in said
            path.write_bytes(whole)
        open_network(folder, CAR)


@pytest.mark.parametrize(
    "header", [None, "", "{", "[]", "{}", '{"format": 0}', '{"format": 1, "files": {}}', "\xff"]
)
def test_a_header_that_cannot_be_read_is_refused(header: str | None, tmp_path: Path) -> None:
    folder = saved_street(tmp_path)
    (folder / HEADER).unlink()
    if header is not None:
        (folder / HEADER).write_text(header, encoding="latin-1")
    with pytest.raises(FileError, match="holds no saved network that can be read; make it anew"):
        read_network_from(VELDLAND, folder)


def test_a_header_of_another_make_is_refused(tmp_path: Path) -> None:
    folder = saved_street(tmp_path)
    header = json.loads((folder / HEADER).read_text("utf-8"))
    for name in header:
        less = {key: value for key, value in header.items() if key != name}
        (folder / HEADER).write_text(json.dumps(less), "utf-8")
        assert "holds no saved network that can be read" in refusal(folder)


def test_a_saved_network_takes_the_place_of_an_earlier_one_and_leaves_the_rest(
    tmp_path: Path,
) -> None:
    folder = saved_street(tmp_path)
    (folder / "mine.txt").write_text("mine", "utf-8")
    save_network(dg.roads.read_network(VELDLAND), folder)
    save_network_from(VELDLAND, tmp_path / "street.geojson", folder)
    assert (folder / "mine.txt").read_text("utf-8") == "mine"
    assert open_network(folder, CAR).n_edges == 5


def test_what_is_no_file_of_roads_is_not_saved(tmp_path: Path) -> None:
    folder = saved_street(tmp_path)
    for source in ("default", folder):
        with pytest.raises(ArgumentError, match="is no file of roads to save"):
            save_network_from(VELDLAND, source, tmp_path / "more")
    with pytest.raises(ArgumentError, match="only a table of edges has columns"):
        read_network_from(VELDLAND, folder, columns={"u": "a"})
    assert not (tmp_path / "more").exists()


def test_a_command_answers_the_same_on_saved_roads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    folder = saved_street(Path())
    (tmp_path / "spots.csv").write_text("id,x,y\na,230100,540010\nb,234000,540010\n", "utf-8")
    tables = []
    for roads in ("street.geojson", str(folder)):
        words = f"times --points spots.csv --to spots.csv --network {roads} --out {roads}-times"
        heard = ask(words, capsys)
        assert heard.code == 0, heard.err
        tables.append((tmp_path / f"{roads}-times" / "times.csv").read_text("utf-8"))
    assert tables[0] == tables[1]
    assert ask("network street.geojson --peak --out peak", capsys).code == 0
    assert ask("times --points spots.csv --to spots.csv --network peak", capsys).code == 1
    assert ask("times --points spots.csv --to spots.csv --network peak --peak", capsys).code == 0
