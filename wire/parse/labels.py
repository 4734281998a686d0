"""From the charset labels of mail to Python codecs: aliases, supersets, and what is glued to them."""

import codecs
import re
from functools import lru_cache

# What senders write, and the superset they mean.
ALIASES = {
    "ansi_x3.4-1968": "cp1252",
    "ansi": "cp1252",
    "ascii": "cp1252",
    "us-ascii": "cp1252",
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "iso8859-1": "cp1252",
    "8859-1": "cp1252",
    "iso-8859-8-i": "iso-8859-8",
    "iso-8859-8-e": "iso-8859-8",
    "iso-8859-9": "cp1254",
    "iso-8859-11": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "cp936": "gb18030",
    "cn-gb": "gb18030",
    "euc-cn": "gb18030",
    "gb_2312-80": "gb18030",
    "chinesebig5": "big5hkscs",
    "big5": "big5hkscs",
    "big5-eten": "big5hkscs",
    "cn-big5": "big5hkscs",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "windows-949": "cp949",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "sjis": "cp932",
    "windows-31j": "cp932",
    "iso-2022-jp": "iso2022_jp_2",
    "iso-2022-jp-ms": "iso2022_jp_2",
    "csiso2022jp": "iso2022_jp_2",
    "cp50220": "iso2022_jp_2",
    "cp50221": "iso2022_jp_2",
    "cp50222": "iso2022_jp_2",
    "tis-620": "cp874",
    "windows-874": "cp874",
    "unicode": "utf-16",
    "ucs-2": "utf-16",
    "iso-10646-ucs-2": "utf-16-be",
    "unicode-1-1-utf-7": "utf-7",
    "unicode-2-0-utf-7": "utf-7",
    "macintosh": "mac-roman",
    "mac-ce": "mac-latin2",
    "mac-centraleurroman": "mac-latin2",
    "koi8": "koi8-r",
    "koi8r": "koi8-r",
    "koi8u": "koi8-u",
}
# Labels that only say that the sender did not know (RFC 1428 section 2 has unknown-8bit).
NO_LABEL = re.compile(
    r"(?:x-)?(?:unknown(?:-8bit)?|user-defined|default(?:_charset)?|none|binary|8bit|undefined)\Z"
)
# Python codecs that are no character sets of mail; punycode and idna are slow on long input.
NOT_FOR_MAIL = frozenset({"idna", "punycode", "raw-unicode-escape", "unicode-escape", "undefined"})
LABEL = re.compile(r"[a-z0-9][a-z0-9._:+-]{1,39}")
# Left-overs of quoted-printable and of parameters, and marks of private labels.
BEFORE = re.compile(r"(?:3d|charset=|_|x-|[\s=?\"'])+")
WINDOWS = re.compile(r"(?:windows|win|cp)[-_ ]?(125\d|874|932|949|936)(?!\d)")
GLUED = re.compile(
    r"utf-?8|utf-?16(?:[lb]e)?|iso-?8859-(?:1[0-6]|[1-9])|koi8-?[ru]|us-ascii|gb2312|gb18030|gbk"
    r"|big5|euc-(?:jp|kr)|shift[_-]jis|iso-2022-(?:jp|kr)"
)


@lru_cache(maxsize=512)
def codec_name(label: str) -> str:
    """The Python codec for a charset label as found in mail, or '' where there is none."""
    label = label.strip(" \t\r\n'\"").lower()
    if NO_LABEL.match(label):
        return ""
    before = BEFORE.match(label)
    bare = label[before.end() :] if before else label
    windows, glued = WINDOWS.match(bare), GLUED.match(bare)
    candidates = (
        _whole(label),
        _whole(bare),
        f"cp{windows[1]}" if windows else "",
        glued[0] if glued else "",
    )
    return next((name for one in candidates if one and (name := _codec(one))), "")


def says_nothing(label: str) -> bool:
    """True for a label that stands for no label."""
    return bool(NO_LABEL.match(label.strip(" \t\r\n'\"").lower()))


def _whole(label: str) -> str:
    found = LABEL.match(label)
    return found[0] if found else ""


def _codec(label: str) -> str:
    try:
        info = codecs.lookup(ALIASES.get(label, label))
    except (LookupError, ValueError):
        return ""
    # The flag tells text codecs from zlib and base64; it has no public name.
    text = getattr(info, "_is_text_encoding", True) and info.name not in NOT_FOR_MAIL
    return info.name if text else ""
