"""Pictures of rows as SVG that needs no script and no style: the only room that draws."""

from foedus.pictures.drawing import Picture
from foedus.pictures.ego import Neighbour, ego
from foedus.pictures.lanes import Happening, lanes
from foedus.pictures.places import Place, places
from foedus.pictures.slim import WIDTH, rows, tree
from foedus.pictures.spans import SLIM, Form, Span, spans

__all__ = [
    "SLIM",
    "WIDTH",
    "Form",
    "Happening",
    "Neighbour",
    "Picture",
    "Place",
    "Span",
    "ego",
    "lanes",
    "places",
    "rows",
    "spans",
    "tree",
]
