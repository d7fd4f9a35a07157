"""The only module that spells our IRIs: namespaces, prefixes and the terms that code must know."""

from dataclasses import dataclass

import pyoxigraph as ox

HOME = "https://w3id.org/foedus/"
ONTOLOGY = HOME + "ontology#"
CONCEPT = HOME + "concept/"
#: Says in a shapes file for which facts a shape speaks: "source", "view" or both; without it, for all.
SCOPE = HOME + "shape/scope"
#: The address below which each type of problem has its page.
PROBLEMS = HOME + "problems/"
#: A function that queries may use: whether a text has words that are sought, however they are spelled.
MATCHES = HOME + "function/matches"
#: The address below which each rule has its page.
RULES = HOME + "rules/"

#: Where tools look for example queries (https://github.com/sib-swiss/sparql-examples).
EXAMPLES = ".well-known/sparql-examples"
#: Paths below the base of a graph, and the prefix that stands for each.
PATHS = {
    "article": "article/",
    "check": "check/",
    "claim": "claim/",
    "conflict": "conflict/",
    "id": "id/",
    "passage": "passage/",
    "review": "review/",
    "sentence": "sentence/",
    "shortcut": "shortcut/",
}

#: Vocabularies of others that our data uses.
FOREIGN = {
    "dcterms": "http://purl.org/dc/terms/",
    "edtf": "http://id.loc.gov/datatypes/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def local(node: ox.NamedNode) -> str:
    """Give the local name of a node: what follows the last slash or hash."""
    return node.value.replace("#", "/").rsplit("/", 1)[-1]


@dataclass(frozen=True, slots=True)
class Names:
    """The namespaces of one graph, below its base address; ``others`` are prefixes that its own files declare."""

    base: str = HOME
    others: tuple[tuple[str, str], ...] = ()

    def prefixes(self) -> dict[str, str]:
        """Prefixes of this graph's files, own ones first."""
        own = {prefix: self.base + path for prefix, path in PATHS.items()}
        return {"f": ONTOLOGY, "c": CONCEPT, **own, **FOREIGN, **dict(self.others)}

    @property
    def declared(self) -> str:
        """Every prefix as the head of a query declares it."""
        return "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in self.prefixes().items())

    @property
    def examples(self) -> ox.NamedNode:
        """The one named graph that is no claim: the saved questions, for tools that look for example queries."""
        return ox.NamedNode(self.base + EXAMPLES)

    def iri(self, kind: str, local: str) -> ox.NamedNode:
        """Mint the IRI of a thing of this graph, such as ``iri("claim", "003-001")``."""
        return ox.NamedNode(self.base + PATHS[kind] + local)

    def local(self, node: ox.NamedNode) -> str:
        """Give the local name."""
        return local(node)

    def shorten(self, iri: str) -> str:
        """Write an IRI as a prefixed name where a prefix fits, else in full between angle brackets."""
        for prefix, namespace in self.prefixes().items():
            local = iri.removeprefix(namespace)
            if local != iri and local and local.replace("-", "").replace("_", "").isalnum() and local.isascii():
                return f"{prefix}:{local}"
        return f"<{iri}>"

    def expand(self, name: str) -> ox.NamedNode:
        """Read a full IRI, an IRI in angle brackets or a prefixed name.

        Raises ValueError when the prefix is unknown or the IRI is not one.
        """
        text = name.strip().removeprefix("<").removesuffix(">")
        prefix, colon, local = text.partition(":")
        known = self.prefixes()
        if colon and prefix in known:
            return ox.NamedNode(known[prefix] + local)
        return ox.NamedNode(text)


def term(name: str) -> ox.NamedNode:
    """Give a term of the ontology, such as ``term("voice")``."""
    return ox.NamedNode(ONTOLOGY + name)


def concept(name: str) -> ox.NamedNode:
    """Give a concept of a closed list, such as ``concept("affirmed")``."""
    return ox.NamedNode(CONCEPT + name)


def foreign(name: str) -> ox.NamedNode:
    """Give a term of another vocabulary, such as ``foreign("rdfs:label")``."""
    prefix, local = name.split(":")
    return ox.NamedNode(FOREIGN[prefix] + local)


TYPE = foreign("rdf:type")
LABEL = foreign("rdfs:label")
DESCRIPTION = foreign("dcterms:description")
