"""The system's keychain, when there is a real one; never imported before it is needed."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")

log = logging.getLogger(__name__)

SERVICE = "cloud-switchboard"
PATIENCE_S = 5.0
# The back ends that keep secrets in the system; others keep them in plain files, or nowhere.
_REAL = ("SecretService", "libsecret", "kwallet", "Windows", "macOS", "chainer")


class KeychainError(Exception):
    """There is none, it is locked, or it did not answer in PATIENCE_S seconds."""


class Keychain:
    """One secret text by name. Every method blocks at most PATIENCE_S seconds."""

    def __init__(self, name: str) -> None:
        self._name = name

    def read(self) -> str | None:
        """Error: KeychainError."""
        secret: str | None = _patiently(lambda: _backend().get_password(SERVICE, self._name))
        return secret

    def write(self, secret: str) -> None:
        """Error: KeychainError, also when what was written cannot be read back."""

        def write() -> None:
            backend = _backend()
            backend.set_password(SERVICE, self._name, secret)
            if backend.get_password(SERVICE, self._name) != secret:
                raise KeychainError("not kept")

        _patiently(write)

    def clear(self) -> None:
        """Harmless when there is nothing to remove. Error: KeychainError."""

        def clear() -> None:
            backend = _backend()
            if backend.get_password(SERVICE, self._name) is not None:
                backend.delete_password(SERVICE, self._name)

        _patiently(clear)


def _backend() -> Any:
    import keyring

    backend = keyring.get_keyring()
    parts = type(backend).__module__.split(".")
    if parts[:2] != ["keyring", "backends"] or parts[-1] not in _REAL or not backend.priority > 0:
        raise KeychainError("there is no keychain")
    return backend


def _patiently(work: Callable[[], T]) -> T:
    """Run it on a thread of its own: a keychain may wait for the user, and a broken one for ever."""
    results: list[T] = []
    errors: list[Exception] = []

    def run() -> None:
        try:
            results.append(work())
        except Exception as error:  # noqa: BLE001 - back ends raise whatever they like
            errors.append(error)

    thread = threading.Thread(target=run, name="keychain", daemon=True)
    thread.start()
    thread.join(PATIENCE_S)
    if results:
        return results[0]
    raise KeychainError(type(errors[0]).__name__ if errors else "no answer") from None
