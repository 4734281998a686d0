"""Dots that hide dots: the end of data in SMTP (RFC 5321 section 4.5.2) and POP3 (RFC 1939)."""

import re

END = b"\r\n.\r\n"


class DataReader:
    """Collects the text after SMTP's DATA until its end, whatever bytes and lines it is made of.

    Only CR LF ends a line: a bare LF before a dot is content, or a message could hide another one.
    """

    def __init__(self, limit: int) -> None:
        """Keep at most `limit` bytes; of a longer text only the end is looked for."""
        self._limit = limit
        # The line end of DATA itself: the first line may be the dot already.
        self._text = bytearray(b"\r\n")
        self._searched = 0
        self.too_big = False

    def feed(self, buffer: bytearray) -> bytes | None:
        """Take bytes out of `buffer`; the message once its end has come, else None.

        A message over the limit comes back empty, with `too_big` set.
        """
        self._text += buffer
        buffer.clear()
        end = self._text.find(END, self._searched)
        if end < 0:
            self._searched = max(0, len(self._text) - len(END) + 1)
            self._drop_excess()
            return None
        buffer += self._text[end + len(END) :]
        del self._text[end + 2 :]
        self.too_big = self.too_big or len(self._text) - 2 > self._limit
        return b"" if self.too_big else self._unstuffed()

    def _drop_excess(self) -> None:
        if self.too_big or len(self._text) > self._limit + len(END) + 2:
            self.too_big = True
            del self._text[: self._searched]
            self._searched = 0

    def _unstuffed(self) -> bytes:
        return bytes(memoryview(self._text.replace(b"\r\n.", b"\r\n"))[2:])


def stuffed(data: bytes) -> bytes:
    """A message as POP3 sends it, with the final dot.

    Dots are doubled after a bare LF, too: clients that read up to LF (poplib is one) take such a
    dot off again, and would otherwise see the end of the message in its middle.
    """
    text = re.sub(rb"(?m)^\.", b"..", data)
    return text + (b".\r\n" if text.endswith(b"\r\n") or not text else b"\r\n.\r\n")
