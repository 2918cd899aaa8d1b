"""What the fork server imports before the first bot is forked from it, and nobody else does.

Besides the imports themselves it reads the words of every language, and takes all of it out of
the garbage collector's rounds: that is most of what a start still costs.
"""

import gc
from typing import Final

from bot import app
from bot.commands import cli
from handlers.wording.words import languages, own_name, words_for

PRELOADED: Final = (app, cli)

for language in languages():
    words_for(language, None, language)
    own_name(language)
gc.collect()
gc.freeze()
