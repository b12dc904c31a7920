"""Geometry of the two charts; the templates draw them as SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

TONES = ("accent", "green", "amber", "red", "slate", "mute")
GAP = 0.8  # per cent of the ring between two slices


@dataclass(frozen=True, slots=True)
class Point:
    """One value of a chart: its words, its number, its tone, where it leads."""

    label: str
    value: int
    tone: str = "accent"
    url: str = ""


@dataclass(frozen=True, slots=True)
class Slice(Point):
    """A point with its place in the chart."""

    share: float = 0
    dash: str = ""
    offset: str = ""
    length: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """All slices and their sum."""

    slices: list[Slice]
    total: int


def _slice(point: Point, *, start: int, total: int, largest: int) -> Slice:
    share = point.value / total if total else 0
    drawn = max(share * 100 - (GAP if 0 < share < 1 else 0), 0)
    return Slice(
        label=point.label,
        value=point.value,
        tone=point.tone,
        url=point.url,
        share=share,
        dash=f"{drawn:.2f} {100 - drawn:.2f}",
        offset=f"{25 - (start / total * 100 if total else 0):.2f}",
        length=f"{point.value / largest * 100 if largest else 0:.2f}",
    )


def chart(points: Sequence[Point]) -> Chart:
    """Lay out points clockwise from noon, and as bars against the largest."""
    total = sum(point.value for point in points)
    largest = max((point.value for point in points), default=0)
    slices, start = [], 0
    for point in points:
        slices.append(_slice(point, start=start, total=total, largest=largest))
        start += point.value
    return Chart(slices, total)
