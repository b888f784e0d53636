"""Phone numbers, kept as people read them aloud: international, with spaces."""

import phonenumbers


class NotAPhone(ValueError):
    """What was written is no number that could be called."""


def parse(text: str, *, country: str) -> str:
    """The number in international form. `country` is meant where no country code is written."""
    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        raise NotAPhone from None
    if not phonenumbers.is_possible_number(number):
        raise NotAPhone
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
