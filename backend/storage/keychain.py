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
    """One secret text by name. Every method blocks at most PATIENCE_S seconds. `kind` is what `write` said: asking for
    a back end by its name takes half the time of finding out which there is."""

    def __init__(self, name: str) -> None:
        self._name = name

    def read(self, kind: str) -> str | None:
        """Error: KeychainError."""
        secret: str | None = _patiently(lambda: _named(kind).get_password(SERVICE, self._name))
        return secret

    def write(self, secret: str) -> str:
        """Returns its kind. Error: KeychainError, also when what was written cannot be read back."""

        def write() -> str:
            backend = _found()
            backend.set_password(SERVICE, self._name, secret)
            if backend.get_password(SERVICE, self._name) != secret:
                raise KeychainError("not kept")
            return _kind(backend)

        return _patiently(write)

    def clear(self, kind: str) -> None:
        """Harmless when there is nothing to remove. Error: KeychainError."""

        def clear() -> None:
            backend = _named(kind)
            if backend.get_password(SERVICE, self._name) is not None:
                backend.delete_password(SERVICE, self._name)

        _patiently(clear)


def _found() -> Any:
    import keyring

    backend = keyring.get_keyring()
    if not _is_real(_kind(backend)) or not backend.priority > 0:
        raise KeychainError("there is no keychain")
    return backend


def _named(kind: str) -> Any:
    if not _is_real(kind):
        raise KeychainError("not a keychain")
    from keyring.core import load_keyring

    return load_keyring(kind)


def _kind(backend: object) -> str:
    return f"{type(backend).__module__}.{type(backend).__name__}"


def _is_real(kind: str) -> bool:
    parts = kind.split(".")
    return parts[:2] == ["keyring", "backends"] and len(parts) == 4 and parts[2] in _REAL


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
    if errors and isinstance(errors[0], KeychainError):
        raise errors[0]
    # What another says may hold what it was given.
    raise KeychainError(type(errors[0]).__name__ if errors else "no answer")
