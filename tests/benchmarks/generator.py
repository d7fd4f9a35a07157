"""Writes graphs of the shape of ours, as large as is asked, the same each time: claims as named graphs, an accepted
view with labels in two languages, passages, checks, statements, memberships with their times.
"""

import argparse
import random
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

BASE = "https://w3id.org/foedus/"
XSD = "http://www.w3.org/2001/XMLSchema#"
A = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"
#: How many claims share one thing; the rest of a graph's proportions follow from these.
PER_PERSON, PER_ORGANIZATION, PER_ARTICLE, PER_PLACE = 8, 100, 80, 20
STATES, CHAIN = 201, 50
#: Quads that one claim brings with all that hangs on it, measured; the last of a graph may be a part of one.
PER_CLAIM = 39
WORDS = [
    "accordo",
    "alleanza",
    "ambasciata",
    "ampio",
    "anno",
    "aprile",
    "assemblea",
    "bilaterale",
    "capitale",
    "centro",
    "città",
    "comune",
    "confine",
    "consiglio",
    "cooperazione",
    "crisi",
    "delegazione",
    "difesa",
    "dialogo",
    "documento",
    "energia",
    "esercito",
    "estero",
    "firma",
    "formato",
    "forza",
    "frontiera",
    "governo",
    "gruppo",
    "incontro",
    "intesa",
    "invito",
    "leader",
    "lungo",
    "membro",
    "ministro",
    "missione",
    "negoziato",
    "novembre",
    "nuovo",
    "organizzazione",
    "pace",
    "parlamento",
    "partner",
    "patto",
    "piano",
    "popolo",
    "presidente",
    "primo",
    "programma",
    "questione",
    "regione",
    "riforma",
    "riunione",
    "ruolo",
    "sanzione",
    "segretario",
    "sessione",
    "sicurezza",
    "sovrano",
    "stato",
    "strategia",
    "summit",
    "tavolo",
    "trattato",
    "truppa",
    "unione",
    "vertice",
    "visita",
]


@dataclass(frozen=True)
class Scale:
    """How many things of each kind a graph of so many claims has."""

    claims: int

    @property
    def persons(self) -> int:
        """Persons, each a member of several organizations."""
        return max(8, self.claims // PER_PERSON)

    @property
    def organizations(self) -> int:
        """Organizations."""
        return max(4, self.claims // PER_ORGANIZATION)

    @property
    def articles(self) -> int:
        """Articles, each the voice of the claims that follow each other."""
        return max(1, self.claims // PER_ARTICLE)

    @property
    def places(self) -> int:
        """Places, each a part of the one before, in chains."""
        return max(CHAIN, self.claims // PER_PLACE)


def scale_of(quads: int) -> Scale:
    """Give the scale at which a graph has about so many quads."""
    return Scale(max(10, (quads - 6 * STATES) // PER_CLAIM))


def iri(kind: str, name: object) -> str:
    """Write an IRI of ours."""
    return f"<{BASE}{kind}/{name}>"


def term(name: str) -> str:
    """Write the IRI of a term of the ontology."""
    return f"<{BASE}ontology#{name}>"


def words(chance: random.Random, count: int) -> str:
    """Give some words of news."""
    return " ".join(chance.choices(WORDS, k=count))


def lines(scale: Scale, seed: int = 0) -> Iterator[str]:
    """Give a graph as lines of N-Quads."""
    chance = random.Random(seed)  # noqa: S311 - the same graph each time is what is wanted
    yield from _names(scale)
    for number in range(scale.claims):
        yield from _passage(number, scale, chance)
        yield from _statement(number, scale) if number % 4 == 0 else _membership(number, scale, chance)


def _named(kind: str, number: int, english: str, italian: str, type_: str) -> Iterator[str]:
    thing = iri("id", f"{kind}-{number}")
    yield f"{thing} {A} {term(type_)} .\n"
    yield f'{thing} {LABEL} "{english} {number}"@en .\n'
    yield f'{thing} {LABEL} "{italian} {number}"@it .\n'


def _names(scale: Scale) -> Iterator[str]:
    for number in range(STATES):
        yield from _named("state", number, "State", "Stato", "State")
    for number in range(scale.persons):
        yield from _named("person", number, "Person", "Persona", "Person")
    for number in range(scale.organizations):
        yield from _named("organization", number, "Organization", "Organizzazione", "Organization")
        yield f"{iri('id', f'organization-{number}')} {term('kind')} {iri('concept', f'kind-{number % 12}')} .\n"
    for number in range(scale.articles):
        yield f"{iri('article', number)} {A} {term('Article')} .\n"
        yield f'{iri("article", number)} {term("outlet")} "Giornale {number % 40}" .\n'
    for number in range(scale.places):
        yield from _named("place", number, "Place", "Luogo", "Place")
        if number % CHAIN:
            yield f"{iri('id', f'place-{number}')} {term('partOf')} {iri('id', f'place-{number - 1}')} .\n"


def _passage(number: int, scale: Scale, chance: random.Random) -> Iterator[str]:
    """Give what is said about a claim: its description, its passage, and the check that somebody made."""
    claim, passage, check = (iri(kind, number) for kind in ("claim", "passage", "check"))
    article = iri("article", number // PER_ARTICLE % scale.articles)
    digest = blake2b(b"%d" % number, digest_size=32).hexdigest()
    start = number % PER_ARTICLE * 90
    told = {A: term("Claim"), term("voice"): article, term("passage"): passage}
    told |= {term(name): iri("concept", value) for name, value in _AXES}
    yield from (f"{claim} {predicate} {value} .\n" for predicate, value in told.items())
    quote = words(chance, 14)
    told = {A: term("Passage"), term("article"): article, term("sha256"): f'"{digest}"'}
    told |= {term("quote"): f'"{quote}"', term("quoteText"): f'"{quote.capitalize()} {number}."'}
    told |= {term("start"): whole(start), term("end"): whole(start + 88)}
    yield from (f"{passage} {predicate} {value} .\n" for predicate, value in told.items())
    told = {A: term("Check"), term("claim"): claim, term("claimHash"): f'"{digest[::-1]}"'}
    told |= {term("verdict"): iri("concept", "supports"), term("reader"): iri("id", f"reader-{number % 3}")}
    told |= {term("readOn"): day(number), term("reading"): iri("concept", "first")}
    yield from (f"{check} {predicate} {value} .\n" for predicate, value in told.items())


_AXES = (("factuality", "ongoing"), ("mode", "narrated"), ("polarity", "affirmed"), ("standing", "verified"))


def _twice(claim: int, triples: list[str]) -> Iterator[str]:
    """Give each triple in its claim and in the accepted view."""
    graph = iri("claim", claim)
    for triple in triples:
        yield f"{triple} {graph} .\n"
        yield f"{triple} .\n"


def _membership(number: int, scale: Scale, chance: random.Random) -> Iterator[str]:
    person, organization = number // PER_PERSON % scale.persons, chance.randrange(scale.organizations)
    member, group = iri("id", f"person-{person}"), iri("id", f"organization-{organization}")
    node, time = iri("id", f"membership-{number}"), iri("id", f"{number}-time-1")
    told = {A: term("Membership"), term("member"): member, term("organization"): group}
    told |= {term("status"): iri("concept", "member-status"), term("time"): time}
    triples = [f"{node} {predicate} {value}" for predicate, value in told.items()]
    told = {A: term("Time"), term("earliest"): day(number), term("wording"): f'"dal {words(chance, 2)}"'}
    triples += [f"{time} {predicate} {value}" for predicate, value in told.items()]
    yield from _twice(number, triples)
    shortcut = iri("shortcut", number)
    yield f"{member} {term('memberOf')} {group} .\n"
    yield f"{shortcut} {term('derivedFrom')} {iri('claim', number)} .\n"


def _statement(number: int, scale: Scale) -> Iterator[str]:
    node, speaker = iri("id", f"statement-{number}"), iri("id", f"person-{number // PER_PERSON % scale.persons}")
    told = {A: term("Statement"), term("speaker"): speaker, term("illocution"): iri("concept", "assertion")}
    told |= {
        term("place"): iri("id", f"place-{number % scale.places}"),
        term("about"): iri("id", f"state-{number % STATES}"),
    }
    told |= {term("addressee"): iri("id", f"state-{number * 7 % STATES}"), term("time"): iri("id", f"{number}-time-1")}
    triples = [f"{node} {predicate} {value}" for predicate, value in told.items()]
    yield from _twice(number, triples)


def whole(number: int) -> str:
    """Write a whole number."""
    return f'"{number}"^^<{XSD}integer>'


def day(number: int) -> str:
    """Write a day, of some forty years."""
    return f'"{1990 + number % 37}-{number % 12 + 1:02}-{number % 28 + 1:02}"^^<{XSD}date>'


def write(path: Path, quads: int, seed: int = 0) -> Scale:
    """Write a graph of about so many quads and give its scale."""
    scale = scale_of(quads)
    with path.open("w", encoding="utf-8", newline="\n", buffering=1 << 20) as file:
        file.writelines(lines(scale, seed))
    return scale


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Write a graph of about so many quads as N-Quads.")
    parser.add_argument("quads", type=int)
    parser.add_argument("path", type=Path)
    chosen = parser.parse_args()
    print(write(chosen.path, chosen.quads))
