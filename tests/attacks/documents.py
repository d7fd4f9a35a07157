"""Documents that mean harm to whoever parses or judges them, as they are sent to /validate."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote_plus, urlencode

from attacks.attack import DIES, ENDLESS
from attacks.transfers import get

TURTLE, N_TRIPLES, TRIG = "text/turtle", "application/n-triples", "application/trig"
RDF_XML, JSON_LD = "application/rdf+xml", "application/ld+json"
FORM = "application/x-www-form-urlencoded"
#: Stands where the address of a listener comes, which must hear nothing.
THERE = "http://127.0.0.1:1/"
REFUSED = frozenset({422})
#: What is told of a document that may be too much for a parser, and of one that may also be judged.
TRIED = frozenset({422, *ENDLESS, *DIES})
ANY = frozenset({200, *TRIED})
HEAD = "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix e: <http://e/> . "
BOAT = "<http://e/boat> a <http://e/Boat> ; <http://e/name> '" + "a" * 60 + "!' ."
RDF = '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e/">'


@dataclass(frozen=True)
class Document:
    """What is sent as which media type, and the statuses that it may get."""

    name: str
    body: str | bytes
    kind: str
    statuses: frozenset[int]

    def __str__(self) -> str:
        return self.name

    def request(self, there: str = THERE) -> bytes:
        """Write the request, with the listener's address in it."""
        text = self.body if isinstance(self.body, bytes) else self._told(there).encode()
        sizes = (f"Content-Type: {self.kind}", f"Content-Length: {len(text)}")
        return get("/validate", *sizes, method="POST") + text

    def _told(self, there: str) -> str:
        return str(self.body).replace(THERE, there).replace(quote_plus(THERE), quote_plus(there))


def entities() -> Iterator[Document]:
    """Give XML that grows when it is read, or reads what it names."""
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    inside = f'{RDF}<e:A rdf:about="http://e/a"><e:p>%s</e:p></e:A></rdf:RDF>'
    for name, declared, used in (
        ("exponential", f'<!ENTITY l0 "ha">{laughs}', "&l11;"),
        ("quadratic", f'<!ENTITY l0 "{"ha" * 50_000}">', "&l0;" * 50_000),
        ("external-file", '<!ENTITY l0 SYSTEM "file:///etc/passwd">', "&l0;"),
        ("external-address", f'<!ENTITY l0 SYSTEM "{THERE}">', "&l0;"),
        ("of-parameters", f'<!ENTITY % l0 SYSTEM "{THERE}"> %l0;', ""),
    ):
        yield Document(f"entity-{name}", f"<!DOCTYPE x [{declared}]>{inside % used}", RDF_XML, REFUSED)
    yield Document("entity-external-dtd", f'<!DOCTYPE x SYSTEM "{THERE}">{inside % ""}', RDF_XML, REFUSED)
    yield Document("entity-in-small-letters", f'<!doctype x SYSTEM "{THERE}">{inside % ""}', RDF_XML, REFUSED)
    for code in ("utf-16-le", "utf-16-be", "utf-16", "utf-7", "utf-32"):
        told = f'<?xml version="1.0" encoding="{code}"?><!DOCTYPE x [<!ENTITY l0 "ha">{laughs}]>{inside % "&l11;"}'
        yield Document(f"entity-hidden-by-{code}", told.encode(code), RDF_XML, REFUSED)


def deep_ones() -> Iterator[Document]:
    """Give documents that nest without end."""
    element = '<e:p><rdf:Description rdf:about="http://e/a">'
    closing = "</rdf:Description></e:p>"
    about = '<rdf:Description rdf:about="http://e/a">'
    yield Document(
        "deep-xml", f"{RDF}{about}{element * 20_000}{closing * 20_000}</rdf:Description></rdf:RDF>", RDF_XML, ANY
    )
    yield Document("deep-json-objects", '{"http://e/p":' * 100_000 + "1" + "}" * 100_000, JSON_LD, REFUSED)
    yield Document("deep-json-lists", '{"http://e/p":' + "[" * 900_000 + "]" * 900_000 + "}", JSON_LD, REFUSED)
    yield Document("deep-json-open", "[" * 1_900_000, JSON_LD, REFUSED)
    for kind in (TURTLE, TRIG):
        name = kind.rpartition("/")[2]
        yield Document(f"deep-brackets-{name}", f"<a:b> <a:p> {'[ <a:p> ' * 150_000}1{']' * 150_000} .", kind, ANY)
        yield Document(f"deep-lists-{name}", f"<a:b> <a:p> {'( ' * 400_000}{')' * 400_000} .", kind, ANY)
        terms = f"<a:b> <a:p> {'<<( <a:b> <a:p> ' * 50_000}<a:b>{' )>>' * 50_000} ."
        yield Document(f"deep-triple-terms-{name}", terms, kind, ANY)
        yield Document(
            f"deep-reified-{name}", f"{'<< ' * 50_000}<a:b>{' <a:p> <a:b> >>' * 50_000} <a:p> 1 .", kind, ANY
        )
    terms = f"<a:b> <a:p> {'<<( <a:b> <a:p> ' * 50_000}<a:b>{' )>>' * 50_000} ."
    yield Document("deep-triple-terms-n-triples", terms, N_TRIPLES, ANY)


def reaching() -> Iterator[Document]:
    """Give documents that name something to be fetched, and shapes that ask for it."""
    for name, context in {
        "context": f'"{THERE}"',
        "context-of-list": f'["{THERE}", {{}}]',
        "context-of-file": '"file:///etc/passwd"',
        "context-relative": '"../../../../etc/passwd"',
        "import": f'{{"@version": 1.1, "@import": "{THERE}"}}',
        "scoped": f'{{"p": {{"@id": "http://e/p", "@context": "{THERE}"}}}}',
    }.items():
        text = f'{{"@context": {context}, "@id": "http://e/a", "p": {{"@id": "http://e/b"}}}}'
        yield Document(f"reaching-{name}", text, JSON_LD, REFUSED)
    shape = f"{HEAD} e:S a sh:NodeShape ; sh:targetClass e:Boat ; "
    for name, shapes, statuses in (
        (
            "imports",
            f"{HEAD} <{THERE}x> <http://www.w3.org/2002/07/owl#imports> <{THERE}> . {shape} sh:class e:X .",
            ANY,
        ),
        (
            "shapes-graph",
            f"<http://e/boat> <http://www.w3.org/ns/shacl#shapesGraph> <{THERE}> . {shape} sh:class e:X .",
            ANY,
        ),
        (
            "service",
            f'{shape} sh:sparql [ sh:select "SELECT $this {{ SERVICE <{THERE}> {{ ?a ?b ?c }} }}" ] .',
            REFUSED,
        ),
        ("from", f'{shape} sh:sparql [ sh:select "SELECT $this FROM <{THERE}> {{ ?a ?b ?c }}" ] .', ANY),  # noqa: S608 - SPARQL
        ("js", f'{shape} sh:js [ sh:jsLibrary [ sh:jsLibraryURL "{THERE}" ] ; sh:jsFunctionName "f" ] .', ANY),
    ):
        yield Document(f"reaching-by-{name}", urlencode({"data": BOAT, "shapes": shapes}), FORM, statuses)


def shapes() -> Iterator[Document]:
    """Give shapes that compute without end, and data that make honest ones do so."""
    head = f"{HEAD} e:S a sh:NodeShape ; sh:targetClass e:Boat ; "
    cross = "SELECT $this { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o . ?q ?r ?s . ?t ?u ?v . ?w ?x ?y }"
    ring = " ".join(f"e:S{n} a sh:NodeShape ; sh:targetClass e:Boat ; sh:node e:S{(n + 1) % 500} ." for n in range(500))
    for name, text in {
        "pattern": f'{head} sh:property [ sh:path e:name ; sh:pattern "^(a+)+$" ] .',
        "pattern-with-reference": f'{head} sh:property [ sh:path e:name ; sh:pattern "^(a|a)*\\\\1b$" ] .',
        "query": f'{head} sh:sparql [ sh:select "{cross} ORDER BY ?c ?f ?i" ] .',
        "ring": f"{HEAD} {ring}",
        "nested": f"{head} {'sh:not [ ' * 5_000}sh:class e:X{' ]' * 5_000} .",
        "alternatives": f"{head} sh:or ( {'[ sh:class e:X ] ' * 20_000}) .",
        "path": f"{head} sh:property [ sh:path {'( e:p ' * 20_000}{') ' * 20_000} ; sh:minCount 1 ] .",
        "count": f"{head} sh:property [ sh:path e:name ; sh:maxCount {'9' * 1_000} ] .",
    }.items():
        yield Document(f"shape-of-{name}", urlencode({"data": BOAT, "shapes": text}), FORM, ANY)
    clique = " ".join(f"_:b{a} <a:p> _:b{b} ." for a in range(150) for b in range(150))
    yield Document("clique-of-blank-nodes", clique, N_TRIPLES, ANY)
    starred = f"{head} sh:property [ sh:path [ sh:zeroOrMorePath e:p ] ; sh:maxCount 1 ] ."
    chain = BOAT + " ".join(
        f"<http://e/{n}> a <http://e/Boat> ; <http://e/p> <http://e/{n + 1}> ." for n in range(8_000)
    )
    yield Document("chain-under-a-star", urlencode({"data": chain, "shapes": starred}), FORM, ANY)


def odd_ones() -> Iterator[Document]:
    """Give documents in no encoding, of a lying type, or in a thousand parts."""
    yield Document("odd-no-utf-8", b"<a:b> <a:c> '\xff' .", TURTLE, REFUSED)
    yield Document("odd-nul", "<a:b> <a:c> '\x00' .", TURTLE, ANY)
    yield Document("odd-surrogate", "<a:b> <a:c> '\\uD800' .", TURTLE, REFUSED)
    yield Document("odd-label", f"<!DOCTYPE x SYSTEM '{THERE}'>", TURTLE, REFUSED)
    yield Document("odd-base", f"@base <{THERE}> . <x> <y> <z> .", TURTLE, ANY)
    yield Document("odd-path", b"/etc/passwd", TURTLE, REFUSED)
    yield Document("odd-address", THERE, TURTLE, REFUSED)
    part = '--x\r\nContent-Disposition: form-data; name="data"; filename="../../etc/passwd.ttl"\r\n\r\n/etc/passwd\r\n'
    many = frozenset({400, 413, *ANY})
    yield Document("odd-name-of-part", part + "--x--", "multipart/form-data; boundary=x", REFUSED)
    yield Document("odd-many-parts", part * 10_000 + "--x--", "multipart/form-data; boundary=x", many)
    yield Document("odd-no-boundary", part, "multipart/form-data", frozenset({400, *REFUSED}))
    yield Document("odd-many-fields", "data=x&" * 200_000, FORM, frozenset({400}))
    yield Document("odd-one-line", f"<a:b> <a:c> '{'x' * 1_900_000}' .", TURTLE, ANY)


def attacks() -> Iterator[Document]:
    """Give all of them."""
    for kind in (entities, deep_ones, reaching, shapes, odd_ones):
        yield from kind()
