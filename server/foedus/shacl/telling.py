"""Tells a result to people: the sentence, the place in the data, the place of the shape."""

import pyoxigraph as ox

from foedus.facts import Finding, Origin, Result
from foedus.shacl.index import Index
from foedus.shacl.paths import first_step, in_turtle
from foedus.shacl.results import Failing
from foedus.shacl.source import Source
from foedus.shacl.vocabulary import SH
from foedus.terms import Names

_SENTENCES = {
    "Class": "this must be an instance of {wanted}",
    "Datatype": "this must be a well-formed literal of datatype {wanted}",
    "NodeKind": "this must be of node kind {wanted}",
    "MinCount": "there must be at least {least} values",
    "MaxCount": "there may be at most {most} values",
    "MinExclusive": "this must be greater than {wanted}",
    "MinInclusive": "this must be at least {wanted}",
    "MaxExclusive": "this must be less than {wanted}",
    "MaxInclusive": "this must be at most {wanted}",
    "MinLength": "this must have at least {wanted} characters",
    "MaxLength": "this may have at most {wanted} characters",
    "Pattern": "this must match the pattern {wanted}",
    "LanguageIn": "this must have one of the language tags that the shape allows",
    "UniqueLang": "two values share a language; keep one for each language",
    "Equals": "the values must be those of {wanted}, no more and no fewer",
    "Disjoint": "this must not also be a value of {wanted}",
    "LessThan": "this must be less than every value of {wanted}",
    "LessThanOrEquals": "this must be no greater than any value of {wanted}",
    "Not": "this must not conform to {wanted}",
    "And": "this must conform to every shape of the list",
    "Or": "this must conform to at least one shape of the list",
    "Xone": "this must conform to exactly one shape of the list",
    "Node": "this must conform to {wanted}",
    "QualifiedMinCount": "there must be at least {wanted} values that have the shape",
    "QualifiedMaxCount": "there may be at most {wanted} values that have the shape",
    "Closed": "the shape is closed and does not allow this property; take it out or allow it",
    "HasValue": "one of the values must be {wanted}",
    "In": "this must be one of the values that the shape lists",
}


class Teller:
    """Makes findings of results; asks for places only where something was found."""

    def __init__(self, index: Index, source: Source, names: Names) -> None:
        self._index, self._source, self._names = index, source, names

    def finding(self, failing: Failing) -> Finding:
        """Give one result as people read it."""
        terms, shape = self._index.terms, failing.shape
        focus = terms[failing.focus]
        value = terms[failing.value] if failing.value is not None else None
        step, inverse = first_step(failing.path) if failing.path else (None, False)
        messages = failing.messages or shape.messages or (ox.Literal(self._sentence(failing)),)
        return Finding(
            failing.component.removesuffix("ConstraintComponent").replace("#", "/").rsplit("/", 1)[-1],
            _english(messages),
            self._place(failing, step, inverse=inverse),
            shape.severity,
            self.written(focus),
            ("^" if inverse else "") + self.written(step) if step else None,
            None if value is None else self.written(value),
            shape.origin,
            Result(
                failing.component,
                str(shape.node),
                str(focus),
                in_turtle(failing.path) if failing.path else None,
                None if value is None else str(value),
                tuple(str(message) for message in messages),
                shape.severity_iri,
            ),
        )

    def _place(self, failing: Failing, step: ox.NamedNode | None, *, inverse: bool) -> Origin | None:
        path = self._index.number(step) if step else None
        if inverse and failing.value is not None:
            return self._index.places.find(failing.value, path, failing.focus)
        return self._index.places.find(failing.focus, None if inverse else path, failing.value)

    def _sentence(self, failing: Failing) -> str:
        name = failing.component.removeprefix(SH).removesuffix("ConstraintComponent")
        said, wanted = failing.shape.parameters, failing.wanted
        return _SENTENCES.get(name, "this does not conform").format(
            wanted="the shape that it names" if isinstance(wanted, ox.BlankNode) else self._plain(wanted),
            least=self._plain(next(iter(said.get("minCount", ())), None)),
            most=self._plain(next(iter(said.get("maxCount", ())), None)),
        )

    def _plain(self, term: object) -> str:
        return term.value if isinstance(term, ox.Literal) else self.written(term)

    def written(self, term: object) -> str:
        """Write a term as people know it."""
        return self._names.shorten(term.value) if isinstance(term, ox.NamedNode) else str(term)


def _english(messages: tuple[ox.Literal, ...]) -> str:
    english = [text for text in messages if text.language == "en"]
    return (english or messages)[0].value
