import asyncio
from collections.abc import AsyncGenerator
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing

import pytest

from assistant.stepping import read_in_steps


async def counting(most: int) -> AsyncGenerator[int, None]:
    for number in range(most):
        await asyncio.sleep(0)
        yield number


async def waiting_after(number: int, ended: list[str]) -> AsyncGenerator[int, None]:
    try:
        yield number
        await asyncio.Event().wait()
    finally:
        ended.append("ended")


def test_everything_comes_in_order() -> None:
    assert [step for step in read_in_steps(counting(4)) if step is not None] == [0, 1, 2, 3]


def test_nothing_is_given_while_nothing_comes_and_closing_ends_the_waiting() -> None:
    ended: list[str] = []
    steps = read_in_steps(waiting_after(7, ended))
    assert [next(steps) for _ in range(3)] == [7, None, None]
    assert ended == []
    steps.close()
    assert ended == ["ended"]


def test_closing_between_two_steps_ends_it_too() -> None:
    ended: list[str] = []
    steps = read_in_steps(waiting_after(7, ended))
    assert next(steps) == 7
    steps.close()
    assert ended == ["ended"]


def test_a_generator_within_another_ends_before_it(caplog: pytest.LogCaptureFixture) -> None:
    ended: list[str] = []

    async def outer() -> AsyncGenerator[int, None]:
        try:
            async with aclosing(waiting_after(7, ended)) as inner:
                async for number in inner:
                    yield number
        finally:
            await asyncio.sleep(0)
            ended.append("outer ended")

    for waits in (False, True):
        ended.clear()
        steps = read_in_steps(outer())
        assert next(steps) == 7
        if waits:
            assert next(steps) is None
        steps.close()
        assert ended == ["ended", "outer ended"]
    assert not caplog.records


def test_what_goes_wrong_passes_through() -> None:
    async def failing() -> AsyncGenerator[int, None]:
        yield 1
        raise LookupError("gone")

    steps = read_in_steps(failing())
    assert next(steps) == 1
    with pytest.raises(LookupError, match="gone"):
        list(steps)


def test_it_may_be_read_where_a_loop_is_running() -> None:
    async def read() -> list[int | None]:
        return list(read_in_steps(counting(2)))

    # The tests of the browser leave a loop in this thread.
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(asyncio.run, read()).result() == [0, 1]
