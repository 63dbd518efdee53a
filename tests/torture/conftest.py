import pytest

from tests.torture.telling import CASES, to_table


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if CASES:
        terminalreporter.section("torture")
        for line in to_table():
            terminalreporter.write_line(line)
