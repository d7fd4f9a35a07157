"""Reads the competency questions, and describes them: the only module that knows the header of a question file."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pyoxigraph as ox

from foedus import asking
from foedus.facts import CouldNotDo, Origin
from foedus.operations import Form
from foedus.terms import TYPE, Names, foreign

_SH = "http://www.w3.org/ns/shacl#"
_SPEX = "https://purl.expasy.org/sparql-examples/ontology#"
#: What each form of query is as an executable, and the property that holds its text.
_FORMS: dict[Form, tuple[str, str]] = {
    "select": (_SH + "SPARQLSelectExecutable", _SH + "select"),
    "ask": (_SH + "SPARQLAskExecutable", _SH + "ask"),
    "construct": (_SH + "SPARQLConstructExecutable", _SH + "construct"),
    "describe": (_SPEX + "SPARQLDescribeExecutable", _SPEX + "describe"),
}
_HEADER = re.compile(r"#\s*(?:(?P<key>en|it|guide)\s*:\s*)?(?P<text>.*)")


@dataclass(frozen=True, slots=True)
class Question:
    """A question in English and Italian, its SPARQL, and where its expected answer stands.

    ``guide`` is the pattern of /guide that the question shows, or empty.
    """

    name: str
    en: str
    it: str
    guide: str
    query: str
    answer: Path


def read(folder: Path) -> list[Question]:
    """Read every question of a folder, in the order of names."""
    return [_question(file) for file in sorted(folder.glob("*.rq"))]


def answered(question: Question, store: ox.Store) -> str:
    """Ask the question and give the answer as CSV (SPARQL 1.1 Query Results CSV, lines end in a bare LF)."""
    results = asking.select(store, question.query, f"{question.name}.rq")
    body = results.serialize(format=ox.QueryResultsFormat.CSV) or b""
    return body.decode().replace("\r\n", "\n")


def described(questions: Iterable[Question], names: Names) -> Iterator[ox.Quad]:
    """Describe questions in a graph of their own, as SHACL executables: so tools find example queries in a dataset.

    The form is that of https://github.com/sib-swiss/sparql-examples, with IRIs where it has blank nodes.
    Raises CouldNotDo for one that the guard refuses.
    """
    graph, declared = names.examples, ox.NamedNode(f"{names.examples.value}#prefixes")
    nodes = [(ox.NamedNode(f"{names.base}queries/{quote(question.name)}"), question) for question in questions]
    for node, question in nodes:
        yield from (ox.Quad(node, predicate, value, graph) for predicate, value in _executable(question))
        yield ox.Quad(node, ox.NamedNode(_SH + "prefixes"), declared, graph)
    for prefix, namespace in names.prefixes().items() if nodes else ():
        one = ox.NamedNode(f"{graph.value}#{prefix}")
        yield ox.Quad(declared, ox.NamedNode(_SH + "declare"), one, graph)
        yield ox.Quad(one, ox.NamedNode(_SH + "prefix"), ox.Literal(prefix), graph)
        iri = ox.Literal(namespace, datatype=foreign("xsd:anyURI"))
        yield ox.Quad(one, ox.NamedNode(_SH + "namespace"), iri, graph)


def _executable(question: Question) -> Iterator[tuple[ox.NamedNode, ox.NamedNode | ox.Literal]]:
    class_, property_ = _FORMS[asking.judge(question.query, f"{question.name}.rq")]
    yield TYPE, ox.NamedNode(_SH + "SPARQLExecutable")
    yield TYPE, ox.NamedNode(class_)
    yield ox.NamedNode(property_), ox.Literal(question.query)
    for language, words in (("en", question.en), ("it", question.it)):
        yield foreign("rdfs:comment"), ox.Literal(words, language=language)
    if question.guide:
        yield ox.NamedNode("https://schema.org/keywords"), ox.Literal(question.guide)


def _question(file: Path) -> Question:
    text = file.read_text("utf-8")
    header = _header(text)
    missing = [key for key in ("en", "it") if not header.get(key)]
    if missing:
        raise CouldNotDo(f"the question lacks its header line `# {missing[0]}: …`", Origin(file.name, 1))
    return Question(file.stem, header["en"], header["it"], header.get("guide", ""), text, file.with_suffix(".csv"))


def _header(text: str) -> dict[str, str]:
    header: dict[str, str] = {}
    key = ""
    for match in _comments(text):
        key = match["key"] or key
        if key:
            header[key] = f"{header.get(key, '')} {match['text'].strip()}".strip()
    return header


def _comments(text: str) -> Iterator[re.Match[str]]:
    for line in text.splitlines():
        match = _HEADER.match(line)
        if not match:
            return
        yield match
