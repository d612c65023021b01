"""A process that keeps sets until it is killed, and says which are kept: `writer.py ADDRESS KEY`.

With a third argument it keeps that many sets and ends.
"""

import sys
from datetime import UTC, datetime
from itertools import count

from repsight.core.history.log import LoggedRep, LoggedSession, LoggedSet
from repsight.history import open_store


def main(address: str, key: str, most: int | None = None) -> None:
    with open_store(address) as store:
        one = LoggedSession(datetime(2026, 11, 20, 18, 0, tzinfo=UTC), key=key)
        number = store.add_session("ann", one)
        print("begun", flush=True)
        for n in count() if most is None else range(most):
            reps = tuple(LoggedRep(r, r + 0.5, r + 1.0, 80.0, {"range": 90.0}) for r in range(5))
            store.append_set("ann", number, LoggedSet(f"{key}-{n}", 5, 100.0, repetitions=reps))
            print(n, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:3], *map(int, sys.argv[3:]))
