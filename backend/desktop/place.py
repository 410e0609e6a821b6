"""Where the main window stood, remembered from one start to the next in a small file of its own."""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

log = logging.getLogger(__name__)

FILE = "window.json"
FARTHEST = 100_000
LONGEST = 4096
SEEN = 64  # of a title bar, px: what must be on a screen so that the window can be taken hold of


@dataclass(frozen=True)
class Place:
    """Upper left corner and size of a window that is not maximised, in the window system's own px; `maximised` beside
    that."""

    x: int
    y: int
    width: int
    height: int
    maximised: bool = False


def read(folder: Path) -> Place | None:
    """Where it stood; None when that is not known or makes no sense."""
    try:
        with (folder / FILE).open("rb") as file:
            given = json.loads(file.read(LONGEST))
        place = Place(**given)
    except (OSError, ValueError, TypeError, RecursionError):
        return None
    numbers = (place.x, place.y, place.width, place.height)
    sane = all(type(number) is int and abs(number) < FARTHEST for number in numbers)
    return place if sane and place.width > 0 and place.height > 0 and type(place.maximised) is bool else None


def write(folder: Path, place: Place) -> None:
    """Remember it. A disk that takes nothing costs the place only."""
    beside = folder / f"{FILE}.new"
    try:
        beside.write_text(json.dumps(asdict(place)), "ascii")
        beside.replace(folder / FILE)
    except OSError as error:
        log.info("the window's place is not remembered: %s", error)


def into_view(place: Place, screens: Sequence[Place]) -> Place:
    """The same where it can be taken hold of, else in the middle of the first screen; never larger than its screen.
    `screens` are their work areas, the main one first."""
    home = next((screen for screen in screens if _holds(screen, place)), None)
    screen = home or screens[0]
    width, height = min(place.width, screen.width), min(place.height, screen.height)
    x, y = place.x, max(screen.y, place.y)
    if home is None:
        x, y = screen.x + (screen.width - width) // 2, screen.y + (screen.height - height) // 2
    return Place(x, y, width, height, place.maximised)


def _holds(screen: Place, place: Place) -> bool:
    """Is enough of the upper edge on this screen?"""
    across = min(place.x + place.width, screen.x + screen.width) - max(place.x, screen.x)
    return across >= min(SEEN, place.width) and screen.y - SEEN < place.y <= screen.y + screen.height - SEEN
