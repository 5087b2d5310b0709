"""demo: the whole thing against the local news site that lies among the tests, day by day, to the digest."""

import sys
from importlib import import_module
from pathlib import Path

import click
from rich.console import Console

from pipeline.errors import UsageError

CHECKOUT = Path(__file__).parents[1]


@click.command()
@click.option("--seed", type=click.IntRange(min=1), default=1, show_default=True, help="Another number, another world.")
@click.option("--days", type=click.IntRange(1, 7), default=7, show_default=True, help="How many days to play.")
@click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=None,
    help="Where it all lies; emptied each time. Default: demo/ in the checkout.",
)
def demo(seed: int, days: int, folder: Path | None) -> None:
    """Play seven days of a made-up news site on this machine, and send the digest."""
    sys.path.insert(0, str(CHECKOUT))  # the site lies in the checkout and is not installed with the program
    try:
        world = import_module("tests.world.play")
    except ModuleNotFoundError as error:
        raise UsageError(
            f"demo: {error.name} is missing. The demo runs from a checkout with the tests' packages: make setup."
        ) from None
    console = Console(highlight=False)
    try:
        played = world.play((folder or CHECKOUT / "demo").resolve(), seed=seed, days=days, out=console)
    except ValueError as error:
        raise UsageError(f"demo: {error}") from None
    sys.exit(1 if played.failed else 0)
