"""Whether the words on the page can be read: contrast, in both themes."""

import pytest

from tests.page.conftest import Opener, Setting
from tests.page.scripted_bot import ScriptedBot

pytestmark = pytest.mark.asyncio(loop_scope="session")

MIA = 7001
# WCAG 2.2, 1.4.3 (AA) for text below 18 pt.
ENOUGH = 4.5

# Every visible piece of text with its colour against what is painted behind it. Gradients count
# with their palest stop; what is disabled, blank or decoration is exempt.
FAINT = """(enough) => {
    const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    const rgba = (colour) => {
        canvas.clearRect(0, 0, 1, 1);
        canvas.fillStyle = colour;
        canvas.fillRect(0, 0, 1, 1);
        const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
        return [r, g, b, a / 255];
    };
    const over = ([r, g, b, a], under) =>
        [r, g, b].map((part, index) => part * a + under[index] * (1 - a));
    const behind = (node) => {
        if (!node) return [255, 255, 255];
        const style = getComputedStyle(node);
        const stop = /gradient\\(.*?(rgba?\\([^)]*\\))/.exec(style.backgroundImage)?.[1];
        const painted = node.matches(".avatar") && stop ? stop : style.backgroundColor;
        const colour = rgba(painted);
        return colour[3] === 1 ? colour.slice(0, 3) : over(colour, behind(node.parentElement));
    };
    const light = (colour) => {
        const [r, g, b] = colour.map((part) => {
            const share = part / 255;
            return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const faint = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const node = walker.currentNode.parentElement;
        const words = walker.currentNode.textContent.trim();
        if (!words || !node.checkVisibility() || node.closest("[disabled], .unseen, .spoiler"))
            continue;
        if (parseFloat(getComputedStyle(node).fontSize) === 0) continue;
        const back = behind(node);
        const [one, other] = [light(over(rgba(getComputedStyle(node).color), back)), light(back)];
        const contrast = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
        if (contrast < enough) faint.push(`${words.slice(0, 30)}: ${contrast.toFixed(2)}`);
    }
    return faint;
}"""


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
async def test_every_word_stands_out_from_what_is_behind_it(
    visit: Opener, bot: ScriptedBot, setting: Setting, dark: bool
) -> None:
    await setting.meet(MIA)
    message = await bot.say(
        MIA,
        "<b>Bold</b> <code>K7Q2</code> https://example.org /book "
        "<blockquote>quoted</blockquote><pre>pre</pre>",
        [
            {"text": style, "callback_data": style, "style": style}
            for style in ("primary", "danger")
        ],
        [{"text": "success", "callback_data": "s", "style": "success"}, "plain", "·"],
        [{"text": day, "callback_data": "0"} for day in ("Mo", "Tu", "We")],
    )
    await bot.call("sendLocation", chat_id=MIA, latitude=52.5, longitude=13.4)
    page = await visit(dark=dark)
    for person in setting.playground.chats.people():
        if person.id != MIA:
            await page.person(person.name).click()
    await page.person("Mia Keller").click()
    mia = page.chat("Mia Keller")
    await mia.message("Bold").dblclick(position={"x": 5, "y": 5})
    await mia.send("an answer to /book with https://example.org")
    await mia.shows("an answer")
    assert message["message_id"]
    await page.page.get_by_role("button", name="+1 h").click()
    await page.page.wait_for_timeout(400)
    assert await page.page.evaluate(FAINT, ENOUGH) == []
    await mia.menu("Edit this person…")
    assert await page.page.evaluate(FAINT, ENOUGH) == []


@pytest.mark.parametrize("width", [390, 1280, 1400])
async def test_the_days_of_a_week_are_read_whole_however_many_chats_are_side_by_side(
    visit: Opener, bot: ScriptedBot, setting: Setting, width: int
) -> None:
    await setting.meet(MIA)
    days = ["Mon 30 Nov", "Wed 24 May", "Mi., 30. Nov"]
    await bot.say(MIA, "Your week", list(days))
    mia = (await visit(width)).chat("Mia Keller")
    await mia.shows("Your week")
    labels = [mia.button(day).locator(".key-label") for day in days]
    cut = [await label.evaluate("node => node.scrollWidth - node.clientWidth") for label in labels]
    assert cut == [0, 0, 0]
