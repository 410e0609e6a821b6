"""The parts of the switchboard, built, started and stopped together."""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
import socket
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from aiohttp import web

from backend.switchboard.admin.access import Access, remove_access, write_access
from backend.switchboard.admin.administration import Administration
from backend.switchboard.admin.api import create_administration
from backend.switchboard.api import create_api
from backend.switchboard.audio_call import MediaPlace
from backend.switchboard.behaviours import Behaviours
from backend.switchboard.exchange import Exchange
from backend.switchboard.http_server import runner
from backend.switchboard.logins import open_accounts
from backend.switchboard.mobile_clients import MobileClients
from backend.switchboard.places import Places, listening, load_places, save_places
from backend.switchboard.simulator import Simulator
from backend.switchboard.simulator_api import create_simulator_page
from backend.switchboard.updates import Updates
from backend.switchboard.updates_api import PATH, serve_updates
from backend.switchboard.world import World

log = logging.getLogger(__name__)
LOOPBACK = "127.0.0.1"


@dataclass(frozen=True)
class Wanted:
    """Where to listen; a port of 0 is the one of the last run, or a free one. `client_version` is what clients run,
    which the update server then does not offer as new."""

    host: str = LOOPBACK
    http_port: int = 0
    sip_port: int = 0
    simulator_port: int = 0
    client_version: str = ""


class Switchboard:
    """One running switchboard with its data folder."""

    def __init__(self, world: World, folder: Path, wanted: Wanted) -> None:
        """Open the data; raises AlreadyRunning, OSError or sqlite3.OperationalError when it cannot be used."""
        self._folder = folder
        self._wanted = wanted
        kept = load_places(folder)
        self._places = replace(
            kept,
            http_port=wanted.http_port or kept.http_port,
            sip_port=wanted.sip_port or kept.sip_port,
            simulator_port=wanted.simulator_port or kept.simulator_port,
        )
        administration = Administration(world, folder)  # first: what it changed decides about logins too
        self._accounts, damaged = open_accounts(world, folder / "switchboard.db")
        if damaged:
            log.error("the database was damaged and is kept as %s; a new one was made", damaged.name)
        behaviours = Behaviours(world)
        self.exchange = Exchange(world, behaviours, self._accounts, wanted.host, self._places.sip_port)
        self._accounts.on_void(self.exchange.drop_binding)
        self._updates = Updates(folder / "updates", wanted.client_version)
        api = create_api(world, self._accounts, self.exchange, lambda: f"{self._address}:{self.exchange.port}")
        serve_updates(api, self._updates)
        self._api = runner(api)
        place = MediaPlace(wanted.host)
        self._clients = MobileClients(world, self.exchange.handsets, lambda: self._api_url, place, folder)
        handsets, colleagues = self.exchange.handsets, self.exchange.colleagues
        simulator = Simulator(world, behaviours, handsets, colleagues, self._clients, self._updates)
        token = self._places.simulator_token
        self._page = runner(create_simulator_page(simulator, self.exchange, token, administration))
        self._admin_token = secrets.token_urlsafe(32)
        self._admin = runner(create_administration(administration, self._accounts, self._admin_token))

    @property
    def _address(self) -> str:
        return LOOPBACK if self._wanted.host in ("0.0.0.0", "") else self._wanted.host

    @property
    def _api_url(self) -> str:
        return f"http://{self._address}:{self._places.http_port}"

    async def start(self) -> dict[str, Any]:
        """Listen everywhere and keep the ports; returns what the ready line says. Raises OSError."""
        await self.exchange.start()
        http_port = await self._serve(self._api, listening(self._wanted.host, self._places.http_port))
        page_port = await self._serve(self._page, listening(LOOPBACK, self._places.simulator_port))
        token = self._places.simulator_token
        self._places = Places(http_port, self.exchange.port, page_port, token)
        save_places(self._folder, self._places)
        admin_port = await self._serve(self._admin, listening(LOOPBACK, 0))
        write_access(self._folder, Access(f"http://{LOOPBACK}:{admin_port}", self._admin_token))
        self._clients.start()
        log.info("ready: http %d, sip %d, simulator %d", http_port, self.exchange.port, page_port)
        return {
            "ready": True,
            "api": self._api_url,
            "sip": f"{self._address}:{self.exchange.port}",
            "simulator": f"http://{LOOPBACK}:{page_port}/?token={token}",
            "updates": f"{self._api_url}{PATH}",
            "pid": os.getpid(),
        }

    async def stop(self) -> None:
        """Hang up, close every connection and the database."""
        remove_access(self._folder)
        await self._clients.close()
        await self._updates.close()
        runners = (self._api, self._page, self._admin)
        await asyncio.gather(*(one.cleanup() for one in runners), self.exchange.stop(), return_exceptions=True)
        self._accounts.close()
        log.info("stopped")

    @staticmethod
    async def _serve(runner: web.AppRunner, listener: socket.socket) -> int:
        await runner.setup()
        await web.SockSite(runner, listener).start()
        port: int = listener.getsockname()[1]
        return port
