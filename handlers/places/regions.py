"""States and provinces whose cities share names, and countries, as people write them."""

from collections.abc import Mapping
from functools import cache

from babel import Locale

from handlers.places.gazetteer import key_of
from handlers.wording.words import SOURCE

# Area: ISO 3166 country, with GeoNames' code of the region.
_STATES = """
AL Alabama, AK Alaska, AZ Arizona, AR Arkansas, CA California, CO Colorado, CT Connecticut,
DE Delaware, DC District of Columbia, FL Florida, GA Georgia, HI Hawaii, ID Idaho, IL Illinois,
IN Indiana, IA Iowa, KS Kansas, KY Kentucky, LA Louisiana, ME Maine, MD Maryland, MA Massachusetts,
MI Michigan, MN Minnesota, MS Mississippi, MO Missouri, MT Montana, NE Nebraska, NV Nevada,
NH New Hampshire, NJ New Jersey, NM New Mexico, NY New York, NC North Carolina, ND North Dakota,
OH Ohio, OK Oklahoma, OR Oregon, PA Pennsylvania, RI Rhode Island, SC South Carolina,
SD South Dakota, TN Tennessee, TX Texas, UT Utah, VT Vermont, VA Virginia, WA Washington,
WV West Virginia, WI Wisconsin, WY Wyoming
"""
_PROVINCES = """
01 AB Alberta, 02 BC British Columbia, 03 MB Manitoba, 04 NB New Brunswick, 05 NL Newfoundland,
05 NL Newfoundland and Labrador, 07 NS Nova Scotia, 08 ON Ontario, 09 PE Prince Edward Island,
10 QC Quebec, 11 SK Saskatchewan, 12 YT Yukon, 13 NT Northwest Territories, 14 NU Nunavut
"""
_TERRITORIES = """
01 ACT Australian Capital Territory, 02 NSW New South Wales, 03 NT Northern Territory,
04 QLD Queensland, 05 SA South Australia, 06 TAS Tasmania, 07 VIC Victoria, 08 WA Western Australia
"""


def region_called(key: str) -> str | None:
    """The region with this name, as in `key_of`."""
    return _regions()[0].get(key)


def every_country() -> tuple[str, ...]:
    """All country codes."""
    codes = map(str, Locale.parse(SOURCE).territories)
    return tuple(code for code in codes if len(code) == 2 and code.isalpha())


def areas_of_code(code: str) -> tuple[str, ...]:
    """The areas with this code: `CA` is California, and Canada."""
    short = code.upper()
    areas = [area for letters, area in _regions()[1] if letters == short]
    return (*areas, *([short] if short in Locale.parse(SOURCE).territories else []))


def label_of(locale: Locale, country: str, region: str) -> str:
    """A region, or else a country, as a button's label."""
    if region and (name := _regions()[2].get(country + region)):
        return name
    return str(locale.territories.get(country, country))


@cache
def _regions() -> tuple[Mapping[str, str], tuple[tuple[str, str], ...], Mapping[str, str]]:
    """By name; pairs of the code people write and the area; the name of each area."""
    rows = [("US", one[:2], one[:2], one[3:]) for one in _split_names(_STATES)]
    for country, text in (("CA", _PROVINCES), ("AU", _TERRITORIES)):
        for one in _split_names(text):
            number, letters, name = one.split(" ", maxsplit=2)
            rows.append((country, number, letters, name))
    by_name = {key_of(name): country + code for country, code, _, name in rows}
    by_code = tuple(dict.fromkeys((letters, country + code) for country, code, letters, _ in rows))
    return by_name, by_code, {country + code: name for country, code, _, name in rows}


def _split_names(text: str) -> list[str]:
    return [" ".join(one.split()) for one in text.split(",")]
