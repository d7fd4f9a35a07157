"""Names a node in a language: by its label, or by what the claims say of it where nobody may label it."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType

import pyoxigraph as ox

from foedus.facts import Fact, Index
from foedus.say.grammar import Agreement, Grammar, Moment, joined, quoted
from foedus.terms import LABEL, TYPE, concept, foreign, local, term

Node = ox.NamedNode | ox.Literal
_PREFERRED = (LABEL, foreign("skos:prefLabel"))
_KINDS = {
    "article": ("article {}", "articolo {}"),
    "claim": ("claim {}", "affermazione {}"),
    "passage": ("passage {}", "passo {}"),
    "sentence": ("sentence {}", "frase {}"),
    "check": ("check {}", "verifica {}"),
    "conflict": ("conflict {}", "conflitto {}"),
    "review": ("review {}", "revisione {}"),
    "shortcut": ("shortcut {}", "scorciatoia {}"),
}
_DATE = re.compile(r"(?P<year>\d{4}|XXXX)(?:-(?P<month>0[1-9]|1[0-2]))?(?:-(?P<day>\d\d))?[?~%]?")


@lru_cache(maxsize=4)
def told(index: Index) -> Mapping[ox.NamedNode, list[Fact]]:
    """Give the facts inside all claim graphs, by subject."""
    found: dict[ox.NamedNode, list[Fact]] = {}
    for graph in index.graphs():
        for fact in index.inside(graph):
            if isinstance(fact.quad.subject, ox.NamedNode):
                found.setdefault(fact.quad.subject, []).append(fact)
    return MappingProxyType(found)


class Namer:
    """Names the nodes of one dataset in one language."""

    def __init__(self, index: Index, grammar: Grammar) -> None:
        self.index = index
        self.grammar = grammar

    def values(self, node: ox.NamedNode, name: str) -> list[Node]:
        """Objects of a property in any claim or outside, each once."""
        predicate = term(name)
        inside = [fact.quad.object for fact in told(self.index).get(node, []) if fact.quad.predicate == predicate]
        every = [*inside, *self.index.values(node, predicate)]
        return [value for value in dict.fromkeys(every) if isinstance(value, ox.NamedNode | ox.Literal)]

    def class_of(self, node: ox.NamedNode) -> str:
        """Give the local name of the node's class, as its name or any claim has it; empty where nothing has."""
        facts = [*self.index.about(node), *told(self.index).get(node, [])]
        classes = [fact.quad.object for fact in facts if fact.quad.predicate == TYPE]
        return local(classes[0]) if classes and isinstance(classes[0], ox.NamedNode) else ""

    def authored(self, node: ox.NamedNode) -> str | None:
        """Give the label in the language, else in any."""
        labels = [value for predicate in _PREFERRED for value in self.index.values(node, predicate)]
        literals = [label for label in labels if isinstance(label, ox.Literal)]
        own = [label.value for label in literals if label.language == self.grammar.code]
        return next(iter([*own, *(label.value for label in literals)]), None)

    def label(self, node: ox.NamedNode) -> str:
        """Give a short name: authored, or rendered from the claims, or the local name."""
        return self.authored(node) or self._rendered(node) or self._local(node)

    def noun(self, node: Node, preposition: str = "") -> str:
        """Give the name with the article it takes, after a preposition."""
        if isinstance(node, ox.Literal):
            return quoted(self.grammar, node.value)
        if self.class_of(node) in ("Measure", "Time"):
            return f"{preposition} {self.label(node)}".strip()
        return self.grammar.noun(self.label(node), self.class_of(node), preposition)

    def agreement(self, nodes: Sequence[Node]) -> Agreement:
        """Tell gender and number of what the nodes name together."""
        if len(nodes) == 1 and isinstance(nodes[0], ox.NamedNode):
            return self.grammar.agreement(self.label(nodes[0]), self.class_of(nodes[0]))
        return "ms" if len(nodes) == 1 else "mp"

    def nouns(self, nodes: Sequence[Node], preposition: str = "") -> str:
        """Name several nodes, the preposition before each in Italian and before the first in English."""
        if self.grammar.code == "en":
            first = [self.noun(node, preposition) for node in nodes[:1]]
            return joined(self.grammar, first + [self.noun(node) for node in nodes[1:]])
        return joined(self.grammar, [self.noun(node, preposition) for node in nodes])

    def text(self, node: ox.NamedNode, name: str) -> str | None:
        """Give a literal in the language, else the first."""
        literals = [value for value in self.values(node, name) if isinstance(value, ox.Literal)]
        own = [value for value in literals if value.language == self.grammar.code]
        return next((value.value for value in [*own, *literals]), None)

    def _rendered(self, node: ox.NamedNode) -> str | None:
        class_ = self.class_of(node)
        if class_ == "Membership" or self.values(node, "member"):
            return self._membership(node)
        if class_ == "Statement" or self.values(node, "speaker"):
            return self._statement(node)
        if class_ == "Time":
            return self.time(node)
        return self.measure(node) if class_ == "Measure" else None

    def _membership(self, node: ox.NamedNode) -> str | None:
        say, members = self.grammar.phrases, self.values(node, "member")
        organizations, offices = self.values(node, "organization"), self.values(node, "office")
        if not members or not (organizations or offices):
            return None
        member = self.nouns(members, say["of"])
        if organizations:
            return say["membership"].format(member=member, body=self.nouns(organizations, say["in"]))
        names = [self.label(office) for office in offices if isinstance(office, ox.NamedNode)]
        return say["tenure"].format(member=member, body=f"{say['as']} {joined(self.grammar, names)}")

    def _statement(self, node: ox.NamedNode) -> str | None:
        speakers = self.values(node, "speaker") or self.values(node, "inDocument")
        if not speakers:
            return None
        return self.grammar.phrases["statement"].format(speaker=self.nouns(speakers, self.grammar.phrases["of"]))

    def day(self, node: ox.NamedNode) -> str:
        """Write a Time as a date alone; empty where its words give none."""
        match = _DATE.fullmatch(self.text(node, "edtf") or "")
        inferred = concept("inferred") in self.values(node, "derivation")
        return self.grammar.moment(_moment(match, without_year=inferred), preposition=False) if match else ""

    def time(self, node: ox.NamedNode, *, preposition: bool = False) -> str:
        """Write a Time: the date as far as it goes, the words of the text, EDTF and how it was reached."""
        say, wording = self.grammar.phrases, quoted(self.grammar, self.text(node, "wording") or "?")
        edtf, derivation = self.text(node, "edtf"), self.values(node, "derivation")
        match = _DATE.fullmatch(edtf or "")
        inferred = concept("inferred") in derivation
        notes = [say["text"].format(wording=wording)] if match else []
        notes += [f"EDTF {edtf}"] if edtf else []
        notes += [say[name] for name in ("computed", "inferred", "said-unknown") if concept(name) in derivation]
        if match:
            date = self.grammar.moment(_moment(match, without_year=inferred), preposition=preposition)
        else:
            date = say["at-time"].format(wording=wording) if preposition else wording
        return f"{date} ({'; '.join(notes)})" if notes else date

    def measure(self, node: ox.NamedNode) -> str:
        """Write a Measure: number or bounds with their unit, and the words of the text."""
        say, wording = self.grammar.phrases, quoted(self.grammar, self.text(node, "wording") or "?")
        amount = self._amount(node)
        if not amount:
            return wording
        unit, quantity = self.text(node, "unit"), self.text(node, "quantity")
        if unit and not amount.endswith(" 1") and amount != "1":
            unit = self.grammar.counted(unit)
        periods = [self.time(time) for time in self.values(node, "period") if isinstance(time, ox.NamedNode)]
        over = say["over"].format(time=joined(self.grammar, periods)) if periods else ""
        notes = [part for part in (quantity, say["text"].format(wording=wording)) if part]
        return f"{amount} {unit or ''}".strip() + f"{over} ({'; '.join(notes)})"

    def _amount(self, node: ox.NamedNode) -> str:
        say = self.grammar.phrases
        value, lowest, highest = (self.text(node, name) for name in ("value", "lowest", "highest"))
        comparators = [value for value in self.values(node, "comparator") if isinstance(value, ox.NamedNode)]
        compared = local(comparators[0]) if comparators else "exactly"
        before = say.get("about-number" if compared == "about" else compared, "")
        if value:
            return before + value
        if lowest and highest:
            return before + lowest if lowest == highest else say["from-to"].format(lowest=lowest, highest=highest)
        if lowest:
            return (before or say["at-least"]) + lowest
        return (before or say["at-most"]) + highest if highest else ""

    def _local(self, node: ox.NamedNode) -> str:
        name, kind = local(node), node.value.rpartition("/")[0].rpartition("/")[2]
        if kind in _KINDS:
            return _KINDS[kind][self.grammar.code == "it"].format(name)
        return name.replace("-", " ")


def _moment(match: re.Match[str], *, without_year: bool) -> Moment:
    year = match["year"]
    keep = year != "XXXX" and not (without_year and match["month"])
    return Moment(int(year) if keep else None, int(match["month"] or 0) or None, int(match["day"] or 0) or None)
