"""What the fork server imports before the first replica is forked from it, and nobody else does.

Besides the imports themselves it reads the words of every language, and takes all of it out of
the garbage collector's rounds: that is most of what a start still costs.
"""

import gc

from handlers.wording.words import languages, words_for
from tests.chaos import unguarded

# The whole bot, and what it may have to do without.
PRELOADED = unguarded

for language in languages():
    words_for(language, None, language)
gc.collect()
gc.freeze()
