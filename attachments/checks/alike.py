"""Letters and dots that look like others: full width, Cyrillic, Greek, small capitals (UTS 39)."""

import unicodedata

# Of the table of confusables those that extensions and dots are made of.
TABLE = {
    "a": "аɑα",
    "b": "ЬƅʙВв",
    "c": "сϲᴄⅽ",
    "d": "ԁɗᴅ",
    "e": "еєҽεᴇ℮",
    "f": "ꜰƒ",
    "g": "ɡɢց",
    "h": "һհʜ",
    "i": "іıɩιɪⅰӏ",
    "j": "јʝᴊ",
    "k": "κкᴋ",
    "l": "ⅼʟǀ",
    "m": "мᴍⅿ",
    "n": "ոпɴη",
    "o": "оοօᴏσ",
    "p": "рρᴘ",
    "q": "ԛզ",
    "r": "гʀ",
    "s": "ѕꜱʂ",
    "t": "тτᴛ",
    "u": "υսᴜʋ",
    "v": "νѵᴠⅴ",
    "w": "ԝѡᴡω",
    "x": "хχ×ⅹ",
    "y": "уүʏγ",
    "z": "ᴢʐ",
    ".": "。．․܁܂۔ꓸ᠃⸳·‧∙⋅",
    "/": "∕⁄⧸",
}
DOTS = frozenset(TABLE["."])
PLAIN = str.maketrans({one: plain for plain, some in TABLE.items() for one in some})


def undo(name: str) -> str:
    """Compatibility forms, accents away, look-alikes replaced, in lower case.

    Look-alikes are replaced twice: capitals have their own, and the Kelvin sign becomes a k.
    """
    if name.isascii():
        return name
    folded = unicodedata.normalize("NFKD", name).translate(PLAIN).casefold()
    return "".join(one for one in folded if not unicodedata.combining(one)).translate(PLAIN)
