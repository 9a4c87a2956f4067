"""A server on this computer that serves made-up public data, and misbehaves as it is told."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from drenthe_geo.fetch.manners import Manners, read_manners

PBF = b"\x00\x00\x00\x0e\x0a\x09OSMHeader" + bytes(range(256)) * 40
"""Begins as a file of OpenStreetMap does."""


@dataclass
class Answer:
    """What is answered: status, headers and body, and how it goes wrong."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    # Bytes of the body after which the connection is cut.
    cut: int | None = None
    # Seconds between parts of the body.
    slow_s: float = 0.0
    # Length that is said, where it is not that of the body.
    length: int | None = None
    # Whether the rest of a file is given to who has the begin.
    ranges: bool = True
    # Whether it comes as it did before 1997: HTTP/1.0.
    is_old: bool = False


Route = Callable[[dict[str, str], dict[str, str]], Answer]
"""Gives an answer to a query and to headers."""


@dataclass
class Server:
    """Answers by path; what is ahead comes first, one for each question."""

    address: str
    routes: dict[str, Answer | Route] = field(default_factory=dict)
    ahead: dict[str, list[Answer]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def paths(self) -> list[str]:
        """List the paths that were asked for."""
        return [path for path, _ in self.asked]

    def file(self, path: str, body: bytes, *, etag: str | None = '"one"', **how: Any) -> None:
        """Serve a file that can be gone on with."""
        headers = {} if etag is None else {"ETag": etag}
        self.routes[path] = Answer(body, headers=headers, **how)

    def answer(self, path: str, query: str, headers: dict[str, str]) -> Answer:
        """Find what is answered."""
        with self.lock:
            self.asked.append((f"{path}?{query}" if query else path, headers))
            ahead = self.ahead.get(path)
            if ahead:
                return ahead.pop(0)
        route = self.routes.get(path, Answer(b"gone", 404))
        if isinstance(route, Answer):
            return route
        return route({name: value[0] for name, value in parse_qs(query).items()}, headers)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Any

    def do_GET(self) -> None:
        """Answer."""
        served: Server = self.server.served
        with served.lock:
            served.at_once += 1
            served.most_at_once = max(served.most_at_once, served.at_once)
        self.rfile.read(int(self.headers.get("Content-Length", "0")))
        asked = urlsplit(self.path)
        given = {name.lower(): value for name, value in self.headers.items()}
        answer = served.answer(asked.path, asked.query, given)
        etag = answer.headers.get("ETag")
        if etag is not None and given.get("if-none-match") == etag:
            answer = replace(answer, status=304, body=b"", length=0)
        begin = given.get("range", "").removeprefix("bytes=").removesuffix("-")
        fits = given.get("if-range", etag) == etag
        if begin and answer.ranges and fits and answer.status == 200:
            body, size = answer.body[int(begin) :], len(answer.body)
            headers = {**answer.headers, "Content-Range": f"bytes {begin}-{size - 1}/{size}"}
            answer = replace(answer, status=206, body=body, headers=headers)
            if not body:
                answer.status, answer.headers = 416, {"Content-Range": f"bytes */{size}"}
        if answer.is_old:
            self.protocol_version = "HTTP/1.0"
        if "Date" in answer.headers:
            self.send_response_only(answer.status)
        else:
            self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        length = len(answer.body) if answer.length is None else answer.length
        if length >= 0:
            self.send_header("Content-Length", str(length))
        self.send_header("Connection", "close")
        self.end_headers()
        body = answer.body if answer.cut is None else answer.body[: answer.cut]
        step = 2000 if answer.slow_s else max(len(body), 1)
        parts = [body[at : at + step] for at in range(0, len(body), step)] or [b""]
        for part in parts[:-1]:
            self.wfile.write(part)
            self.wfile.flush()
            if answer.slow_s:
                time.sleep(answer.slow_s)
        with served.lock:  # before the client can know that it was all
            served.at_once -= 1
        self.wfile.write(parts[-1])
        self.close_connection = True

    do_POST = do_GET  # noqa: N815 - as http.server calls it

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True
    served: Server

    def handle_error(self, *_: object) -> None:
        """Say nothing of clients that went away."""


@contextmanager
def serving() -> Iterator[Server]:
    """Serve as long as this lasts."""
    http = _Quiet(("127.0.0.1", 0), _Handler)
    http.served = Server(f"http://127.0.0.1:{http.server_address[1]}")
    thread = threading.Thread(target=http.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield http.served
    finally:
        http.shutdown()
        http.server_close()
        thread.join()


def quick(**more: Any) -> Manners:
    """Give manners whose waits take no time."""
    waits = {"wait_first_s": 0.001, "wait_most_s": 0.002, "wait_jitter_s": 0.0, "spare_mb": 0.0}
    bounds = {"connect_s": 10.0, "read_s": 20.0, "attempts": 3, "step_mb": 0.001}
    return replace(read_manners(), **{**waits, **bounds, **more})


def write_sources(folder: Path, *entries: str) -> Path:
    """Write a file of sources of a made-up area."""
    path = folder / "sources.toml"
    area = '[area]\nname = "made-up"\nbbox_deg = [6.0, 52.0, 6.5, 52.5]\n'
    path.write_text(area + "\n".join(entries), encoding="utf-8")
    return path


def entry(name: str, address: str, file: str, how: str = "file", **more: Any) -> str:
    """Write the entry of a source."""
    texts = {"title": name, "format": how, "address": address, "file": file, "licence": "CC0-1.0"}
    lines = [f"{key} = {json.dumps(value)}" for key, value in {**texts, **more}.items()]
    return "\n".join([f"[{name}]", *lines, 'credit = { nl = "wij", en = "we" }'])


def collection(features: list[dict[str, Any]], **more: Any) -> Answer:
    """Answer with a page of features."""
    said = {"type": "FeatureCollection", "features": features, **more}
    return Answer(json.dumps(said).encode(), headers={"Content-Type": "application/geo+json"})


def feature(number: int, **properties: Any) -> dict[str, Any]:
    """Make a feature."""
    point = {"type": "Point", "coordinates": [6.1, 52.1]}
    return {"type": "Feature", "id": number, "geometry": point, "properties": properties}
