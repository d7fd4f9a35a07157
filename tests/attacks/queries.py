"""Queries that nest little and still mean harm: long chains, hangs, blow-ups, doubled memory, patterns, bad texts."""

from collections.abc import Iterator
from urllib.parse import quote_plus

from attacks.attack import DIES, ENDLESS, Attack

ALL = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i"
ANY = frozenset({200, 503, *DIES})
BAD = frozenset({400})
FINE = frozenset({200})


def chains() -> Iterator[Attack]:
    """Give flat chains, on which engines recurse."""
    for name, query in {
        "plus": f"ASK {{ FILTER(1 < {'1 + ' * 30_000}1) }}",
        "or": f"ASK {{ FILTER({'false || ' * 40_000}true) }}",
        "and": f"ASK {{ FILTER({'true && ' * 40_000}true) }}",
        "times": f"ASK {{ FILTER(1 = {'1 * ' * 20_000}1) }}",
        "union": f"ASK {{ {'{ ?s ?p 1 } UNION ' * 15_000}{{ ?s ?p 2 }} }}",
        "filter": f"ASK {{ ?s ?p ?o {'FILTER(?o != 1) ' * 15_000} }}",
        "minus": f"ASK {{ ?s ?p ?o {'MINUS { ?s ?p 1 } ' * 6_000} }}",
        "bind": f"ASK {{ {' '.join(f'BIND(1 AS ?x{n})' for n in range(6_000))} }}",
        "alternatives": f"ASK {{ ?s {'<a:p>|' * 20_000}<a:p> ?o }}",
        "exists": f"ASK {{ ?s ?p ?o {'FILTER EXISTS { ?s ?p ?o } ' * 4_000} }}",
        "values": f"ASK {{ {'VALUES ?x { 1 } ' * 6_000} }}",
        "subselects": f"ASK {{ {'{ SELECT * { ?s ?p ?o } } ' * 4_000} }}",
    }.items():
        yield Attack(f"chain-of-{name}", query, ANY)


def hangs() -> Iterator[Attack]:
    """Give queries that keep an optimiser busy without any data; a better one may answer them."""
    for name, query in {
        "list": f"ASK {{ ( {'1 ' * 700}) <a:p> ?x }}",
        "groups": f"ASK {{ {' '.join(f'{{ ?s{n} ?p{n} ?o{n} }}' for n in range(700))} }}",
        "graphs": f"ASK {{ {' '.join(f'GRAPH ?g{n} {{ ?s{n} <a:p> ?s{n + 1} }}' for n in range(700))} }}",
        "triples": f"ASK {{ {' . '.join(f'?s{n} <a:p> ?s{n + 1}' for n in range(1_500))} }}",
        "optionals": f"ASK {{ {' '.join(f'OPTIONAL {{ ?s{n} <a:p> ?s{n + 1} }}' for n in range(1_500))} }}",
        "path-steps": f"ASK {{ ?s {'<a:p>/' * 1_500}<a:p> ?o }}",
        "starred-steps": f"ASK {{ ?s {'<a:p>*/' * 1_000}<a:p> ?o }}",
        "reified-triples": f"ASK {{ {' '.join(f'<< ?s{n} ?p{n} ?o{n} >> ?q{n} ?r{n} .' for n in range(500))} }}",
    }.items():
        yield Attack(f"hang-of-{name}", query, frozenset({200, *ENDLESS, *DIES}))


def blow_ups() -> Iterator[Attack]:
    """Give queries whose evaluation has no end that anybody would see."""
    values = " ".join(f"VALUES ?v{n} {{ {' '.join(map(str, range(50)))} }}" for n in range(8))
    for name, query in {
        "count": f"SELECT (COUNT(*) AS ?n) {{ {ALL} }}",
        "distinct": f"SELECT DISTINCT ?a ?d ?g {{ {ALL} }}",
        "order": f"SELECT * {{ {ALL} }} ORDER BY ?i ?f ?c",
        "group": f"SELECT ?a (COUNT(DISTINCT ?i) AS ?n) {{ {ALL} }} GROUP BY ?a",
        "concat": f"SELECT (GROUP_CONCAT(STR(?i)) AS ?all) {{ {ALL} }}",
        "product-of-values": f"SELECT (COUNT(*) AS ?n) {{ {values} }}",
        "starred-paths": "SELECT (COUNT(*) AS ?n) { ?a (<a:p>|!<a:p>)* ?b . ?b (<a:p>|!<a:p>)* ?c . ?c !<a:p>* ?d }",
        "ask-that-fails": f"ASK {{ {ALL} FILTER(?a = ?i && ?a != ?i) }}",
        "not-exists": f"ASK {{ {ALL} FILTER NOT EXISTS {{ ?x ?y ?z . ?z ?v ?w }} }}",
        "offset": f"SELECT * {{ {ALL} }} OFFSET 1000000000000 LIMIT 1",
        "optional": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c OPTIONAL { ?d ?e ?f } OPTIONAL { ?g ?h ?i } }",
        "construct": f"CONSTRUCT {{ ?a ?e ?i }} {{ {ALL} }}",
    }.items():
        yield Attack(f"blow-up-of-{name}", query, frozenset({*ENDLESS, *DIES}))


def memory() -> Iterator[Attack]:
    """Give queries that ask for more memory than there is."""
    doubled = " ".join(f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1})" for n in range(40))
    replaced = "?x0"
    for _ in range(9):
        replaced = f'REPLACE({replaced}, ".", "xxxxxxxxxxxxxxxxxxxx")'
    for name, query in {
        "concat": f'SELECT (STRLEN(?x40) AS ?n) {{ BIND("{"x" * 16}" AS ?x0) {doubled} }}',
        "replace": f'SELECT (STRLEN({replaced}) AS ?n) {{ BIND("xxxx" AS ?x0) }}',
        "replace-by-group": 'SELECT (STRLEN(REPLACE(?x, "(.*)", "' + "$1" * 50_000 + '")) AS ?n) {'
        f' BIND("{"x" * 50_000}" AS ?x) }}',
        "encode": f'SELECT (STRLEN({"ENCODE_FOR_URI(" * 30}"%%%%%%%%%%"{")" * 30}) AS ?n) {{}}',
    }.items():
        yield Attack(f"memory-by-{name}", query, ANY)


def patterns() -> Iterator[Attack]:
    """Give regular expressions that hang others, or cost much to compile."""
    for name, query in {
        "catastrophic": f'ASK {{ FILTER(REGEX("{"a" * 5_000}!", "^(a+)+$")) }}',
        "alternating": f'ASK {{ FILTER(REGEX("{"a" * 5_000}!", "^(a|a)*$")) }}',
        "back-reference": 'ASK { FILTER(REGEX("aaaa", "(a)\\\\1")) }',
        "counted": 'ASK { FILTER(REGEX("a", "((((a{100}){100}){100}){100})")) }',
        "unclosed": 'ASK { FILTER(REGEX("a", "(((((")) }',
        "nested": f'ASK {{ FILTER(REGEX("a", "{"(" * 50_000}{")" * 50_000}")) }}',
        "of-each-row": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f FILTER(REGEX(STR(?c), STR(?f))) }",
    }.items():
        yield Attack(f"regex-{name}", query, ANY)


def long_ones() -> Iterator[Attack]:
    """Give long flat queries: what fits into the limits is answered as any other."""
    yield Attack("long-values", f"ASK {{ VALUES ?x {{ {'1 ' * 100_000} }} }}", FINE)
    yield Attack("long-in", f"ASK {{ FILTER(1 IN ({'1, ' * 100_000}1)) }}", FINE)
    yield Attack("long-prefixes", "".join(f"PREFIX p{n}: <a:b>\n" for n in range(50_000)) + "ASK {}", FINE)
    yield Attack("long-from", f"SELECT * {'FROM <a:b>' * 100_000} {{ ?s ?p ?o }}", FINE)
    yield Attack("long-comment", f"ASK {{}} #{'x' * 1_900_000}", FINE)
    yield Attack("long-string", f'ASK {{ FILTER("{"x" * 1_900_000}" != "") }}', FINE)
    yield Attack("long-name", f"ASK {{ ?{'x' * 1_000_000} ?p ?o }}", FINE)
    yield Attack("long-space", f"ASK {{ {' ' * 1_900_000} }}", FINE)
    yield Attack("long-negated-set", f"ASK {{ ?s !({'<a:p>|' * 100_000}<a:p>) ?o }}", FINE)
    yield Attack("too-long", f"ASK {{}} #{'x' * 2_000_000}", frozenset({413}), "body-is-too-large")


def crafted() -> Iterator[Attack]:
    """Give texts of nearly two megabytes that are long to read: each brings whoever reads it to another weak place."""
    told = frozenset({200, 400, 403, *ENDLESS, *DIES})
    for name, piece in {
        "graphs": "GRAPH service:a {} ",
        "open-iris": "<a",
        "names": "load:x { ",
        "blanks-after-names": "service:a   \t ",
        "brackets": "a+(b)",
        "signs": "-1 ",
        "no-characters": "\x00a",
        "quotes": '"a\\"',
        "escapes": "\\u0061 ",
        "prefixes": "PREFIX a: <b> ",
        "bases": "BASE ",
        "comments": "#\n",
    }.items():
        for head, tail in (("", ""), ("ASK { ", " } # SERVICE \\u0041")):
            query = head + piece * (1_900_000 // len(quote_plus(piece))) + tail
            yield Attack(f"crafted-{name}{'-hidden' * bool(tail)}", query, told)


def bad_texts() -> Iterator[Attack]:
    """Give numbers, escapes and characters that are none."""
    for name, query in {
        "limit": "SELECT * { ?s ?p ?o } LIMIT 99999999999999999999999999",
        "negative-limit": "SELECT * { ?s ?p ?o } LIMIT -1",
        "offset": "SELECT * { ?s ?p ?o } OFFSET 1e9",
        "escape": 'ASK { FILTER("\\q" = "") }',
        "short-escape": 'ASK { FILTER("\\u00" = "") }',
        "surrogate": 'ASK { FILTER("\\uD800" = "") }',
        "surrogate-pair": 'ASK { FILTER("\\uD83D\\uDE00" = "") }',
        "beyond-unicode": 'ASK { FILTER("\\UFFFFFFFF" = "") }',
        "iri-with-space": "ASK { <http://e/a b> ?p ?o }",
        "iri-with-newline": "ASK { <http://e/a\nb> ?p ?o }",
        "iri-with-brace": "ASK { <http://e/{}> ?p ?o }",
        "nul": "ASK { \x00 }",
        "open-string": 'ASK { ?s ?p "',
        "open-iri": "ASK { ?s ?p <",
        "only-open": "{",
        "words": "'; DROP TABLE claims; --",
        "right-to-left": "\u202eASK {}",
        "no-break-space": "ASK\u00a0{}",
    }.items():
        yield Attack(f"bad-{name}", query, BAD)
    yield Attack("nul-in-string", 'SELECT ("\x00" AS ?x) {}', frozenset({200, 400}))
    yield Attack("huge-integer", f"SELECT ({'9' * 100_000} + 1 AS ?x) {{}}", FINE)
    yield Attack("huge-power", "SELECT (9223372036854775807 * 9223372036854775807 AS ?x) {}", FINE)
    yield Attack("division-by-zero", "SELECT (1 / 0 AS ?x) {}", FINE)
    yield Attack("negative-remainder", "SELECT ((-9223372036854775808) / -1 AS ?x) {}", FINE)
    yield Attack("substring-beyond", 'SELECT (SUBSTR("abc", 9223372036854775807, 9223372036854775807) AS ?x) {}', FINE)
    yield Attack(
        "control-in-xml", 'SELECT ("\\u0001" AS ?x) {}', frozenset({406}), accept="application/sparql-results+xml"
    )
    yield Attack(
        "no-character-in-xml", 'SELECT ("\\uFFFF" AS ?x) {}', frozenset({406}), accept="application/sparql-results+xml"
    )
    yield Attack(
        "year-beyond",
        'SELECT (YEAR("999999999999999999999-01-01"^^<http://www.w3.org/2001/XMLSchema#date>) AS ?x) {}',
        FINE,
    )
    yield Attack("unknown-function", "SELECT (<http://e/f>(1) AS ?x) {}", BAD)
    yield Attack("byte-order-mark", "\ufeffASK {}", frozenset({200, 400}))


def huge_results() -> Iterator[Attack]:
    """Give queries whose answer is larger than may be sent, in every form."""
    for accept in (
        "application/sparql-results+json",
        "application/sparql-results+xml",
        "text/csv",
        "text/tab-separated-values",
    ):
        query = "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 100000"
        yield Attack(f"huge-{accept.rpartition('/')[2]}", query, frozenset({507, 503}), accept=accept)
    query = "CONSTRUCT { ?a ?b ?c . ?d ?e ?f . ?d ?b ?c } { ?a ?b ?c . ?d ?e ?f } LIMIT 100000"
    for accept in (
        "text/turtle",
        "application/rdf+xml",
        "application/n-triples",
        "application/ld+json",
        "application/trig",
    ):
        yield Attack(f"huge-{accept.rpartition('/')[2]}", query, frozenset({507, 503}), accept=accept)


def attacks() -> Iterator[Attack]:
    """Give all of them."""
    for kind in (chains, hangs, blow_ups, memory, patterns, long_ones, crafted, bad_texts, huge_results):
        yield from kind()
