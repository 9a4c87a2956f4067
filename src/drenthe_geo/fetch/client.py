"""Asking servers politely: few at once, again after trouble, and only who was meant."""

from __future__ import annotations

import email.utils
import json
import logging
import re
import threading
import zlib
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urljoin, urlsplit

from drenthe_geo.errors import FileError
from drenthe_geo.fetch.headers import GZIP, clock_of, length_of, packing_of, unpacked
from drenthe_geo.fetch.manners import USER_AGENT
from drenthe_geo.fetch.sources import LOOPBACK, require_address
from drenthe_geo.files.gate import BYTES_PER_MB
from drenthe_geo.words.message import Message
from drenthe_geo.words.signs import without_steering

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from requests import Response

    from drenthe_geo.fetch.manners import Manners
    from drenthe_geo.fetch.sources import Source

    T = TypeVar("T")

OK, PARTIAL, NOT_MODIFIED, BEYOND = 200, 206, 304, 416
SENT_ON = {301, 302, 303, 307, 308}
BUSY = {408, 425, 429, 500, 502, 503, 504}
"""Answers after which one asks again."""

CHUNK_BYTES = 1 << 16
MOST_SIGNS = 200
PROBLEM_BYTES = 4096
"""Of an answer that tells why a server refuses."""

OF_SYSTEM = re.compile(r"\[Errno -?\d+\] ([^'\"()]+)")
"""What the system says, somewhere within what a library says."""

# It writes of every wait; what went wrong stands in our own sentence.
logging.getLogger("stamina").addHandler(logging.NullHandler())


class _Again(Exception):  # noqa: N818 - no error yet
    """Trouble after which one asks again: why, and for how long the server asks us to wait."""

    def __init__(
        self, why: str | Message, wait_s: float | None = None, *, is_there: bool = True
    ) -> None:
        super().__init__(why)
        # Whether there was any answer at all.
        self.why, self.wait_s, self.is_there = why, wait_s, is_there


@dataclass
class Client:
    """Asks servers; one for a whole run.

    Parameters
    ----------
    manners : Manners
        Waits and bounds.
    stopped : threading.Event
        Set when nothing more is to be asked: a part failed for good, or somebody stopped us.
    """

    manners: Manners
    stopped: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _slots: dict[str, threading.Semaphore] = field(default_factory=dict)
    # Hosts that never answered, and why: nobody waits for each of them a second time.
    _silent: dict[str, str | Message] = field(default_factory=dict)
    _answered: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        """Open one session."""
        import requests  # noqa: PLC0415 - an extra

        self.session = requests.Session()
        # Packed answers could hide a flood; and a file of passwords (.netrc) is nobody's business.
        self.session.headers.update({"User-Agent": USER_AGENT, "Accept-Encoding": "identity"})
        self.session.auth = lambda request: request

    def trying(
        self, source: Source, address: str, once: Callable[[], T], done: Callable[[], int] = int
    ) -> T:
        """Do something till it succeeds, with waits that grow; more attempts if it gets further.

        Parameters
        ----------
        source : Source
            What is fetched.
        address : str
            From where.
        once : callable
            One attempt.
        done : callable
            Tells how many bytes there are by now.

        Returns
        -------
        object
            What the attempt gave.

        Raises
        ------
        FileError
            If all attempts failed; what makes no sense to try again at once.
        """
        import stamina  # noqa: PLC0415 - an extra

        how, host = self.manners, urlsplit(address).netloc
        if host in self._silent:
            said = {"address": address, "why": self._silent[host]}
            raise FileError("fetch.silent", source=source.id, **said)
        # Where a host was waited for in vain and no other has answered, there may be no network.
        alone = self.is_alone
        while True:
            before = done()
            try:
                for attempt in stamina.retry_context(
                    on=self._wait,
                    attempts=1 if alone else how.attempts,
                    timeout=None,
                    wait_initial=how.wait_first_s,
                    wait_max=how.wait_most_s,
                    wait_jitter=how.wait_jitter_s,
                ):
                    with attempt:
                        return once()
            except _Again as trouble:
                if done() - before >= how.step_mb * BYTES_PER_MB:
                    continue
                if not trouble.is_there:
                    self._silent[host] = trouble.why
                told = {"address": address, "attempts": 1 if alone else how.attempts}
                raise FileError(
                    "fetch.unreached", source=source.id, why=trouble.why, **told
                ) from None

    @property
    def is_alone(self) -> bool:
        """Tell whether some host was waited for in vain, and none has ever answered."""
        return bool(self._silent) and not self._answered.is_set()

    def _wait(self, error: Exception) -> bool | float:
        """Tell whether to ask again, and after how long if the server says so."""
        if not isinstance(error, _Again) or self.stopped.is_set():
            return False
        return True if error.wait_s is None else error.wait_s

    @contextmanager
    def asked(
        self, source: Source, address: str, headers: Mapping[str, str] | None = None
    ) -> Iterator[Response]:
        """Ask once, following redirects to hosts that may be followed to.

        Yields
        ------
        requests.Response
            An answer with one of the statuses 200, 206, 304 and 416, its body not read yet.
        """
        at = address
        for _ in range(self.manners.redirects + 1):
            with self._slot(at), self._sent(source, at, headers or {}) as response:
                if response.status_code not in SENT_ON:
                    self._require_answer(source, at, response)
                    with _cuts():
                        yield response
                    return
                at = _sent_on(source, address, at, response.headers.get("Location", ""))
        raise FileError("fetch.sent_round", source=source.id, address=address)

    @contextmanager
    def _slot(self, address: str) -> Iterator[None]:
        """Wait till the host may be asked: few connections to each at once."""
        host = urlsplit(address).netloc.lower()
        with self._lock:
            slot = self._slots.setdefault(host, threading.Semaphore(self.manners.per_host))
        with slot:
            yield

    @contextmanager
    def _sent(self, source: Source, address: str, headers: Mapping[str, str]) -> Iterator[Response]:
        """Send a question."""
        from requests import RequestException  # noqa: PLC0415 - an extra
        from requests.exceptions import SSLError  # noqa: PLC0415 - as above

        how, host = self.manners, urlsplit(address).hostname or ""
        try:
            response = self.session.get(
                address,
                headers=dict(headers),
                timeout=(how.connect_s, how.read_s),
                stream=True,
                allow_redirects=False,
                proxies={"no_proxy": host} if host in LOOPBACK else None,
            )
        except SSLError as error:
            raise FileError("fetch.not_trusted", host=host, why=_why(error)) from None
        except ValueError as error:  # of names that no host can have
            said = {"address": address, "why": _why(error)}
            raise FileError("fetch.no_host", source=source.id, **said) from None
        except RequestException as error:
            raise _Again(_why(error), is_there=False) from None
        self._answered.set()
        with response:
            yield response

    def _require_answer(self, source: Source, address: str, response: Response) -> None:
        """Refuse what is no answer."""
        status = response.status_code
        if status in BUSY:
            why = f"{status} {plain_text(response.reason)}".strip()
            raise _Again(why, self._asked_wait(source, address, response))
        if status not in {OK, PARTIAL, NOT_MODIFIED, BEYOND}:
            reason = f"{status} {plain_text(response.reason)}{_detail(response)}".strip()
            raise FileError("fetch.refused", source=source.id, address=address, reason=reason)
        packed = packing_of(response.headers)
        if packed and packed not in GZIP:
            said = {"address": address, "packed": plain_text(packed)}
            raise FileError("fetch.packed", source=source.id, **said)

    def _asked_wait(self, source: Source, address: str, response: Response) -> float | None:
        """Read for how long a server asks us to wait."""
        said = response.headers.get("Retry-After", "").strip()
        if not said:
            return None
        if said.isdecimal():
            wait_s = float(said)
        else:
            try:
                until = email.utils.parsedate_to_datetime(said)
                wait_s = (until - clock_of(response.headers)).total_seconds()
            except (ValueError, TypeError, OverflowError):
                return None
        if wait_s > self.manners.asked_most_s:
            told = {"address": address, "wait": wait_s, "most": self.manners.asked_most_s}
            raise FileError("fetch.long_wait", source=source.id, **told)
        return max(wait_s, 0.0)

    def parts(self, response: Response) -> Iterator[bytes]:
        """Give the bytes of an answer as they come, unpacked."""
        came = self._parts(response)
        if not packing_of(response.headers):
            yield from came
            return
        try:
            yield from unpacked(came, CHUNK_BYTES)
        except (EOFError, zlib.error):
            raise _Again(Message("fetch.why.packed")) from None

    def _parts(self, response: Response) -> Iterator[bytes]:
        """Give the bytes as they come; what comes too slowly counts as cut."""
        how, since, seen = self.manners, monotonic(), 0
        with _cuts():
            while part := response.raw.read1(CHUNK_BYTES):
                seen += len(part)
                passed = monotonic() - since
                if passed > how.slow_s:
                    if seen < how.least_kb_s * 1000 * passed:
                        raise _Again(Message("fetch.why.slow", speed=seen / 1000 / passed))
                    since, seen = monotonic(), 0
                if self.stopped.is_set():
                    raise _Again(Message("fetch.why.stopped"))
                yield part

    def text(
        self, source: Source, address: str, most_bytes: int
    ) -> tuple[bytes, Mapping[str, str]]:
        """Fetch something small whole: a page, or a hash."""

        def once() -> tuple[bytes, Mapping[str, str]]:
            with self.asked(source, address) as response:
                _require_length(source, address, response.headers, most_bytes)
                content = bytearray()
                for part in self.parts(response):
                    content += part
                    if len(content) > most_bytes:
                        raise _too_large(source, address, len(content), most_bytes)
                return bytes(content), dict(response.headers)

        return self.trying(source, address, once)

    def close(self) -> None:
        """Close the session."""
        self.session.close()


def cut(why: Message) -> Exception:
    """Give what says that an answer came only in part: it is asked for again."""
    return _Again(why)


@contextmanager
def _cuts() -> Iterator[None]:
    """Take what the libraries say of a cut connection for what it is."""
    from requests import RequestException  # noqa: PLC0415 - an extra
    from urllib3.exceptions import HTTPError, IncompleteRead  # noqa: PLC0415 - as above

    try:
        yield
    except (HTTPError, RequestException) as error:
        for one in (error, *error.args):
            if isinstance(one, IncompleteRead):
                done, rest = int(one.partial or 0), int(one.expected or 0)
                said = Message("fetch.why.cut", done=done, total=done + rest)
                raise _Again(said) from None
        raise _Again(_why(error)) from None


def _detail(response: Response) -> str:
    """Read why a server refuses, where it says so as RFC 9457 has it (those of PDOK do)."""
    if "json" not in response.headers.get("Content-Type", ""):
        return ""
    try:
        said = json.loads(response.raw.read(PROBLEM_BYTES)).get("detail")
    except Exception:  # noqa: BLE001 - it only explains what is refused anyhow
        return ""
    return f": {plain_text(said)}" if isinstance(said, str) else ""


def _sent_on(source: Source, first: str, at: str, location: str) -> str:
    """Find where an answer sends us on to, refusing hosts that the source does not name."""
    to = urljoin(at, location)
    plain = plain_text(to)
    try:
        parts, begun = urlsplit(to), urlsplit(first)
        host = (parts.hostname or "").lower()
        is_ours = parts.netloc.lower() == begun.netloc.lower() or host in source.hosts
    except ValueError:
        is_ours, host = False, ""
    if parts_scheme(to) not in {"http", "https"} or not host or not location:
        raise FileError("fetch.sent_off", source=source.id, address=first, to=plain)
    if not is_ours:
        raise FileError("fetch.sent_elsewhere", source=source.id, address=first, host=host)
    require_address(to, source.id)
    return to


def parts_scheme(address: str) -> str:
    """Give the scheme of an address; empty where it is none."""
    try:
        return urlsplit(address).scheme.lower()
    except ValueError:
        return ""


def _require_length(
    source: Source, address: str, headers: Mapping[str, Any], most_bytes: int
) -> None:
    """Refuse what says that it is too large, before any of it is read."""
    said = length_of(headers)
    if said is not None and said > most_bytes:
        raise _too_large(source, address, said, most_bytes)


def _too_large(source: Source, address: str, size: int, most: int) -> FileError:
    said = {"size": size / BYTES_PER_MB, "most": most / BYTES_PER_MB}
    return FileError("fetch.too_large", source=source.id, address=address, **said)


def _why(error: Exception) -> str:
    """Say in short what a library says of a connection."""
    inner: Any = error
    while True:
        below = getattr(inner, "reason", None)
        if not isinstance(below, Exception):
            below = next((one for one in inner.args if isinstance(one, Exception)), None)
        if below is None or below is inner:
            break
        inner = below
    said = str(getattr(inner, "strerror", None) or inner) or type(inner).__name__
    of_system = OF_SYSTEM.search(said)
    return plain_text(of_system[1] if of_system else said)


def plain_text(text: object) -> str:
    """Write text of a server in one line without signs that steer a screen."""
    return without_steering(" ".join(str(text).split()))[:MOST_SIGNS]
