"""The patterns that come with the system, to be switched on by name."""

from dataclasses import dataclass

from departments.masking.ibans import LENGTHS
from departments.masking.values import Check, Pattern

# Between two digits of one number: a few separators, or a line that is broken, perhaps in a quote.
BETWEEN = r"(?:[ .\-/]{1,3}|[ ]?\n[> ]{0,4})?"
AREA = r"(?:00[1-9]|0[1-9][0-9]|[1-57-8][0-9]{2}|6[0-57-9][0-9]|66[0-57-9])"
GROUP = r"(?:0[1-9]|[1-9][0-9])"
SERIAL = r"(?:000[1-9]|00[1-9][0-9]|0[1-9][0-9]{2}|[1-9][0-9]{3})"
CALLED = r"(?i:ssn|social[ ]security(?:[ ](?:number|no\.?|#))?)[ :=#\-]{0,4}(?i:is[ ])?"


@dataclass(frozen=True, slots=True)
class ReadyMade:
    key: str
    about: str
    pattern: Pattern


ALL = (
    ReadyMade(
        "cards",
        "Card numbers of 13 to 19 digits, with or without separators, of a known issuer and with a "
        "valid check digit. The last four digits stay.",
        Pattern(
            "Card numbers",
            f"[0-9](?:{BETWEEN}[0-9]){{12,}}",
            keep_last=4,
            check=Check.CARD,
        ),
    ),
    ReadyMade(
        "ssn",
        "US social security numbers in three groups with hyphens or spaces, such as 123-45-6789. Numbers that are never "
        "given out are left alone.",
        Pattern(
            "US social security numbers",
            rf"(?:^|[^0-9+\-])({AREA}[ \-]{{1,3}}{GROUP}[ \-]{{1,3}}{SERIAL})(?:[^0-9]|$)",
        ),
    ),
    ReadyMade(
        "ssn-named",
        "US social security numbers in any form behind the words SSN or social security number.",
        Pattern(
            "US social security numbers by name",
            rf"{CALLED}({AREA}[ .\-]{{0,3}}{GROUP}[ .\-]{{0,3}}{SERIAL})(?:[^0-9]|$)",
        ),
    ),
    ReadyMade(
        "iban",
        "IBANs of every country of the registry, with or without spaces, with valid length and check "
        "digits. The country and the last two digits stay.",
        Pattern(
            "IBANs",
            rf"(?i)(?:{'|'.join(LENGTHS)})[0-9]{{2}}(?:{BETWEEN}[0-9A-Z]){{11,}}",
            keep_first=2,
            keep_last=2,
            check=Check.IBAN,
        ),
    ),
)
BY_KEY = {one.key: one for one in ALL}
