"""Parses shapes into values: which nodes are shapes, what each says, and what of it this engine cannot judge."""

import re

import pyoxigraph as ox

from foedus import asking
from foedus.facts import CouldNotDo, Severity
from foedus.shacl.model import Custom, Query, Shape, Unknown
from foedus.shacl.source import Source
from foedus.shacl.vocabulary import (
    COMPANIONS,
    IMPORTS,
    OWL,
    PARAMETERS,
    RDF,
    RDFS,
    REFUSED,
    SH,
    SHAPE_LISTS,
    SHAPES,
    TARGET,
    TARGETS,
    TRUE,
    XSD,
    Node,
    Term,
    sh,
)  # fmt: skip

_SEVERITIES: dict[Term, Severity] = {sh("Warning"): "warning", sh("Info"): "info"}
_KNOWN_PREFIXES = {"rdf": RDF, "rdfs": RDFS, "owl": OWL, "xsd": XSD, "sh": SH}
_LISTS = (*SHAPE_LISTS, "in", "languageIn", "ignoredProperties")
_ONLY_ONE = ("datatype", "nodeKind", "minCount", "maxCount", "uniqueLang", "closed", "in", "languageIn", "flags")
_OF_PROPERTIES = ("minCount", "maxCount", "uniqueLang", "lessThan", "lessThanOrEquals")
_SHAPES = {*SHAPES, *SHAPE_LISTS}
_IRIS = {"datatype", "nodeKind", "equals", "disjoint", "lessThan", "lessThanOrEquals"}
_DIGITS = re.compile(r"\+?[0-9]{1,15}")
_WHOLE = {"minCount", "maxCount", "minLength", "maxLength", "qualifiedMinCount", "qualifiedMaxCount"}


def parse(source: Source) -> dict[Node, Shape]:
    """Read every shape; raises CouldNotDo where one asks for what foedus refuses to do."""
    for fact in source.facts:
        if fact.quad.predicate == sh("entailment"):
            said = f"sh:entailment {fact.quad.object} is refused: foedus infers nothing; infer before, and take it out"
            raise CouldNotDo(said, fact.origin)
    components = [node for node in source.typed(sh("ConstraintComponent")) if isinstance(node, ox.NamedNode)]
    shapes: dict[Node, Shape] = {}
    todo = _roots(source)
    while todo:
        node = todo.pop()
        if node not in shapes:
            shapes[node] = shape = _shape(source, node, components)
            todo += shape.refers()
    return shapes


def _roots(source: Source) -> list[Node]:
    """Give the nodes that are shapes by their type, their target or, as classes, by their parameters."""
    classes = source.classes
    typed = {*source.typed(sh("NodeShape")), *source.typed(sh("PropertyShape"))}
    found = []
    for node in source.subjects():
        names = source.terms(node).keys()
        if node in typed or names & {*TARGETS, TARGET} or (node in classes and names & set(PARAMETERS)):
            found.append(node)
    return found


def _shape(source: Source, node: Node, components: list[ox.NamedNode]) -> Shape:
    shape = Shape(node, source.origin(node), refused=_refused(source, node))
    for name in (*TARGETS, TARGET):
        shape.targets[name] = source.values(node, name)
    if node in source.classes:
        shape.targets["targetClass"] = [*shape.targets["targetClass"], node]
    shape.deactivated = TRUE in source.values(node, "deactivated")
    severity = next(iter(source.values(node, "severity")), None)
    if isinstance(severity, ox.NamedNode):
        shape.severity, shape.severity_iri = _SEVERITIES.get(severity, "violation"), severity.value
    shape.messages = _messages(source, node)
    try:
        _fill(source, shape, components)
    except Unknown as unknown:
        shape.unknown = str(unknown)
    return shape


def _refused(source: Source, node: Node) -> str | None:
    """Say what of a shape nobody here judges, and where it stands."""
    for name in sorted(REFUSED.keys() & source.terms(node).keys()):
        place = source.origin(node, sh(name))
        return f"sh:{name}{f' ({place})' if place else ''} is refused: {REFUSED[name]}"
    return None


def _fill(source: Source, shape: Shape, components: list[ox.NamedNode]) -> None:
    # the shapes that it names are parsed whatever is unknown, for pyshacl may tell results of them
    said = source.terms(shape.node)
    shape.parameters = {name: said[name] for name in (*PARAMETERS, *COMPANIONS) if name in said}
    # then the queries: that one reaches for the network is refused whatever else is unknown
    shape.queries = [_query(source, constraint, "select") for constraint in source.values(shape.node, "sparql")]
    shape.queries = [query for query in shape.queries if TRUE not in source.values(query.node, "deactivated")]
    shape.chosen = [_query(source, target, "select") for target in source.values(shape.node, TARGET)]
    if "expression" in said:
        raise Unknown("sh:expression belongs to SHACL Advanced Features")
    path = source.one(shape.node, "path")
    shape.path = source.path(path) if path is not None else None
    shape.lists = {name: [source.members(head) for head in said[name]] for name in _LISTS if name in said}
    shape.customs = [custom for node in components for custom in _customs(source, shape, node)]
    _judge(shape)


def _judge(shape: Shape) -> None:
    """Raise Unknown where a parameter is not of the kind that SHACL gives it."""
    said = shape.parameters
    for name in _ONLY_ONE:
        if len(said.get(name, ())) > 1:
            raise Unknown(f"it has more than one sh:{name}")
    for name in _OF_PROPERTIES:
        if shape.path is None and name in said:
            raise Unknown(f"sh:{name} stands in a shape without a path")
    _judge_kinds(shape)


def _judge_kinds(shape: Shape) -> None:
    """Raise Unknown where a value is a literal for a shape, no IRI for a property, no whole number for a count."""
    named = [(name, members) for name in SHAPE_LISTS for members in shape.lists.get(name, ())]
    for name, values in [*shape.parameters.items(), *named]:
        for value in values:
            if name in _SHAPES and not isinstance(value, Node):
                raise Unknown(f"a value of sh:{name} is a literal")
            if name in _IRIS and not isinstance(value, ox.NamedNode):
                raise Unknown(f"a value of sh:{name} is no IRI")
            if name in _WHOLE and not (isinstance(value, ox.Literal) and _DIGITS.fullmatch(value.value)):
                raise Unknown(f"a value of sh:{name} is no whole number")


def _messages(source: Source, node: Term) -> tuple[ox.Literal, ...]:
    return tuple(text for text in source.values(node, "message") if isinstance(text, ox.Literal))


def _query(source: Source, node: Term, name: str) -> Query:
    found = source.values(node, name)
    if not isinstance(node, Node) or len(found) != 1 or not isinstance(found[0], ox.Literal):
        raise Unknown(f"a query of it has not exactly one sh:{name}")
    origin = source.origin(node, sh(name), found[0])
    asking.judge(found[0].value, origin.file if origin else "a shape", origin.line if origin else 0)
    return Query(node, found[0].value, _prefixes(source, node), _messages(source, node), origin)


def _prefixes(source: Source, node: Term) -> tuple[tuple[str, str], ...]:
    """Collect what sh:prefixes declares, imports that the same shapes hold included."""
    named = source.values(node, "prefixes")
    seen, todo = set(named), [*named]
    while todo:
        for other in source.objects(todo.pop(), IMPORTS):
            if other not in seen:
                seen.add(other)
                todo.append(other)
    ontologies = source.typed(ox.NamedNode(OWL + "Ontology")) if named else []
    known = dict(_KNOWN_PREFIXES)
    for owner in (*ontologies, *sorted(seen, key=str)):
        for declared in source.values(owner, "declare"):
            prefix, namespace = source.one(declared, "prefix"), source.one(declared, "namespace")
            if isinstance(prefix, ox.Literal) and isinstance(namespace, ox.Literal | ox.NamedNode):
                known[prefix.value] = namespace.value
    return tuple(known.items())


def _customs(source: Source, shape: Shape, node: ox.NamedNode) -> list[Custom]:
    """Read the constraint that a shape makes of a component of the shapes' own, if it has its parameters."""
    given: dict[str, list[Term]] = {}
    for parameter in source.values(node, "parameter"):
        path = source.one(parameter, "path")
        if not isinstance(path, ox.NamedNode):
            raise Unknown(f"a parameter of {node} has no IRI as its path")
        values = source.objects(shape.node, path)
        if values:
            given[path.value.replace("#", "/").rsplit("/", 1)[-1]] = values
        elif TRUE not in source.values(parameter, "optional"):
            return []
    if not given:
        return []
    if len(given) > 1 and any(len(values) > 1 for values in given.values()):
        raise Unknown(f"it gives a parameter of {node} twice")
    query, asks = _validator(source, shape, node)
    name, values = next(iter(given.items()))
    if len(given) == 1:
        return [Custom(node.value, query, asks, ((name, value),)) for value in values]
    return [Custom(node.value, query, asks, tuple((name, values[0]) for name, values in given.items()))]


def _validator(source: Source, shape: Shape, node: ox.NamedNode) -> tuple[Query, bool]:
    own = "propertyValidator" if shape.path else "nodeValidator"
    for name, asks in ((own, False), ("validator", True)):
        found = source.values(node, name)
        if len(found) > 1:
            raise Unknown(f"{node} has more than one sh:{name}")
        if found:
            query = _query(source, found[0], "ask" if asks else "select")
            messages = query.messages or _messages(source, node)
            return Query(query.node, query.text, query.prefixes, messages, query.origin), asks
    raise Unknown(f"{node} has no validator that fits it")
