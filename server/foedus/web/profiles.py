"""The page of a thing: what is held of it, said of it and planned with it, as sentences with their marks."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from foedus.pictures import Neighbour, Picture, ego, tree
from foedus.tracing import Traced, tell
from foedus.web.shown import address
from foedus.web.site import Site
from foedus.web.tongue import language
from foedus.web.tongue import tell as t

#: Facts on one page, and things around one in its picture.
MOST_FACTS, MOST_NEIGHBOURS = 60, 12
_HEAD = """
SELECT DISTINCT ?kind ?value ?claim WHERE {{
  {{ <{thing}> rdfs:label ?value BIND("label" AS ?kind) FILTER(LANG(?value) = "{language}") }}
  UNION {{ <{thing}> a/rdfs:label ?value BIND("class" AS ?kind) FILTER(LANG(?value) = "{language}") }}
  UNION {{ GRAPH ?claim {{ <{thing}> skos:altLabel|skos:hiddenLabel ?value }} BIND("variant" AS ?kind) }}
  UNION {{ <{thing}> skos:exactMatch ?value BIND("match" AS ?kind) }}
}} ORDER BY ?kind ?value"""
_ABOUT = """
SELECT DISTINCT ?claim WHERE {{
  {{ GRAPH ?claim {{ <{thing}> ?out ?value }} }} UNION {{ GRAPH ?claim {{ ?other ?in <{thing}> }} }}
  UNION {{ GRAPH ?telling {{ ?voice f:speaker <{thing}> }} ?claim f:voice ?voice }}
  UNION {{ ?claim f:voice <{thing}> }} UNION {{ <{thing}> f:derivedFrom ?claim }}
  ?claim a f:Claim .
}} ORDER BY ?claim"""
_MEMBERS = "SELECT ?place WHERE {{ GRAPH ?claim {{ ?place f:organization <{thing}> ; f:member ?member }} }} LIMIT 1"
_AROUND = """
SELECT ?other ?name ?relation ?outward (COUNT(*) AS ?times) WHERE {{
  {{ <{thing}> ?property ?other BIND(true AS ?outward) }} UNION {{ ?other ?property <{thing}> BIND(false AS ?outward) }}
  ?property rdfs:label ?relation FILTER(LANG(?relation) = "{language}" && STRSTARTS(STR(?property), STR(f:)))
  ?other rdfs:label ?name FILTER(LANG(?name) = "{language}")
  FILTER(STRSTARTS(STR(?other), "{home}") && ?other != <{thing}>)
  FILTER NOT EXISTS {{
    VALUES ?class {{ f:Membership f:Statement f:Time f:Measure f:Plan f:OpenIdentity f:Shortcut f:Topic }}
    ?other a ?class
  }}
}} GROUP BY ?other ?name ?relation ?outward ORDER BY DESC(?times) ?name ?relation"""


@dataclass(slots=True)
class Fact:
    """What one or more claims say, in one sentence."""

    sentence: str
    claims: list[Traced] = field(default_factory=list)

    @property
    def articles(self) -> int:
        """In how many articles it stands."""
        return len({claim.article for claim in self.claims})

    @property
    def conflicts(self) -> list[str]:
        """The conflicts in which its claims stand, each once."""
        return list(dict.fromkeys(conflict.iri for claim in self.claims for conflict in claim.conflicts))


@dataclass(slots=True)
class Profile:
    """What a page shows of a thing; facts are in parts by how far they are held."""

    iri: str
    label: str
    classes: list[str]
    variants: list[tuple[str, str]]
    matches: list[str]
    around: list[Neighbour]
    parts: dict[str, list[Fact]]
    start: int
    total: int
    has_members: bool

    @property
    def picture(self) -> Picture:
        """The thing among those around it."""
        return ego(self.label, self.around, t("ego-title", name=self.label))

    @property
    def pictures(self) -> tuple[Picture, Picture]:
        """The same for a broad screen and for a slim one."""
        return self.picture, tree(self.label, self.around, t("ego-title", name=self.label))


def find(site: Site, iri: str, start: int = 0) -> Profile | None:
    """Gather what the graph says of a thing from the claim at ``start`` on; None where it says nothing."""
    asked = {"thing": iri, "language": language(), "home": site.names.iri("id", "").value}
    head = site.select(_HEAD.format(**asked))
    claims = [row["claim"].value for row in site.select(_ABOUT.format(**asked))]
    if not head and not claims:
        return None
    named = {
        kind: [row["value"].value for row in head if row["kind"].value == kind] for kind in ("label", "class", "match")
    }
    variants = {row["value"].value: row["claim"].value for row in head if row["kind"].value == "variant"}
    shown = tell(site.select, claims[start : start + MOST_FACTS], language())
    return Profile(
        iri,
        next(iter(named["label"]), site.names.shorten(iri)),
        list(dict.fromkeys(named["class"])),
        [(name, address(claim, site.names) or "") for name, claim in variants.items()],
        named["match"],
        neighbours(site, iri),
        parted(site, shown),
        start,
        len(claims),
        bool(site.select(_MEMBERS.format(thing=iri))),
    )


def neighbours(site: Site, iri: str) -> list[Neighbour]:
    """Give the things to which the accepted view relates one, the nearest first, each once."""
    asked = {"thing": iri, "language": language(), "home": site.names.iri("id", "").value}
    found: dict[str, Neighbour] = {}
    for row in site.select(_AROUND.format(**asked)):
        other, outward = row["other"].value, row["outward"].value == "true"
        page = address(other, site.names) or ""
        found.setdefault(other, Neighbour(row["name"].value, row["relation"].value, page, outward))
    return list(found.values())[:MOST_NEIGHBOURS]


def parted(site: Site, claims: Sequence[Traced]) -> dict[str, list[Fact]]:
    """Put claims that say the same together, and the facts in parts by how far they are held."""
    parts: dict[str, dict[str, Fact]] = {"held": {}, "said": {}, "open": {}}
    for claim in claims:
        part = "held" if claim.accepted else "said" if claim.voice != claim.article else "open"
        sentence = site.content(claim.iri, language()) or site.names.shorten(claim.iri)
        parts[part].setdefault(sentence, Fact(sentence)).claims.append(claim)
    return {part: list(facts.values()) for part, facts in parts.items() if facts}
