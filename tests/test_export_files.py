"""Files are exported sorted, term by term as they were written, whether their lines are parsed or passed on."""

from pathlib import Path

import pyoxigraph as ox
import pytest
from foedus import export, library
from foedus.export.reading import Files
from foedus.facts import CouldNotDo

TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
XSD = "http://www.w3.org/2001/XMLSchema#"
S, P, G = "<http://a.example/s>", "<http://a.example/p>", "<http://a.example/g>"
#: Terms that a writer or a reader of lines could take for something else.
TERMS = (
    f'"> {TYPE} <"',
    f'"x> {TYPE} <y"@en',
    '")>> ."',
    '"a \\" b"',
    '"a\\\\"',
    '"\\u0001\\t\\u007F"',
    '"x"^^<http://a.example/t#>',
    f'"01"^^<{XSD}integer>',
    f'"+1.50"^^<{XSD}decimal>',
    f'"1."^^<{XSD}decimal>',
    f'"true"^^<{XSD}boolean>',
    f'"1"^^<{XSD}boolean>',
    f'"1e0"^^<{XSD}double>',
    f'"x"^^<{XSD}string>',
    '"x"@EN-us',
    '"x"@en--ltr',
    '"\u2028\u00e9\ufffe"',
    TYPE,
    "_:b",
    "<urn:x:y>",
    "<http://a.example:80/x>",
    "<http://a.example/%41>",
    "<http://a.example/\u00e9>",
    "<https://w3id.org/foedus/id/>",
    "<https://w3id.org/foedus/id/-a>",
    "<https://w3id.org/foedus/id/a.b>",
    "<https://w3id.org/foedus/id/a/b>",
    "<https://w3id.org/foedus/id/a#b>",
    "<https://w3id.org/foedus/ontology#>",
    "<https://w3id.org/foedus/id/7>",
    f'<<( {S} {P} "x )>> {G} ." )>>',
    f"<<( {S} {TYPE} <<( {S} {P} {S} )>> )>>",
)
LINES = [
    line
    for term in TERMS
    for line in (
        f"{S} {P} {term} .\n",
        f"{S} {P} {term} {G} .\n",
        f"{S} {TYPE} {term} {G} .\n",
        f"_:s {TYPE} {term} _:g .\n",
    )
]


def written(path: Path, form: str) -> bytes:
    return b"".join(export.form_of(form).write(library.files([path], library.open_holdings())))


def parsed(lines: str) -> set[ox.Quad]:
    return set(ox.parse(lines, format=ox.RdfFormat.N_QUADS))


@pytest.mark.parametrize("form", ["nquads", "trig"])
def test_every_term_comes_out_as_it_went_in(tmp_path: Path, form: str) -> None:
    """No term changes, whatever it looks like, in whatever place."""
    (tmp_path / "odd.nq").write_text("".join(LINES), "utf-8")
    kind = {"nquads": ox.RdfFormat.N_QUADS, "trig": ox.RdfFormat.TRIG}[form]

    assert parsed("".join(LINES)) == set(ox.parse(written(tmp_path / "odd.nq", form), format=kind))


@pytest.mark.parametrize("line", LINES)
def test_lines_that_are_passed_on_are_those_that_a_parser_gives_back(tmp_path: Path, line: str) -> None:
    """Each line alone is written as the engine writes it when it has parsed it."""
    (tmp_path / "one.nq").write_text(line, "utf-8")
    quads = ox.parse(line, format=ox.RdfFormat.N_QUADS)

    assert ox.serialize(quads, format=ox.RdfFormat.N_QUADS) == b"".join(Files([tmp_path / "one.nq"]).pieces())


@pytest.mark.parametrize(
    "line",
    [
        f"{S} {P} <http://a.example/ b> .\n",
        f"{S} {P} <http://a.example/#a#b> .\n",
        f"{S} {P} <http:///b#a#b> .\n",
        f"{S} {P} <http://a.example:x/b> .\n",
        f"{S} {P} <http://a.example/%4> .\n",
        f"{S} {P} <http://a.example/{{b}}> .\n",
        f'{S} {P} "a\\x" .\n',
        f'{S} {P} "a"b" .\n',
        f'{S} "p" {S} .\n',
        f"{S} {P} {S} {G} {G} .\n",
        f"{S} {P} {S}\n",
        f"{S} {P} .\n",
    ],
)
def test_a_wrong_line_is_found_among_good_ones(tmp_path: Path, line: str) -> None:
    """A line that does not parse is refused by its number, however far it stands in the file."""
    good = f'{S} {P} "{"x" * 1000}" .\n' * 700
    (tmp_path / "wrong.nq").write_text(good + line + good, "utf-8")

    with pytest.raises(CouldNotDo, match=r"wrong\.nq:70[12]: this does not parse"):
        written(tmp_path / "wrong.nq", "nquads")


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    """A line that is not UTF-8 does not get through."""
    (tmp_path / "latin.nq").write_bytes(f'{S} {P} "citt'.encode() + b'\xe0" .\n')

    with pytest.raises(CouldNotDo, match=r"latin\.nq:1: this does not parse"):
        written(tmp_path / "latin.nq", "nquads")


def test_the_class_of_a_thing_comes_first(tmp_path: Path) -> None:
    """In Turtle a thing's class stands before all else, under its short name."""
    lines = [f"<https://w3id.org/foedus/id/a> {p} <https://w3id.org/foedus/ontology#B> .\n" for p in (P, TYPE)]
    (tmp_path / "two.nt").write_text("".join(lines))

    assert "id:a a f:B ;\n    <http://a.example/p> f:B .\n" in written(tmp_path / "two.nt", "turtle").decode()
