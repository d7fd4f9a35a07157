"""HTTP and pages: the edge that joins the rooms for people and programs. Only package that imports flask."""

from foedus.web.application import create_app

__all__ = ["create_app"]
