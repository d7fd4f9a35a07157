"""Exports hold the same triples that were built, in a stable order, for tools we did not write."""

from collections.abc import Callable

import pyoxigraph as ox
import pytest
import rdflib
from foedus.export import FORMS, export, form_of
from foedus.facts import CouldNotDo
from foedus.library import Built
from samples import NAMES, PACT

Press = Callable[..., Built]
RDFLIB = {
    "trig": "trig",
    "nquads": "nquads",
    "jsonld": "json-ld",
    "turtle": "turtle",
    "ntriples": "nt",
    "rdfxml": "xml",
}


def exported(built: Built, name: str) -> bytes:
    return export([*(fact.quad for fact in built.facts), *built.computed], form_of(name), NAMES)


@pytest.mark.parametrize("name", FORMS)
def test_each_form_is_read_back_by_rdflib(press: Press, name: str) -> None:
    """What rdflib reads back is as many quads as the store holds, graphs included where the form has them."""
    built = press(PACT)
    form = form_of(name)
    read = rdflib.Dataset()
    read.parse(data=exported(built, name), format=RDFLIB[name])
    held = [q for q in built.store if form.supports_datasets or isinstance(q.graph_name, ox.DefaultGraph)]

    assert len(held) == len(list(read.quads()))


@pytest.mark.parametrize("name", FORMS)
def test_bytes_are_the_same_on_every_run(press: Press, name: str) -> None:
    """Two builds of the same files export to the same bytes."""
    assert exported(press(PACT), name) == exported(press(PACT), name)


def test_literals_come_out_as_they_were_written(press: Press) -> None:
    """An export keeps the source form of a number, which a store would rewrite."""
    built = press(PACT.replace("f:length 400", "f:length 0400", 1))

    assert b'"0400"' in exported(built, "nquads")


def test_a_form_is_found_by_extension() -> None:
    """`.nq` and `nquads` name one form."""
    assert form_of("nquads") == form_of(".nq")


def test_an_unknown_form_is_refused() -> None:
    """A form that is not there is refused with the ones that are."""
    with pytest.raises(CouldNotDo, match="choose one of trig, nquads"):
        form_of("docx")
