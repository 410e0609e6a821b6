"""Keychains as the keyring library sees them: one that keeps, one that is locked, one that never answers."""

from __future__ import annotations

import threading
from typing import Any

from keyring.errors import KeyringLocked


class FakeKeychain:
    """Keeps secrets in memory."""

    priority = 5

    def __init__(self) -> None:
        self.secrets: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, name: str) -> str | None:
        return self.secrets.get((service, name))

    def set_password(self, service: str, name: str, secret: str) -> None:
        self.secrets[service, name] = secret

    def delete_password(self, service: str, name: str) -> None:
        del self.secrets[service, name]


class LockedKeychain(FakeKeychain):
    """Refuses everything."""

    def get_password(self, service: str, name: str) -> str | None:
        raise KeyringLocked("locked")

    def set_password(self, service: str, name: str, secret: str) -> None:
        raise KeyringLocked("locked")


class ForgetfulKeychain(FakeKeychain):
    """Takes everything and keeps nothing."""

    def set_password(self, service: str, name: str, secret: str) -> None:
        pass


class SilentKeychain(FakeKeychain):
    """Waits for a user who does not come, or comes late (`released`)."""

    def __init__(self) -> None:
        super().__init__()
        self.released = threading.Event()
        self.asked = 0

    def get_password(self, service: str, name: str) -> str | None:
        self.released.wait()
        return super().get_password(service, name)

    def set_password(self, service: str, name: str, secret: str) -> None:
        self.asked += 1
        self.released.wait()
        super().set_password(service, name, secret)


def as_system(keychain: Any) -> Any:
    """The keychain as if it were the system's own."""
    kind = type(keychain)
    keychain.__class__ = type(kind.__name__, (kind,), {"__module__": "keyring.backends.SecretService"})
    return keychain
