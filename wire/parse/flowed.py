"""Joins the soft line breaks of text/plain; format=flowed (RFC 3676)."""

# More lines are nobody's letter; they stay as they are.
MAX_LINES = 100_000


def unflow(text: str, *, delsp: bool = False) -> str:
    """Text with paragraphs on one line each; quote marks are kept as '>' with a space after.

    Args:
        text: lines ended by newlines.
        delsp: True where the space before a soft break is not part of the text (section 4.1).
    """
    if text.count("\n") > MAX_LINES:
        return text
    joined: list[str] = []
    depth_before = -1
    for line in text.split("\n"):
        depth, content = _unquote(line)
        # Section 4.3: the signature mark ends in a space but is never flowed.
        flows = content.endswith(" ") and content != "-- "
        piece = content[:-1] if flows and delsp else content
        if depth == depth_before and content != "-- ":
            joined.append(piece)
        else:
            joined.append("\n" + _prefix(depth) + piece)
        depth_before = depth if flows else -1
    return "".join(joined)[1:]


def _unquote(line: str) -> tuple[int, str]:
    """Quote depth, and the line without quote marks and without its stuffed space."""
    content = line.lstrip(">")
    depth = len(line) - len(content)
    return depth, content.removeprefix(" ")


def _prefix(depth: int) -> str:
    return ">" * depth + " " if depth else ""
