"""Reads what comes slowly in short steps, so that its reader can give up between them."""

import asyncio
from collections.abc import AsyncGenerator, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import TypeVar, cast

_STEP_SECONDS = 0.2

Step = TypeVar("Step")
Result = TypeVar("Result")


def read_in_steps(coming: AsyncGenerator[Step, None]) -> Generator[Step | None, None, None]:
    """What an asynchronous generator gives, and None each time that nothing came for a fifth of a second.

    It runs in an event loop in a thread of its own, so that the reader may have a loop too. Closing
    the iterator ends it at once, whatever it waits for.

    Args:
        coming: read to its end unless this iterator is closed.
    """
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="steps") as pool:
        runner = asyncio.Runner()
        task: asyncio.Task[Step] | None = None
        try:
            while True:
                task = pool.submit(runner.run, _wait_for(coming, task)).result()
                if not task.done():
                    yield None
                    continue
                try:
                    step = task.result()
                except StopAsyncIteration:
                    return
                task = None
                yield step
        finally:
            pool.submit(runner.run, _end(coming)).result()
            pool.submit(runner.close).result()


def run_to_end(steps: Generator[object, None, Result]) -> Result:
    """What a generator returns, its steps ignored."""
    with closing(steps):
        while True:
            try:
                next(steps)
            except StopIteration as end:
                return cast("Result", end.value)


async def _wait_for(coming: AsyncGenerator[Step, None], task: asyncio.Task[Step] | None) -> asyncio.Task[Step]:
    """The task that brings the next step, done or not; one that is under way is waited for on."""
    if task is None:
        task = asyncio.create_task(_next(coming))
    await asyncio.wait({task}, timeout=_STEP_SECONDS)
    return task


async def _next(coming: AsyncGenerator[Step, None]) -> Step:
    return await anext(coming)


async def _end(coming: AsyncGenerator[Step, None]) -> None:
    """End a generator from the outside in; the closing of its loop would end those within it at the same time."""
    if waiting := asyncio.all_tasks() - {asyncio.current_task()}:
        for task in waiting:
            task.cancel()
        await asyncio.wait(waiting)
    await coming.aclose()
