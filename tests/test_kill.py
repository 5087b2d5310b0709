"""kill -9 in the middle of ticks: nothing is lost, nothing is told twice. bench/kill does it a hundred times."""

from random import Random

from bench.kill import FAULTS, POINTS, hold_against, play_week


def test_killed_ticks_lose_nothing_and_tell_nothing_twice() -> None:
    peace = play_week(1, ticks=2, random=None, peace=None, kills=0)
    week = play_week(1, ticks=2, random=Random(7), peace=peace, kills=6)
    found = hold_against(peace, week)
    assert {fault: found[fault] for fault in FAULTS} == dict.fromkeys(FAULTS, 0)
    assert found["kills at named points"] == 2 * len(POINTS)
    assert found["kills"] + found["ticks that ended before the kill"] >= 6
    assert peace.lines.total() > 10
    between = found["kills between DATA and 250"]
    assert 0 < between <= found["mails repeated"] <= between + found["kills"]  # a kill at random may fall there too
