"""Spanish numbers in words, as they are sung: what is written in digits has letters too."""

from __future__ import annotations

_SMALL = (
    "cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez", "once", "doce",
    "trece", "catorce", "quince", "dieciséis", "diecisiete", "dieciocho", "diecinueve", "veinte", "veintiuno",
    "veintidós", "veintitrés", "veinticuatro", "veinticinco", "veintiséis", "veintisiete", "veintiocho",
    "veintinueve",
)  # fmt: skip
_TENS = ("", "", "", "treinta", "cuarenta", "cincuenta", "sesenta", "setenta", "ochenta", "noventa")
_HUNDREDS = (
    "", "ciento", "doscientos", "trescientos", "cuatrocientos", "quinientos", "seiscientos", "setecientos",
    "ochocientos", "novecientos",
)  # fmt: skip
_LONGEST = 12


def in_words(digits: str) -> str:
    """The number `digits` (0 to 9 only) in Spanish words: "1812" -> "mil ochocientos doce".

    What begins with a zero, or is longer than a dozen digits, is told digit by digit: nobody counts so far.
    """
    if len(digits) > _LONGEST or (len(digits) > 1 and digits[0] == "0"):
        return " ".join(_SMALL[int(digit)] for digit in digits)
    return _cardinal(int(digits))


def _cardinal(number: int) -> str:
    if number >= 1_000_000:
        millions, rest = divmod(number, 1_000_000)
        head = "un millón" if millions == 1 else f"{_shortened(_cardinal(millions))} millones"
        return f"{head} {_cardinal(rest)}" if rest else head
    if number >= 1000:
        thousands, rest = divmod(number, 1000)
        head = "mil" if thousands == 1 else f"{_shortened(_below_a_thousand(thousands))} mil"
        return f"{head} {_below_a_thousand(rest)}" if rest else head
    return _below_a_thousand(number)


def _below_a_thousand(number: int) -> str:
    if number == 100:
        return "cien"
    if number > 100:
        hundreds, rest = divmod(number, 100)
        return f"{_HUNDREDS[hundreds]} {_below_a_thousand(rest)}" if rest else _HUNDREDS[hundreds]
    if number < len(_SMALL):
        return _SMALL[number]
    tens, rest = divmod(number, 10)
    return f"{_TENS[tens]} y {_SMALL[rest]}" if rest else _TENS[tens]


def _shortened(words: str) -> str:
    """Before mil and millones: veintiún mil, treinta y un mil."""
    if words.endswith("veintiuno"):
        return words.removesuffix("veintiuno") + "veintiún"
    return words.removesuffix("o") if words.endswith("uno") else words
