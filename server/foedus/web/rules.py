"""The pages of rules: what each demands, with an example of wrong and right, where findings link to."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from flask import Blueprint, render_template

from foedus.rulebook import Page
from foedus.web.problems import nothing_is_here
from foedus.web.site import Language, site
from foedus.web.tongue import language

blueprint = Blueprint("rules", __name__)


@dataclass(frozen=True, slots=True)
class Told:
    """A rule as its page says it; ``language`` is that of what it demands and advises."""

    page: Page
    demands: str
    advice: str
    language: Language

    def __getattr__(self, name: str) -> object:
        """Give what has no language, such as an example."""
        return getattr(self.page, name)


@blueprint.get("/rules")
def rules() -> str:
    """List every rule with what it demands."""
    return render_template("rules.html", site=site(), pages=[told(page) for page in site().rules.values()])


@blueprint.get("/rules/<name>")
def rule(name: str) -> str:
    """Explain a rule."""
    page = site().rules.get(name)
    if page is None:
        raise nothing_is_here()
    return render_template("rule.html", site=site(), page=told(page))


def told(page: Page) -> Told:
    """Say a rule in the language of the page, where it has words in it."""
    if language() == "it" and page.rule in italian():
        demands, advice = italian()[page.rule]
        return Told(page, demands, advice, "it")
    return Told(page, page.demands, page.advice, "en")


@cache
def italian() -> Mapping[str, list[str]]:
    """Read what the rules that foedus ships demand and advise, in Italian."""
    return tomllib.loads(resources.files("foedus.web").joinpath("rules.it.toml").read_text("utf-8"))
