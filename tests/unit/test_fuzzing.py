"""Every reader, on files that are damaged in every way; ``make torture`` tries more of them."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.receipt import Rejection
from tests.unit.files import read
from tests.unit.fuzzing import SLOW, WHOLE, check_reading, contents


@pytest.mark.parametrize("ending", WHOLE)
def test_what_is_damaged_below_is_read_as_long_as_it_is_whole(
    tmp_path_factory: pytest.TempPathFactory, ending: str
) -> None:
    readings = read(tmp_path_factory.mktemp("whole") / f"whole{ending}", WHOLE[ending])
    assert readings
    assert not [each for each in readings if isinstance(each, Rejection)]


@pytest.mark.parametrize("ending", WHOLE)
def test_whatever_a_file_holds_is_articles_with_true_offsets_or_a_reason(ending: str) -> None:
    @settings(
        max_examples=8 if ending in SLOW else 40,
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def check(data: st.DataObject) -> None:
        check_reading(ending, data.draw(contents(ending)))

    check()
