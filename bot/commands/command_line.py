"""The commands of `coachbook`, their arguments, and help that teaches them."""

from argparse import ArgumentParser, HelpFormatter, RawDescriptionHelpFormatter
from collections.abc import Mapping
from pathlib import Path

DESCRIPTION = """\
Coachbook: customers book coaches by chatting on Telegram, coaches answer with buttons.

Settings are environment variables (or lines of a .env file here) that begin with COACHBOOK_;
.env.example explains every one. Without any, `coachbook run` opens a playground in the browser.
"""

EXAMPLES = """\
examples:
  coachbook run
      try everything in the browser: no token, no database, nothing to set up
  COACHBOOK_TELEGRAM_TOKEN=123:AA… COACHBOOK_ADMIN_IDS=4711 coachbook run
      serve your own bot by long polling; @BotFather gives tokens, @userinfobot tells your id
  coachbook dead-letters
      see which updates a fault kept from being handled, and handle them again
  coachbook backup monday.dump
      keep everything in a file; `coachbook restore monday.dump` brings it back
  coachbook doctor
      see whether token, database, Redis, mail and webhook are as they must be

exit codes: 0 all is well; 1 something is wrong (doctor, dead-letters) or cannot be done
(backup, restore), or the process or its own PostgreSQL broke; 2 a setting is wrong, the port is
taken, or Coachbook is running here already
"""

COMMANDS: Mapping[str, tuple[str, str]] = {
    "run": (
        "serve the bot; without a token, together with the playground",
        """\
Serve the bot until Ctrl-C or SIGTERM, and finish what is in flight before ending.

  no token                          playground and bot, in one process, at one address
  COACHBOOK_TELEGRAM_TOKEN          your bot, by long polling
  … and COACHBOOK_PUBLIC_URL        your bot, by webhook; any number of replicas may run
  COACHBOOK_DATABASE_URL            your PostgreSQL; without it, one of our own in
                                    COACHBOOK_DATA_DIR (.coachbook) for as long as this runs

The database is migrated first. One line says which address to open.""",
    ),
    "playground": (
        "a Bot API server and its page alone, for writing bots against",
        """\
Serve the Bot API on this machine, with a page of chats, and no bot behind it. Any bot, in any
language, can talk to it: let it use the address and the token that are printed, in place of
https://api.telegram.org and its own token.""",
    ),
    "migrate": (
        "bring the database up to date, and end",
        """\
Bring the database up to date. `run` does this by itself; do it alone to see it happen before
new replicas start. Several at once wait for each other.""",
    ),
    "doctor": (
        "check settings, token, database, Redis, mail and webhook",
        """\
Check everything that a running Coachbook needs, and say in sentences what is wrong. Changes
nothing. The exit code is 1 if anything is wrong.""",
    ),
    "dead-letters": (
        "list and retry updates that could not be handled",
        """\
An update that fails because of a fault of ours is kept whole, its sender gets an apology, and
the bot goes on. When the fault is gone, handle it again here.

  coachbook dead-letters            those that wait, oldest first; with --all, handled ones too
  coachbook dead-letters show 3     the update and the fault, whole
  coachbook dead-letters retry 3 5  handle these again; with --all, every one that waits

A retry answers the person on Telegram, at once and from this process; messages to others go out
by the running bot. What the first attempt had stored is found, not done twice. After 7 days the
update is deleted, and only the fault is left. The exit code is 1 if any letter waits still.""",
    ),
    "backup": (
        "write everything that is stored into one file",
        """\
Write everything that is stored into a new file, as of one moment. The bot may run meanwhile.

  coachbook backup monday.dump

The file is what `pg_dump --format=custom` writes; pg_restore reads it too. It holds people's
names and what they wrote: keep it where nobody else reads it. Settings and the token are not in
it. A database of yours is read with the pg_dump of this machine, if that is new enough.""",
    ),
    "restore": (
        "bring a backup back, into an empty database",
        """\
Bring back what `backup` wrote, as a whole or not at all, and bring it up to date. No bot may run
on the database meanwhile.

  coachbook restore monday.dump             into an empty database
  coachbook restore monday.dump --replace   in place of everything that is in it now

Messages that had come due by now are not sent: most of them were, after the backup was made.
Those still to come are sent in time.""",
    ),
}


def parser() -> ArgumentParser:
    """The command line: `command`, and the arguments of each."""
    whole = ArgumentParser(
        prog="coachbook", description=DESCRIPTION, epilog=EXAMPLES, formatter_class=_layout
    )
    commands = whole.add_subparsers(dest="command", required=True, metavar="COMMAND")
    parsers = {
        name: commands.add_parser(name, help=summary, description=teaching, formatter_class=_layout)
        for name, (summary, teaching) in COMMANDS.items()
    }
    parsers["run"].add_argument(
        "--unless-running",
        action="store_true",
        help="when it runs here already say where, and end with exit code 0",
    )
    _ask_for_dead_letters(parsers["dead-letters"])
    parsers["backup"].add_argument(
        "file", type=Path, metavar="FILE", help="a file that is not there"
    )
    parsers["restore"].add_argument("file", type=Path, metavar="FILE", help="what `backup` wrote")
    parsers["restore"].add_argument(
        "--replace", action="store_true", help="delete everything that is there first"
    )
    return whole


def _ask_for_dead_letters(command: ArgumentParser) -> None:
    command.add_argument(
        "--all", dest="everything", action="store_true", help="list handled dead letters too"
    )
    actions = command.add_subparsers(dest="action", metavar="show | retry")
    show = actions.add_parser("show", help="tell everything about one dead letter")
    show.add_argument("id", type=int, metavar="ID")
    retry = actions.add_parser("retry", help="handle dead letters again")
    which = retry.add_mutually_exclusive_group(required=True)
    which.add_argument("ids", type=int, nargs="*", default=[], metavar="ID")
    which.add_argument("--all", action="store_true", help="every dead letter that waits")


def _layout(prog: str) -> HelpFormatter:
    return RawDescriptionHelpFormatter(prog, max_help_position=16)
