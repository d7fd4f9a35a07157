"""`foedus stats`: numbers counted from the built graph."""

import json
from dataclasses import asdict

import click
import pyoxigraph as ox

from foedus import library, stats
from foedus.cli.desk import Desk, examples, options, printed
from foedus.cli.reporting import table
from foedus.terms import ONTOLOGY, term

_OWL_CLASS = ox.NamedNode("http://www.w3.org/2002/07/owl#Class")
_BY = (
    ("Claim", "standing"),
    ("Claim", "factuality"),
    ("Claim", "polarity"),
    ("Check", "reading"),
    ("Check", "verdict"),
    ("Conflict", "kind"),
)


@click.command(epilog=examples("foedus stats --format json"))
@printed("the numbers")
@options
@click.pass_obj
def command(desk: Desk, format_: str) -> int:
    """Count what the graph holds."""
    with desk.working("building the graph"):
        built = library.build(desk.holdings)
    names, view = desk.holdings.names, built.view
    classes = stats.of_classes(
        view, names, [class_ for class_ in view.typed(_OWL_CLASS) if class_.value.startswith(ONTOLOGY)]
    )
    by_value = {
        f"{class_} by {value}": stats.of_values(view, names, term(class_), term(value)) for class_, value in _BY
    }
    articles = [
        {**asdict(count), "article": names.local(count.article)} for count in stats.by_article(view, built.records)
    ]
    size = {"quads": len(built.store), "triples in the default graph": len(view.facts)}
    if format_ == "json":
        told = {"size": size, "classes": classes, **by_value, "articles": articles}
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return 0
    heads = ["article", "sentences", "claims", "passages", "quoted"]
    rows = [[str(row[head]) if head != "quoted" else f"{row[head]:.0%}" for head in heads] for row in articles]
    click.echo(_list("size", size) + _list("classes", classes))
    click.echo("".join(_list(head, counts) for head, counts in by_value.items() if counts))
    click.echo(table(heads, rows))
    return 0


def _list(head: str, counts: dict[str, int]) -> str:
    width = max((len(name) for name in counts), default=0)
    lines = [f"  {name.ljust(width)}  {count}\n" for name, count in sorted(counts.items())]
    return f"{head}\n{''.join(lines)}"
