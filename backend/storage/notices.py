"""How the disk tells the user something: a notice, given to whoever was named when storage was built."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from backend.core.state import Notice

Notify = Callable[[Notice], None]


def notice(code: str, **detail: str) -> Notice:
    """A new notice; `detail` fills its sentence."""
    return Notice(uuid.uuid4().hex, code, tuple(detail.items()))
