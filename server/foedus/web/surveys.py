"""The quality of the graph as a page, and the same as JSON and Markdown."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

import pyoxigraph as ox
from flask import Blueprint, Response, render_template
from markupsafe import Markup

from foedus import asking, negotiation, quality
from foedus.engine import Engine
from foedus.facts import CouldNotDo, Origin
from foedus.holdings import Holdings
from foedus.operations import Operation
from foedus.quality import Bar, Chart, Listing, Survey, charts, told
from foedus.web.drawn import alone
from foedus.web.problems import nothing_is_here
from foedus.web.site import site
from foedus.web.tongue import language, tell, words

blueprint = Blueprint("surveys", __name__)
_LABELS = """
SELECT ?thing ?label WHERE {{
  VALUES ?thing {{ {things} }} ?thing rdfs:label ?label FILTER(LANG(?label) = "{language}")
}}"""
_ARTICLES = re.compile(r"([0-9]+) articles?")
_WRITERS = {"json": (told.as_json, "application/json"), "md": (told.markdown, "text/markdown")}


def surveyed(holdings: Holdings) -> Callable[[Engine, str], Survey]:
    """Give what surveys a graph of a version by its engine, once: a served graph does not change."""

    def survey(engine: Engine, version: str) -> Survey:
        if version not in held:
            held[version] = quality.survey(lambda query, file: _select(engine, query, file), holdings, version)
        return held[version]

    held: dict[str, Survey] = {}
    return survey


def _select(engine: Engine, query: str, file: str) -> ox.QuerySolutions:
    asking.judge(query, file)
    answer = engine.answer(Operation(query, "select", negotiation.JSON))
    results = ox.parse_query_results(answer.body, ox.QueryResultsFormat.JSON)
    if not isinstance(results, ox.QuerySolutions):
        raise CouldNotDo("this must be a SELECT query; write one", Origin(file, 1))
    return results


@blueprint.get("/quality", defaults={"suffix": None})
@blueprint.get("/quality.<suffix>")
def shown(suffix: str | None) -> Response:
    """Show the survey of the graph that is served."""
    survey = site().survey(site().engine, site().version)
    if survey is None or (suffix and suffix not in _WRITERS):
        raise nothing_is_here()
    if suffix:
        writer, media_type = _WRITERS[suffix]
        return Response(writer(survey), mimetype=media_type)
    sections = Markup(told.sections(spoken(survey), _words()))  # noqa: S704 - every word of the graph in it was escaped
    return Response(render_template("quality.html", site=site(), sections=sections))


@blueprint.get("/quality/<name>.svg")
def chart(name: str) -> Response:
    """Give one chart alone."""
    survey = site().survey(site().engine, site().version)
    parts = spoken(survey).parts if survey else ()
    found = next((part for part in parts if isinstance(part, Chart) and part.name == name), None)
    if found is None:
        raise nothing_is_here()
    return alone(charts.draw(found).encode())


def spoken(survey: Survey) -> Survey:
    """Say a survey in the language of the page: what has words here in these, things by their labels."""
    parts = [part for part in survey.parts if isinstance(part, Chart)]
    names = _labels({name for part in parts for name in (*part.kinds, *(bar.label for bar in part.bars))})
    return replace(survey, parts=tuple(_said(part, names) for part in survey.parts))


def _said(part: Chart | Listing, names: Mapping[str, str]) -> Chart | Listing:
    key = f"quality-{part.name}"
    if f"{key}-title" in words():
        part = replace(part, title=str(tell(f"{key}-title")), meaning=str(tell(f"{key}-meaning")))
    if isinstance(part, Chart):
        bars = tuple(Bar(names.get(bar.label, bar.label), bar.counts) for bar in part.bars)
        return replace(part, kinds=tuple(names.get(kind, kind) for kind in part.kinds), bars=bars)
    return part


def _labels(written: set[str]) -> dict[str, str]:
    """Find what the names of bars mean in the language of the page; what has no label and no words stays."""
    known = {word: _kind(word) for word in written}
    iris = {name: site().names.expand(name).value for name in written if ":" in name and " " not in name}
    things = " ".join(f"<{iri}>" for iri in iris.values())
    rows = site().select(_LABELS.format(things=things, language=language())) if things else []
    labels = {row["thing"].value: row["label"].value for row in rows}
    return known | {name: labels[iri] for name, iri in iris.items() if iri in labels}


def _kind(word: str) -> str:
    """Say a kind that a question of ours makes; another graph's stays as it is."""
    counted, key = _ARTICLES.fullmatch(word), f"quality-kind-{word.replace(' ', '-')}"
    return str(tell("in-articles", n=int(counted[1])) if counted else tell(key) if key in words() else word)


def _words() -> told.Words:
    columns = [str(tell(f"column-{name}")) for name in ("thing", "property", "value")]
    head, version, more = (
        str(tell(f"quality-{part}", title="{title}", version="{version}", n="{n}"))
        for part in ("head", "version", "more")
    )
    none, show, table, number, picture = (
        str(tell(key)) for key in ("quality-none", "quality-show", "ego-table", "quality-number", "picture-alone")
    )
    link = f'<p><a href="/quality/{{name}}.svg">{picture}</a></p>\n'
    return told.Words(head, version, none, show, more, columns, table, number, link)
