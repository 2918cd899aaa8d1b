"""`make bench`: all benchmarks, in one table.

`python -m benchmarks NAME …` runs only the named ones: slots, tap, latency, memory, …
"""

import sys
from collections.abc import Callable, Iterable

from benchmarks import (
    api,
    bookings,
    free_starts,
    latency,
    memory,
    month,
    realtime,
    rooms,
    rules,
    slots,
    tap,
)
from benchmarks.table import Row, line, table

PARTS: dict[str, Callable[[], Iterable[Row]]] = {
    "tap": tap.rows,
    "latency": latency.rows,
    "slots": slots.rows,
    "free_starts": free_starts.rows,
    "rules": rules.rows,
    "rooms": rooms.rows,
    "month": month.rows,
    "bookings": bookings.rows,
    "realtime": realtime.rows,
    "api": api.rows,
    "memory": memory.rows,
}


def main(names: list[str]) -> int:
    """Run the named benchmarks, or all, and print the table; each row also as soon as it is
    ready."""
    unknown = set(names) - set(PARTS)
    if unknown:
        print(f"There is no {', '.join(sorted(unknown))} here, only {', '.join(PARTS)}.")
        return 2
    rows: list[Row] = []
    for name in names or PARTS:
        print(f"measuring {name} …", file=sys.stderr)
        for row in PARTS[name]():
            print(line(row), file=sys.stderr)
            rows.append(row)
    print(table(rows))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
