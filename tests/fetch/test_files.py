"""Files of bytes over HTTP: gone on with, asked again, checked, and refused in one sentence."""

from __future__ import annotations

import datetime as dt
import hashlib
import sys
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from fetching import PAGE, fetch, refused
from hypothesis import given, settings
from hypothesis import strategies as st

from drenthe_geo import __version__
from drenthe_geo.errors import ArgumentError, FileError
from drenthe_geo.fetch.manifest import read_manifest
from drenthe_geo.fetch.run import Fetched, fetch_sources
from tools.serving import PBF, Answer, Server, entry, quick, serving, write_sources

LATER = dt.datetime(2099, 1, 1, tzinfo=dt.UTC)


@pytest.fixture(name="server")
def _server() -> Any:
    with serving() as server:
        yield server


def test_a_file_comes_with_where_it_is_from(server: Server, tmp_path: Path) -> None:
    changed = {"ETag": '"one"', "Last-Modified": "Sun, 01 Nov 2026 00:00:00 GMT"}
    server.routes["/a.pbf"] = Answer(PBF, headers=changed)
    fetch(server, tmp_path, now=lambda: dt.datetime(2026, 11, 27, 12, tzinfo=dt.UTC))
    [one] = read_manifest(tmp_path / "to", by_hash=True).files("osm")
    assert one.path.read_bytes() == PBF
    assert (one.bytes, one.sha256) == (len(PBF), hashlib.sha256(PBF).hexdigest())
    assert (one.fetched, one.etag) == ("2026-11-27T12:00:00+00:00", '"one"')
    assert one.last_modified == changed["Last-Modified"]
    assert (one.licence, one.credit["nl"]) == ("CC0-1.0", "wij")
    [(path, headers)] = server.asked
    assert path == "/a.pbf"
    assert headers["user-agent"] == f"drenthe-geo/{__version__}"
    assert headers["accept-encoding"] == "identity"
    assert "authorization" not in headers
    assert sorted(one.name for one in (tmp_path / "to").iterdir()) == [
        ".half", "a.pbf", "manifest.json",
    ]  # fmt: skip


def test_what_is_fresh_is_not_asked_for_and_what_is_old_only_if_it_changed(
    server: Server, tmp_path: Path
) -> None:
    server.file("/a.pbf", PBF)
    assert fetch(server, tmp_path).fetched == ("a.pbf",)
    assert fetch(server, tmp_path).fresh == ("a.pbf",)
    assert len(server.asked) == 1
    again = fetch(server, tmp_path, now=lambda: LATER)
    assert again.unchanged == ("a.pbf",)
    assert server.asked[-1][1]["if-none-match"] == '"one"'
    assert again.manifest.fetched[0].fetched == "2099-01-01T00:00:00+00:00"
    server.file("/a.pbf", PBF + b"more", etag='"two"')
    assert fetch(server, tmp_path, max_age_days=0, now=lambda: LATER).fetched == ("a.pbf",)
    assert (tmp_path / "to" / "a.pbf").read_bytes() == PBF + b"more"


def test_a_file_that_somebody_changed_is_fetched_whole_again(
    server: Server, tmp_path: Path
) -> None:
    server.file("/a.pbf", PBF)
    fetch(server, tmp_path)
    (tmp_path / "to" / "a.pbf").write_bytes(PBF[::-1])
    with pytest.raises(FileError) as caught:
        read_manifest(tmp_path / "to", by_hash=True)
    assert str(caught.value) == (
        "osm: a.pbf is not the file that was fetched (its SHA-256 differs); fetch it again."
    )
    assert fetch(server, tmp_path).fetched == ("a.pbf",)
    assert "if-none-match" not in server.asked[-1][1]
    read_manifest(tmp_path / "to", by_hash=True)


@pytest.mark.parametrize("cuts", [[3000], [1, 700, 9000]])
def test_a_cut_file_is_gone_on_with(server: Server, tmp_path: Path, cuts: list[int]) -> None:
    server.file("/a.pbf", PBF)
    headers = {"ETag": '"one"'}
    server.ahead["/a.pbf"] = [Answer(PBF, headers=headers, cut=cuts[0])]
    fetch(server, tmp_path)
    assert (tmp_path / "to" / "a.pbf").read_bytes() == PBF
    if cuts[0] > 512:  # before that it is not known to be what it should be
        assert server.asked[1][1]["range"] == f"bytes={cuts[0]}-"
        assert server.asked[1][1]["if-range"] == '"one"'


@pytest.mark.parametrize(
    "then",
    [
        Answer(PBF, headers={"ETag": '"one"'}, ranges=False),  # minds no Range
        Answer(PBF, headers={"ETag": '"two"'}),  # another file by now
        Answer(PBF),  # no mark any more
    ],
)
def test_a_cut_file_that_cannot_be_gone_on_with_begins_anew(
    server: Server, tmp_path: Path, then: Answer
) -> None:
    server.ahead["/a.pbf"] = [
        Answer(b"\x00" * 3 + PBF[3:2000] * 3, headers={"ETag": '"one"'}, cut=3000)
    ]
    server.routes["/a.pbf"] = then
    fetch(server, tmp_path)
    assert (tmp_path / "to" / "a.pbf").read_bytes() == PBF


def test_the_rest_of_another_file_is_not_added(server: Server, tmp_path: Path) -> None:
    """A server that gives the rest whatever the mark is."""
    rest = {"ETag": '"two"', "Content-Range": f"bytes 3000-{len(PBF) - 1}/{len(PBF)}"}
    server.ahead["/a.pbf"] = [
        Answer(PBF, headers={"ETag": '"one"'}, cut=3000),
        Answer(b"x" * (len(PBF) - 3000), 206, rest),
    ]
    server.routes["/a.pbf"] = Answer(PBF, headers={"ETag": '"two"'})
    fetch(server, tmp_path)
    assert (tmp_path / "to" / "a.pbf").read_bytes() == PBF


def test_who_gets_further_has_all_attempts_anew(server: Server, tmp_path: Path) -> None:
    server.file("/a.pbf", PBF)
    headers = {"ETag": '"one"'}
    steps = [2000, 4000, 6000, 8000, 9500]
    begins = [0, *steps]
    server.ahead["/a.pbf"] = [Answer(PBF, headers=headers, cut=2000)] + [
        Answer(PBF, headers=headers, cut=to - begin)
        for begin, to in zip(begins[1:], steps[1:], strict=False)
    ]
    fetch(server, tmp_path, manners=quick(attempts=2))
    assert (tmp_path / "to" / "a.pbf").read_bytes() == PBF


def test_busy_servers_are_asked_again_and_for_as_long_as_they_say(
    server: Server, tmp_path: Path
) -> None:
    server.file("/a.pbf", PBF)
    server.ahead["/a.pbf"] = [Answer(b"busy", 429, {"Retry-After": "0"}), Answer(b"oops", 500)]
    assert fetch(server, tmp_path).fetched == ("a.pbf",)
    assert len(server.asked) == 3


def test_a_server_that_says_when_is_waited_for(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slept: list[float] = []
    monkeypatch.setattr("tenacity.nap.time.sleep", slept.append)
    server.file("/a.pbf", PBF)
    server.ahead["/a.pbf"] = [Answer(b"busy", 503, {"Retry-After": "7"}), Answer(b"busy", 429)]
    fetch(server, tmp_path)
    assert slept[0] == 7.0
    assert slept[1] < 0.1


def test_a_slow_server_is_given_up_and_asked_again(server: Server, tmp_path: Path) -> None:
    server.file("/a.pbf", PBF)
    server.ahead["/a.pbf"] = [Answer(PBF, headers={"ETag": '"one"'}, slow_s=0.05)]
    fetch(server, tmp_path, manners=quick(slow_s=0.08, least_kb_s=60.0))
    assert (tmp_path / "to" / "a.pbf").read_bytes() == PBF
    assert "range" in server.asked[1][1]


def test_a_server_that_says_nothing_is_asked_again(server: Server, tmp_path: Path) -> None:
    def silent(_: object, __: object) -> Answer:
        if len(server.asked) == 1:
            time.sleep(0.4)
        return Answer(PBF)

    server.routes["/a.pbf"] = silent
    assert fetch(server, tmp_path, manners=quick(read_s=0.2)).fetched == ("a.pbf",)
    assert len(server.asked) == 2


def test_a_redirect_on_the_same_host_is_followed(server: Server, tmp_path: Path) -> None:
    server.routes["/a.pbf"] = Answer(status=302, headers={"Location": "/dated/a.pbf"})
    server.file("/dated/a.pbf", PBF)
    assert fetch(server, tmp_path).manifest.fetched[0].address == f"{server.address}/a.pbf"


def test_an_extract_is_held_against_its_md5(server: Server, tmp_path: Path) -> None:
    server.file("/a.pbf", PBF)
    server.routes["/a.pbf.md5"] = Answer(b"0" * 32 + b"  a.pbf\n")
    path = write_sources(
        tmp_path, entry("osm", f"{server.address}/a.pbf", "a.pbf", "geofabrik", begins="pbf")
    )

    def fetched() -> Fetched:
        return fetch_sources(None, tmp_path / "to", sources=path, manners=quick())

    with pytest.raises(FileError) as caught:
        fetched()
    assert str(caught.value).replace(server.address, "ADDRESS") == (
        "osm: ADDRESS/a.pbf differs from its .md5, so it came damaged or changed meanwhile; "
        "fetch again."
    )
    assert not (tmp_path / "to" / "a.pbf").exists()
    server.routes["/a.pbf.md5"] = Answer(PAGE)
    with pytest.raises(
        FileError, match=r"osm: .*/a\.pbf\.md5 holds no MD5 hash; try again later\."
    ):
        fetched()
    digest = hashlib.md5(PBF, usedforsecurity=False).hexdigest()
    server.routes["/a.pbf.md5"] = Answer(f"{digest}  a.pbf\n".encode())
    assert fetched().fetched == ("a.pbf",)


def test_no_more_than_two_are_asked_of_a_host_at_once(server: Server, tmp_path: Path) -> None:
    entries = []
    for number in range(6):
        server.file(f"/{number}", PBF, slow_s=0.004)
        entries.append(
            entry(f"n{number}", f"{server.address}/{number}", f"{number}.pbf", begins="pbf")
        )
    path = write_sources(tmp_path, *entries)
    found = fetch_sources(None, tmp_path / "to", sources=path, manners=quick())
    assert len(found.fetched) == 6
    assert server.most_at_once == 2


def test_what_fails_keeps_nothing_else_from_coming(server: Server, tmp_path: Path) -> None:
    server.file("/a", PBF)
    path = write_sources(
        tmp_path,
        *(entry(name, f"{server.address}/{name}", f"{name}.pbf", begins="pbf") for name in "abc"),
    )
    with pytest.raises(FileError) as caught:
        fetch_sources(None, tmp_path / "to", sources=path, manners=quick())
    said = str(caught.value).replace(server.address, "ADDRESS")
    assert said.startswith("2 of 3 files could not be fetched. ")
    assert said.count("answered 404 Not Found") == 2
    assert [one.file for one in read_manifest(tmp_path / "to").fetched] == ["a.pbf"]


def test_a_host_that_never_answers_is_waited_for_once(server: Server, tmp_path: Path) -> None:
    with serving() as other:
        address = other.address
    server.file("/c", PBF)
    path = write_sources(
        tmp_path,
        *(entry(name, f"{address}/{name}", f"{name}.pbf", begins="pbf") for name in "ab"),
        entry("c", f"{server.address}/c", "c.pbf", begins="pbf"),
    )
    with pytest.raises(FileError) as caught:
        fetch_sources(None, tmp_path / "to", sources=path, manners=quick(at_once=1))
    assert str(caught.value).replace(address, "OTHER") == (
        "2 of 3 files could not be fetched. a: OTHER/a did not answer in 3 attempts "
        "(Connection refused); try again later, what came is kept. b: OTHER/b was not asked, "
        "as its host does not answer (Connection refused)."
    )
    assert (tmp_path / "to" / "c.pbf").exists()


def test_where_nobody_answers_it_is_said_once(tmp_path: Path) -> None:
    with serving() as one, serving() as other:
        addresses = [one.address, other.address]
    path = write_sources(
        tmp_path,
        *(
            entry(f"{name}{at}", f"{address}/{name}", f"{name}{at}.pbf", begins="pbf")
            for at, address in enumerate(addresses)
            for name in "ab"
        ),
    )
    with pytest.raises(FileError) as caught:
        fetch_sources(None, tmp_path / "to", sources=path, manners=quick(at_once=1))
    hosts = ", ".join(sorted(urlsplit(address).netloc for address in addresses))
    assert str(caught.value) == (
        f"none of {hosts} answered (Connection refused), so nothing came: look whether this "
        "computer has internet, and whether it needs the name of a proxy (HTTPS_PROXY); or fetch "
        "on another computer, and copy the whole folder here. What came before is kept."
    )


def test_a_certificate_that_is_not_trusted_is_one_sentence(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import requests  # noqa: PLC0415 - an extra

    def refuse(*_: object, **__: object) -> None:
        why = "certificate is not yet valid"
        raise requests.exceptions.SSLError(why)

    monkeypatch.setattr(requests.Session, "get", refuse)
    assert refused(server, tmp_path, address="https://example.org/a.pbf") == (
        "example.org: its certificate is not trusted (certificate is not yet valid); look whether "
        "the clock of this computer is right, and who stands between."
    )


OTHER = PBF[:16] + b"b" * (len(PBF) - 5)


@settings(deadline=None, max_examples=25)
@given(
    steps=st.lists(
        st.tuples(st.booleans(), st.integers(0, len(PBF)), st.booleans(), st.booleans()), max_size=6
    ),
    last=st.booleans(),
)
def test_two_files_are_never_mixed(
    steps: list[tuple[bool, int, bool, bool]],
    last: bool,  # noqa: FBT001 - drawn
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """Whatever is cut, whichever file it is by then, and whether the server minds what we ask."""

    def answer(is_other: bool, *, is_marked: bool, ranges: bool, cut: int | None) -> Answer:  # noqa: FBT001 - as above
        headers = {"ETag": '"two"' if is_other else '"one"'} if is_marked else {}
        return Answer(OTHER if is_other else PBF, headers=headers, ranges=ranges, cut=cut)

    folder = tmp_path_factory.mktemp("mixed")
    with serving() as server:
        server.ahead["/a.pbf"] = [
            answer(is_other, is_marked=marked, ranges=ranges, cut=cut)
            for is_other, cut, marked, ranges in steps
        ]
        server.routes["/a.pbf"] = answer(last, is_marked=True, ranges=True, cut=None)
        fetch(server, folder, manners=quick(attempts=8))
    found = read_manifest(folder / "to", by_hash=True).fetched[0].path.read_bytes()
    assert found in {PBF, OTHER}


def test_without_the_extra_nothing_is_begun(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "stamina", None)
    with pytest.raises(ArgumentError) as caught:
        fetch(server, tmp_path)
    assert str(caught.value) == (
        "fetch: takes stamina, which is not installed; pip install 'PATH[data]' brings it, "
        "with the path of the wheel or the source of drenthe-geo."
    )
    assert not (tmp_path / "to").exists()
