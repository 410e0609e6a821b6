"""Another program on the desktop: a window with a text field that tells what was typed into it."""

from __future__ import annotations

import sys

from PyQt6.QtWidgets import QApplication, QLineEdit


def main() -> int:
    application = QApplication(sys.argv)
    field = QLineEdit()
    field.setWindowTitle("somebody writes")
    field.textChanged.connect(lambda text: print(text, flush=True))
    field.show()
    return application.exec()


if __name__ == "__main__":
    sys.exit(main())
