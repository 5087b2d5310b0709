"""The tests themselves: none of them reaches beyond this machine."""

import socket

import pytest


@pytest.mark.parametrize("address", ["192.0.2.1", "2001:db8::1"])
def test_nothing_beyond_this_machine_is_connected_to(address: str) -> None:
    with pytest.raises(PermissionError, match="tests stay on this machine"):
        socket.create_connection((address, 80), timeout=1)
