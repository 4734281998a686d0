"""The text of a file as spreadsheets write it: UTF-8 with or without a mark, UTF-16, or Windows-1252."""

import codecs


def text_of(content: bytes) -> str:
    """Never fails: what is no UTF-8 is taken as Windows-1252."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", "replace").replace("\0", "")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    return text.replace("\0", "")
