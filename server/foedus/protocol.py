"""SPARQL 1.1 Protocol and HTTP QUERY, sans IO: reads what a request asks.

https://www.w3.org/TR/sparql11-protocol/ and https://www.rfc-editor.org/rfc/rfc10008
"""

from foedus import parameters
from foedus.operations import Asked, Refusal, Request
from foedus.parameters import Parameters

METHODS = ("GET", "HEAD", "OPTIONS", "POST", "QUERY")
#: The headers that are read here; an answer depends on no other.
HEADERS = ("accept", "content-type", "content-encoding")
FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
#: The header Accept-Query: what a body by QUERY may be (RFC 10008, section 3).
ACCEPT_QUERY = f"{QUERY}, {FORM}"


def read(request: Request) -> Asked:
    """Read what the request asks; without a query, by GET, it asks what this service is.

    Raises Refusal for what the protocol does not allow or this service does not offer.
    """
    if request.method not in METHODS:
        raise method_is_not_offered(request.method)
    address = parameters.of_address(request)
    if request.method in ("POST", "QUERY"):
        return _posted(request, address)
    if "update" in address:
        raise update_came_by_get()
    return _asked(request, address, address.get("query", []))


def _posted(request: Request, address: Parameters) -> Asked:
    media_type, _, details = request.headers.get("content-type", "").partition(";")
    media_type = media_type.strip().lower()
    if request.method == "QUERY" and not media_type:
        raise media_type_is_missing()
    _judge_encoding(request, details)
    if media_type == UPDATE:
        raise update_is_refused()
    if media_type == FORM:
        form = parameters.read(request.body)
        queries = address.get("query", []) + form.get("query", [])
        both = {name: address.get(name, []) + form.get(name, []) for name in {*address, *form}}
        return _asked(request, both, queries)
    if media_type == QUERY:
        queries = [*address.get("query", []), _text(request.body)]
        return _asked(request, address, queries)
    raise media_type_is_not_supported(media_type)


def _judge_encoding(request: Request, details: str) -> None:
    if request.headers.get("content-encoding", "identity").strip().lower() not in ("", "identity"):
        raise body_is_compressed()
    name, _, charset = details.partition("=")
    if name.strip().lower() == "charset" and charset.strip(' "').lower() not in ("utf-8", "utf8"):
        raise body_is_not_utf_8()


def _asked(request: Request, given: Parameters, queries: list[str]) -> Asked:
    if "update" in given:
        raise query_and_update_are_both_given() if queries else update_is_refused()
    if len(queries) > 1:
        raise query_is_given_twice()
    if (queries or request.method in ("POST", "QUERY")) and not "".join(queries).strip():
        raise query_is_missing()
    return Asked(
        query=queries[0] if queries else None,
        default_graphs=tuple(given.get("default-graph-uri", [])),
        named_graphs=tuple(given.get("named-graph-uri", [])),
        formats=parameters.formats(given),
        accept=request.headers.get("accept"),
        seconds=parameters.seconds(given),
    )


def _text(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        raise parameters.query_is_not_utf_8() from None


def query_is_missing() -> Refusal:
    """Refuse a request that asks nothing."""
    hint = "Send the query as ?query=…, as the form field query, or as a body of type application/sparql-query."
    return Refusal(400, "query-is-missing", "The request carries no query.", hint=hint)


def query_is_given_twice() -> Refusal:
    """Refuse a second query: the protocol allows one a request."""
    hint = "Send one query, either in the address or in the body."
    return Refusal(400, "query-is-given-twice", "The request carries more than one query.", hint=hint)


def query_and_update_are_both_given() -> Refusal:
    """Refuse a request that is a query and an update."""
    title = "The request carries a query and an update at once."
    return Refusal(400, "query-and-update-are-both-given", title, hint="Send the query alone.")


def update_came_by_get() -> Refusal:
    """Refuse an update by GET: no address may change a graph by being opened."""
    title = "An update cannot be sent by GET."
    return Refusal(400, "update-came-by-get", title, hint="This graph is read-only: send a query.")


def update_is_refused() -> Refusal:
    """Refuse to change the graph: it is changed in its files only."""
    hint = "Facts are added in the files of the graph; see the project's CONTRIBUTING."
    return Refusal(403, "update-is-refused", "This graph is read-only and takes no update.", hint=hint)


def method_is_not_offered(method: str) -> Refusal:
    """Refuse every method but those that read."""
    allowed = ", ".join(METHODS)
    title = "This method is not offered here."
    detail = f"The request used {method}; offered are {allowed}."
    return Refusal(405, "method-is-not-offered", title, detail, headers={"Allow": allowed})


def media_type_is_missing() -> Refusal:
    """Refuse a QUERY whose body is of no type: by RFC 10008, section 2, its meaning would be a guess."""
    hint = f"Send the header Content-Type: {QUERY} or {FORM}."
    return Refusal(400, "media-type-is-missing", "The request does not say what its body is.", hint=hint)


def media_type_is_not_supported(media_type: str) -> Refusal:
    """Refuse a body that is neither a form nor a query."""
    title = "The body's media type is not one of those a query can have."
    detail = f"The request said {media_type!r}." if media_type else "The request said none."
    hint, headers = f"Send {QUERY} or {FORM}.", {"Accept-Query": ACCEPT_QUERY}
    return Refusal(415, "media-type-is-not-supported", title, detail, hint=hint, headers=headers)


def body_is_compressed() -> Refusal:
    """Refuse a compressed body: a small one can hide a huge one."""
    title = "Compressed bodies are not taken."
    return Refusal(415, "body-is-compressed", title, hint="Send the body as it is, with no Content-Encoding.")


def body_is_not_utf_8() -> Refusal:
    """Refuse a body in another encoding."""
    title = "The body says that it is in another encoding than UTF-8."
    return Refusal(415, "body-is-not-utf-8", title, hint="Send the query as UTF-8.")
