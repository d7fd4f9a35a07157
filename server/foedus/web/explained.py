"""What each kind of refusal means, in a sentence or two for the page of its type."""

EXPLAINED = {
    "address-is-too-long": "Servers cut long addresses. A long query travels better in the body of a POST.",
    "answer-exceeds-its-version": "Accept asked for a version of RDF (1.1 or 1.2-basic) that has no such terms.",
    "answer-needs-rdf-1-2": "A query can make triple terms and base directions, which JSON-LD here cannot hold.",
    "answer-cannot-be-kept": (
        "A large answer is kept on the server's disk until it is whole, and that disk has no room just now."
    ),
    "answer-does-not-fit-xml": "XML cannot hold some characters and predicates. JSON, TSV and Turtle can.",
    "answer-is-too-large": (
        "An answer is whole or it is refused; this one would be larger than one may be here. "
        "The status 507 says that the limit is the server's."
    ),
    "bodies-are-too-many": (
        "Many requests have begun and not sent their bodies. Requests without a body are answered meanwhile."
    ),
    "body-is-compressed": "A small compressed body can hide a huge one, so bodies are taken as they are.",
    "body-is-cut": "Half a query asks another question than the whole, so a body that ends early is not read.",
    "body-is-not-utf-8": "SPARQL text is UTF-8 here, in addresses, forms and bodies.",
    "body-is-too-large": "The body is larger than any query of a person.",
    "body-lacks-its-length": (
        "A body in chunks may end early and still look whole, so the request has to say its length beforehand."
    ),
    "data-cannot-be-judged": (
        "Data or shapes do not parse, a shape asks for what is refused (SERVICE, for example), or no shape found "
        "anything to judge: then silence would be taken for success."
    ),
    "data-have-no-type": "A body of RDF says in Content-Type which format it has.",
    "data-is-missing": "What is to be judged is the body itself, or the field or part data of a form.",
    "engine-died-on-the-query": (
        "Some queries, such as sums of many thousand terms, end the process that reads them. "
        "It was alone with the query, and the next query has another."
    ),
    "engine-is-gone": "No process for queries can be started. Whoever keeps this server should start it again.",
    "engine-ran-out-of-memory": (
        "Each query has a limit of memory, so that it can take nobody else's. "
        "Sorting, grouping and joining what is not connected need the most."
    ),
    "form-is-unclear": "The first words of the query promise one kind of answer, and another came out.",
    "graph-cannot-be-read": (
        "A file of the graph on the server's disk failed while the query was answered. "
        "The query is not at fault; whoever keeps this server should look at its disk."
    ),
    "graph-is-named-twice": "An address of the graph store gives one graph: graph= once, or default, and not both.",
    "graph-is-no-iri": "default-graph-uri and named-graph-uri take absolute IRIs, such as that of a claim.",
    "graph-is-not-named": (
        "The graph store gives a graph by its IRI (graph=…) or the accepted view (default). It is no list of graphs."
    ),
    "graph-is-unknown": "No triple stands in a graph of this name, and a named graph that holds nothing is none.",
    "graph-store-is-read-only": "Graphs are read here, by GET and HEAD; they are changed in their files only.",
    "media-type-is-missing": "The header Content-Type says what the body of a QUERY is; without it, that is a guess.",
    "media-type-is-not-supported": (
        "A query in a body is a form (application/x-www-form-urlencoded, field query) "
        "or bare text (application/sparql-query)."
    ),
    "method-is-not-offered": "The answer's header Allow names the methods of this address.",
    "nothing-acceptable": (
        "The header Accept excludes every media type of this answer. Leave it out, or add */*;q=0.1."
    ),
    "nothing-is-here": "No page has this address.",
    "nothing-is-known": "The graph says nothing of this thing. Names do not change, so there may be a slip.",
    "parameters-are-too-many": "The request carries more parameters than a person would send.",
    "query-and-update-are-both-given": "A request is a query or an update, never both.",
    "query-cannot-be-evaluated": (
        "The query is valid SPARQL, but the engine cannot do it: it uses a function unknown here, for example."
    ),
    "query-has-a-syntax-error": (
        "Line and column count from 1 and show how far the query was understood; the slip stands there or just before."
    ),
    "query-is-an-update": "The graph is read-only. It takes SELECT, ASK, CONSTRUCT and DESCRIBE.",
    "query-is-given-twice": "The protocol allows one query a request, in the address or in the body.",
    "query-is-missing": "The parameter query, or the body, is absent or empty.",
    "query-is-not-utf-8": (
        "The request does not decode as UTF-8, and a half-decoded query would answer another question."
    ),
    "query-is-too-deep": "Engines die of deep nesting, so it is counted before they read the query.",
    "query-reaches-out": (
        "SERVICE and LOAD would make this server open connections for strangers. Ask the other server itself."
    ),
    "query-took-too-long": (
        "A query has some seconds, from its arrival to the last byte of its answer. "
        "The parameter timeout, in seconds, gives it fewer, never more."
    ),
    "data-took-too-long": (
        "Data that are sent to be judged have as many seconds as a query. "
        "The command `foedus validate` judges files of any size without a deadline."
    ),
    "server-is-busy": (
        "Long queries share a few places, and only so many may wait for one. "
        "The header Retry-After says in how many seconds to ask again."
    ),
    "something-broke": "The server met a case that nobody foresaw. Nothing is lost; please report the query.",
    "search-is-too-long": "A search is a few words. What is longer than anybody types is not looked for.",
    "limit-is-no-number": "How many results are wanted is said by a whole number.",
    "shape-needs-more": (
        "A few shapes are judged by pyshacl alone, which is not loaded in the processes that serve. "
        "The command `foedus validate` judges them."
    ),
    "update-came-by-get": "No address may change a graph by being opened, and this graph is read-only.",
    "update-is-refused": (
        "The graph is changed in its files, where every fact is read against its article, and nowhere else."
    ),
    "no-such-file": (
        "A release holds just the files that its SHA256SUMS lists, and none is ever added. Take a name from that list."
    ),
    "query-to-cite-is-missing": "An answer is cited by its query, so the address must hold one.",
    "release-cannot-be-built": (
        "The files of this release can no longer be read as a graph on this server. Other versions still answer. "
        "Ask the latest graph at /sparql, or tell the keepers, who check it by foedus verify-release."
    ),
    "version-is-unknown": (
        "An address with a version answers from that version of the graph alone, for ever or not at all."
    ),
}
