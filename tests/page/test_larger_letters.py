"""Whoever has chosen larger letters in the browser gets them, and nothing overlaps."""

import pytest
from playwright.async_api import expect

from tests.page.conftest import Opener, Setting
from tests.page.scripted_bot import ScriptedBot

pytestmark = pytest.mark.asyncio(loop_scope="session")

MIA = 7001
LONG = "محمد عبد الرحمن Wolfeschlegelsteinhausenbergerdorff the Younger of Northside"

SIZES = """() => [".step, .clock-toggle", ".brand", ".bubble .words", ".key", "textarea", ".who h2"]
    .map((each) => [...document.querySelectorAll(each)].find((node) => node.checkVisibility()))
    .filter(Boolean).map((node) => parseFloat(getComputedStyle(node).fontSize))
    .filter((size) => size > 0)"""

# Pairs of things to press or to read that cover each other, and what sticks out of the window.
COVERED = """() => {
    const seen = "button, textarea, .clock-face > *, .brand-name, .name, .role, .where, .bubble";
    const nodes = [...document.querySelectorAll(seen)].filter((node) => node.checkVisibility()
        && !node.closest(".toasts, .reply-button, .unseen"));
    const boxOf = (node) => {
        let { left, top, right, bottom } = node.getBoundingClientRect();
        for (let up = node.parentElement; up; up = up.parentElement) {
            if (getComputedStyle(up).overflow === "visible") continue;
            const frame = up.getBoundingClientRect();
            [left, top] = [Math.max(left, frame.left), Math.max(top, frame.top)];
            [right, bottom] = [Math.min(right, frame.right), Math.min(bottom, frame.bottom)];
        }
        return { left, top, right, bottom };
    };
    const placed = nodes.map((node) => [node, boxOf(node)])
        .filter(([, box]) => box.right - box.left > 1 && box.bottom - box.top > 1);
    const name = (node) => node.getAttribute("aria-label") ?? node.textContent.slice(0, 20);
    const covered = placed.filter(([, box]) => box.right > innerWidth + 1 || box.left < -1)
        .map(([node]) => `outside: ${name(node)}`);
    placed.forEach(([one, a], index) => placed.slice(index + 1).forEach(([other, b]) => {
        if (one.contains(other) || other.contains(one)) return;
        const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        if (across > 2 && down > 2) covered.push(`${name(one)} | ${name(other)}`);
    }));
    return covered;
}"""


@pytest.mark.parametrize(("width", "height"), [(1400, 900), (1024, 768), (700, 450), (390, 844)])
async def test_letters_follow_the_browser_and_nothing_overlaps(
    visit: Opener, bot: ScriptedBot, setting: Setting, width: int, height: int
) -> None:
    await setting.meet(MIA)
    mia = setting.playground.chats.get(MIA)
    assert mia is not None
    await bot.say(MIA, "Which time?", ["09:00", "10:00", "11:00"], ["‹ Back to the calendar"])
    address = f"{setting.served.url}/playground/people/7002"
    async with setting.session.patch(address, json={"first_name": LONG[:64]}) as response:
        assert response.status == 200
    opened = await visit(width, height)
    page = opened.page
    await opened.chat("Mia Keller").shows("Which time?")
    usual = await page.evaluate(SIZES)
    for letters in (16, 24, 32):
        await page.evaluate(f"document.documentElement.style.fontSize = '{letters}px'")
        await page.set_viewport_size({"width": width - 1, "height": height})
        await page.set_viewport_size({"width": width, "height": height})
        await page.wait_for_timeout(300)
        assert await page.evaluate(COVERED) == []
        assert await opened.overflow() == 0
        if width > 700 or letters == 16:
            continue
        larger = await page.evaluate(SIZES)
        assert min(b / a for a, b in zip(usual, larger, strict=False)) >= letters / 16 * 0.9


async def test_a_dialog_fits_and_scrolls_with_larger_letters(visit: Opener) -> None:
    opened = await visit(390, 600)
    page = opened.page
    await page.evaluate("document.documentElement.style.fontSize = '32px'")
    await page.get_by_role("button", name="Add a customer").click()
    dialog = page.get_by_role("dialog", name="Add a customer")
    box = await dialog.bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["width"] <= 390
    add = dialog.get_by_role("button", name="Add", exact=True)
    await add.scroll_into_view_if_needed()
    await expect(add).to_be_in_viewport(ratio=1)
