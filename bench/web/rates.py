"""How often things happen on the simulated web, and what befalls whole sites when."""

from typing import Literal

Mode = Literal["normal", "closed", "maintenance", "consent", "block"]
RATES = {
    "edit": 0.0413, "cosmetic": 0.014, "new": 0.0185, "404": 0.0027, "410": 0.0014, "soft": 0.0036, "home": 0.0017,
    "error": 0.004, "moved": 0.0025, "revert": 0.0017, "unlinked": 0.003, "relisted": 0.003,
}  # fmt: skip
REBUILT = 0.15  # of the pages of sites with honest validators are built anew each night, noise and all
MODES: dict[tuple[int, str], Mode] = {
    (2, "s12"): "block",
    (3, "s04"): "maintenance",
    (4, "s10"): "closed",
    (4, "s11"): "consent",
    (5, "s02"): "maintenance",
}
HANG_TICK = 3
RETURN_AFTER = 2  # ticks; every third withdrawn page comes back
COPIES = {"s06": ("s11",), "s07": ("s03", "s02"), "s08": ("s12",)}  # who prints the press's pieces once more
BY_LINE = ("Source: {}.", "轉載自{}。")
