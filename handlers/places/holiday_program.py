"""Public holidays, computed by the library in a process of its own, which ends with its answer.

    python -I holiday_program.py regions DE
    python -I holiday_program.py days DE-BY en,de 2027,2028

The library takes 17 MB and a third of a second, and is asked once per region and year: so it is
never loaded where taps are answered. Nothing of ours is imported here; JSON goes to stdout.
"""

import json
import sys
from typing import Any

import holidays


def regions(country: str) -> dict[str, str] | None:
    """A country's regions, names by code; None if it is unknown."""
    countries = holidays.list_supported_countries(include_aliases=False)
    if country not in countries:
        return None
    names = {code: name for name, code in getattr(holidays, country).subdivisions_aliases.items()}
    return {code: names.get(code, code) for code in countries[country]}


def days(region: str, languages: list[str], years: list[int]) -> list[Any]:
    """Each holiday's day, name, and name in those of the languages that are known."""
    country, _, part = region.partition("-")

    def holidays_in(locale: str | None) -> Any:
        return holidays.country_holidays(country, subdiv=part or None, years=years, language=locale)

    # Without a language it would use the machine's.
    plain = holidays_in(holidays_in(None).default_language)
    by_language = {}
    for language in languages:
        locales = (one for one in plain.supported_languages if one.split("_")[0] == language)
        if locale := next(locales, None):
            by_language[language] = holidays_in(locale)
    return [
        (
            day.isoformat(),
            name,
            {its: names[day] for its, names in by_language.items() if day in names},
        )
        for day, name in sorted(plain.items())
    ]


if __name__ == "__main__":
    what, region, *rest = sys.argv[1:]
    answer: Any = (
        regions(region)
        if what == "regions"
        else days(region, rest[0].split(","), [int(year) for year in rest[1].split(",")])
    )
    sys.stdout.write(json.dumps(answer))
