"""The only module that spells the terms of SHACL and of the vocabularies it stands on."""

from functools import cache

import pyoxigraph as ox

SH = "http://www.w3.org/ns/shacl#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
XSD = "http://www.w3.org/2001/XMLSchema#"
OWL = "http://www.w3.org/2002/07/owl#"

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Node = ox.NamedNode | ox.BlankNode

TYPE = ox.NamedNode(RDF + "type")
FIRST, REST, NIL = (ox.NamedNode(RDF + name) for name in ("first", "rest", "nil"))
CLASS = ox.NamedNode(RDFS + "Class")
SUBCLASS = ox.NamedNode(RDFS + "subClassOf")
IMPORTS = ox.NamedNode(OWL + "imports")
TRUE = ox.Literal("true", datatype=ox.NamedNode(XSD + "boolean"))


@cache
def sh(name: str) -> ox.NamedNode:
    """Give a term of SHACL, such as ``sh("path")``."""
    return ox.NamedNode(SH + name)


def component(name: str) -> str:
    """Give the IRI of a constraint component, such as ``component("MinCount")``."""
    return f"{SH}{name}ConstraintComponent"


#: Parameters that make a target.
TARGETS = ("targetNode", "targetClass", "targetSubjectsOf", "targetObjectsOf")
#: Parameters of SHACL Core and SPARQL constraints that this engine judges.
PARAMETERS = (
    "class", "datatype", "nodeKind", "minCount", "maxCount",
    "minExclusive", "minInclusive", "maxExclusive", "maxInclusive",
    "minLength", "maxLength", "pattern", "languageIn", "uniqueLang",
    "equals", "disjoint", "lessThan", "lessThanOrEquals",
    "not", "and", "or", "xone", "node", "property", "qualifiedValueShape",
    "closed", "hasValue", "in", "sparql",
)  # fmt: skip
#: Parameters that only complete another one.
COMPANIONS = ("flags", "ignoredProperties", "qualifiedMinCount", "qualifiedMaxCount", "qualifiedValueShapesDisjoint")
#: What each of some parameters needs beside it, one of these at least; alone it is no constraint.
NEEDS = {
    "ignoredProperties": ("closed",),
    "flags": ("pattern",),
    "qualifiedValueShape": ("qualifiedMinCount", "qualifiedMaxCount"),
    "qualifiedMinCount": ("qualifiedValueShape",),
    "qualifiedMaxCount": ("qualifiedValueShape",),
}
FUNCTIONS = tuple(f"{SH}{name}" for name in ("Function", "SPARQLFunction", "JSFunction"))
#: What a shape may say that validates nothing.
SILENT = (
    "path", "name", "description", "message", "severity", "deactivated", "order", "group", "defaultValue",
    "declare", "prefixes", "select", "ask", "construct", "suggestedShapesGraph", "shapesGraph", "rule",
)  # fmt: skip
#: Parameters whose values are shapes, or lists of them.
SHAPE_LISTS = ("and", "or", "xone")
SHAPES = ("not", "node", "property", "qualifiedValueShape")
#: A target of SHACL Advanced Features: a query, or a type of target with parameters.
TARGET = "target"
#: What none of us can judge, with the reason: neither this engine nor pyshacl.
REFUSED = {
    "js": "it would run a script",
    "reifierShape": "it belongs to a draft of SHACL 1.2",
    "reificationRequired": "it belongs to a draft of SHACL 1.2",
    "nodeByExpression": "it belongs to a draft of SHACL 1.2",
}
#: Kinds of path beside the plain predicate and the list.
PATHS = ("inversePath", "alternativePath", "zeroOrMorePath", "oneOrMorePath", "zeroOrOnePath")
