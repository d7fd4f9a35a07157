"""Exports hold the same triples that were built, in a stable order, for tools we did not write."""

import json
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from foedus import export, library
from foedus.facts import CouldNotDo
from foedus.library import Built
from foedus.terms import LABEL
from pyld import jsonld
from samples import PACT

Press = Callable[..., Built]
RDFLIB = {
    "trig": "trig",
    "nquads": "nquads",
    "jsonld": "json-ld",
    "turtle": "turtle",
    "ntriples": "nt",
    "rdfxml": "xml",
}
REIFIES = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#reifies")


def exported(built: Built, name: str, **chosen) -> bytes:
    return b"".join(export.form_of(name).write(library.selected(built, **chosen)))


def quads(text: bytes, form: ox.RdfFormat) -> set[ox.Quad]:
    return set(ox.parse(text, format=form))


def written(built: Built) -> set[ox.Quad]:
    return {*(fact.quad for fact in built.facts), *built.computed}


@pytest.mark.parametrize("name", RDFLIB)
def test_each_form_is_read_back_by_rdflib(press: Press, name: str) -> None:
    """What rdflib reads back are the quads that were written, graphs included where the form has them."""
    built = press(PACT)
    read = rdflib.Dataset()
    read.parse(data=exported(built, name), format=RDFLIB[name])
    whole = not export.form_of(name).drops
    held = {q for q in written(built) if whole or isinstance(q.graph_name, ox.DefaultGraph)}

    assert held == quads(read.serialize(format="nquads").encode(), ox.RdfFormat.N_QUADS)


@pytest.mark.parametrize(
    ("name", "form"),
    [("trig", ox.RdfFormat.TRIG), ("nquads", ox.RdfFormat.N_QUADS), ("jsonld", ox.RdfFormat.JSON_LD)],
)
def test_forms_that_leave_nothing_out_give_back_the_same_quads(press: Press, name: str, form: ox.RdfFormat) -> None:
    """What a lossless form writes is read back as the very quads that were written, source forms of literals kept."""
    built = press(PACT)

    assert written(built) == quads(exported(built, name), form)


def test_json_ld_is_read_back_by_pyld(press: Press) -> None:
    """A JSON-LD processor that we did not write reads the same quads."""
    built = press(PACT)
    lines = jsonld.to_rdf(json.loads(exported(built, "jsonld")), {"format": "application/n-quads"})

    assert written(built) == quads(lines.encode(), ox.RdfFormat.N_QUADS)


def test_json_ld_lays_a_claim_into_one_object(press: Press) -> None:
    """A claim holds its content, its passages with their quotes, and its checks, under names of the context."""
    nodes = json.loads(exported(press(PACT), "jsonld"))["@graph"]
    claim = next(node for node in nodes if node.get("@id") == "claim:A-001")

    assert ["@id", "@type"] == list(claim)[:2]
    assert "Claim" == claim["@type"]
    assert claim["@graph"]
    assert all(passage["quote"] for passage in claim["passages"])
    assert all(check["verdict"] == "supports" for check in claim["checks"])


def test_reifiers_assert_nothing(press: Press) -> None:
    """In RDF 1.2 a claim reifies its triples: each claim's triples are found under its name, none is asserted by it."""
    built = press(PACT)
    found = quads(exported(built, "turtle12"), ox.RdfFormat.TURTLE)
    inside = {(q.graph_name, q.triple) for q in written(built) if isinstance(q.graph_name, ox.NamedNode)}
    outside = {q.triple for q in written(built) if isinstance(q.graph_name, ox.DefaultGraph)}

    assert inside == {(q.subject, q.object) for q in found if q.predicate == REIFIES}
    assert outside == {q.triple for q in found if q.predicate != REIFIES}


def test_rdf_1_2_trig_holds_graphs_and_reifiers(press: Press) -> None:
    """The TriG of RDF 1.2 holds every named graph, and the reifiers beside them."""
    built = press(PACT)
    found = quads(exported(built, "trig12"), ox.RdfFormat.TRIG)

    assert written(built) == {q for q in found if q.predicate != REIFIES}


def test_a_claim_is_one_nanopublication(press: Press) -> None:
    """Each claim has a head that names its assertion, provenance and publication info, and none of them is empty."""
    built = press(PACT)
    found = quads(exported(built, "nanopubs"), ox.RdfFormat.TRIG)
    graphs = {q.graph_name.value for q in found}
    claims = {q.graph_name.value for q in written(built) if isinstance(q.graph_name, ox.NamedNode)}

    assert {claim + part for claim in claims for part in ("", "#head", "#provenance", "#pubinfo")} == graphs


@pytest.mark.parametrize("name", export.FORMS)
def test_bytes_are_the_same_on_every_run(press: Press, name: str) -> None:
    """Two builds of the same files export to the same bytes."""
    assert exported(press(PACT), name) == exported(press(PACT), name)


def test_lines_are_sorted_and_single(press: Press) -> None:
    """N-Quads stand in the order of their bytes, each once."""
    lines = exported(press(PACT), "nquads").splitlines()

    assert sorted(set(lines)) == lines


def test_runs_on_disk_give_the_same_order(press: Press, monkeypatch: pytest.MonkeyPatch) -> None:
    """A graph larger than one run in memory is sorted alike."""
    built = press(PACT)
    whole = {name: exported(built, name) for name in ("nquads", "trig")}
    monkeypatch.setattr("foedus.ordering.RUN", 7)

    assert whole == {name: exported(built, name) for name in whole}


def test_literals_come_out_as_they_were_written(press: Press) -> None:
    """An export keeps the source form of a number, which a store would rewrite."""
    built = press(PACT.replace("f:length 400", "f:length 0400", 1))

    assert b'"0400"' in exported(built, "nquads")


def test_the_written_view_holds_nothing_computed(press: Press) -> None:
    """`--view claims` gives what the files hold; `--view accepted` gives the default graph."""
    built = press(PACT)

    assert {f.quad for f in built.facts} == quads(exported(built, "nquads", view="claims"), ox.RdfFormat.N_QUADS)
    assert {q for q in written(built) if isinstance(q.graph_name, ox.DefaultGraph)} == quads(
        exported(built, "nquads", view="accepted"), ox.RdfFormat.N_QUADS
    )


def test_an_entity_comes_with_its_evidence() -> None:
    """The claims about an entity come with passages, articles and checks, and every name that they speak of has its label."""
    built = library.build(library.open_holdings())
    found = quads(exported(built, "nquads", entity="id:csto", article="003"), ox.RdfFormat.N_QUADS)
    graphs = {q.graph_name for q in found if isinstance(q.graph_name, ox.NamedNode)}
    described = {q.subject for q in found if isinstance(q.graph_name, ox.DefaultGraph)}

    assert graphs
    assert all(claim.value.rsplit("/", 1)[-1].startswith("003-") for claim in graphs)
    assert graphs < described
    for quad in found:
        if quad.predicate.value.endswith("#passage") or quad.predicate.value.endswith("#article"):
            assert quad.object in described


@pytest.mark.parametrize(
    ("chosen", "sentence"),
    [
        ({"article": "777"}, "there is no article 777; choose one of A, B"),
        ({"entity": "id:nobody"}, "no claim speaks of id:nobody"),
        ({"entity": "no:such thing"}, "is not the name of a thing"),
    ],
)
def test_what_is_not_there_is_refused(press: Press, chosen: dict[str, str], sentence: str) -> None:
    """An article or an entity of which nothing is held is refused in a sentence."""
    with pytest.raises(CouldNotDo, match=sentence):
        library.selected(press(PACT), **chosen)


def test_a_form_is_found_by_the_name_of_a_file() -> None:
    """`foedus.nq` and `nquads` name one form, and the longer extension wins."""
    assert export.form_of("nquads") == export.form_by("foedus.nq")
    assert export.form_of("nanopubs") == export.form_by("v1.2.nanopubs.trig")


def test_an_unknown_form_is_refused() -> None:
    """A form that is not there is refused with the ones that are."""
    with pytest.raises(CouldNotDo, match="choose one of trig, nquads"):
        export.form_of("docx")


def test_files_are_written_sorted(press: Press, tmp_path: Path) -> None:
    """RDF files are written in another form, sorted and each quad once, whatever their order."""
    built = press(PACT)
    lines = exported(built, "nquads").splitlines(keepends=True)
    (tmp_path / "a.nq").write_bytes(b"".join(reversed(lines)))
    (tmp_path / "b.trig").write_bytes(exported(built, "trig"))
    selection = library.files([tmp_path / "a.nq", tmp_path / "b.trig"], built.holdings)

    assert b"".join(lines) == b"".join(export.form_of("nquads").write(selection))
    assert exported(built, "trig") == b"".join(export.form_of("trig").write(selection))


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("a.nq", "<urn:a> <urn:b> .\n", "a.nq:1: this does not parse"),
        ("a.docx", "", "a.docx: the extension is not one of .ttl"),
        ("none.nq", None, "none.nq: the file cannot be read"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(
    press: Press, tmp_path: Path, name: str, text: str | None, sentence: str
) -> None:
    """A file that is missing, broken or of an unknown kind is refused in a sentence, with its line."""
    if text is not None:
        (tmp_path / name).write_text(text)

    with pytest.raises(CouldNotDo, match=sentence):
        list(export.form_of("nquads").write(library.files([tmp_path / name], press(PACT).holdings)))


def test_a_query_chooses_what_is_exported(press: Press, tmp_path: Path) -> None:
    """`--query FILE` exports what a CONSTRUCT makes; another query is refused."""
    (tmp_path / "labels.rq").write_text(f"CONSTRUCT WHERE {{ ?s <{LABEL.value}> ?o }}")
    (tmp_path / "rows.rq").write_text("SELECT * { ?s ?p ?o }")
    found = quads(exported(press(PACT), "nquads", query=tmp_path / "labels.rq"), ox.RdfFormat.N_QUADS)

    assert {LABEL} == {quad.predicate for quad in found}
    with pytest.raises(CouldNotDo, match="must be a CONSTRUCT query"):
        exported(press(PACT), "nquads", query=tmp_path / "rows.rq")
