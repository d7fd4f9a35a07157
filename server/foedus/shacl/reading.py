"""Reads any RDF into facts with their places: files, folders, patterns and standard input, and nothing they name."""

import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from urllib.parse import quote

import pyoxigraph as ox

from foedus.facts import CouldNotDo, Fact, Origin
from foedus.graph import LineFeed
from foedus.shacl.vocabulary import IMPORTS, sh

#: Formats by extension; the ambiguous ones are read where a file is named, not where a folder is.
FORMATS = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".turtle": ox.RdfFormat.TURTLE,
    ".trig": ox.RdfFormat.TRIG,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".nq": ox.RdfFormat.N_QUADS,
    ".rdf": ox.RdfFormat.RDF_XML,
    ".owl": ox.RdfFormat.RDF_XML,
    ".jsonld": ox.RdfFormat.JSON_LD,
}
_NAMED_ONLY = {".xml": ox.RdfFormat.RDF_XML, ".json": ox.RdfFormat.JSON_LD}
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_STRING = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)
#: Ample for people; a parser dies of some thousands.
DEEPEST = 200
_NOT_FOLLOWED = {IMPORTS: "owl:imports", sh("shapesGraph"): "sh:shapesGraph"}


@dataclass(slots=True)
class Reading:
    """What was read: facts in the order of the files, the prefixes of the files, and what was not followed."""

    facts: list[Fact] = field(default_factory=list)
    prefixes: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)


def read_all(sources: Iterable[str | Path], stdin_format: str = "trig") -> Reading:
    """Read every source, each file once; ``-`` is standard input. Nothing that a file names is fetched.

    Raises CouldNotDo where a source is not there, is of no known format, or does not parse.
    """
    reading, seen = Reading(), set()
    for source in sources:
        for path in files(str(source)):
            name = path.as_posix()
            if name not in seen:
                seen.add(name)
                content, format_ = _content(path, stdin_format)
                take(reading, content, "standard input" if name == "-" else name, format_)
    return reading


def files(source: str) -> list[Path]:
    """Give the files that a name, a folder or a pattern stands for, in order."""
    path = Path(source)
    if source == "-" or path.is_file():
        return [path]
    if path.is_dir():
        found = [file for file in path.rglob("*") if file.suffix.lower() in FORMATS and not _hidden(file, path)]
    else:
        root = Path(path.anchor)
        found = [file for file in root.glob(str(path.relative_to(root))) if file.is_file()]
    if not found:
        raise CouldNotDo(f"there is no RDF file {source}; name a file, a folder of such files or a pattern")
    return sorted(found)


def _hidden(file: Path, below: Path) -> bool:
    return any(part.startswith(".") for part in file.relative_to(below).parts)


def _content(path: Path, stdin_format: str) -> tuple[bytes, ox.RdfFormat]:
    if path.as_posix() == "-":
        return sys.stdin.buffer.read(), format_of(f"-.{stdin_format.lstrip('.')}")
    format_ = format_of(path.as_posix())
    try:
        return path.read_bytes(), format_
    except OSError as error:
        raise CouldNotDo(f"the file cannot be read: {error.strerror}", Origin(path.as_posix())) from None


def format_of(name: str) -> ox.RdfFormat:
    """Give the format that an extension stands for; raises CouldNotDo for one that is not known."""
    known = FORMATS | _NAMED_ONLY
    suffix = Path(name).suffix.lower()
    if suffix not in known:
        raise CouldNotDo(f"the extension is not one of {', '.join(known)}; rename or convert the file", Origin(name))
    return known[suffix]


def take(reading: Reading, content: bytes, name: str, format_: ox.RdfFormat) -> None:
    """Read one document into a reading; its blank nodes are named by file and order, the same on every run."""
    number = len(reading.files)
    reading.files.append(name)
    if format_ == ox.RdfFormat.JSON_LD:
        reading.notes.append(f"{name}: JSON-LD does not tell lines, so findings name the file only")
    blanks: dict[ox.BlankNode, ox.BlankNode] = {}
    for fact in _parsed(reading, content.removeprefix(_BYTE_ORDER_MARK), name, format_):
        quad = fact.quad
        if isinstance(quad.subject, ox.BlankNode) or isinstance(quad.object, ox.BlankNode):
            fact = Fact(_named(quad, blanks, number), fact.origin)  # noqa: PLW2901 - the same fact under stable names
        reading.facts.append(fact)
        if quad.predicate in _NOT_FOLLOWED:
            term = _NOT_FOLLOWED[quad.predicate]
            reading.notes.append(f"{fact.origin}: {term} {quad.object} was not followed; name a file of it yourself")


def _named(quad: ox.Quad, blanks: dict[ox.BlankNode, ox.BlankNode], number: int) -> ox.Quad:
    subject, object_ = quad.subject, quad.object
    if isinstance(subject, ox.BlankNode):
        subject = blanks.setdefault(subject, ox.BlankNode(f"f{number}b{len(blanks)}"))
    if isinstance(object_, ox.BlankNode):
        object_ = blanks.setdefault(object_, ox.BlankNode(f"f{number}b{len(blanks)}"))
    return ox.Quad(subject, quad.predicate, object_, quad.graph_name)


def _parsed(reading: Reading, content: bytes, name: str, format_: ox.RdfFormat) -> Iterator[Fact]:
    _judge(content, name, format_)
    feed, lineless = LineFeed(BytesIO(content)), format_ == ox.RdfFormat.JSON_LD
    try:
        parser = ox.parse(feed, format=format_, base_iri="file:///" + quote(name.lstrip("/")))  # type: ignore[arg-type] # a reader needs read() only
        for quad in parser:
            whole = quad if isinstance(quad, ox.Quad) else ox.Quad(*quad)
            yield Fact(whole, Origin(name, 0 if lineless else feed.line))
    except SyntaxError as error:
        raise _refused(error, name, feed.line) from None
    for prefix, iri in parser.prefixes.items():
        reading.prefixes.setdefault(prefix, iri)


def _refused(error: SyntaxError, name: str, line: int) -> CouldNotDo:
    if "LoadDocumentCallback" in str(error):
        return CouldNotDo(
            "this names a context on the network, which is not fetched; write it into the file", Origin(name)
        )
    column = f" (column {error.offset})" if error.offset else ""
    return CouldNotDo(f"this does not parse{column}: {error.msg}", Origin(name, error.lineno or line))


def _judge(content: bytes, name: str, format_: ox.RdfFormat) -> None:
    """Refuse what a parser would die of: entities of XML, and JSON that nests without end."""
    if format_ == ox.RdfFormat.RDF_XML:
        found = _DOCTYPE.search(content)
        if found:
            line = content.count(b"\n", 0, found.start()) + 1
            raise CouldNotDo("a DOCTYPE or ENTITY is refused; write the names out and remove it", Origin(name, line))
    if format_ == ox.RdfFormat.JSON_LD:
        depth = 0
        for bracket in re.findall(rb"[\[\]{}]", _STRING.sub(b"", content)):
            depth += 1 if bracket in b"[{" else -1
            if depth > DEEPEST:
                raise CouldNotDo(f"this nests more than {DEEPEST} levels deep; flatten it", Origin(name))
