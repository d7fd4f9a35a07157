"""The one table of the server's settings, and the order in which flag, variable, file and default give their values."""

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import partial
from pathlib import Path
from typing import cast

from foedus.facts import CouldNotDo

Value = str | int | float | bool
#: How the names of our variables begin, and the one that names the file.
PREFIX, FILE = "FOEDUS_", "FOEDUS_SETTINGS"
#: The table of the file in which the settings stand.
TABLE = "serve"
_ADDRESS = re.compile(r"https?://[^\s/?#\"<>]+(/[^\s?#\"<>]*)?")
_SPOKEN = {"true": True, "on": True, "yes": True, "1": True, "false": False, "off": False, "no": False, "0": False}


@dataclass(frozen=True, slots=True)
class Kind:
    """What a setting may be: in words, how its text is read (ValueError, KeyError), and how TOML writes it."""

    allowed: str
    metavar: str
    read: Callable[[str], Value]
    types: tuple[type, ...] = (str,)


@dataclass(frozen=True, slots=True)
class Setting:
    """One row of the table; where there is no default, ``unset`` says what happens without one."""

    name: str
    kind: Kind
    default: Value | None
    words: str
    unset: str = ""

    @property
    def variable(self) -> str:
        """The name of its variable."""
        return PREFIX + self.name.replace("-", "_").upper()

    @property
    def usual(self) -> str:
        """The default in words."""
        if isinstance(self.default, bool):
            return "on" if self.default else "off"
        return self.unset if self.default is None else str(self.default)


def _number(least: float, most: float, *, whole: bool = True) -> Kind:
    allowed = f"a {'whole ' if whole else ''}number from {least:g} to {most:.12g}"
    read = partial(_within, least, most, int if whole else float)
    return Kind(allowed, "NUMBER", read, (int,) if whole else (int, float))


def _within(least: float, most: float, read: Callable[[str], float], text: str) -> float:
    number = read(text)
    if not least <= number <= most:
        raise ValueError(text)
    return number


def _choice(*words: str) -> Kind:
    return Kind(f"one of {', '.join(words)}", "|".join(words), lambda text: words[words.index(text)])


def _matching(pattern: re.Pattern[str], text: str) -> str:
    if not pattern.fullmatch(text):
        raise ValueError(text)
    return text


_SWITCH = Kind("true or false", "", lambda text: _SPOKEN[text.lower()], (bool,))
_HOST = Kind("an address or a host's name", "ADDRESS", partial(_matching, re.compile(r"[\w.:%-]+")))
_URL = Kind("an http(s) address without query or fragment", "URL", partial(_matching, _ADDRESS))
_PATH = Kind("the path of a folder", "DIR", str)

SETTINGS = (
    Setting("host", _HOST, "127.0.0.1", "The address to listen on."),
    Setting("port", _number(1, 65535), 8000, "The port to listen on."),
    Setting("public-url", _URL, None, "The address under which the public reaches it.", "host and port"),
    Setting(
        "timeout",
        _number(0.1, 3600, whole=False),
        10,
        "Seconds for a query, up to the last byte of its answer; a request may lower them by timeout=.",
    ),
    Setting(
        "workers",
        _number(1, 64),
        None,
        "Processes kept free for cheap queries; as many more serve kept connections, as many run slow ones, and four "
        "times as many are halted in wait.",
        "the processors, at least 2",
    ),
    Setting("memory", _number(32, 1_000_000), 512, "MB of memory that one query may use beyond the graph itself."),
    Setting(
        "answer-bytes",
        _number(1000, 2**31),
        50_000_000,
        "Bytes of the largest answer; a larger one is refused, never cut.",
    ),
    Setting(
        "store",
        _PATH,
        None,
        "The folder of a store that `foedus build` wrote: the server answers from it at once.",
        "the files of the graph",
    ),
    Setting(
        "articles",
        _PATH,
        None,
        "A folder with the texts of the articles: pages then show their sentences. Only with the publishers' leave.",
        "quotes alone are shown",
    ),
    Setting("releases", _PATH, None, "A folder of releases, each answered below /v/VERSION/.", "only the latest"),
    Setting("memory-copy", _SWITCH, True, "Copy that store into memory and answer from there when it is done."),  # noqa: FBT003 - the default
    Setting(
        "log",
        _choice("auto", "text", "json", "off"),
        "auto",
        "How each request is told on standard error; auto is text at a terminal and JSON lines elsewhere.",
    ),
    Setting("log-queries", _SWITCH, default=False, words="Show queries in the log, not their hashes alone."),
    Setting("log-clients", _SWITCH, default=False, words="Show the addresses of clients in the log."),
    Setting("metrics", _SWITCH, default=True, words="Tell Prometheus at /metrics what was counted."),
    Setting(
        "proxy-hops",
        _number(0, 10),
        0,
        "Proxies in front, of whose headers X-Forwarded-For and X-Request-Id are believed.",
    ),
)


@dataclass(frozen=True, slots=True)
class Chosen:
    """The value of every setting; those that were not given and have no default are empty or 0."""

    values: Mapping[str, Value | None]

    def text(self, name: str) -> str:
        """Give a setting that is a text."""
        return cast("str", self.values[name] or "")

    def number(self, name: str) -> float:
        """Give a setting that is a number."""
        return cast("float", self.values[name] or 0.0)

    def whole(self, name: str) -> int:
        """Give a setting that is a whole number."""
        return cast("int", self.values[name] or 0)

    def is_on(self, name: str) -> bool:
        """Whether a switch is on."""
        return self.values[name] is True


def choose(flags: Mapping[str, str | bool | None], environ: Mapping[str, str], file: Path) -> Chosen:
    """Take each setting from its flag, else its variable, else the file, else its default.

    Raises CouldNotDo where a value is not allowed or a name is not known, naming flag, variable or file and line.
    """
    values: dict[str, Value | None] = {setting.name: setting.default for setting in SETTINGS}
    values |= _of_file(file)
    values |= _of_variables(environ)
    for setting in SETTINGS:
        given = flags.get(setting.name)
        if given is not None:
            values[setting.name] = _read(setting, f"--{setting.name}", str(given))
    return Chosen(values)


def _of_variables(environ: Mapping[str, str]) -> Iterator[tuple[str, Value]]:
    known = {setting.variable: setting for setting in SETTINGS}
    for name, text in environ.items():
        if name in known and text:
            yield known[name].name, _read(known[name], f"the variable {name}", text)
        elif name.startswith(PREFIX) and name not in {*known, FILE}:
            raise _nobody_knows(f"there is no variable {name}", name, [*known, FILE])


def _of_file(file: Path) -> Iterator[tuple[str, Value]]:
    known = {setting.name: setting for setting in SETTINGS}
    text, table = _table(file)
    for name, value in table.items():
        where = _place(file, text, name)
        if name not in known:
            raise _nobody_knows(f"{where}: there is no setting {name}", name, known)
        kind = known[name].kind
        if not isinstance(value, kind.types) or (isinstance(value, bool) and bool not in kind.types):
            raise _is_not_allowed(f"{where}: {name}", kind, value)
        yield name, _read(known[name], f"{where}: {name}", str(value))


def _table(file: Path) -> tuple[str, Mapping[str, object]]:
    """Read the text of a TOML file and its table of settings."""
    if not file.is_file():
        return "", {}
    try:
        text = file.read_text("utf-8")
        table = tomllib.loads(text).get(TABLE, {})
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CouldNotDo(f"{file} is not readable TOML: {error}") from None
    if not isinstance(table, dict):
        raise CouldNotDo(f"{_place(file, text, TABLE)}: {TABLE} must be a table, written [{TABLE}]")
    return text, table


def _place(file: Path, text: str, name: str) -> str:
    """Give the file and the line on which a key of the table stands; tomllib does not tell lines."""
    key = re.compile(rf"\s*(?:{TABLE}\s*\.\s*)?[\"']?{re.escape(name)}[\"']?\s*=")
    lines = text.splitlines()
    start = next((number for number, line in enumerate(lines) if re.match(rf"\s*\[\s*{TABLE}\s*\]", line)), 0)
    return next((f"{file}:{number + 1}" for number in range(start, len(lines)) if key.match(lines[number])), str(file))


def _read(setting: Setting, source: str, text: str) -> Value:
    try:
        return setting.kind.read(text)
    except (ValueError, KeyError):
        raise _is_not_allowed(source, setting.kind, text) from None


def _is_not_allowed(source: str, kind: Kind, value: object) -> CouldNotDo:
    return CouldNotDo(f"{source} must be {kind.allowed}, not {value!r}")


def _nobody_knows(what: str, name: str, known: Iterable[str]) -> CouldNotDo:
    bare = {each.removeprefix(PREFIX): each for each in known}
    near = get_close_matches(name.removeprefix(PREFIX), bare, 1)
    return CouldNotDo(
        f"{what}; " + (f"do you mean {bare[near[0]]}?" if near else f"there are {', '.join(bare.values())}")
    )
