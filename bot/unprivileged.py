"""Who the embedded PostgreSQL runs as: it refuses to run as root.

As an ordinary user nothing changes. As root there are three ways, tried in this order:

1. A user namespace in which our own uid has another number: no rights are left, and the files stay
   root's. Containers often forbid it.
2. The user `nobody` with one capability, to pass through folders it may not enter, because the
   programs and the data often lie under root's home.
3. The user `nobody` as it is.

A cluster that exists keeps the owner it was made with.
"""

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


class NoIdentity(Exception):
    """No way to run PostgreSQL from here; the text is one sentence."""


@dataclass(frozen=True, slots=True)
class Identity:
    """prefix: what stands before a command. owner: uid and gid of the files; None: as they are."""

    prefix: tuple[str, ...]
    owner: tuple[int, int] | None = None

    def give(self, path: Path) -> None:
        """Hand an empty folder to the server."""
        if self.owner is not None:
            os.chown(path, *self.owner)


def identity_for(cluster: Path, program: str) -> Identity:
    """The way to run this program on a cluster that exists or is about to. Raises NoIdentity."""
    owner = cluster.stat().st_uid if cluster.exists() else None
    me = os.geteuid()
    if me != 0:
        if owner not in (None, me):
            raise NoIdentity(
                f"The database in {cluster} belongs to another user (uid {owner}): start as that "
                "user, or set COACHBOOK_DATA_DIR to a folder of your own."
            )
        return Identity(_ending_with_us())
    for identity in _ways_for_root(owner):
        if _works(identity, program):
            return identity
    raise NoIdentity(
        "PostgreSQL does not run as root, and this machine lets root become nobody else here: "
        "start as an ordinary user, or set COACHBOOK_DATABASE_URL."
    )


def _ways_for_root(owner: int | None) -> Iterator[Identity]:
    nobody = pwd.getpwnam("nobody")
    if not owner:
        numbers = (f"--map-user={nobody.pw_uid}", f"--map-group={nobody.pw_gid}")
        yield Identity(("unshare", "--user", *numbers, *_ending_with_us()))
    if owner != 0:
        uid = owner or nobody.pw_uid
        gid = pwd.getpwuid(uid).pw_gid if _has_name(uid) else nobody.pw_gid
        become = ("setpriv", f"--reuid={uid}", f"--regid={gid}", "--clear-groups")
        passing = ("--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search")
        yield Identity((*become, *passing, *_ending_with_us()), (uid, gid))
        yield Identity((*become, *_ending_with_us()), (uid, gid))


def _ending_with_us() -> tuple[str, ...]:
    # The kernel ends the server when the thread that started it ends, however that happens. It
    # forgets the wish when the user changes, so this must come last.
    return ("setpriv", "--pdeathsig", "INT") if shutil.which("setpriv") else ()


def _works(identity: Identity, program: str) -> bool:
    command = [*identity.prefix, program, "--version"]
    try:
        return subprocess.run(command, check=False, capture_output=True).returncode == 0
    except FileNotFoundError:
        return False


def _has_name(uid: int) -> bool:
    try:
        pwd.getpwuid(uid)
    except KeyError:
        return False
    return True
