"""Turns the triples of one claim graph into clauses: places held, statements made, and any other relation."""

from collections.abc import Iterator

import pyoxigraph as ox

from foedus.facts import Index
from foedus.say.grammar import Agreement, Grammar, Mood, joined, quoted
from foedus.say.naming import Namer, Node
from foedus.terms import FOREIGN, TYPE, local, term

Rows = dict[str, list[Node]]
_INLINE = {"Time", "Measure"}
_TIMES = {"time": "is", "begins": "starts", "ends": "stops"}
_LABELS = ("altLabel", "hiddenLabel")


class Clauses:
    """Says what one claim's graph holds, in one mood."""

    def __init__(self, index: Index, grammar: Grammar, mood: Mood) -> None:
        self.namer = Namer(index, grammar)
        self.index, self.grammar, self.mood = index, grammar, mood

    def of(self, claim: ox.NamedNode) -> list[str]:
        """Give one clause a subject; memberships that differ in the member alone share one."""
        subjects: dict[ox.NamedNode, Rows] = {}
        for fact in self.index.inside(claim):
            subject, predicate, object_ = fact.quad.subject, fact.quad.predicate, fact.quad.object
            if isinstance(subject, ox.NamedNode) and isinstance(object_, ox.NamedNode | ox.Literal):
                name = "type" if predicate == TYPE else _name(predicate)
                subjects.setdefault(subject, {}).setdefault(name, []).append(object_)
        inlined = {node for node in subjects if self._is_inline(node, claim, subjects)}
        bodies = {"organization", "office"}
        places = {node: rows for node, rows in subjects.items() if "member" in rows and bodies & set(rows)}
        clauses = list(self._places(places))
        for node, rows in subjects.items():
            if node not in places and node not in inlined and node != claim:
                clauses.append(self._statement(rows) if "speaker" in rows else self._any(node, rows))
        return clauses

    def _is_inline(self, node: ox.NamedNode, claim: ox.NamedNode, subjects: dict[ox.NamedNode, Rows]) -> bool:
        """Tell whether a node is a Time or Measure, which is written where it is used."""
        used = any(node in values for other, rows in subjects.items() if other != node for values in rows.values())
        used = used or node in self.index.values(claim, term("asOf"))
        return used and self.namer.class_of(node) in _INLINE

    def _places(self, places: dict[ox.NamedNode, Rows]) -> Iterator[str]:
        groups: dict[str, list[Node]] = {}
        for rows in places.values():
            groups.setdefault(self._held(rows), []).extend(rows["member"])
        for held, members in groups.items():
            first, _, rest = held.partition("\t")
            verb = self.grammar.verb(first, self.mood, self.namer.agreement(members))
            yield f"{self.namer.nouns(members)} {verb} {rest}"

    def _held(self, rows: Rows) -> str:
        """Give the verb, a tab, and what is held and how; equal for places that differ in the member alone."""
        say = self.grammar.phrases
        if "organization" in rows:
            held = f"{say['has-place']}\t{self.namer.nouns(rows['organization'], say['in'])}"
        else:
            held = self._office(rows["office"])
        held += "".join(
            say["status"].format(status=quoted(self.grammar, self.namer.label(status)))
            for status in rows.get("status", [])
            if isinstance(status, ox.NamedNode)
        )
        times = [(name, time) for name in ("begins", "ends") for time in rows.get(name, [])]
        held += "".join(say[name].format(time=self._time(time)) for name, time in times)
        held += "".join(say["succeeds"].format(before=self.namer.noun(before)) for before in rows.get("succeeds", []))
        spoken = {"type", "member", "organization", "office", "status", "begins", "ends", "succeeds"}
        others = [self._phrase(name, values, "ms") for name, values in rows.items() if name not in spoken]
        return held + "".join(f", {other}" for other in others)

    def _office(self, offices: list[Node]) -> str:
        say = self.grammar.phrases
        labels = [self.namer.label(office) for office in offices if isinstance(office, ox.NamedNode)]
        if all(
            label.startswith(("presiden", "Presiden")) and label.split()[0].lower() in ("presidency", "presidenza")
            for label in labels
        ):
            return f"{say['keeps']}\t{joined(self.grammar, [self.grammar.noun(label, 'Group') for label in labels])}"
        return f"{say['holds']}\t{say['office-of']}{joined(self.grammar, labels)}"

    def _statement(self, rows: Rows) -> str:
        say, speakers = self.grammar.phrases, rows["speaker"]
        agreement = self.namer.agreement(speakers)
        verb = self.grammar.verb(say["makes-statement"], self.mood, agreement)
        words = f"{self.namer.nouns(speakers)} {verb}"
        meant = [self._label(illocution) for illocution in rows.get("illocution", [])]
        words += say["meant"].format(illocution=joined(self.grammar, meant)) if meant else ""
        for name, preposition in (("addressee", "to"), ("about", "about"), ("partOf", "at"), ("place", "in")):
            if name in rows:
                words += f" {self.namer.nouns(rows[name], say[preposition])}"
        for time in rows.get("time", []):
            words += f" {self._time(time, preposition=True)}"
        for node in rows.get("inDocument", []):
            words += say["document"].format(document=self.namer.noun(node, say["in"]))
        for node in rows.get("inResponseTo", []):
            words += say["answer"].format(thing=self.namer.noun(node, say["to"]))
        spoken = {
            "type",
            "speaker",
            "illocution",
            "addressee",
            "about",
            "partOf",
            "place",
            "time",
            "inDocument",
            "inResponseTo",
        }
        others = [self._phrase(name, values, agreement) for name, values in rows.items() if name not in spoken]
        return words + "".join(f", {other}" for other in others)

    def _any(self, node: ox.NamedNode, rows: Rows) -> str:
        phrases, agreement = [], self.namer.agreement([node])
        if "type" in rows:
            kinds = [self._label(kind) for kind in rows.get("kind", [])]
            classes = [self.grammar.a(self._label(class_)) for class_ in rows["type"]]
            kind = f" ({joined(self.grammar, kinds)})" if kinds else ""
            is_ = self.grammar.verb(self.grammar.phrases["is"], self.mood, agreement)
            phrases.append(f"{is_} {joined(self.grammar, classes)}{kind}")
        spoken = {"type", "kind"} if "type" in rows else set()
        phrases += [self._phrase(name, values, agreement) for name, values in rows.items() if name not in spoken]
        subject = self.namer.noun(node)
        return f"{subject} {joined(self.grammar, phrases)}"

    def _phrase(self, name: str, values: list[Node], agreement: Agreement) -> str:
        say = self.grammar.phrases
        if name in _LABELS:
            verb = self.grammar.verb(say[name], self.mood, agreement)
            return f"{verb} {joined(self.grammar, [quoted(self.grammar, value.value) for value in values])}"
        if name in _TIMES:
            times = [self._time(value, preposition=True) for value in values]
            return f"{self.grammar.verb(say[_TIMES[name]], self.mood, agreement)} {joined(self.grammar, times)}"
        label = self._label(term(name))
        if len(values) > 1:
            label = self.grammar.plural(label)
        verb = self.grammar.verb(label, self.mood, agreement)
        if name in ("kind", "status"):
            return f"{verb} {joined(self.grammar, [quoted(self.grammar, self._label(value)) for value in values])}"
        return self._after(verb, self._own_language(values) if _are_texts(values) else values)

    def _after(self, verb: str, values: list[Node]) -> str:
        """Put objects after a verb; an Italian preposition at its end is contracted with their articles."""
        before, _, last = verb.rpartition(" ")
        if self.grammar.code == "it" and last in ("di", "a", "in", "su", "da"):
            return f"{before} {self.namer.nouns(values, last)}"
        return f"{verb} {self.namer.nouns(values)}"

    def _own_language(self, values: list[Node]) -> list[Node]:
        own = [value for value in values if isinstance(value, ox.Literal) and value.language == self.grammar.code]
        return list(own) or values

    def _time(self, node: Node, *, preposition: bool = False) -> str:
        if isinstance(node, ox.NamedNode) and self.namer.class_of(node) == "Time":
            return self.namer.time(node, preposition=preposition)
        return self.namer.noun(node)

    def _label(self, node: Node) -> str:
        return self.namer.label(node) if isinstance(node, ox.NamedNode) else node.value


def _are_texts(values: list[Node]) -> bool:
    return all(isinstance(value, ox.Literal) and value.language for value in values)


def _name(predicate: ox.NamedNode) -> str:
    """Give the local name of our terms and of SKOS labels; the whole IRI of any other."""
    if predicate.value.startswith((term("").value, FOREIGN["skos"])):
        return local(predicate)
    return predicate.value
