"""The language in which somebody is written to, of those that the business speaks."""

# As in `domain.messages.business_texts.spoken`: what they chose, else what Telegram says; NULL if
# neither is offered, which means the language of the setting.
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
