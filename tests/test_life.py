"""The life of a Page: gone is confirmed, an outage tells nothing, whatever answers again is restored."""

from datetime import UTC, datetime, timedelta

import pytest

from pipeline.comparing.life import Life, Sight, sight_of, take_step
from pipeline.model import ChangeKind, Outcome, PageState

START = datetime(2026, 4, 12, 9, tzinfo=UTC)
LIVE = Life(state=PageState.LIVE)


@pytest.mark.parametrize(
    ("status", "home", "outcome", "sight"),
    [
        pytest.param(200, False, Outcome.OK, Sight.THERE, id="text"),
        pytest.param(404, False, Outcome.EMPTY, Sight.NOT_THERE, id="404"),
        pytest.param(410, False, Outcome.EMPTY, Sight.NOT_THERE, id="410"),
        pytest.param(200, True, Outcome.OK, Sight.NOT_THERE, id="sent home"),
        pytest.param(200, False, Outcome.SOFT_404, Sight.NOT_THERE, id="soft 404"),
        pytest.param(200, False, Outcome.MAINTENANCE, Sight.NO_ANSWER, id="maintenance"),
        pytest.param(200, False, Outcome.COLLAPSED, Sight.NO_ANSWER, id="collapsed"),
        pytest.param(204, False, Outcome.EMPTY, Sight.NO_ANSWER, id="204"),
    ],
)
def test_what_an_answer_says_of_life(status: int, home: bool, outcome: Outcome, sight: Sight) -> None:
    assert sight_of(status, home=home, outcome=outcome) is sight


def look(life: Life, sights: list[tuple[float, Sight]]) -> tuple[Life, list[tuple[float, ChangeKind]]]:
    told = []
    for hours, sight in sights:
        step = take_step(life, sight, START + timedelta(hours=hours))
        life = step.life
        if step.kind is not None:
            told.append((hours, step.kind))
    return life, told


GONE, THERE, OUT = Sight.NOT_THERE, Sight.THERE, Sight.NO_ANSWER


@pytest.mark.parametrize(
    ("sights", "told", "state"),
    [
        pytest.param([(0, GONE)], [], PageState.LIVE, id="one 404 is not yet a withdrawal"),
        pytest.param([(0, GONE), (5.9, GONE)], [], PageState.LIVE, id="two within six hours neither"),
        pytest.param([(0, GONE), (6, GONE)], [(6, ChangeKind.WITHDRAWN)], PageState.GONE, id="two six hours apart are"),
        pytest.param(
            [(0, GONE), (3, GONE), (6, GONE), (12, GONE)], [(6, ChangeKind.WITHDRAWN)], PageState.GONE, id="told once"
        ),
        pytest.param([(0, GONE), (3, THERE), (9, GONE)], [], PageState.LIVE, id="an answer between starts anew"),
        pytest.param(
            [(0, GONE), (3, OUT), (6, GONE)],
            [(6, ChangeKind.WITHDRAWN)],
            PageState.GONE,
            id="an outage between does not",
        ),
        pytest.param([(0, OUT), (99, OUT)], [], PageState.LIVE, id="an outage is never a withdrawal"),
        pytest.param(
            [(0, GONE), (6, GONE), (30, THERE)],
            [(6, ChangeKind.WITHDRAWN), (30, ChangeKind.RESTORED)],
            PageState.LIVE,
            id="back again",
        ),
    ],
)
def test_life_of_a_page(
    sights: list[tuple[float, Sight]], told: list[tuple[float, ChangeKind]], state: PageState
) -> None:
    life, seen = look(LIVE, sights)
    assert seen == told
    assert life.state is state


def test_withdrawn_page_is_one_change_not_two() -> None:
    _, told = look(LIVE, [(hours, GONE) for hours in range(0, 100, 6)])
    assert told == [(6, ChangeKind.WITHDRAWN)]
