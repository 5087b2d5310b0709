"""Where the peers live: a virtual environment each, outside the checkout, made from PyPI on first use.

python -m bench.peers.places [FOLDER]
"""

import subprocess
import sys
import tempfile
from pathlib import Path

PEERS = {"urlwatch": ("urlwatch==2.29", "html2text==2025.4.15"), "changedetection.io": ("changedetection.io==0.60.10",)}
DEFAULT = Path(tempfile.gettempdir(), "pactwatch-peers")


class NoPeerError(RuntimeError):
    """A peer could not be installed; the bench then fails unless it is told to go on without."""


def program_of(peer: str, folder: Path = DEFAULT) -> Path:
    """The peer's program, installed if it is not there yet."""
    place = folder / PEERS[peer][0].replace("==", "-")
    program = place / "bin" / peer
    ready = place / "ready"
    if not ready.exists():
        commands = (
            (sys.executable, "-m", "venv", "--clear", str(place)),
            (
                str(place / "bin" / "python"),
                "-m",
                "pip",
                "install",
                "--quiet",
                "--disable-pip-version-check",
                *PEERS[peer],
            ),
        )
        for command in commands:
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode:
                raise NoPeerError(f"{PEERS[peer][0]}: {' '.join(command[1:])}: {done.stderr[-600:]}")
        ready.touch()
    return program


if __name__ == "__main__":
    for name in PEERS:
        print(program_of(name, Path(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT))
