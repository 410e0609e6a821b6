"""Linux: the windows are Qt's (PyQt6, QtWebEngine behind pywebview)."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from backend.desktop.global_keys import KeyGrabber
from backend.desktop.place import Place, into_view
from backend.desktop.surface import Gui, Size, TrayIcon
from backend.desktop.tray import Job, TrayActions

qt_log = logging.getLogger("qt")

APPLICATION_ID = "cloud-switchboard"
UNSEEN_MS = 300
GAP = 16
TITLE_BAR = 32
BORDER = 8  # of a window's frame at the other three edges, at most
LET_GO_S = 0.05
ATTACH_S = 5.0
SHORT_NAMES = ("Qt", "QEvent", "QFile", "QFileDialog", "QMessageBox", "QWebEnginePage")


class Qt:
    """Implements Surface. PyQt6 is imported in `prepare`, so that a start which needs no window does not pay for it."""

    gui: Gui = "qt"

    def __init__(self) -> None:
        self._post: Any = None
        self._views: list[Any] = []

    def prepare(self) -> None:
        """Load the toolkit; it reads the environment only once, at import."""
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            os.environ["QTWEBENGINE_DISABLE_SANDBOX"] = "1"  # Chromium refuses to run sandboxed as root
        flags = os.environ.get("QTWEBENGINE_CHROMIUM_FLAGS", "")
        os.environ["QTWEBENGINE_CHROMIUM_FLAGS"] = f"{flags} --log-level=3".strip()
        import webview

        webview.settings["OPEN_EXTERNAL_LINKS_IN_BROWSER"] = False
        _promote_few()
        import webview.platforms.qt
        from PyQt6.QtCore import qInstallMessageHandler

        qInstallMessageHandler(lambda _type, context, text: qt_log.info("%s: %s", context.category, text))

    def message(self, title: str, text: str, button: str) -> None:
        """Without pywebview and its browser."""
        from PyQt6.QtCore import Qt as Flags
        from PyQt6.QtWidgets import QApplication, QMessageBox

        application = QApplication([APPLICATION_ID])
        _name_application()
        box = QMessageBox(QMessageBox.Icon.Warning, title, text)
        box.setTextFormat(Flags.TextFormat.PlainText)
        box.addButton(button, QMessageBox.ButtonRole.AcceptRole)
        box.exec()
        application.quit()

    def began(self, name: str) -> None:
        """QApplication exists: name it, and make the way onto its thread."""
        from PyQt6.QtGui import QGuiApplication

        from backend.desktop.qt_thread import QtThread

        _name_application()
        QGuiApplication.setQuitOnLastWindowClosed(False)
        self._post = QtThread()

    def post(self, job: Job) -> None:
        """Run `job` on the main thread; before there is one, nothing can be shown anyway."""
        if self._post is not None:
            self._post.run(job)

    def make_window(self, attach: Callable[[Any], object], **how: Any) -> Any:
        """pywebview makes it on the main thread, which might be quicker than this one is with `attach`: it is held."""
        import webview

        attached = threading.Event()
        self.post(lambda: attached.wait(ATTACH_S))
        try:
            window: Any = webview.create_window(**how)
            attach(window)
        finally:
            attached.set()
        return window

    def dress(self, window: Any, home: str, *, bridge: bool, popup: bool = False) -> None:
        """On the main thread, from pywebview's before_show."""
        from PyQt6.QtCore import Qt as Flags
        from PyQt6.QtWebChannel import QWebChannel

        from backend.desktop.qt_page import keep_at_home

        view = window.native
        self._views.append(view)
        page = view.webview.page()
        keep_at_home(page, home)
        page.titleChanged.connect(view.setWindowTitle)
        if not bridge:
            page.loadFinished.disconnect(view.on_load_finished)  # where pywebview puts its own objects into the page
            page.setWebChannel(QWebChannel(page))  # an empty one: Qt crashes when a page writes to none
        if popup:
            view.setWindowFlag(Flags.WindowType.Tool)  # no entry in the task bar
            page.loadFinished.connect(lambda: _paint_unseen(view))

    def put_beside(self, window: Any, neighbour: Any) -> None:
        """Right of it, else left of it, else at the right edge."""
        view, area, other = window.native, _work_area(neighbour.native), neighbour.native.frameGeometry()
        right, left = other.right() + GAP, other.left() - GAP - view.width()
        fits_right = right + view.width() <= area.right()
        x = right if fits_right else left if left >= area.left() else area.right() - GAP - view.width()
        view.move(x, max(area.top(), min(other.top(), area.bottom() - view.height() - TITLE_BAR)))

    def run_script(self, window: Any, script: str) -> None:
        """Straight to the page: no thread waits for an answer."""
        self.post(lambda: window.native and window.native.webview.page().runJavaScript(script))

    def show_at_corner(self, window: Any, corner: str, margin: int, neighbour: Any) -> None:
        """The frame is known only for windows that have one; this is for frameless ones."""

        def show() -> None:
            view, area = window.native, _work_area(neighbour.native)
            _end_unseen(view)
            right, bottom = area.right() + 1 - margin - view.width(), area.bottom() + 1 - margin - view.height()
            left, top = area.left() + margin, area.top() + margin
            view.move(left if corner.endswith("left") else right, top if corner.startswith("top") else bottom)
            view.show()
            view.raise_()

        self.post(show)

    def hide(self, window: Any) -> None:
        """Unmap it; its page lives on."""
        self.post(lambda: window.native.hide())

    def bring_to_front(self, window: Any) -> None:
        """Also out of the tray and out of being minimised."""

        def front() -> None:
            from PyQt6.QtCore import Qt as Flags

            view = window.native
            view.setWindowState(view.windowState() & ~Flags.WindowState.WindowMinimized)
            view.show()
            view.raise_()
            view.activateWindow()

        self.post(front)

    def resize(self, window: Any, size: Size, minimum: Size) -> None:
        """Keeps the middle of the window where it is."""

        def apply() -> None:
            view = window.native
            area = _work_area(view).adjusted(BORDER, TITLE_BAR, -BORDER, -BORDER)
            view.setWindowState(view.windowState() & ~_maximised())
            before = view.geometry()
            width, height = min(size[0], area.width()), min(size[1], area.height())
            view.setMinimumSize(min(minimum[0], width), min(minimum[1], height))
            x, y = before.x() + before.width() // 2 - width // 2, before.y() + before.height() // 2 - height // 2
            left = min(max(area.left(), x), area.right() + 1 - width)
            top = min(max(area.top(), y), area.bottom() + 1 - height)
            view.setGeometry(left, top, width, height)

        self.post(apply)

    def place_of(self, window: Any) -> Place | None:
        """Without the frame, which is not known yet when the window is put there again."""
        view = window.native
        if view is None:
            return None
        if view.isMaximized():
            normal = view.normalGeometry()
            return Place(normal.x(), normal.y(), normal.width(), normal.height(), maximised=True)
        inner = view.geometry()
        return Place(inner.x(), inner.y(), inner.width(), inner.height())

    def put(self, window: Any, place: Place, minimum: Size) -> None:
        """In one step: of several the window manager's answers overtake each other. A title bar's height is kept free
        above."""
        view = window.native
        seen = into_view(place, _work_areas())
        least = min(minimum[0], seen.width), min(minimum[1], seen.height)
        size = max(seen.width, least[0]), max(seen.height, least[1])
        view.setMinimumSize(0, 0)
        view.setGeometry(seen.x, seen.y, *size)
        view.setMinimumSize(*least)
        if seen.maximised:
            view.setWindowState(view.windowState() | _maximised())

    def minimise(self, window: Any) -> None:
        """The page goes on."""
        self.post(lambda: window.native.showMinimized())

    def keep_on_top(self, window: Any, on: bool) -> None:
        """On the window's handle: on the widget Qt would take it off the screen for a moment."""
        from PyQt6.QtCore import Qt as Flags

        def keep() -> None:
            if (handle := window.native.windowHandle()) is not None:
                handle.setFlag(Flags.WindowType.WindowStaysOnTopHint, on)

        self.post(keep)

    def tray(self, actions: TrayActions) -> TrayIcon | None:
        """Also before there is a tray."""
        from backend.desktop.qt_tray import QtTray

        return QtTray(actions)

    def tray_is_there(self) -> bool:
        """StatusNotifier or XEmbed."""
        from backend.desktop.qt_tray import tray_is_there

        return tray_is_there()

    def keys(self, pressed: Callable[[str], None]) -> KeyGrabber | None:
        """Of X; a Wayland compositor would let them work only in some programs."""
        from PyQt6.QtGui import QGuiApplication

        if QGuiApplication.platformName() != "xcb" or "WAYLAND_DISPLAY" in os.environ:
            return None
        from backend.desktop.x11_keys import NO_X, X11Keys

        try:
            return X11Keys(pressed)
        except NO_X as failure:
            qt_log.warning("no keys of all programs: %s", type(failure).__name__)
            return None

    def selected_text(self) -> str:
        """X's; Qt itself would wait for five seconds for a program that hangs, and all windows with it."""
        from backend.desktop.x11_keys import NO_X
        from backend.desktop.x11_selection import selected_text

        try:
            return selected_text()
        except NO_X:
            return ""

    def quit(self) -> None:
        """Closing the last window ends the loop of Qt, see pywebview."""
        import webview

        def close() -> None:
            views: list[Any] = [window.native for window in webview.windows]
            for view in views:
                if view is not None:  # one that is only being made is not there any more when the loop has ended
                    view.close()

        self.post(close)

    def ended(self) -> None:
        """Pages go before the profiles they use, or Qt may crash on the way out."""
        from PyQt6.QtCore import QCoreApplication, QEvent

        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        threading.Thread(target=self._let_go, name="let-go", daemon=True).start()

    def _let_go(self) -> None:
        """pywebview's threads wait without end for answers of pages, and with them the program would not end."""
        while True:
            for view in self._views:
                for waiting in list(view._js_results.values()):
                    waiting["semaphore"].release()
            time.sleep(LET_GO_S)


def _name_application() -> None:
    from PyQt6.QtGui import QGuiApplication

    QGuiApplication.setApplicationName(APPLICATION_ID)
    QGuiApplication.setDesktopFileName(APPLICATION_ID)


def _promote_few() -> None:
    """qtpy gives the values of every enumeration of Qt a second, shorter name, which takes half of the time it needs to
    load. Here only those get them that pywebview calls so."""
    from qtpy import enums_compat

    promote: Any = enums_compat.promote_enums

    def few(module: Any) -> None:
        named = {name: getattr(module, name) for name in SHORT_NAMES if hasattr(module, name)}
        promote(SimpleNamespace(**named))

    enums_compat.promote_enums = few


def _paint_unseen(view: Any) -> None:
    """The first showing of a window costs 100 ms and more; done where nobody sees it, the first call does not wait."""
    from PyQt6.QtCore import Qt as Flags
    from PyQt6.QtCore import QTimer

    if not view.isVisible():
        view.setAttribute(Flags.WidgetAttribute.WA_DontShowOnScreen)
        view.show()
        QTimer.singleShot(UNSEEN_MS, lambda: _end_unseen(view))


def _end_unseen(view: Any) -> None:
    from PyQt6.QtCore import Qt as Flags

    if view.testAttribute(Flags.WidgetAttribute.WA_DontShowOnScreen):
        view.hide()
        view.setAttribute(Flags.WidgetAttribute.WA_DontShowOnScreen, False)


def _maximised() -> Any:
    from PyQt6.QtCore import Qt as Flags

    return Flags.WindowState.WindowMaximized


def _work_area(view: Any) -> Any:
    """Of the screen on which this window is."""
    from PyQt6.QtWidgets import QWidget

    screen = QWidget.screen(view)  # pywebview has a rectangle of its own under that name
    assert screen is not None
    return screen.availableGeometry()


def _work_areas() -> list[Place]:
    """Below a title bar, the main screen first."""
    from PyQt6.QtGui import QGuiApplication

    screens, main = QGuiApplication.screens(), QGuiApplication.primaryScreen()
    areas = [screen.availableGeometry() for screen in sorted(screens, key=lambda screen: screen is not main)]
    return [Place(area.x(), area.y() + TITLE_BAR, area.width(), area.height() - TITLE_BAR) for area in areas]
