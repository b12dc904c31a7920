"""What lazyit promises to reach, and how a result is printed beside it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One measured value beside its limit."""

    what: str
    limit: float
    measured: float
    unit: str = "ms"
    beside: str = ""  # the same rows by bare SQL, or whatever the value is judged against
    at_least: bool = False

    @property
    def reached(self) -> bool:
        """Say whether the promise is kept."""
        return self.measured >= self.limit if self.at_least else self.measured <= self.limit


def table(figures: list[Figure]) -> str:
    """Return the figures as a Markdown table."""
    lines = ["| what | promised | measured | beside | |", "| --- | --- | --- | --- | --- |"]
    for figure in figures:
        sign = "≥" if figure.at_least else "≤"
        lines.append(
            f"| {figure.what} | {sign} {figure.limit:g} {figure.unit}"
            f" | {figure.measured:,.1f} {figure.unit} | {figure.beside}"
            f" | {'reached' if figure.reached else '**missed**'} |"
        )
    return "\n".join(lines)
