"""Who the embedded PostgreSQL runs as: it refuses to run as root.

As an ordinary user, nothing changes. As root, there are three ways, tried in this order:

1. A user namespace in which our own uid has another number: no rights are left, and the files stay
   root's. Containers often forbid it.
2. The user `nobody` with one capability, to pass through folders it may not enter, because the
   programs and the data often lie under root's home. Containers often forbid this too.
3. The user `nobody` as it is, who must be able to reach the programs; the data folder becomes its
   own.

An existing cluster keeps its owner, a new one takes that of its folder.
"""

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


class NoServerUser(Exception):
    """No way to run PostgreSQL from here; the text is one sentence."""


@dataclass(frozen=True, slots=True)
class ServerUser:
    """prefix: what to put before a command. owner: uid and gid of the files; None: unchanged.
    passes: whether it can pass through folders of other users."""

    prefix: tuple[str, ...]
    owner: tuple[int, int] | None = None
    passes: bool = True

    def give(self, path: Path) -> None:
        """Hand an empty folder over to the server."""
        if self.owner is not None:
            os.chown(path, *self.owner)


def server_user_for(folder: Path, cluster: Path, initdb: str) -> ServerUser:
    """How to run the server on an existing or a new cluster in a data folder.

    initdb: the program each way is tried with. Raises NoServerUser.
    """
    owner = (cluster if cluster.exists() else folder).stat().st_uid
    me = os.geteuid()
    if me != 0:
        if owner != me:
            raise NoServerUser(
                f"The database in {folder} belongs to another user (uid {owner}): start as that "
                "user, or set COACHBOOK_DATA_DIR to a folder of your own."
            )
        return ServerUser(_ending_with_us())
    fresh = owner == 0 and not cluster.exists()
    for server_user in _ways_for_root(None if fresh else owner):
        if _works(server_user, initdb):
            return server_user
    raise NoServerUser(
        "PostgreSQL does not run as root, and this machine lets root become nobody else here: "
        "start as an ordinary user, or set COACHBOOK_DATABASE_URL."
    )


def _ways_for_root(owner: int | None) -> Iterator[ServerUser]:
    """The ways for files of this owner; None for any owner."""
    nobody = pwd.getpwnam("nobody")
    if not owner:
        numbers = (f"--map-user={nobody.pw_uid}", f"--map-group={nobody.pw_gid}")
        yield ServerUser(("unshare", "--user", *numbers, *_ending_with_us()))
    if owner != 0:
        uid = owner or nobody.pw_uid
        gid = pwd.getpwuid(uid).pw_gid if _has_name(uid) else nobody.pw_gid
        become = ("setpriv", f"--reuid={uid}", f"--regid={gid}", "--clear-groups")
        # access(2), with which PostgreSQL checks its own programs, ignores the capability of anyone
        # but root unless the bit is set.
        passing = (
            "--securebits=+no_setuid_fixup",
            "--inh-caps=+dac_read_search",
            "--ambient-caps=+dac_read_search",
        )
        yield ServerUser((*become, *passing, *_ending_with_us()), (uid, gid))
        yield ServerUser((*become, *_ending_with_us()), (uid, gid), passes=False)


def _ending_with_us() -> tuple[str, ...]:
    # The kernel ends the server when the thread that started it ends, however that happens.
    # Changing the user resets this, so it must come last.
    return ("setpriv", "--pdeathsig", "INT") if shutil.which("setpriv") else ()


def _works(server_user: ServerUser, initdb: str) -> bool:
    # It looks for the other programs next to it and ends: the first thing that fails for a user who
    # may not go there.
    command = [*server_user.prefix, initdb, "--show", "--pgdata=/nonexistent"]
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
