"""In which language somebody is written to, of those that the business speaks."""

# As `domain.messages.house_texts.spoken` has it: what they chose, else what Telegram says; NULL
# where neither is offered, and the language of the setting is meant.
_SPOKEN = """
(SELECT wish FROM business,
    unnest(ARRAY[{0}.chosen_language, {0}.language]) WITH ORDINALITY AS wished (wish, rank)
WHERE wish IS NOT NULL AND (cardinality(languages) = 0
    OR (regexp_split_to_array(lower(wish), '[-_]'))[1] = ANY (languages))
ORDER BY rank LIMIT 1)
"""


def spoken_with(people: str) -> str:
    """That language, as SQL over the table of people or its alias."""
    return _SPOKEN.format(people)
