"""The closed list of what can happen, past tense; each event carries the whole new value."""

from __future__ import annotations

from dataclasses import dataclass

from backend.core.state import (
    Account,
    Call,
    Devices,
    DirectoryState,
    Enrolment,
    HistoryState,
    Link,
    Notice,
    Registration,
    Settings,
    SoundTest,
    Update,
)


@dataclass(frozen=True)
class RegistrationChanged:
    """The registration at the platform is now this."""

    registration: Registration


@dataclass(frozen=True)
class AccountChanged:
    """Someone is logged in, or nobody."""

    account: Account | None


@dataclass(frozen=True)
class CallChanged:
    """A live call is now this."""

    call: Call


@dataclass(frozen=True)
class CallEnded:
    """A call is over; `call.ended` says why."""

    call: Call


@dataclass(frozen=True)
class DirectoryChanged:
    """The directory, or its download, is now this."""

    directory: DirectoryState


@dataclass(frozen=True)
class HistoryChanged:
    """The history got a row, lost some, or missed calls were seen."""

    history: HistoryState


@dataclass(frozen=True)
class DevicesChanged:
    """The sound devices are now these."""

    devices: Devices


@dataclass(frozen=True)
class SettingsChanged:
    """The settings are now these."""

    settings: Settings


@dataclass(frozen=True)
class EnrolmentChanged:
    """Registration of a person stands here."""

    enrolment: Enrolment


@dataclass(frozen=True)
class NoticesChanged:
    """What the user must still be told."""

    notices: tuple[Notice, ...]


@dataclass(frozen=True)
class UpdateChanged:
    """The program's update is now this."""

    update: Update


@dataclass(frozen=True)
class SoundTestChanged:
    """The test of the sound devices is now this."""

    sound_test: SoundTest


@dataclass(frozen=True)
class LinkChanged:
    """A link asks for a number, or none does any more."""

    link: Link | None


Event = (
    RegistrationChanged
    | AccountChanged
    | CallChanged
    | CallEnded
    | DirectoryChanged
    | HistoryChanged
    | DevicesChanged
    | SettingsChanged
    | EnrolmentChanged
    | NoticesChanged
    | UpdateChanged
    | SoundTestChanged
    | LinkChanged
)
