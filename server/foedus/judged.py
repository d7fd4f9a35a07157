"""Judges what strangers send, beside an engine: documents travel to the worker as data in an operation's text."""

import json
from collections.abc import Iterable
from math import ceil

from foedus import rulebook
from foedus.engine import InProcess
from foedus.facts import CouldNotDo
from foedus.judging import Document, conformance
from foedus.operations import Answer, Operation, Refusal
from foedus.paper import Heap, Out, Paper
from foedus.reports import write

#: The media type of each form of a report, the default first.
MEDIA_TYPES = {
    "json": "application/json",
    "sarif": "application/sarif+json",
    "turtle": "text/turtle",
    "text": "text/plain",
    "markdown": "text/markdown",
    "junit": "application/xml",
}
_FORMS = {media_type: form for form, media_type in MEDIA_TYPES.items()}
_ROLES = ("data", "shapes", "ontology")


def operation(
    data: Iterable[Document], shapes: Iterable[Document], ontology: Iterable[Document], media_type: str
) -> Operation:
    """Pack what is to be judged, for an engine that knows the form "validate"."""
    sent = dict(zip(_ROLES, (data, shapes, ontology), strict=True))
    packed = {role: [[_text(each), each.format, each.name] for each in sent[role]] for role in _ROLES}
    return Operation(json.dumps(packed), "validate", media_type)


class Judging:
    """An engine that judges too; in a worker it can be killed, whatever a shape makes it compute.

    Make it before the worker loses its files: it judges an example in every form, so that all it needs is loaded.
    """

    def __init__(self, engine: InProcess, most: int | None = None) -> None:
        self._engine = engine
        self._most = most
        page = rulebook.written()["SPARQL"]
        data = Document(rulebook.PREFIXES + page.wrong)
        shapes = Document(rulebook.PREFIXES + rulebook.TARGET + page.shape)
        for media_type in MEDIA_TYPES.values():
            _report(operation([data], [shapes], [], media_type))

    def answer(self, operation: Operation) -> Answer:
        """Answer the operation whole."""
        heap = Heap()
        self.write(operation, heap)
        return Answer(operation.media_type, heap.text)

    def write(self, operation: Operation, out: Out) -> None:
        """Write the answer, or raise Refusal."""
        if operation.form == "validate":
            Paper(out, operation.media_type, self._most).write(_report(operation))
        else:
            self._engine.write(operation, out)


def _report(operation: Operation) -> bytes:
    sent = json.loads(operation.query)
    data, shapes, ontology = ([Document(*each) for each in sent[role]] for role in _ROLES)
    try:
        verdict = conformance(data, shapes, ontology, known=rulebook.written())
    except CouldNotDo as error:
        raise data_cannot_be_judged(str(error)) from None
    except (ImportError, OSError):
        raise shape_needs_more() from None
    return write(verdict, _FORMS[operation.media_type]).encode()


def _text(document: Document) -> str:
    if isinstance(document.text, str):
        return document.text
    try:
        return document.text.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise data_cannot_be_judged(f"{document.name} is not UTF-8; send it as UTF-8") from None


def data_cannot_be_judged(reason: str) -> Refusal:
    """Refuse what does not parse, what asks for the forbidden, and what nothing judges."""
    hint = "Correct what is named, and see that a shape has a target among the data."
    return Refusal(422, "data-cannot-be-judged", "The data could not be judged by the shapes.", reason, hint=hint)


def shape_needs_more() -> Refusal:
    """Refuse a shape that only pyshacl can judge: a worker can load nothing."""
    title = "A shape asks for what this service does not judge."
    hint = "Use the command `foedus validate`: it hands such a shape to pyshacl."
    return Refusal(422, "shape-needs-more", title, hint=hint)


def data_took_too_long(seconds: float) -> Refusal:
    """Refuse what is not judged by the deadline."""
    title = f"The data were not judged within {seconds:g} seconds."
    hint = "Send fewer data or simpler shapes, or use the command `foedus validate`, which has no deadline."
    return Refusal(503, "data-took-too-long", title, hint=hint, headers={"Retry-After": str(ceil(seconds))})
