"""What the fork server imports before the first bot is forked from it, and nobody else does.

Besides the imports themselves it reads the words of every language, and exempts all of it from
garbage collection: that is most of what a start still costs. What a bot imports if its settings
have a Redis is here, too: every replica has one.
"""

import gc
from typing import Final

from bot import app, event_loop, fanout
from bot.commands import cli
from handlers.wording.words import languages, own_name, words_for
from storage import redis

PRELOADED: Final = (app, cli, fanout, redis)

event_loop.loop()

for language in languages():
    words_for(language, None, language)
    own_name(language)
gc.collect()
gc.freeze()
