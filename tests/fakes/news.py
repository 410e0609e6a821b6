"""A book of the news a phone tells, to wait for what must come instead of for a time."""

from __future__ import annotations

import threading
from typing import Any, TypeVar

from backend.phone.messages import News

Kind = TypeVar("Kind")


class NewsBook:
    """Pass `write` as a phone's `on_news`."""

    def __init__(self) -> None:
        self._all: list[News] = []
        self._read: set[int] = set()
        self._more = threading.Condition()

    def write(self, news: News) -> None:
        """Note one piece of news; any thread."""
        with self._more:
            self._all.append(news)
            self._more.notify_all()

    def wait(self, kind: type[Kind], timeout_s: float = 8.0, **wanted: Any) -> Kind:
        """The first unread news of that kind with these values, which is then read. TimeoutError tells what came."""

        def found() -> int | None:
            for place, news in enumerate(self._all):
                if place not in self._read and isinstance(news, kind) and _is(news, wanted):
                    return place + 1
            return None

        with self._more:
            place = self._more.wait_for(found, timeout_s)
            if place is None:
                raise TimeoutError(f"no {kind.__name__} {wanted} among {self._all[-12:]}")
            self._read.add(place - 1)
            news = self._all[place - 1]
        assert isinstance(news, kind)
        return news

    def forget(self) -> None:
        """What came so far counts as read."""
        with self._more:
            self._read.update(range(len(self._all)))

    def all(self) -> list[News]:
        """Everything so far, in order."""
        with self._more:
            return list(self._all)


def _is(news: object, wanted: dict[str, Any]) -> bool:
    return all(getattr(news, name) == value for name, value in wanted.items())
