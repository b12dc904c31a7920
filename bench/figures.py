"""What lazyit promises to reach, and how a result is printed beside it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One measured value beside its limit, and beside what it is judged against."""

    what: str
    measured: float
    limit: float
    unit: str = "ms"
    beside: str = ""
    at_least: bool = False

    @property
    def reached(self) -> bool:
        """Say whether the promise is kept."""
        return self.measured >= self.limit if self.at_least else self.measured <= self.limit

    def line(self) -> str:
        """Return the figure as a row of the table."""
        promised = f"{'≥' if self.at_least else '≤'} {_number(self.limit)} {self.unit}"
        measured = f"{_number(self.measured)} {self.unit}"
        verdict = "reached" if self.reached else "**missed**"
        return f"| {self.what} | {promised} | {measured} | {self.beside} | {verdict} |"


def table(figures: list[Figure]) -> str:
    """Return the figures as a Markdown table."""
    head = ["| what | promised | measured | beside | |", "| --- | --- | --- | --- | --- |"]
    return "\n".join([*head, *(figure.line() for figure in figures)])


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:,.1f}"
