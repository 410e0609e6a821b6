"""pjsua2 swallows what a callback raises (and answers 500 to an INVITE): every callback is wrapped and logs it."""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable
from typing import Any, TypeVar

Callback = TypeVar("Callback", bound=Callable[..., Any])


def guarded(callback: Callback) -> Callback:
    """The callback, logging what it raises."""

    @functools.wraps(callback)
    def safely(*args: Any) -> Any:
        try:
            return callback(*args)
        except Exception:
            logging.getLogger("phone").exception("in %s", callback.__qualname__)
            return None

    return safely  # type: ignore[return-value]
