"""The pages of rules: what each demands, with an example of wrong and right, where findings link to."""

from flask import Blueprint, render_template

from foedus.web.problems import nothing_is_here
from foedus.web.site import site

blueprint = Blueprint("rules", __name__)


@blueprint.get("/rules")
def rules() -> str:
    """List every rule with what it demands."""
    return render_template("rules.html", site=site(), pages=site().rules.values())


@blueprint.get("/rules/<name>")
def rule(name: str) -> str:
    """Explain a rule."""
    page = site().rules.get(name)
    if page is None:
        raise nothing_is_here()
    return render_template("rule.html", site=site(), page=page)
