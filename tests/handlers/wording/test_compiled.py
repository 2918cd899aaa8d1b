"""Catalogues are compiled once for each state of their source, where that can be kept."""

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
    made = tmp_path / "en" / "LC_MESSAGES" / "messages.po"
    made.parent.mkdir(parents=True)
    made.write_text('msgid "key.menu"\nmsgstr "Menu"\n', encoding="utf-8")
    return made


def said(source: Path) -> str:
    return sentences(source.parents[2], "en").gettext("key.menu")


def kept(source: Path) -> list[Path]:
    return list((source.parent / "__pycache__").glob("*"))


def test_what_is_compiled_is_read_the_next_time(source: Path) -> None:
    assert said(source) == "Menu"
    [compiled] = kept(source)
    compiled.write_bytes(compiled.read_bytes().replace(b"Menu", b"Card"))
    assert said(source) == "Card"


@pytest.mark.parametrize("later", [60, -60])
def test_a_source_that_has_changed_is_compiled_anew_also_one_that_is_older(
    source: Path, later: int
) -> None:
    said(source)
    at = source.stat().st_mtime + later
    source.write_text('msgid "key.menu"\nmsgstr "Start"\n', encoding="utf-8")
    os.utime(source, (at, at))
    assert said(source) == "Start"
    assert len(kept(source)) == 1


def test_one_that_was_built_beside_a_source_no_newer_is_used(source: Path) -> None:
    said(source)
    [compiled] = kept(source)
    shutil.copyfile(compiled, source.with_suffix(".mo"))
    shutil.rmtree(source.parent / "__pycache__")
    assert said(source) == "Menu"
    assert kept(source) == []


def test_where_nothing_can_be_kept_it_is_compiled_each_time(source: Path) -> None:
    (source.parent / "__pycache__").write_text("no folder")
    assert said(source) == "Menu"
    assert said(source) == "Menu"


def test_who_wants_no_bytecode_gets_no_catalogue_either(
    source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert said(source) == "Menu"
    assert kept(source) == []
