"""What a message may look like, and what it may never do."""

import pytest
from playwright.async_api import expect

from tests.page.conftest import Opener, Setting
from tests.page.scripted_bot import ScriptedBot
from tests.page.window import ChatWindow

pytestmark = pytest.mark.asyncio(loop_scope="session")

MIA, ANNA, LENA = 7001, 7002, 7005
# 2026-11-24 09:00 UTC.
TUESDAY = 1795510800


# What the bot sends, where it is found, what it reads.
LOOKS = [
    ("<b>bold</b>", "strong", "bold"),
    ("<i>italic</i>", "em", "italic"),
    ("<u>under</u>", "u", "under"),
    ("<s>gone</s>", "s", "gone"),
    ("<code>K7Q2</code>", "code", "K7Q2"),
    ("<b>bold <i>and italic</i></b>", "strong em", "and italic"),
    ("🎾🎾 <b>after emoji</b> 🎾", "strong", "after emoji"),
    ("<pre>a &lt; b</pre>", "pre code", "a < b"),
    ('<pre><code class="language-python">x = 1</code></pre>', ".pre-language", "python"),
    ("<blockquote>quoted</blockquote>", "blockquote", "quoted"),
    ("<u>one <b>two</b></u><b> three</b>", "u strong", "two"),
    ("write to @coachbook_bot", ".mention", "@coachbook_bot"),
    ("see https://example.org/x", 'a[href="https://example.org/x"]', "https://example.org/x"),
    ("or mail me@example.org", 'a[href="mailto:me@example.org"]', "me@example.org"),
]


async def test_formatted_text_looks_as_it_is_meant(
    visit: Opener, bot: ScriptedBot, setting: Setting
) -> None:
    await setting.meet(MIA)
    for html, _, _ in LOOKS:
        await bot.say(MIA, html)
    mia = (await visit()).chat("Mia Keller")
    messages = mia.log.locator(".message.in")
    await expect(messages).to_have_count(len(LOOKS))
    for index, (_, selector, text) in enumerate(LOOKS):
        await expect(messages.nth(index).locator(f".words {selector}")).to_have_text(text)


async def test_entities_that_cross_are_both_shown(visit: Opener) -> None:
    page = await visit()
    html = await page.page.evaluate(
        """async () => {
            const { formatted } = await import("/page/entities.js");
            const holder = document.createElement("div");
            holder.append(formatted("one two three", [
                { type: "bold", offset: 0, length: 7 },
                { type: "italic", offset: 4, length: 9 },
            ], {}));
            return holder.innerHTML;
        }"""
    )
    assert html == "<strong>one <em>two</em></strong><em> three</em>"


async def test_text_that_looks_like_html_stays_text(
    visit: Opener, bot: ScriptedBot, setting: Setting
) -> None:
    evil = '<img src=x onerror="document.title=1"><script>document.title=2</script><b>x</b>'
    page = await visit()
    mia = page.chat("Mia Keller")
    await mia.send(evil)
    await mia.shows(evil)
    await bot.receive()
    await bot.call(
        "sendMessage",
        chat_id=MIA,
        text=evil,
        reply_markup={"inline_keyboard": [[{"text": evil[:60], "callback_data": evil[:60]}]]},
    )
    await expect(mia.button(evil[:60])).to_be_visible()
    await mia.button(evil[:60]).click()
    press = await bot.receive("callback_query")
    await bot.call("answerCallbackQuery", callback_query_id=press["id"], text=evil[:150])
    await expect(mia.toast).to_have_text(evil[:150])
    name = {"first_name": "<i>Eve</i>", "language": "en", "zone": "UTC"}
    async with setting.session.post(
        f"{setting.served.url}/playground/people", json=name
    ) as response:
        assert response.status == 201
    await expect(page.person("<i>Eve</i>")).to_be_visible()
    assert await page.page.locator(".chats script, .chats img, .people i").count() == 0
    assert "Coachbook" in await page.page.title()


async def test_an_address_that_could_run_something_is_no_link(
    visit: Opener, bot: ScriptedBot, setting: Setting
) -> None:
    page = await visit()
    verdicts = await page.page.evaluate(
        """async () => {
            const { formatted } = await import("/page/entities.js");
            const context = { link: () => false };
            return ["javascript:alert(1)", "data:text/html,x", "JavaScript:x", " javascript:x",
                    "vbscript:x", "https://example.org/", "mailto:a@example.org"].map((url) => {
                const mark = { type: "text_link", offset: 0, length: 4, url };
                return formatted("link", [mark], context).querySelector("a") !== null;
            });
        }"""
    )
    assert verdicts == [False, False, False, False, False, True, True]


# Format, what Mia (English, London) reads, what Lena (German, Berlin) reads.
MOMENTS = [
    ("t", "09:00", "10:00"),
    ("T", "09:00:00", "10:00:00"),
    ("d", "24/11/26", "24.11.26"),
    ("D", "24 November 2026", "24. November 2026"),
    ("wDt", "Tuesday 24 November 2026 at 09:00", "Dienstag, 24. November 2026 um 10:00"),
    ("wt", "Tue, 09:00", "Di., 10:00"),
    ("w", "Tuesday", "Dienstag"),
]


async def test_a_moment_is_read_on_each_persons_own_clock(
    visit: Opener, bot: ScriptedBot, setting: Setting
) -> None:
    await setting.meet(MIA, LENA)
    for form, _, _ in MOMENTS:
        for person in (MIA, LENA):
            words = f'<tg-time unix="{TUESDAY}" format="{form}">10:00 in Berlin</tg-time>'
            await bot.say(person, words)
    page = await visit()
    await page.person("Lena Fuchs").click()
    assert await readings(page.chat("Mia Keller")) == [plain(text) for _, text, _ in MOMENTS]
    assert await readings(page.chat("Lena Fuchs")) == [plain(text) for _, _, text in MOMENTS]


async def readings(chat: ChatWindow) -> list[str]:
    moments = chat.log.locator("time.moment")
    await expect(moments).to_have_count(len(MOMENTS))
    return [plain(text) for text in await moments.all_inner_texts()]


def plain(text: str) -> str:
    """Without the marks on which editions of the language data differ."""
    return text.replace(",", "").replace(".", "").replace("\u202f", " ")


async def test_a_moment_without_format_keeps_its_words_and_tells_all_on_focus(
    visit: Opener, bot: ScriptedBot, setting: Setting
) -> None:
    await setting.meet(MIA)
    await bot.say(MIA, f'<tg-time unix="{TUESDAY}">next Tuesday</tg-time>')
    page = await visit()
    moment = page.chat("Mia Keller").log.locator("time.moment")
    await expect(moment).to_have_text("next Tuesday")
    await moment.focus()
    await expect(page.page.get_by_role("tooltip")).to_contain_text("Tuesday")
    await expect(page.page.get_by_role("tooltip")).to_contain_text("09:00 (Europe/London)")
    await moment.blur()
    await moment.hover()
    await expect(page.page.get_by_role("tooltip")).to_be_visible()


async def test_a_relative_moment_follows_the_clock(
    visit: Opener, bot: ScriptedBot, setting: Setting
) -> None:
    await setting.meet(MIA)
    soon = int(setting.playground.now()) + 3 * 3600 + 60
    await bot.say(MIA, f'<tg-time unix="{soon}" format="r">soon</tg-time>')
    page = await visit()
    moment = page.chat("Mia Keller").log.locator("time.moment")
    await expect(moment).to_have_text("in 3 hours")
    await page.page.get_by_role("button", name="+1 h").click()
    await expect(moment).to_have_text("in 2 hours")


async def test_a_spoiler_is_hidden_until_it_is_asked_for(
    visit: Opener, bot: ScriptedBot, setting: Setting
) -> None:
    await setting.meet(MIA)
    await bot.say(MIA, "The code is <tg-spoiler>4711</tg-spoiler>.")
    mia = (await visit()).chat("Mia Keller")
    await expect(mia.log.get_by_role("button", name="4711")).to_have_count(0)
    await expect((await visit()).person("Mia Keller")).not_to_contain_text("4711")
    await mia.tap("Show the hidden text")
    await expect(mia.log.locator(".spoiler-open")).to_have_text("4711")


async def test_a_long_quote_unfolds(visit: Opener, bot: ScriptedBot, setting: Setting) -> None:
    await setting.meet(MIA)
    lines = "\n".join(f"line {number}" for number in range(12))
    await bot.say(MIA, f"<blockquote expandable>{lines}</blockquote>")
    mia = (await visit()).chat("Mia Keller")
    quote = mia.log.locator("blockquote")
    folded = await quote.bounding_box()
    await mia.tap("Show more")
    unfolded = await quote.bounding_box()
    assert folded is not None
    assert unfolded is not None
    assert unfolded["height"] > 2 * folded["height"]
    await expect(mia.button("Show less")).to_have_attribute("aria-expanded", "true")


async def test_a_command_in_a_text_is_sent_by_a_tap(
    visit: Opener, bot: ScriptedBot, setting: Setting
) -> None:
    await setting.meet(MIA)
    await bot.say(MIA, "Send /book to begin.")
    mia = (await visit()).chat("Mia Keller")
    await mia.tap("/book")
    assert (await bot.receive())["text"] == "/book"


async def test_a_link_that_hides_its_address_asks_first(
    visit: Opener, bot: ScriptedBot, setting: Setting
) -> None:
    await setting.meet(MIA)
    await bot.say(MIA, '<a href="https://example.org/elsewhere">https://bank.example</a>')
    page = await visit()
    await page.chat("Mia Keller").log.get_by_role("link").click()
    question = page.page.get_by_role("dialog", name="Open this link?")
    await expect(question).to_contain_text("https://example.org/elsewhere")
    await question.get_by_role("button", name="Cancel").click()
    assert len(page.page.context.pages) == 1


async def test_a_button_with_an_address_asks_and_one_to_the_bot_starts_it(
    visit: Opener, bot: ScriptedBot, setting: Setting
) -> None:
    await setting.meet(MIA)
    await bot.say(
        MIA,
        "Where to?",
        [{"text": "Map", "url": "https://example.org/map"}],
        [{"text": "Share", "url": "https://t.me/coachbook_bot?start=c_7002"}],
    )
    page = await visit()
    mia = page.chat("Mia Keller")
    await mia.tap("Map")
    await expect(page.page.get_by_role("dialog")).to_contain_text("https://example.org/map")
    await page.page.keyboard.press("Escape")
    await mia.tap("Share")
    assert (await bot.receive())["text"] == "/start c_7002"


async def test_a_copy_button_copies(visit: Opener, bot: ScriptedBot, setting: Setting) -> None:
    await setting.meet(MIA)
    await bot.say(MIA, "Your code", [{"text": "Copy", "copy_text": {"text": "K7Q2"}}])
    page = await visit()
    await page.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    mia = page.chat("Mia Keller")
    await mia.tap("Copy")
    await expect(mia.toast).to_have_text("Copied to the clipboard.")
    assert await page.page.evaluate("navigator.clipboard.readText()") == "K7Q2"


async def test_buttons_wear_their_style(visit: Opener, bot: ScriptedBot, setting: Setting) -> None:
    await setting.meet(MIA)
    styles = ["primary", "success", "danger"]
    await bot.say(
        MIA,
        "Styles",
        [{"text": each, "callback_data": each, "style": each} for each in styles],
        ["x"],
    )
    mia = (await visit()).chat("Mia Keller")
    colours = {
        await mia.button(label).evaluate("node => getComputedStyle(node).backgroundColor")
        for label in [*styles, "x"]
    }
    assert len(colours) == 4
