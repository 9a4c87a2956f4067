"""The command line as a process of its own: signals, warnings, streams and surroundings.

It imports little, so that an interrupt is understood from its first moment on.
"""

from __future__ import annotations

import os
import signal
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from types import FrameType

SIGNALS = [
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
]
FIRST_CODE = 128
"""An exit code above this is the number of the signal that ended a process, as shells have it."""

AGAIN_S = 0.05

M_MMAP_THRESHOLD, LARGE_BYTES = -3, 1 << 20
"""A setting of glibc, and the size of what is given back to the system when it is let go."""


class Stopped(BaseException):
    """Somebody wants the command to stop."""

    def __init__(self, number: int) -> None:
        """Remember by which signal."""
        super().__init__(number)
        self.code = FIRST_CODE + number


class _Listener:
    """Hears signals: while modules are read it ends the process, later it raises."""

    def __init__(self) -> None:
        self.is_reading = True
        self.heard = 0

    def __call__(self, number: int, _: FrameType | None) -> None:
        """Stop. What is being read cannot be left half-way, as libraries take it for broken."""
        self.heard = number
        if not self.is_reading:
            raise Stopped(number)
        if hasattr(sys.modules.get("drenthe_geo.cli.stopped"), "say_stopped"):
            end(number)

    def read(self) -> None:
        """All is read: from now on what was begun is cleaned up."""
        if self.heard:
            end(self.heard)
        self.is_reading = False


def end(number: int) -> None:
    """End the process at once: nothing was begun, so nothing is to be cleaned up."""
    from drenthe_geo.cli.stopped import say_stopped  # noqa: PLC0415 - see _Listener

    say_stopped()
    os._exit(FIRST_CODE + number)


def run() -> int:
    """Run the command line; a signal is one sentence and its exit code."""
    listener = _Listener()
    for number in SIGNALS:
        if signal.getsignal(number) not in {signal.SIG_IGN, None}:  # nohup, or a background job
            signal.signal(number, listener)
    sys.unraisablehook = _raise_again
    try:
        from drenthe_geo.cli.stopped import say_stopped  # noqa: PLC0415 - see above

        _set_up()
        from drenthe_geo.cli.main import main  # noqa: PLC0415 - see above

        listener.read()
        try:
            return close_streams(main())
        except Stopped as stopped:
            say_stopped()
            return close_streams(stopped.code)
    except Stopped as stopped:  # a second signal, while the first was answered
        return stopped.code


def _raise_again(missed: Any) -> None:  # noqa: ANN401 - as Python calls it
    """Hear a signal again that came where nothing can be raised; other such errors are no news."""
    if isinstance(missed.exc_value, Stopped):
        import _thread  # noqa: PLC0415 - see above
        import threading  # noqa: PLC0415 - see above

        number = missed.exc_value.code - FIRST_CODE
        threading.Timer(AGAIN_S, _thread.interrupt_main, (number,)).start()


def _set_up() -> None:
    """Make surroundings of no matter: warnings of libraries, and what would change figures."""
    import gc  # noqa: PLC0415 - see above
    import logging  # noqa: PLC0415 - see above
    import warnings  # noqa: PLC0415 - see above

    from drenthe_geo.contracts.extras import put_off  # noqa: PLC0415 - see above

    gc.disable()  # nothing that is imported is let go, see `kept_till_the_end`
    put_off("pyarrow")
    _give_back()
    if not sys.warnoptions:
        warnings.simplefilter("ignore")
    logging.lastResort = None
    os.environ["MPLBACKEND"] = "agg"
    os.environ.pop("SOURCE_DATE_EPOCH", None)  # documents carry no clock time at all


def _give_back() -> None:
    """Give large memory back when it is let go: by itself glibc keeps that of a whole picture."""
    import contextlib  # noqa: PLC0415 - see above
    import ctypes  # noqa: PLC0415 - see above

    with contextlib.suppress(AttributeError, OSError, TypeError):  # systems without glibc
        ctypes.CDLL(None).mallopt(M_MMAP_THRESHOLD, LARGE_BYTES)


def close_streams(code: int) -> int:
    """Write out what was printed; a reader that has gone is no fault, a full disk is."""
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None:
                stream.flush()
        except (OSError, ValueError):
            # Python would try again at its end, and print a traceback of that.
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    return code
