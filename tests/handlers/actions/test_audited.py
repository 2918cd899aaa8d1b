"""Whatever anybody does is in the audit log: no action that writes skips it.

Actions are found, not listed: each public coroutine that has the database or an actor, and writes,
must lead to `audit.record`, which takes what was before and after. Those that leave no line are
listed here with the reason.
"""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import handlers

ROOT: Final = Path(handlers.__file__).parent / "actions"
Name = tuple[str, str]  # a module, and what is at its top level

# What others do in it, they record.
HANDS_ON: Final = {
    *(("once", "once"), ("once", "appointment_once")),
    *(("group_sessions", "session_once"), ("group_sessions", "change_once")),
}
# Nothing has come of it yet, and what does is recorded. A held time lapses within minutes or is
# booked: see DECISIONS, "The database itself makes the audit log append-only".
DRAFTS: Final = {
    *(("importing", name) for name in ("draft", "change", "check")),
    *(("holding", name) for name in ("keep", "let_go")),
    *(("series_plans", name) for name in ("begin", "change")),
    *(("linking", name) for name in ("make_code", "look")),
    *(("broadcasting", "draft"), ("applying", "begin"), ("notes", "keep"), ("forms", "answer")),
    *(("own_number", "ask"), ("changing", "ask_contact"), ("by_telegram", "begin_login")),
    *(("registering", "register"), ("recovering", "forgot")),
}
# The progress of something, or whether it was read.
FOLLOWS: Final = {
    *(("broadcasting", "watch"), ("reminding", "follow")),
    *(("receipts", "of_reader"), ("receipts", "of_provider")),
    ("key_holders", "identify"),  # when a key was last used
}
# What the chat notes about its own screens and updates.
OF_THE_CHAT: Final = {
    *(("questions", "ask"), ("questions", "close"), ("questions", "put_aside")),
    ("once", "first"),
}
# What the API notes about its own answers.
OF_THE_API: Final = {("api_answers", name) for name in ("claim", "save_answer", "let_go")}
# What the clock tells people: rows of the outbox, and of what was told, show that.
BY_CLOCK: Final = {
    *(("digests", "send_due"), ("report_subscriptions", "send_due"), ("series_ending", "tell")),
    *(("broadcasting", "advance"), ("troubles", "find"), ("webhook_feed", "read")),
}
SILENT: Final = HANDS_ON | DRAFTS | FOLLOWS | OF_THE_CHAT | OF_THE_API | BY_CLOCK


def modules() -> dict[str, ast.Module]:
    return {path.stem: ast.parse(path.read_text()) for path in sorted(ROOT.rglob("*.py"))}


MODULES: Final = modules()
TOPS: Final = {
    (stem, one.name): one
    for stem, module in MODULES.items()
    for one in module.body
    if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
}
IMPORTED: Final = {
    stem: {
        one.asname or one.name: ((node.module or "").split(".")[-1], one.name)
        for node in ast.walk(module)
        if isinstance(node, ast.ImportFrom)
        for one in node.names
    }
    for stem, module in MODULES.items()
}


def used(stem: str, node: ast.AST) -> Iterator[Name]:
    """The names a function uses: from its own module, of others, or in them."""
    there = IMPORTED[stem]
    for one in ast.walk(node):
        if isinstance(one, ast.Name):
            yield there.get(one.id, (stem, one.id))
        elif isinstance(one, ast.Attribute) and isinstance(one.value, ast.Name):
            _, module = there.get(one.value.id, ("", ""))
            yield module, one.attr


USED: Final = {name: set(used(name[0], node)) for name, node in TOPS.items()}


def audited(name: Name) -> bool:
    """Whether it leads to a log line."""
    seen: set[Name] = set()
    ahead = [name]
    while ahead:
        one = ahead.pop()
        if ("audit", "record") in USED[one]:
            return True
        seen.add(one)
        ahead += [further for further in USED[one] if further in TOPS and further not in seen]
    return False


def writing() -> Iterator[Name]:
    """The actions that write."""
    for name, node in TOPS.items():
        if not isinstance(node, ast.AsyncFunctionDef) or name[1].startswith("_"):
            continue
        arguments = [one.arg for one in (*node.args.args, *node.args.kwonlyargs)]
        source = ast.unparse(node)
        acts = "actor" in arguments or "database" in arguments
        if acts and (".write(" in source or "once(" in source):
            yield name


def test_what_is_done_is_in_the_log_with_before_and_after() -> None:
    actions = list(writing())
    assert len(actions) > 150, "they are found"
    silent = {name for name in actions if not audited(name)}
    assert silent == SILENT
