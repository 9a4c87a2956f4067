"""A folder of fetched files: sound whatever happens to a run, to the disk or to the clock."""

from __future__ import annotations

import datetime as dt
import errno
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from drenthe_geo.errors import DrentheGeoError, FileError
from drenthe_geo.fetch.half import Half
from drenthe_geo.fetch.manifest import Manifest, known_manifest, read_manifest
from drenthe_geo.fetch.plan import read_plan
from drenthe_geo.fetch.run import Watch, fetch_sources
from drenthe_geo.words.message import Message
from tools.serving import PBF, Answer, Server, entry, quick, serving, write_sources

CHILD = """
import sys
from pathlib import Path
from tools.serving import quick
from drenthe_geo.fetch.run import Watch, fetch_sources
class Told(Watch):
    def waits(self, what):
        print("waits", flush=True)
    def moved(self, file, done, total):
        print("moved", done, flush=True)
print("begins", flush=True)
fetch_sources(None, sys.argv[1], sources=Path(sys.argv[2]), manners=quick(), watch=Told())
print("done", flush=True)
"""
SUPPORT = Path(__file__).parents[1] / "support"


@pytest.fixture(name="server")
def _server() -> Any:
    with serving() as server:
        yield server


def sources_of(server: Server, folder: Path, *names: str) -> Path:
    """Write a file of sources of files of OpenStreetMap."""
    return write_sources(
        folder,
        *(
            entry(name, f"{server.address}/{name}", f"{name}.pbf", begins="pbf")
            for name in names or ("a",)
        ),
    )


def child(folder: Path, path: Path) -> subprocess.Popen[str]:
    """Fetch in a process of its own."""
    where = os.pathsep.join([str(SUPPORT), *sys.path])
    return subprocess.Popen(
        [sys.executable, "-c", CHILD, str(folder), str(path)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": where},
    )


def test_a_killed_run_leaves_nothing_to_use_and_the_next_goes_on(
    server: Server, tmp_path: Path
) -> None:
    large = PBF * 20
    server.file("/a", large)
    server.ahead["/a"] = [Answer(large, headers={"ETag": '"one"'}, slow_s=0.02)]
    path = sources_of(server, tmp_path)
    with child(tmp_path / "to", path) as process:
        assert process.stdout is not None
        while not process.stdout.readline().startswith("moved"):
            pass
        process.send_signal(signal.SIGKILL)
    assert [one.name for one in (tmp_path / "to").iterdir()] == [".half"]
    half = Half(tmp_path / "to", "a.pbf")
    assert 0 < half.size < len(large)
    fetch_sources(None, tmp_path / "to", sources=path, manners=quick())
    [one] = read_manifest(tmp_path / "to", by_hash=True).fetched
    assert one.path.read_bytes() == large
    begin = server.asked[1][1]["range"].removeprefix("bytes=").removesuffix("-")
    assert 0 < int(begin) < len(large)


def test_who_stops_a_run_is_told_that_it_goes_on(server: Server, tmp_path: Path) -> None:
    signal.signal(signal.SIGINT, signal.default_int_handler)  # children of a background job too
    server.file("/a", PBF * 20, slow_s=0.02)
    path = sources_of(server, tmp_path)
    words = ["fetch", "--sources", str(path), "--to", "to", "--lang", "en"]
    with subprocess.Popen(
        [sys.executable, "-m", "drenthe_geo", *words],
        stderr=subprocess.PIPE,
        text=True,
        cwd=tmp_path,
    ) as process:
        while not Half(tmp_path / "to", "a.pbf").size:
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate()
    assert (process.returncode, said) == (
        130,
        "\ndrenthe-geo: stopped; what came is kept in to, and fetch goes on from there.\n",
    )
    assert Half(tmp_path / "to", "a.pbf").size > 0


def test_two_runs_into_one_folder_wait_for_each_other(server: Server, tmp_path: Path) -> None:
    server.file("/a", PBF, slow_s=0.3)
    path = sources_of(server, tmp_path)
    with child(tmp_path / "to", path) as one:
        while not server.asked:
            time.sleep(0.005)
        waited: list[str] = []

        class Told(Watch):
            """Remembers who was waited for."""

            def waits(self, what: Message) -> None:
                waited.append(str(what.values["process"]))

        found = fetch_sources(None, tmp_path / "to", sources=path, manners=quick(), watch=Told())
        assert one.wait() == 0
    assert waited == [str(one.pid)]
    assert found.fresh == ("a.pbf",)
    assert len(server.asked) == 1


@pytest.mark.parametrize("after", [0, 5000])
def test_a_full_disk_is_one_sentence_and_what_came_is_gone_on_with(
    after: int, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.file("/a", PBF, slow_s=0.001)  # in parts of 2,000 bytes
    path = sources_of(server, tmp_path)
    real = Path.open

    def opened(self: Path, mode: str = "r", *rest: Any, **more: Any) -> Any:
        file = real(self, mode, *rest, **more)
        if mode != "ab":
            return file

        class Full:
            def __enter__(self) -> Any:
                return self

            def __exit__(self, *_: object) -> None:
                file.close()

            def write(self, part: bytes) -> None:
                if file.tell() >= after:
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
                file.write(part)

            def flush(self) -> None:
                file.flush()

        return Full()

    with monkeypatch.context() as patched:
        patched.setattr(Path, "open", opened)
        with pytest.raises(FileError) as caught:
            fetch_sources(None, tmp_path / "to", sources=path, manners=quick())
    kept = Half(tmp_path / "to", "a.pbf").size
    assert str(caught.value).replace(str(tmp_path), "FOLDER") == (
        f"FOLDER/to: the disk is full; the first {kept / 1e6:.3f} MB of a.pbf are kept, and fetch "
        "goes on from there when there is room."
        if after
        else "FOLDER/to: the disk is full, and nothing of a.pbf could be written; make room, and "
        "fetch again."
    )
    assert (kept > 0) == (after > 0)
    assert not (tmp_path / "to" / "a.pbf").exists()
    fetch_sources(None, tmp_path / "to", sources=path, manners=quick())
    assert (tmp_path / "to" / "a.pbf").read_bytes() == PBF
    assert ("range" in server.asked[-1][1]) == (kept > 0)


def test_what_does_not_fit_is_refused_before_it_is_fetched(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.file("/a", PBF)
    path = sources_of(server, tmp_path)
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=200_005_000))
    with pytest.raises(FileError) as caught:
        fetch_sources(None, tmp_path / "to", sources=path, manners=quick(spare_mb=200.0))
    assert str(caught.value).replace(str(tmp_path), "FOLDER") == (
        "FOLDER/to: a.pbf takes 0.010 MB and 200 MB are free, of which 200 stay free; make room, "
        "or choose another folder."
    )


def test_a_clock_that_is_wrong_is_said_and_the_file_asked_for_again(
    server: Server, tmp_path: Path
) -> None:
    server.file("/a", PBF)
    path, to = sources_of(server, tmp_path), tmp_path / "to"
    for year, unchanged in ((2026, ()), (1970, ("a.pbf",))):
        moment = dt.datetime(year, 1, 1, tzinfo=dt.UTC)
        found = fetch_sources(None, to, sources=path, manners=quick(), now=lambda: moment)  # noqa: B023 - called at once
        assert found.unchanged == unchanged
    assert [str(DrentheGeoError(one)) for one in found.notices] == [
        (
            "a.pbf was fetched on 1 January 2026, which is still to come: the clock of this "
            "computer says 1 January 1970; it is asked for again"
        )
    ]


def test_where_nothing_can_be_written_the_option_is_named(server: Server, tmp_path: Path) -> None:
    (tmp_path / "to").mkdir()
    (tmp_path / "to" / ".half").write_text("no folder", encoding="utf-8")
    server.file("/a.pbf", PBF)
    path = write_sources(tmp_path, entry("osm", f"{server.address}/a.pbf", "a.pbf", begins="pbf"))
    with pytest.raises(FileError) as caught:
        fetch_sources(None, tmp_path / "to", sources=path, manners=quick())
    assert str(caught.value).endswith("; choose another folder with --to.")


def test_any_plain_name_of_a_file_will_do(server: Server, tmp_path: Path) -> None:
    files = {"one": "lock", "two": "a", "three": "a.json", "four": "holder", "five": "a.pages"}
    for number, name in enumerate(files):
        server.file(f"/{name}", PBF + bytes([number]), slow_s=0.002)
    path = write_sources(
        tmp_path,
        *(
            entry(name, f"{server.address}/{name}", file, begins="pbf")
            for name, file in files.items()
        ),
    )
    fetch_sources(None, tmp_path / "to", sources=path, manners=quick())
    for number, file in enumerate(files.values()):
        assert (tmp_path / "to" / file).read_bytes() == PBF + bytes([number])


def test_a_folder_holds_one_area(server: Server, tmp_path: Path) -> None:
    server.file("/a", PBF)
    fetch_sources(None, tmp_path / "to", sources=sources_of(server, tmp_path), manners=quick())
    with pytest.raises(FileError) as caught:
        read_plan("PV22", tmp_path / "to", manners=quick())
    assert str(caught.value).replace(str(tmp_path), "FOLDER") == (
        "FOLDER/to: holds the sources of made-up, and drenthe was asked for; give each area a "
        "folder of its own."
    )
    (tmp_path / "file").write_text("")
    with pytest.raises(FileError, match="file"):
        read_plan("PV22", tmp_path / "file", manners=quick())


class Odd(NamedTuple):
    """A manifest that is none, as a change of one that is."""

    name: str
    value: object


@pytest.mark.parametrize(
    "odd",
    [
        Odd("file", "../a.pbf"),
        Odd("file", "/etc/passwd"),
        Odd("bytes", -1),
        Odd("bytes", "10"),
        Odd("sha256", "0"),
        Odd("credit", "we"),
        Odd("etag", 3),
        Odd("rows", 1.5),
        Odd("source", None),
    ],
)
def test_a_manifest_that_is_odd_is_refused(odd: Odd, server: Server, tmp_path: Path) -> None:
    server.file("/a", PBF)
    to = tmp_path / "to"
    fetch_sources(None, to, sources=sources_of(server, tmp_path), manners=quick())
    said = json.loads((to / "manifest.json").read_text("utf-8"))
    said["files"][0][odd.name] = odd.value
    (to / "manifest.json").write_text(json.dumps(said), encoding="utf-8")
    with pytest.raises(FileError) as caught:
        read_manifest(to)
    assert str(caught.value) == (
        f"{to / 'manifest.json'}: is no manifest of drenthe-geo fetch, or a newer one's; fetch "
        "into another folder."
    )


@pytest.mark.parametrize("text", ["", "[]", "{", '{"format": 2}', "[" * 100_000, '{"format": 1}'])
def test_a_text_that_is_no_manifest_is_refused(text: str, tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text(text, encoding="utf-8")
    with pytest.raises(FileError, match=r"is no manifest of drenthe-geo fetch"):
        read_manifest(tmp_path)


def test_a_file_that_is_gone_or_cut_is_refused(server: Server, tmp_path: Path) -> None:
    server.file("/a", PBF)
    to = tmp_path / "to"
    fetch_sources(None, to, sources=sources_of(server, tmp_path), manners=quick())
    (to / "a.pbf").write_bytes(PBF[:-5])
    with pytest.raises(FileError) as caught:
        read_manifest(to)
    assert str(caught.value) == (
        "osm: a.pbf has 10,252 bytes, and 10,257 were fetched; fetch it again.".replace("osm", "a")
        .replace("10,252", f"{len(PBF) - 5:,}")
        .replace("10,257", f"{len(PBF):,}")
    )
    (to / "a.pbf").unlink()
    with pytest.raises(FileError, match=r"a\.pbf: no such file\."):
        read_manifest(to)


def test_a_manifest_comes_back_as_it_was_written(server: Server, tmp_path: Path) -> None:
    for name in "ab":
        server.file(f"/{name}", PBF)
    path = sources_of(server, tmp_path, "b", "a")
    found = fetch_sources(None, tmp_path / "to", sources=path, manners=quick())
    assert known_manifest(tmp_path / "to") == found.manifest
    assert [one.file for one in found.manifest.fetched] == ["a.pbf", "b.pbf"]
    assert found.manifest.files("c") == []
    assert isinstance(found.manifest, Manifest)
