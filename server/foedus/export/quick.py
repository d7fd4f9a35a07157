"""Writes what Wikidata could take over as QuickStatements, each with its reference and never sent by us."""

from collections.abc import Iterator

from foedus.export.scope import Selection
from foedus.export.tables import chosen

#: The properties of Wikidata for relations of the accepted view.
_PROPERTIES = {"memberOf": "P463", "holdsOffice": "P39", "attended": "P1344"}


def quick_statements(selection: Selection) -> Iterator[bytes]:
    """Write a line for each relation between things that have an item: subject, property, object, quotation, comment.

    See https://www.wikidata.org/wiki/Help:QuickStatements. The relations are those of the accepted view; a person
    must judge each line before it is sent.
    """
    items = {row["thing"]: row["wikidata"].rsplit("/", 1)[-1] for row in chosen(selection, "things").records}
    words = {row["claim"]: row["words"] for row in chosen(selection, "claims").records}
    for row in chosen(selection, "relations").records:
        subject, object_, relation = (
            items.get(row["subject"]),
            items.get(row["object"]),
            _PROPERTIES.get(row["relation"]),
        )
        if subject and object_ and relation:
            quote = words[row["claim"]].replace('"', "”").replace("\t", " ")
            claim = selection.names.iri("claim", row["claim"])
            yield f'{subject}\t{relation}\t{object_}\tS1683\tit:"{quote}"\t/* {claim.value} */\n'.encode()
