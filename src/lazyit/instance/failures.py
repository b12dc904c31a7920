"""What goes wrong, in words for the person at the terminal."""


class InstanceError(Exception):
    """Something went wrong: what happened, what was touched, the command that goes on."""

    code = 1

    def __init__(self, what: str, touched: str = "Nothing was changed.", go_on: str = "") -> None:
        self.what, self.touched, self.go_on = what, touched, go_on
        super().__init__(what)

    def __str__(self) -> str:
        lines = [self.what, self.touched, f"Go on with: {self.go_on}" if self.go_on else ""]
        return "\n".join(line for line in lines if line)


class RefusedError(InstanceError):
    """RefusedError before anything was touched."""

    code = 3


class UnguardedError(RefusedError):
    """Work on data is pending, and nothing is kept beside it yet; told to the command alone."""

    code = 10


class HalfwayError(InstanceError):
    """Stopped half-way: the command that goes on finishes what was begun."""

    code = 4
