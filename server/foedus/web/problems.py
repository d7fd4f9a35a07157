"""How refusals are told: RFC 9457 to programs, a page to browsers, text to terminals; each type has its page."""

import json
from collections.abc import Sequence

from foedus import negotiation
from foedus.operations import Refusal
from foedus.terms import PROBLEMS
from foedus.web.shown import visible


def kind(accept: str | None, formats: Sequence[str] = ()) -> str:
    """Choose how a problem is told; JSON where nothing that is offered is acceptable."""
    try:
        return negotiation.choose(negotiation.ERRORS, accept, formats)
    except Refusal:
        return negotiation.PROBLEM


def written(refusal: Refusal, media_type: str, instance: str = "", request_id: str = "") -> bytes:
    """Write a problem as text or as JSON, whose lines are broken because people read it too."""
    if media_type == negotiation.TEXT:
        return visible(refusal.sentences(PROBLEMS, request_id)).encode()
    members = refusal.members(PROBLEMS, instance, request_id)
    return json.dumps(members, ensure_ascii=False, indent=2).encode("utf-8", "replace") + b"\n"


def wants_page(accept: str | None, formats: Sequence[str] = ()) -> bool:
    """Whether the reader is a person with a browser."""
    return kind(accept, formats) == negotiation.HTML


def nothing_is_here() -> Refusal:
    """Refuse an address that has no page."""
    hint = "Start at /, ask at /query, or read how at /guide."
    return Refusal(404, "nothing-is-here", "There is nothing at this address.", hint=hint)


def method_is_not_offered(allowed: list[str]) -> Refusal:
    """Refuse a method that this address does not know."""
    title = "This method is not offered here."
    detail = f"Offered are {', '.join(allowed)}."
    return Refusal(405, "method-is-not-offered", title, detail, headers={"Allow": ", ".join(allowed)})


def nothing_is_known(name: str) -> Refusal:
    """Refuse the address of a thing of which the graph says nothing."""
    title = "The graph says nothing of this thing."
    hint = "Look for it by its name at /search?q=, or start at / with the example questions."
    return Refusal(404, "nothing-is-known", title, f"Asked for was {name}.", hint=hint)
