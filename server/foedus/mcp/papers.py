"""What a model may read beside asking: the guide, the ontology and the saved questions."""

import pyoxigraph as ox

from foedus import primer, questions
from foedus.engine import written
from foedus.library import Built
from foedus.mcp.sizes import LARGEST, MOST
from foedus.negotiation import TURTLE
from foedus.primer import Primer, Word
from foedus.say import label
from foedus.terms import CONCEPT, ONTOLOGY
from foedus.workers import Limits

_OWL = "http://www.w3.org/2002/07/owl#"


class Papers:
    """The papers of one built graph."""

    def __init__(self, built: Built, limits: Limits) -> None:
        self._built = built
        self._limits = limits
        self.questions = questions.read(built.holdings.questions)

    def guide(self) -> str:
        """Write how to ask and how to cite."""
        holdings = self._built.holdings
        examples = [(question.en, question.query) for question in self.questions if question.guide]
        properties = [*self._words("ObjectProperty"), *self._words("DatatypeProperty")]
        limits = [
            f"{self._limits.seconds:g} seconds for a query",
            f"{LARGEST} rows or claims, and {MOST:,} bytes, for an answer; it says whether it is complete",
        ]
        shown = Primer(
            holdings.names, holdings.about, self._built.version, self._words("Class"), properties, examples, (), limits
        )
        return primer.written(shown)

    def ontology(self) -> str:
        """Write every class, property and concept with its definition in both languages, as Turtle."""
        described = [
            fact.quad.triple
            for fact in self._built.index
            if isinstance(fact.quad.subject, ox.NamedNode)
            and fact.quad.subject.value.startswith((ONTOLOGY, CONCEPT))
            and fact.quad.graph_name == ox.DefaultGraph()
        ]
        return written(described, TURTLE, self._built.holdings.names.prefixes()).decode()

    def _words(self, kind: str) -> list[Word]:
        index, names = self._built.index, self._built.holdings.names
        nodes = sorted(index.typed(ox.NamedNode(_OWL + kind)), key=lambda node: node.value)
        return [
            (names.shorten(node.value), label(index, node, "en")) for node in nodes if node.value.startswith(ONTOLOGY)
        ]
