"""Writes a graph for other tools; the same graph gives the same bytes on every run."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from foedus.export import agenda, columns, database, graphs, linked, nanopubs, network, places, quick, sheets, tables
from foedus.export.scope import Selection
from foedus.facts import CouldNotDo

__all__ = ["FORMS", "Form", "Selection", "form_by", "form_of"]


@dataclass(frozen=True, slots=True)
class Form:
    """A way to write a graph: how users call it, its file, and in a sentence what it leaves out, if anything."""

    name: str
    suffix: str
    media_type: str
    words: str
    write: Callable[[Selection], Iterator[bytes]]
    drops: str = ""


_VIEW_ONLY = "the claims' own graphs: it holds the default graph alone, which is the accepted view with its evidence"
_NETWORK = "the words, the checks and all that is no relation between two things"
_TABLES = "what no table has a column for: definitions, sentences, hashes of claims"
_ALL = (
    Form("trig", "trig", "application/trig", "every claim a named graph, with prefixes", graphs.trig),
    Form("nquads", "nq", "application/n-quads", "every quad a line, sorted", graphs.n_quads),
    Form("jsonld", "jsonld", "application/ld+json", "each claim an object with passages and checks", linked.json_ld),
    Form("turtle", "ttl", "text/turtle", "the accepted view, with prefixes", graphs.turtle, _VIEW_ONLY),
    Form("ntriples", "nt", "application/n-triples", "every triple a line, sorted", graphs.n_triples, _VIEW_ONLY),
    Form("rdfxml", "rdf", "application/rdf+xml", "the accepted view as XML", graphs.rdf_xml, _VIEW_ONLY),
    Form(
        "turtle12",
        "ttl12",
        "text/turtle; version=1.2",
        "RDF 1.2, a draft: each claim is the reifier of its triples",
        graphs.reified_turtle,
    ),
    Form("trig12", "trig12", "application/trig; version=1.2", "both: named graphs and reifiers", graphs.reified_trig),
    Form(
        "nanopubs",
        "nanopubs.trig",
        "application/trig",
        "each claim an unsigned nanopublication",
        nanopubs.nanopubs,
        "what no claim says: the accepted view, conflicts, names and the ontology",
    ),
    Form("csv", "zip", "application/zip", "tables as CSV with CSVW metadata, in a zip", sheets.sheets, _TABLES),
    Form("sqlite", "db", "application/vnd.sqlite3", "the tables with full-text search", database.database, _TABLES),
    Form(
        "datasette",
        "metadata.json",
        "application/json",
        "what Datasette says of the SQLite file",
        database.datasette,
        "everything but the descriptions of tables and columns",
    ),
    Form("parquet", "parquet.zip", "application/zip", "the tables as Parquet, in a zip", columns.columns, _TABLES),
    Form("graphml", "graphml", "application/graphml+xml", "who is related to what", network.graphml, _NETWORK),
    Form("gexf", "gexf", "application/gexf+xml", "the same network for Gephi", network.gexf, _NETWORK),
    Form(
        "geojson",
        "geojson",
        "application/geo+json",
        "places, and the events that claims put there",
        places.places,
        "all that has no place",
    ),
    Form(
        "icalendar",
        "ics",
        "text/calendar",
        "the events whose days are known",
        agenda.agenda,
        "events without a first and a last day, and denied ones",
    ),
    Form(
        "quickstatements",
        "quickstatements.txt",
        "text/plain",
        "relations that Wikidata could take over, each with its quotation",
        quick.quick_statements,
        "all but memberships, offices and attendance between things that have an item",
    ),
)
#: Every form by its name.
FORMS = {form.name: form for form in _ALL}


def form_of(name: str) -> Form:
    """Find a form by its name; raises CouldNotDo naming the forms that there are."""
    if name not in FORMS:
        raise CouldNotDo(f"there is no format {name}; choose one of {', '.join(FORMS)}")
    return FORMS[name]


def table_form(name: str) -> Form:
    """Give the form that writes one table as CSV; what it is called is looked up when it is written."""

    def write(selection: Selection) -> Iterator[bytes]:
        yield sheets.sheet(tables.chosen(selection, name))

    return Form(name, "csv", "text/csv", "one table", write)


def form_by(file: str) -> Form:
    """Find a form by the name of a file; raises CouldNotDo naming the extensions that there are."""
    fitting = [form for form in _ALL if file.lower().endswith("." + form.suffix)]
    if not fitting:
        known = ", ".join(f".{form.suffix}" for form in _ALL)
        raise CouldNotDo(f"no format is known by the name {file}; give --format, or one of the extensions {known}")
    return max(fitting, key=lambda form: len(form.suffix))
