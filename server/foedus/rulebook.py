"""The rulebook: the only module that knows what each rule demands in words, with an example of wrong and right."""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from foedus.terms import RULES

#: What the examples of the rulebook begin with.
PREFIXES = """@prefix ex: <http://example.org/> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
#: What stands before the shape of an example.
TARGET = "ex:PersonShape a sh:NodeShape ; sh:targetClass ex:Person .\n"
_STANDARD = "https://www.w3.org/TR/shacl/#"


@dataclass(frozen=True, slots=True)
class Page:
    """What is said of one rule. Examples may be missing; ``query`` is that of a rule in shapes/dataset/."""

    rule: str
    demands: str
    advice: str = ""
    shape: str = ""
    wrong: str = ""
    right: str = ""
    query: str = ""

    @property
    def address(self) -> str:
        """Where the page is served."""
        return RULES + self.rule

    @property
    def standard(self) -> str:
        """Where SHACL defines the constraint, if it does; components have names in capitals, rules of ours do not."""
        if not self.shape or not self.rule[0].isupper():
            return ""
        if self.rule == "SPARQL":
            return f"{_STANDARD}sparql-constraints"
        name = "QualifiedValueShape" if self.rule.startswith("Qualified") else self.rule
        return f"{_STANDARD}{name}ConstraintComponent"

    def write(self) -> str:
        """Write the page for a terminal."""
        parts = [f"{self.rule}\n\n{self.demands}\n"]
        for head, text in (("Shape", self.shape), ("Wrong", self.wrong), ("Right", self.right), ("Query", self.query)):
            if text:
                parts.append(f"{head}:\n\n{_indented(text)}\n")
        parts += [f"What to do: {self.advice}\n"] if self.advice else []
        return "\n".join([*parts, *([f"{self.standard}\n"] if self.standard else [])])


@cache
def written() -> Mapping[str, Page]:
    """Give the pages that foedus ships, by the names of their rules."""
    text = resources.files("foedus").joinpath("rulebook.toml").read_text("utf-8")
    return {rule: Page(rule, **said) for rule, said in tomllib.loads(text).items()}


def of_query(name: str, message: str, query: str, examples: Callable[[str, str], str]) -> Page:
    """Make the page of a rule that is a query; ``examples`` gives the text of an example of a kind, or nothing."""
    body = "\n".join(line for line in query.splitlines() if not line.startswith("#")).strip()
    wrong, right = (_without_prefixes(examples(name, kind)) for kind in ("invalid", "valid"))
    return Page(name, message, wrong=wrong, right=right, query=body)


def _without_prefixes(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if not line.startswith("@prefix")).strip()


def _indented(text: str) -> str:
    return "\n".join(f"    {line}".rstrip() for line in text.splitlines()) + "\n"
