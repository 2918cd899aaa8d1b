"""A phone number as people in its country write it."""

from typing import Final

from domain.refusals import BadInput

LONGEST: Final = 60  # letters


def mobile_country(number: str) -> str | None:
    """The ISO 3166 country of a mobile number; None for any other, which takes no text messages or
    costs more. number: E.164."""
    import phonenumbers  # noqa: PLC0415 - as below

    mobile = (
        phonenumbers.PhoneNumberType.MOBILE,
        phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE,
    )
    try:
        parsed = phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(parsed) or phonenumbers.number_type(parsed) not in mobile:
        return None
    country = phonenumbers.region_code_for_number(parsed)
    return str(country) if country else None


def calling_code(number: str) -> str:
    """The calling code of a number's country, and of those that share it, such as +1. number: one
    that has a country."""
    import phonenumbers  # noqa: PLC0415 - as below

    return f"+{phonenumbers.parse(number, None).country_code}"


def read_phone(text: str, country: str) -> str:
    """The number with its country code, as E.164. country: the default, ISO 3166, "" if unknown.

    Raises BadInput of `contact_number` for anything else, and for numbers no country assigns.
    """
    import phonenumbers  # noqa: PLC0415 - 2 MB, for the few who type one

    if len(text) > LONGEST:
        raise BadInput("contact_number")
    try:
        number = phonenumbers.parse(text, country or None)
    except phonenumbers.NumberParseException:
        raise BadInput("contact_number") from None
    if not phonenumbers.is_valid_number(number) or number.extension:
        raise BadInput("contact_number")
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
