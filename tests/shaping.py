"""Makes small graphs and shapes for hypothesis, and asks pyshacl for its verdict on them."""

from collections import Counter

import pyoxigraph as ox
from foedus.facts import Fact, Finding
from foedus.graph import read
from foedus.shacl import Session, fallback
from foedus.shacl.telling import Teller
from foedus.terms import Names
from hypothesis import strategies as st

PREFIXES = """@prefix e: <http://e.org/> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
NODES = ["e:a", "e:b", "e:c", "e:d", "_:x", "_:y"]
LITERALS = [
    '"one"', '"two"', '"one"@en', '"uno"@it', '"un"@en-GB', '"Two"@en', "1", "2", "7", "1.5", "true", '"01"^^xsd:integer',
    '"seven"^^xsd:integer', '"5"^^xsd:byte', '"500"^^xsd:byte', '"2020-01-02"^^xsd:date', '"2021-02-30"^^xsd:date',
    '"2020-05-05T10:00:00Z"^^xsd:dateTime', '"2020-05-05T10:00:00"^^xsd:dateTime', '"3"^^e:own', '""', '"1.50"^^xsd:decimal',
]  # fmt: skip
STEPS = ["e:p", "e:q", "e:r"]
node, step, literal = (st.sampled_from(each) for each in (NODES, STEPS, LITERALS))
kind = st.sampled_from(["e:C", "e:D"])
triple = st.one_of(
    st.builds("{} {} {} .".format, node, step, st.one_of(node, literal)),
    st.builds("{} a {} .".format, node, kind),
)
tree = st.sampled_from(["", "e:D rdfs:subClassOf e:C ."])
data = st.builds(lambda lines, more: "\n".join([*lines, more]), st.lists(triple, max_size=14), tree)
path = st.recursive(
    step,
    lambda inner: st.one_of(
        st.builds("[ sh:inversePath {} ]".format, inner),
        st.builds("( {} {} )".format, inner, inner),
        st.builds("[ sh:alternativePath ( {} {} ) ]".format, inner, inner),
        st.builds("[ sh:{} {} ]".format, st.sampled_from(["zeroOrMorePath", "oneOrMorePath", "zeroOrOnePath"]), inner),
    ),
    max_leaves=3,
)
value = st.one_of(node.filter(lambda name: name[0] == "e"), literal)
number = st.sampled_from(["1", "2", "5"])
limit = st.sampled_from(["1", "2", "1.5", '"2020-01-02"^^xsd:date', '"2020-05-05T10:00:00Z"^^xsd:dateTime', '"one"'])
NODE_KINDS = ["IRI", "BlankNode", "Literal", "BlankNodeOrIRI", "BlankNodeOrLiteral", "IRIOrLiteral"]
DATATYPES = [
    "xsd:integer",
    "xsd:string",
    "xsd:date",
    "xsd:byte",
    "xsd:boolean",
    "rdf:langString",
    "e:own",
    "xsd:dateTime",
]
plain = st.one_of(
    st.builds("sh:class {}".format, kind),
    st.builds("sh:datatype {}".format, st.sampled_from(DATATYPES)),
    st.builds("sh:nodeKind sh:{}".format, st.sampled_from(NODE_KINDS)),
    st.builds(
        "sh:{} {}".format, st.sampled_from(["minInclusive", "maxExclusive", "maxInclusive", "minExclusive"]), limit
    ),
    st.builds("sh:{} {}".format, st.sampled_from(["minLength", "maxLength"]), number),
    st.builds('sh:pattern "{}"'.format, st.sampled_from(["^o", "e$", "[0-9]", "e.org"])),
    st.builds("sh:languageIn ( {} )".format, st.sampled_from(['"en"', '"it" "en-GB"', '"*"'])),
    st.builds("sh:in ( {} {} )".format, value, value),
    st.builds("sh:hasValue {}".format, value),
    st.builds("sh:{} {}".format, st.sampled_from(["equals", "disjoint"]), step),
)


def joined(parts: list[str]) -> str:
    """Write the parts of a shape, each constraint once."""
    return " ; ".join({part.split(" ", 1)[0]: part for part in parts}.values()) or "rdfs:label 'no constraint'"


def deeper(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Nest shapes in shapes."""
    shape = st.lists(inner, min_size=1, max_size=2).map(lambda parts: f"[ {joined(parts)} ]")
    counts = st.sampled_from(["sh:minCount 1", "sh:maxCount 1", "sh:minCount 2", "sh:uniqueLang true"])
    own = st.builds(
        lambda way, parts: f"[ sh:path {way} ; {joined(parts)} ]",
        path,
        st.lists(st.one_of(inner, counts), min_size=1, max_size=3),
    )
    counted = st.builds(
        "[ sh:path {} ; sh:qualifiedValueShape {} ; sh:qualified{}Count {} ; sh:qualifiedValueShapesDisjoint {} ]".format,
        step, shape, st.sampled_from(["Min", "Max"]), number, st.sampled_from(["true", "false"]),
    )  # fmt: skip
    return st.one_of(
        st.builds("sh:{} {}".format, st.sampled_from(["node", "not"]), shape),
        st.builds("sh:{} ( {} {} )".format, st.sampled_from(["and", "or", "xone"]), shape, shape),
        st.builds("sh:property {}".format, own),
        st.builds("sh:property {} , {}".format, counted, counted),
        st.builds("sh:closed true ; sh:ignoredProperties ( rdf:type ) ; sh:property {}".format, own),
    )


constraint = st.recursive(plain, deeper, max_leaves=4)
target = st.one_of(
    st.builds("sh:targetClass {}".format, kind),
    st.builds("sh:targetNode {}".format, value),
    st.builds("sh:{} {}".format, st.sampled_from(["targetSubjectsOf", "targetObjectsOf"]), step),
)
law = st.lists(
    st.builds(
        lambda targets, parts, extra: f"a sh:NodeShape ; {' ; '.join(targets)} ; {joined(parts)}{extra} .",
        st.lists(target, min_size=1, max_size=2),
        st.lists(constraint, min_size=1, max_size=3),
        st.sampled_from(["", "", " ; sh:severity sh:Warning", " ; sh:message 'so it is'"]),
    ),
    min_size=1,
    max_size=3,
).map(lambda shapes: "\n".join(f"e:S{number} {shape}" for number, shape in enumerate(shapes)))


def facts(text: str, name: str) -> list[Fact]:
    """Read Turtle without its prefixes."""
    return list(read((PREFIXES + text).encode(), name, ox.RdfFormat.TURTLE))


def rows(findings: list[Finding]) -> Counter[tuple[object, ...]]:
    """Give what two judges must agree on."""
    parts = [(f.result, f.severity) for f in findings if f.result]
    return Counter((r.component, r.shape, r.focus, r.path, r.value, severity) for r, severity in parts)


def ours(said: list[Fact], rules: list[Fact]) -> Session:
    """Judge by the engine."""
    return Session(said, rules)


def theirs(session: Session) -> list[Finding]:
    """Judge the same by pyshacl."""
    nodes = [node for node, shape in session.shapes.items() if any(shape.targets.values()) and not shape.deactivated]
    teller = Teller(session.index, session.source, Names())
    return [teller.finding(f) for f in fallback.judge(session.index, session.source.facts, session.shapes, nodes)]
