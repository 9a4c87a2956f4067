"""Values that hold at some hours or on some days alone: ``no @ (Mo-Fr 07:00-09:00)``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
DAYS = ("mo", "tu", "we", "th", "fr", "sa", "su")
HOLIDAYS = ("ph", "sh")

HOURS = 24
MINUTES = 60

LONGEST = 255
"""OpenStreetMap takes no longer value."""

PART = re.compile(r"\s*([^@;]{1,60}?)\s*@\s*(\([^()]*\)|[^;()]*)\s*(?:;|$)")
"""One value with its condition."""

DATE = re.compile(
    rf"({'|'.join(MONTHS)})\s?(\d\d?)?(?:\s?-\s?({'|'.join(MONTHS)})?\s?(\d\d?)?)?(?![\d:])"
)
WEEKDAYS = re.compile(rf"({'|'.join((*DAYS, *HOLIDAYS))})(?:\s?-\s?({'|'.join(DAYS)}))?(?![a-z])")
SPAN = re.compile(r"(\d\d?):(\d\d)\s?-\s?(\d\d?):(\d\d)\+?")


@dataclass(frozen=True)
class Moment:
    """A moment of a year: month and day from 1, weekday from 0 for Monday, minute of the day."""

    month: int
    day: int
    weekday: int
    minute: int
    # When it is light, as a span of hours.
    light: str

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> Moment:
        """Take it as the choices say it."""
        hour, minute = map(int, str(said["time"]).split(":"))
        weekday = DAYS.index(str(said["weekday"]))
        light = "-".join(said["light"])
        return cls(int(said["month"]), int(said["day"]), weekday, hour * MINUTES + minute, light)


@dataclass(frozen=True)
class Now:
    """What a conditional tag says at a moment: its value, and whether all of it is understood."""

    value: str | None
    understood: bool


def at_moment(text: str, moment: Moment) -> Now:
    """Read a conditional tag; of several values that hold the last one counts."""
    parts = PART.findall(text) if len(text) <= LONGEST else []
    if not parts:
        return Now(None, understood=False)
    value, understood = None, True
    for said, condition in parts:
        holds = condition_holds(condition, moment)
        understood &= holds is not None
        if holds:
            value = said.strip()
    return Now(value, understood)


def condition_holds(condition: str, moment: Moment) -> bool | None:
    """Tell whether a condition of time holds; none if it is another or is not understood."""
    text = condition.strip().removeprefix("(").removesuffix(")")
    each = [_hours_hold(part, moment) for part in re.split(r"\s+AND\s+", text)]
    if False in each:
        return False
    return None if None in each else True


def _hours_hold(text: str, moment: Moment) -> bool | None:
    """Tell whether opening hours hold: the last rule that speaks of the day counts."""
    open_now: bool | None = None
    plain = " ".join(text.lower().replace(", ", ",").split())
    for word in ("sunrise-sunset", "dawn-dusk"):
        plain = plain.replace(word, moment.light)
    for word in ("sunset-sunrise", "dusk-dawn"):
        plain = plain.replace(word, "-".join(reversed(moment.light.split("-"))))
    for rule in filter(None, (one.strip() for one in plain.split(";"))):
        holds = _rule_holds(rule, moment)
        if holds is None:
            return None
        day, hours, opens = holds
        if day and (hours or open_now is None):
            open_now = opens if hours else False
        elif open_now is None:
            open_now = False
    return open_now


def _rule_holds(rule: str, moment: Moment) -> tuple[bool, bool, bool] | None:
    """Read one rule: whether it is of the day, and of the hour, and whether it opens."""
    if rule == "24/7":
        return True, True, True
    opens = not rule.endswith(("off", "closed"))
    rest = re.sub(r"\s*\b(off|closed|open)$", "", rule)
    dates, rest = _taken(DATE, rest)
    days, rest = _taken(WEEKDAYS, rest)
    spans, rest = _taken(SPAN, rest)
    if rest or not (dates or days or spans):
        return None
    in_span = [_in_span(one, moment) for one in spans]
    if None in in_span:
        return None
    day = not dates or any(_in_dates(one, moment) for one in dates)
    day &= not days or any(_on_day(one, moment) for one in days)
    return day, not spans or any(in_span), opens


def _taken(pattern: re.Pattern[str], text: str) -> tuple[list[re.Match[str]], str]:
    """Take a list of what a pattern describes from the start of a text."""
    found = []
    while (one := pattern.match(text)) is not None:
        found.append(one)
        text = text[one.end() :].lstrip(" :,") if one.end() < len(text) else ""
    return found, text


def _in_dates(found: re.Match[str], moment: Moment) -> bool:
    """Tell whether a moment is in a range of dates; one may go over the turn of the year."""
    month, day, last_month, last_day = found.groups()
    first = (MONTHS.index(month) + 1, int(day or 1))
    if "-" not in found[0]:
        last = (first[0], int(day or 31))
    else:
        last = (MONTHS.index(last_month or month) + 1, int(last_day or 31))
    now = (moment.month, moment.day)
    return first <= now <= last if first <= last else now >= first or now <= last


def _on_day(found: re.Match[str], moment: Moment) -> bool:
    """Tell whether a moment is on one of some weekdays; it is never on a holiday."""
    if found[1] in HOLIDAYS:
        return False
    first, last = DAYS.index(found[1]), DAYS.index(found[2] or found[1])
    return (moment.weekday - first) % len(DAYS) <= (last - first) % len(DAYS)


def _in_span(found: re.Match[str], moment: Moment) -> bool | None:
    """Tell whether a moment is in a span of hours; one may go over midnight."""
    hour, minute, last_hour, last_minute = map(int, found.groups())
    if hour > HOURS or last_hour > 2 * HOURS or max(minute, last_minute) >= MINUTES:
        return None
    first, last = hour * MINUTES + minute, last_hour * MINUTES + last_minute
    last %= HOURS * MINUTES
    if first >= last:
        return moment.minute >= first or moment.minute < last
    return first <= moment.minute < last
