"""Keeps a page where it belongs: no other address, no second window, no microphone, and back again after a crash."""

from __future__ import annotations

import logging
from typing import Any
from urllib.parse import unquote, urlsplit

from PyQt6.QtCore import QTimer
from PyQt6.QtWebEngineCore import QWebEngineNavigationRequest, QWebEnginePage

log = logging.getLogger(__name__)

RELOAD_AFTER_MS = 500


def may_go(home: str, address: str) -> bool:
    """A page read from a file may only be itself (with any query or fragment); one from HTTP may stay at its origin."""
    ours, theirs = urlsplit(home), urlsplit(address)
    if (ours.scheme, ours.netloc) != (theirs.scheme, theirs.netloc):
        return False
    return ours.scheme != "file" or unquote(ours.path) == unquote(theirs.path)


class Nowhere(QWebEnginePage):
    """Where a page's new windows go. Qt wants a page for them: given none, the page that asks waits for ever."""

    def acceptNavigationRequest(self, *_: object) -> bool:  # noqa: N802 - Qt's name
        """Nothing is shown here."""
        log.warning("a page wanted a window of its own")
        return False


def keep_at_home(page: Any, home: str) -> None:
    """Call once for every page, before it has loaded."""

    def decide(request: QWebEngineNavigationRequest) -> None:
        if not may_go(home, bytes(request.url().toEncoded().data()).decode()):  # as a string Qt writes it for people
            log.warning("a page wanted to leave for %s", request.url().host() or request.url().scheme())
            request.reject()

    def refuse(origin: object, feature: QWebEnginePage.Feature) -> None:
        page.setFeaturePermission(origin, feature, QWebEnginePage.PermissionPolicy.PermissionDeniedByUser)

    def come_back(status: QWebEnginePage.RenderProcessTerminationStatus, code: int) -> None:
        if status != QWebEnginePage.RenderProcessTerminationStatus.NormalTerminationStatus:
            log.error("the page's process ended (%s, %d); loading it again", status.name, code)
            QTimer.singleShot(RELOAD_AFTER_MS, lambda: page.triggerAction(QWebEnginePage.WebAction.Reload))

    page.navigationRequested.connect(decide)
    page.nav_handler = Nowhere(page.profile(), page)  # pywebview would open what a page names in the system's browser
    page.featurePermissionRequested.disconnect()  # pywebview would grant the microphone
    page.featurePermissionRequested.connect(refuse)
    page.renderProcessTerminated.connect(come_back)
