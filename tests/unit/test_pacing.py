from assistant.pacing import Pace


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


def test_nothing_waits_before_the_server_asks_for_it() -> None:
    pace = Pace(8, Clock())
    assert (pace.allowed, pace.seconds_to_wait()) == (8, 0)


def test_a_refusal_halves_what_may_be_under_way_and_nothing_goes_before_the_time_that_it_names() -> None:
    clock = Clock()
    pace = Pace(8, clock)
    assert pace.limited(clock.seconds, 7) == 7
    assert (pace.allowed, pace.seconds_to_wait()) == (4, 7)
    clock.seconds += 5
    assert pace.seconds_to_wait() == 2
    clock.seconds += 5
    assert pace.seconds_to_wait() == 0


def test_of_requests_that_went_together_one_refusal_lowers_the_pace_and_the_longest_wait_counts() -> None:
    clock = Clock()
    pace, begun = Pace(8, clock), clock.seconds
    clock.seconds += 1
    for after in (7, 9, 3):
        pace.limited(begun, after)
    assert (pace.allowed, pace.seconds_to_wait()) == (4, 9)


def test_there_is_always_one_request_that_may_go() -> None:
    clock = Clock()
    pace = Pace(4, clock)
    for _ in range(5):
        clock.seconds += 1
        pace.limited(clock.seconds, 0)
        clock.seconds += 1
    assert pace.allowed == 1


def test_a_server_that_names_no_time_is_left_alone_twice_as_long_each_time_up_to_a_minute() -> None:
    clock = Clock()
    pace, waits = Pace(8, clock), []
    for _ in range(8):
        clock.seconds += 0.001
        pace.limited(clock.seconds)
        waits.append(round(pace.seconds_to_wait()))
        clock.seconds += pace.seconds_to_wait()
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60]


def test_an_answer_ends_the_strain_and_many_raise_the_pace_to_where_it_was_and_no_further() -> None:
    clock = Clock()
    pace = Pace(4, clock)
    pace.limited(clock.seconds, 5)
    clock.seconds += 5
    assert pace.pause(5) == 10
    pace.answered()
    assert pace.pause(5) == 5
    for _ in range(15):
        pace.answered()
    assert pace.allowed == 3
    for _ in range(100):
        pace.answered()
    assert pace.allowed == 4
