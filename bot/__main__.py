"""`python -m bot` is `coachbook`."""

import sys

from bot.commands.cli import main

if __name__ == "__main__":
    sys.exit(main())
