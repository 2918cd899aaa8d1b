"""`make chaos`: disturb the whole product from outside, count what was lost, print the table."""

import asyncio
import random
import signal
import sys
import time
import traceback
from argparse import ArgumentParser, ArgumentTypeError, RawDescriptionHelpFormatter
from collections.abc import Sequence

from tests.chaos import rows
from tests.chaos.figures import Figure, Form, table

ABOUT = """\
Disturb the whole product from outside, as the world would: kill replicas, crash servers, send
nonsense. Then read what Telegram saw and what the database holds, and count.

The table goes to standard output as Markdown, everything else to standard error. The exit code is
1 when a goal is missed."""
EXAMPLES = """\
examples:
  python -m tests.chaos                        every row in its short form, a few minutes
  python -m tests.chaos --long                 every row in its long form, some hours
  python -m tests.chaos --smoke                every row as in `make test`, some minutes
  python -m tests.chaos one_slot nights        two rows
  python -m tests.chaos --seed 7 fuzz          once more what went wrong with seed 7

rows:
"""


def main(arguments: Sequence[str]) -> int:
    """Run the named rows, or all, and print their table; 1 if a goal is missed."""
    options = _parser().parse_args(arguments)
    form = options.form
    names = [name for name in rows.NAMES if not options.rows or name in options.rows]
    again = ["python -m tests.chaos", *([f"--{form}"] if form is not Form.SHORT else [])]
    again += [f"--seed {options.seed}", *(names if options.rows else [])]
    print(f"Seed {options.seed}: `{' '.join(again)}`\n", flush=True)
    figures = [figure for name in names for figure in _run(name, form, options.seed)]
    print(table(figures))
    return 0 if all(figure.met for figure in figures) else 1


def _run(name: str, form: Form, seed: int) -> list[Figure]:
    """A row's figures. One that breaks off has missed its goal, and the others still get their
    turn."""
    begun = time.monotonic()
    try:
        figures = asyncio.run(rows.load(name)(form, seed))
    except Exception as error:
        traceback.print_exc()
        first = rows.NUMBERS[name][0]
        figures = [Figure(first, name, "runs to its end", f"seed {seed}: {error!r}", met=False)]
    missed = "; ".join(f"{figure.what}: {figure.found}" for figure in figures if not figure.met)
    verdict = f"MISSED with seed {seed}: {missed}" if missed else "met"
    print(f"{name} ({time.monotonic() - begun:.0f} s): {verdict}", file=sys.stderr, flush=True)
    return figures


def _parser() -> ArgumentParser:
    listed = (f"  {name:16} {', '.join(map(str, rows.NUMBERS[name]))}" for name in rows.NAMES)
    parser = ArgumentParser(
        prog="python -m tests.chaos",
        description=ABOUT,
        epilog=EXAMPLES + "\n".join(listed),
        formatter_class=RawDescriptionHelpFormatter,
    )
    forms = parser.add_mutually_exclusive_group()
    for form, meant in (
        (Form.SMOKE, "seconds of each row, as in `make test`"),
        (Form.SHORT, "a taste of each row (this is usual)"),
        (Form.LONG, "in full"),
    ):
        forms.add_argument(
            f"--{form}",
            dest="form",
            action="store_const",
            const=form,
            default=Form.SHORT,
            help=meant,
        )
    parser.add_argument(
        "--seed",
        type=int,
        default=random.SystemRandom().randrange(10**9),
        help="what every random choice comes from (default: another one each time)",
    )
    parser.add_argument("rows", nargs="*", metavar="ROW", type=_row, help="only these rows")
    return parser


def _row(name: str) -> str:
    """The name of a row. (`choices` would not accept that none is given.)"""
    if name not in rows.NAMES:
        raise ArgumentTypeError(f"there is no {name!r} here, only {', '.join(rows.NAMES)}")
    return name


if __name__ == "__main__":
    # Asked to end, a row stops its servers as on Ctrl-C.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    sys.exit(main(sys.argv[1:]))
