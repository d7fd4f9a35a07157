"""HTTP and pages: the edge that joins the rooms for people and programs. Only package that imports flask."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from foedus.web.application import create_app

__all__ = ["create_app"]


def __getattr__(name: str) -> Any:
    """Load the pages when they are asked for: a prebuilt store answers its first queries without them."""
    if name not in __all__:
        raise AttributeError(name)
    from foedus.web import application  # noqa: PLC0415 - as the sentence says

    return application.create_app
