"""A role without work: it says why and stays, healthy, until it is told to end."""

from collections.abc import Callable

from lazyit.instance import pulse
from lazyit.instance.ears import Ears

EVERY = 20.0  # seconds


def idle(why: str, say: Callable[[str], None]) -> int:
    """Do nothing, in good health."""
    ears = Ears()
    say(why)
    while not ears.told:
        pulse.leave_here()
        ears.wait(EVERY)
    return 0
