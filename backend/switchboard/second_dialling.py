"""What the keys mean that a caller presses after the main number has answered."""

from __future__ import annotations

from typing import Literal

from backend.switchboard.world import Enterprise, Person

END = "#"
AGAIN = "*"
OPERATOR = "0"


def read_keys(enterprise: Enterprise, keys: str, complete: bool = False) -> Person | Literal["more", "wrong"]:
    """Whom these keys call; "more" when they may still become an extension, "wrong" when they cannot any more.

    An extension counts as soon as no longer one begins with it; `#`, or a caller who presses nothing more
    (`complete`), ends it before. `0` alone calls the operator.
    """
    complete = complete or keys.endswith(END)
    dialled = keys.rstrip(END)
    if dialled == OPERATOR:
        return enterprise.by_extension(enterprise.operator or "") or "wrong"
    extensions = [person.extension for person in enterprise.people if person.extension]
    found = enterprise.by_extension(dialled)
    if found is not None and (complete or not any(one != dialled and one.startswith(dialled) for one in extensions)):
        return found
    longest = max(map(len, extensions), default=0)
    return "wrong" if complete or len(dialled) >= longest else "more"
