"""Catalogues are compiled once for each state of their source, if that can be stored."""

import os
import shutil
import sys
from pathlib import Path

import pytest

from handlers.wording.compiled import sentences


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The English catalogue in a place of its own, without anything compiled."""
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    path = tmp_path / "en" / "LC_MESSAGES" / "messages.po"
    path.parent.mkdir(parents=True)
    path.write_text('msgid "key.menu"\nmsgstr "Menu"\n', encoding="utf-8")
    return path


def menu_label(source: Path) -> str:
    return sentences(source.parents[2], "en").gettext("key.menu")


def cached_files(source: Path) -> list[Path]:
    return list((source.parent / "__pycache__").glob("*"))


def test_what_is_compiled_is_read_the_next_time(source: Path) -> None:
    assert menu_label(source) == "Menu"
    [compiled] = cached_files(source)
    compiled.write_bytes(compiled.read_bytes().replace(b"Menu", b"Card"))
    assert menu_label(source) == "Card"


@pytest.mark.parametrize("later", [60, -60])
def test_a_source_that_has_changed_is_compiled_anew_also_one_that_is_older(
    source: Path, later: int
) -> None:
    menu_label(source)
    at = source.stat().st_mtime + later
    source.write_text('msgid "key.menu"\nmsgstr "Start"\n', encoding="utf-8")
    os.utime(source, (at, at))
    assert menu_label(source) == "Start"
    assert len(cached_files(source)) == 1


def test_one_that_was_built_beside_a_source_no_newer_is_used(source: Path) -> None:
    menu_label(source)
    [compiled] = cached_files(source)
    shutil.copyfile(compiled, source.with_suffix(".mo"))
    shutil.rmtree(source.parent / "__pycache__")
    assert menu_label(source) == "Menu"
    assert cached_files(source) == []


def test_where_nothing_can_be_kept_it_is_compiled_each_time(source: Path) -> None:
    (source.parent / "__pycache__").write_text("no folder")
    assert menu_label(source) == "Menu"
    assert menu_label(source) == "Menu"


def test_who_wants_no_bytecode_gets_no_catalogue_either(
    source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert menu_label(source) == "Menu"
    assert cached_files(source) == []
