"""The command line: finds the verb, runs it, turns errors into words and exit codes."""

import argparse
import errno
import sys
from collections.abc import Sequence

from lazyit import __version__
from lazyit.cli import (
    admin,
    backup,
    bootstrap,
    current,
    demo,
    doctor,
    down,
    env,
    import_,
    keys,
    logs,
    migrate,
    open_,
    options,
    restore,
    serve,
    status,
    up,
    upgrade,
    version,
    worker,
)
from lazyit.instance.failures import InstanceError

VERBS = (
    bootstrap,
    up,
    down,
    status,
    logs,
    open_,
    doctor,
    serve,
    worker,
    migrate,
    version,
    env,
    keys,
    demo,
    admin,
    import_,
    backup,
    restore,
    upgrade,
)
NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EROFS}


def main(argv: "Sequence[str] | None" = None) -> int:
    """Run one verb; 0 done, 1 failed, 2 usage, 3 refused before anything was touched."""
    arguments, rest = build_parser().parse_known_args(argv)
    if rest and not arguments.takes_rest:
        arguments.parser.error("unrecognized arguments: " + " ".join(rest))
    arguments.rest = rest
    try:
        current.become(arguments, sys.argv[1:] if argv is None else argv)
        return int(arguments.run(arguments) or 0)
    except InstanceError as error:
        print(f"lazyit: {error}", file=sys.stderr)
        return error.code
    except OSError as error:
        if error.errno not in NO_ROOM:
            raise
        print(f"lazyit: {_no_room(error)}", file=sys.stderr)
        return InstanceError.code
    except KeyboardInterrupt:
        return 130


def _no_room(error: OSError) -> InstanceError:
    return InstanceError(
        f"{error.strerror}: {error.filename or 'while writing'}",
        touched="The command ended there; what it had finished before stays.",
        go_on="lazyit doctor, then the same command",
    )


def build_parser() -> argparse.ArgumentParser:
    """The parser with every verb."""
    parser = argparse.ArgumentParser(
        prog="lazyit",
        description="Run and look after a lazyit instance.",
        epilog="example: lazyit up --data ./instance",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"lazyit {__version__}")
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    for verb in VERBS:
        _add(verbs, verb)
    return parser


def _add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]", verb: object) -> None:
    name, text, example = verb.NAME, verb.HELP, verb.EXAMPLE  # type: ignore[attr-defined] # modules
    child = verbs.add_parser(
        name,
        help=text,
        description=text,
        epilog=f"example: {example}",
        allow_abbrev=False,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    options.add_data(child)
    verb.add_arguments(child)  # type: ignore[attr-defined] # modules
    child.set_defaults(
        run=verb.run,  # type: ignore[attr-defined] # modules
        parser=child,
        takes_rest=getattr(verb, "TAKES_REST", False),
    )


if __name__ == "__main__":
    sys.exit(main())
