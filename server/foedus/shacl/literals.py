"""Reads literals as XML Schema does: whether they are well formed, and which of two is less."""

import math
import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pyoxigraph as ox

from foedus.shacl.vocabulary import RDF, XSD, Term

#: What orders a value: its family, then numbers that compare within it, then whether it has a time zone.
Number = Decimal | int | float
Value = tuple[str, Number | str, bool | None]

_ZONE = r"(?P<zone>Z|[+-](?:(?:0\d|1[0-3]):[0-5]\d|14:00))?"
_DAY = r"(?P<year>-?(?:[1-9]\d{3,}|0\d{3}))-(?P<month>0[1-9]|1[0-2])-(?P<day>0[1-9]|[12]\d|3[01])"
_CLOCK = r"(?P<hour>[01]\d|2[0-3]|24(?=:00:00(?:\.0+)?(?:Z|[+-]|$))):(?P<minute>[0-5]\d):(?P<second>[0-5]\d(?:\.\d+)?)"
_FORMS = {
    "integer": r"[+-]?\d+",
    "decimal": r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)",
    "double": r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?|[+-]?INF|NaN",
    "boolean": r"true|false|1|0",
    "date": _DAY + _ZONE,
    "dateTime": _DAY + "T" + _CLOCK + _ZONE,
    "time": _CLOCK + _ZONE,
    "gYear": r"-?(?:[1-9]\d{3,}|0\d{3})" + _ZONE,
    "gYearMonth": r"-?(?:[1-9]\d{3,}|0\d{3})-(?:0[1-9]|1[0-2])" + _ZONE,
    "gMonthDay": r"--(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])" + _ZONE,
    "gMonth": r"--(?:0[1-9]|1[0-2])" + _ZONE,
    "gDay": r"---(?:0[1-9]|[12]\d|3[01])" + _ZONE,
    "duration": r"-?P(?=\d|T\d)(?:\d+Y)?(?:\d+M)?(?:\d+D)?(?:T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+(?:\.\d+)?S)?)?",
    "dayTimeDuration": r"-?P(?=\d|T\d)(?:\d+D)?(?:T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+(?:\.\d+)?S)?)?",
    "yearMonthDuration": r"-?P(?=\d)(?:\d+Y)?(?:\d+M)?",
    "hexBinary": r"(?:[0-9a-fA-F]{2})*",
    "base64Binary": r"(?:(?:[A-Za-z0-9+/] ?){4})*(?:(?:[A-Za-z0-9+/] ?){3}=|(?:[A-Za-z0-9+/] ?){2}= ?=)?",
    "language": r"[a-zA-Z]{1,8}(?:-[a-zA-Z0-9]{1,8})*",
}
_COMPILED = {name: re.compile(form, re.ASCII) for name, form in _FORMS.items()}
_COMPILED["float"] = _COMPILED["double"]
_COMPILED["dateTimeStamp"] = re.compile(_FORMS["dateTime"].removesuffix("?"), re.ASCII)
#: Integers by their bounds, None where there is none.
_BOUNDS: dict[str, tuple[int | None, int | None]] = {
    "integer": (None, None), "nonNegativeInteger": (0, None), "positiveInteger": (1, None),
    "nonPositiveInteger": (None, 0), "negativeInteger": (None, -1),
    "long": (-(2**63), 2**63 - 1), "int": (-(2**31), 2**31 - 1), "short": (-(2**15), 2**15 - 1), "byte": (-128, 127),
    "unsignedLong": (0, 2**64 - 1), "unsignedInt": (0, 2**32 - 1), "unsignedShort": (0, 2**16 - 1),
    "unsignedByte": (0, 255),
}  # fmt: skip
#: Days in four hundred years, after which the calendar begins anew.
_CYCLE = 146097
_LEAST = 14 * 3600
_SPACE = " \t\r\n"
#: The family in which moments of a datatype are ordered.
_MOMENTS = {"date": "date", "dateTime": "dateTime", "dateTimeStamp": "dateTime", "time": "time"}


def well_formed(literal: ox.Literal) -> bool:
    """Whether the text of a literal is one of its datatype; of a datatype that nobody knows any text is."""
    datatype = literal.datatype.value
    if not datatype.startswith(XSD):
        return not (datatype == RDF + "langString" and not literal.language)
    name = datatype.removeprefix(XSD)
    if name in _BOUNDS:
        return _integer(name, literal.value.strip(_SPACE)) is not None
    form = _COMPILED.get(name)
    return form is None or _matched(form, literal.value.strip(_SPACE)) is not None


def _integer(name: str, text: str) -> Decimal | int | None:
    """Read a whole number that is within the bounds of its datatype."""
    if not _COMPILED["integer"].fullmatch(text):
        return None
    number = int(text) if len(text) < 40 else Decimal(text)  # noqa: PLR2004 - int() is slow for long ones, and refuses the longest
    low, high = _BOUNDS[name]
    return number if (low is None or number >= low) and (high is None or number <= high) else None


def _matched(form: re.Pattern[str], text: str) -> re.Match[str] | None:
    """Match a text that, where it names a day, names one of the calendar."""
    found = form.fullmatch(text)
    if found is None or "day" not in form.groupindex:
        return found
    return None if _days(found.groupdict()) is None else found


def _days(parts: dict[str, str | None]) -> int | None:
    """Count the days of a date, of which each part may be left out; None where the calendar has none such."""
    cycles, rest = divmod(int(parts.get("year") or 2000), 400)
    try:
        return date(2000 + rest, int(parts.get("month") or 1), int(parts.get("day") or 1)).toordinal() + cycles * _CYCLE
    except ValueError:
        return None


def value(term: Term) -> Value | None:
    """Give what orders a literal, as SPARQL's < does; None where nothing does."""
    if not isinstance(term, ox.Literal) or term.language or not term.datatype.value.startswith(XSD):
        return None
    name = term.datatype.value.removeprefix(XSD)
    if name == "string":
        return "text", term.value, None
    return _ordered(name, term.value.strip(_SPACE))


def _ordered(name: str, text: str) -> Value | None:
    if name in _BOUNDS:
        number = _integer(name, text)
        return None if number is None else ("number", number, None)
    form = _COMPILED.get(name)
    found = form.fullmatch(text) if form else None
    if found is None:
        return None
    if name in _MOMENTS:
        seconds = _seconds(found.groupdict())
        return None if seconds is None else (_MOMENTS[name], seconds, found["zone"] is not None)
    read = _READ.get(name)
    return read(text) if read else None


def _seconds(parts: dict[str, str | None]) -> Decimal | int | None:
    days, second = _days(parts), parts.get("second")
    if days is None or second is None:  # a date alone
        return None if days is None else days * 86400 - _offset(parts["zone"])
    clock = int(parts["hour"] or 0) * 3600 + int(parts["minute"] or 0) * 60
    return days * 86400 + clock + (int(second) if second.isdecimal() else Decimal(second)) - _offset(parts["zone"])


def _offset(zone: str | None) -> int:
    if zone in (None, "Z"):
        return 0
    hours, minutes = str(zone)[1:].split(":")
    seconds = int(timedelta(hours=int(hours), minutes=int(minutes)).total_seconds())
    return -seconds if str(zone).startswith("-") else seconds


def _duration(text: str) -> Value | None:
    """Order durations of one kind only: of months alone or of seconds alone."""
    units = dict.fromkeys(("Y", "M", "D", "H", "m", "S"), Decimal(0))
    days, _, clock = text.lstrip("-").removeprefix("P").partition("T")
    for number, unit in re.findall(r"([\d.]+)([YMD])", days):
        units[unit] = Decimal(number)
    for number, unit in re.findall(r"([\d.]+)([HMS])", clock):
        units["m" if unit == "M" else unit] = Decimal(number)
    months = units["Y"] * 12 + units["M"]
    seconds = units["D"] * 86400 + units["H"] * 3600 + units["m"] * 60 + units["S"]
    if months and seconds:
        return None
    sign = -1 if text.startswith("-") else 1
    return ("months", sign * months, None) if months else ("seconds", sign * seconds, None)


_READ: dict[str, Callable[[str], Value | None]] = {
    "decimal": lambda text: ("number", Decimal(text), None),
    **dict.fromkeys(("double", "float"), lambda text: ("number", float(text), None)),
    "boolean": lambda text: ("boolean", text in ("true", "1"), None),
    **dict.fromkeys(("duration", "dayTimeDuration", "yearMonthDuration"), _duration),
}


def less(left: Value | None, right: Value | None, *, or_equal: bool = False) -> bool | None:
    """Whether one value is less than another; None where they cannot be compared."""
    if left is None or right is None or left[0] != right[0]:
        return None
    one, two = left[1], right[1]
    if isinstance(one, float) or isinstance(two, float):
        one, two = float(one), float(two)
        if math.isnan(one) or math.isnan(two):
            return False
    if left[2] != right[2]:
        return _less_across_zones(one, two)
    return bool(one <= two) if or_equal else bool(one < two)  # type: ignore[operator] # one family, one type


def _less_across_zones(one: Number | str, two: Number | str) -> bool | None:
    """Compare a moment with a zone and one without: only beyond fourteen hours it is certain."""
    if isinstance(one, str | float) or isinstance(two, str | float):
        return None
    return None if -_LEAST <= one - two <= _LEAST else one < two
