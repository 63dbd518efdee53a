"""Every reader, on many more damaged files than in ``make check``, others each time."""

import os
import time

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from tests.torture.telling import tell
from tests.unit.fuzzing import SLOW, WHOLE, check_reading, contents

SEED = int(os.environ.get("SEED") or 0) or time.time_ns() % 1_000_000


@pytest.mark.parametrize("ending", WHOLE)
def test_whatever_a_file_holds_is_articles_with_true_offsets_or_a_reason(ending: str) -> None:
    examples = 300 if ending in SLOW else 2_000
    started = time.monotonic()

    @settings(max_examples=examples, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @seed(SEED)
    @given(st.data())
    def check(data: st.DataObject) -> None:
        check_reading(ending, data.draw(contents(ending)))

    check()
    tell(
        f"{examples:,} damaged {ending}",
        f"SEED={SEED}; articles with true offsets, or a reason",
        time.monotonic() - started,
    )
