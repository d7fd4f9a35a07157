"""Writes the ontology as one page that needs nothing else: its classes, its properties, its closed lists."""

from collections.abc import Iterable
from html import escape

import pyoxigraph as ox

from foedus.facts import Fact, Index
from foedus.terms import LABEL, Names, foreign, local

_KINDS = (
    ("Classes", "http://www.w3.org/2002/07/owl#Class"),
    ("Relations", "http://www.w3.org/2002/07/owl#ObjectProperty"),
    ("Values", "http://www.w3.org/2002/07/owl#DatatypeProperty"),
)
_STYLE = (
    "body{font:1rem/1.5 Georgia,serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#222;background:#fff}"
    "code{font:0.9em/1 monospace}dt{margin-top:1rem;font-weight:bold}dd{margin:0 0 0 1.5rem}em{color:#555}"
    "@media(prefers-color-scheme:dark){body{color:#ddd;background:#111}em{color:#aaa}}"
)


def manual(facts: Iterable[Fact], names: Names, title: str) -> bytes:
    """Write the page in English, with every label in Italian too."""
    index = Index(facts)
    parts = [_part(index, names, words, ox.NamedNode(kind)) for words, kind in _KINDS]
    parts += [_scheme(index, scheme) for scheme in index.typed(foreign("skos:ConceptScheme"))]
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{escape(title)}</title>'
    page = f"<h1>{escape(title)}</h1>" + "".join(parts)
    whole = f"<head>{head}<style>{_STYLE}</style></head><body>{page}</body>"
    return f'<!doctype html><html lang="en">{whole}</html>\n'.encode()


def _part(index: Index, names: Names, title: str, kind: ox.NamedNode) -> str:
    return _listed(index, title, [node for node in index.typed(kind) if names.shorten(node.value).startswith("f:")])


def _scheme(index: Index, scheme: ox.NamedNode) -> str:
    return _listed(index, _said(index, scheme, LABEL, "en"), index.subjects(foreign("skos:inScheme"), scheme))


def _listed(index: Index, title: str, nodes: Iterable[ox.NamedNode]) -> str:
    return f"<h2>{escape(title)}</h2><dl>{''.join(_entry(index, node) for node in nodes)}</dl>"


def _entry(index: Index, node: ox.NamedNode) -> str:
    english, italian = (_said(index, node, LABEL, language) for language in ("en", "it"))
    meaning = _said(index, node, foreign("skos:definition"), "en")
    question = _said(index, node, foreign("skos:example"), "en")
    asked = f" <em>{escape(question)}</em>" if question else ""
    name = escape(local(node))
    labels = f"{escape(english)} · <span lang=it>{escape(italian)}</span>"
    return f'<div id="{name}"><dt><code>{name}</code> {labels}</dt><dd>{escape(meaning)}{asked}</dd></div>'


def _said(index: Index, node: ox.NamedNode, predicate: ox.NamedNode, language: str) -> str:
    texts = (value for value in index.values(node, predicate) if isinstance(value, ox.Literal))
    return next((text.value for text in texts if text.language == language), "")
