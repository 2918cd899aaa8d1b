"""Processes that may end while they are looked at."""

import psutil


def is_alive(process: psutil.Process) -> bool:
    """Whether it runs; if nothing reaps orphans, the dead stay listed as zombies."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def program_of(process: psutil.Process) -> str:
    """The name of its program, empty if it has ended."""
    try:
        return process.name()
    except psutil.NoSuchProcess:
        return ""
