"""What holds in every test: nothing beyond this machine is connected to, and a slow machine fails no property."""

import ipaddress
import socket
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("any-machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any-machine")


def _is_here(connecting: socket.socket, address: Any) -> bool:
    return connecting.family == socket.AF_UNIX or ipaddress.ip_address(address[0].partition("%")[0]).is_loopback


def _guard(connect: Callable[..., Any]) -> Callable[..., Any]:
    def guarded(self: socket.socket, address: Any) -> Any:
        if not _is_here(self, address):
            raise PermissionError(f"a test wanted to connect to {address}: tests stay on this machine")
        return connect(self, address)

    return guarded


@pytest.fixture(scope="session", autouse=True)
def _stay_here() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex"):
            patch.setattr(socket.socket, name, _guard(getattr(socket.socket, name)))
        yield
