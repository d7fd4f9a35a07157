"""SPARQL 1.1 Protocol: what a request asks, and what is refused before any query is read."""

from urllib.parse import parse_qsl, quote, quote_plus, urlencode

import pytest
from foedus import parameters, protocol
from foedus.operations import Asked, Refusal, Request
from hypothesis import given
from hypothesis import strategies as st

FORM = {"content-type": protocol.FORM}
DIRECT = {"content-type": protocol.QUERY}
ASK = b"query=ASK%7B%7D"


def test_a_query_comes_by_get() -> None:
    """GET carries the query in the address."""
    asked = protocol.read(Request("GET", ASK, {"accept": "text/csv"}))

    assert asked == Asked("ASK{}", accept="text/csv")


def test_a_query_comes_in_a_form() -> None:
    """POST carries the query in the field of a form."""
    assert protocol.read(Request("POST", b"", FORM, ASK)).query == "ASK{}"


def test_a_query_comes_as_a_body() -> None:
    """POST carries the query as its body, with any UTF-8 in it."""
    headers = {"content-type": "application/sparql-query; charset=UTF-8"}

    assert protocol.read(Request("POST", b"", headers, "ASK{?è ?p ?o}".encode())).query == "ASK{?è ?p ?o}"


@pytest.mark.parametrize(("headers", "body"), [(DIRECT, b"ASK{}"), (FORM, ASK)])
def test_a_query_comes_by_the_method_query(headers: dict[str, str], body: bytes) -> None:
    """QUERY carries the query as its body or in a form, and its dataset in the address."""
    asked = protocol.read(Request("QUERY", b"default-graph-uri=http://e/a&format=csv", headers, body))

    assert asked == Asked("ASK{}", default_graphs=("http://e/a",), formats=("csv",))


def test_a_posted_body_may_have_its_dataset_in_the_address() -> None:
    """A query sent as a body has its dataset in the address."""
    address = b"default-graph-uri=http://e/a&default-graph-uri=http://e/b&named-graph-uri=http://e/c"
    asked = protocol.read(Request("POST", address, DIRECT, b"ASK{}"))

    assert asked.default_graphs == ("http://e/a", "http://e/b")
    assert asked.named_graphs == ("http://e/c",)


def test_a_form_may_have_its_dataset_in_its_fields() -> None:
    """A query sent in a form has its dataset in the form."""
    body = ASK + b"&named-graph-uri=http%3A%2F%2Fe%2Fc"

    assert protocol.read(Request("POST", b"", FORM, body)).named_graphs == ("http://e/c",)


def test_without_a_query_get_asks_what_the_service_is() -> None:
    """A bare GET asks for the description and keeps its wishes."""
    assert protocol.read(Request("GET", b"format=ttl")) == Asked(formats=("ttl",))


def test_format_is_stronger_than_output_and_results() -> None:
    """Of the three parameters that name a format, ``format`` comes first and ``results`` last."""
    asked = protocol.read(Request("GET", ASK + b"&results=xml&output=csv&format=json"))

    assert asked.formats == ("json", "csv", "xml")


@pytest.mark.parametrize(
    ("parameters", "seconds"),
    [("", None), ("&timeout=2.5", 2.5), ("&timeout=9&timeout=3", 3.0), ("&timeout=soon", None), ("&timeout=0", None)],
)
def test_a_request_says_how_long_it_will_wait(parameters: str, seconds: float | None) -> None:
    """``timeout`` gives seconds, the shortest counts, and what is no time is passed over."""
    assert protocol.read(Request("GET", ASK + parameters.encode())).seconds == seconds


def test_head_is_read_like_get() -> None:
    """HEAD asks the same as GET."""
    assert protocol.read(Request("HEAD", ASK)) == protocol.read(Request("GET", ASK))


@pytest.mark.parametrize(
    ("slug", "status", "request_"),
    [
        ("query-is-missing", 400, Request("POST", b"", FORM, b"format=json")),
        ("query-is-missing", 400, Request("POST", b"", DIRECT, b"")),
        ("query-is-missing", 400, Request("GET", b"query=")),
        ("query-is-given-twice", 400, Request("GET", ASK + b"&" + ASK)),
        ("query-is-given-twice", 400, Request("POST", ASK, FORM, ASK)),
        ("query-is-given-twice", 400, Request("POST", ASK, DIRECT, b"ASK{}")),
        ("query-and-update-are-both-given", 400, Request("POST", b"", FORM, ASK + b"&update=x")),
        ("update-came-by-get", 400, Request("GET", b"update=CLEAR+ALL")),
        ("update-came-by-get", 400, Request("GET", ASK + b"&update=CLEAR+ALL")),
        ("query-is-missing", 400, Request("POST", b"", FORM, b"")),
        ("update-is-refused", 403, Request("POST", b"", FORM, b"update=CLEAR+ALL")),
        ("update-is-refused", 403, Request("POST", b"", {"content-type": protocol.UPDATE}, b"CLEAR ALL")),
        ("query-is-not-utf-8", 400, Request("POST", b"", DIRECT, "ASK{}".encode("utf-16"))),
        ("query-is-not-utf-8", 400, Request("GET", b"query=%ff")),
        ("query-is-not-utf-8", 400, Request("GET", b"query=%ED%A0%80")),
        ("query-is-not-utf-8", 400, Request("GET", "query=è".encode("latin-1"))),
        ("parameters-are-too-many", 400, Request("GET", b"&".join([b"a=b"] * 1001))),
        ("media-type-is-missing", 400, Request("QUERY", b"", {}, b"ASK{}")),
        ("media-type-is-not-supported", 415, Request("QUERY", b"", {"content-type": "text/plain"}, b"ASK{}")),
        ("query-is-missing", 400, Request("QUERY", b"", DIRECT, b"")),
        ("query-is-given-twice", 400, Request("QUERY", ASK, DIRECT, b"ASK{}")),
        ("update-is-refused", 403, Request("QUERY", b"", {"content-type": protocol.UPDATE}, b"CLEAR ALL")),
        ("method-is-not-offered", 405, Request("PUT", ASK)),
        ("address-is-too-long", 414, Request("GET", ASK + b"%20" * 10_000)),
        ("media-type-is-not-supported", 415, Request("POST", b"", {"content-type": "text/plain"}, b"ASK{}")),
        ("media-type-is-not-supported", 415, Request("POST", b"", {}, b"ASK{}")),
        ("body-is-compressed", 415, Request("POST", b"", {**DIRECT, "content-encoding": "gzip"}, b"")),
        (
            "body-is-not-utf-8",
            415,
            Request("POST", b"", {"content-type": protocol.QUERY + ";charset=utf-16"}, b""),
        ),
    ],
)  # fmt: skip
def test_what_the_protocol_forbids_is_refused_by_name(slug: str, status: int, request_: Request) -> None:
    """Each breach of the protocol has its own type and status."""
    with pytest.raises(Refusal) as refused:
        protocol.read(request_)

    assert (slug, status) == (refused.value.slug, refused.value.status)


def test_a_refused_method_names_those_that_are_offered() -> None:
    """405 carries the header Allow."""
    with pytest.raises(Refusal) as refused:
        protocol.read(Request("DELETE"))

    assert refused.value.headers == {"Allow": "GET, HEAD, OPTIONS, POST, QUERY"}


def test_an_address_of_thirty_prefixes_is_no_long_address() -> None:
    """Client libraries send some kilobytes of PREFIX lines before each query."""
    query = "".join(f"PREFIX p{n}: <http://example.org/a/rather/long/namespace/{n}#>\n" for n in range(60))

    assert protocol.read(Request("GET", b"query=" + quote(query + "ASK{}").encode())).query == query + "ASK{}"


@given(st.lists(st.tuples(st.text(), st.text())), st.binary())
def test_parameters_are_read_as_python_reads_them(pairs: list[tuple[str, str]], noise: bytes) -> None:
    """Whatever was encoded is decoded, and what is not well encoded is taken as Python's own reader takes it."""
    encoded = urlencode(pairs).encode()
    odd = b"a=%" + quote_plus(noise).replace("%", "%%", 1).encode() + b"&b=100%&&=&c=%4&d=%zz=%41"

    for text in (encoded, odd):
        try:
            expected: dict[str, list[str]] = {}
            for name, value in parse_qsl(text.decode(), keep_blank_values=True, errors="strict"):
                expected.setdefault(name, []).append(value)
        except UnicodeDecodeError:
            with pytest.raises(Refusal, match="UTF-8"):
                parameters.read(text)
        else:
            assert expected == parameters.read(text)
