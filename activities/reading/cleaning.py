"""HTML of strangers to HTML that is only looks and words, by an allow-list (nh3).

The frame it is shown in forbids all that once more; neither is there to make up for the other.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote

import nh3

from activities.reading import styles

_TAGS = """
    a abbr address article aside b bdi bdo big blockquote br caption center cite code col colgroup dd del details
    dfn div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main mark nav ol p
    pre q s samp section small span strike strong sub summary sup table tbody td tfoot th thead time tr tt u ul var
    wbr
"""
TAGS = set(_TAGS.split())
# Their content goes with them: it is no text, or it is text of another language.
_WITH_CONTENT = """
    applet audio canvas embed frame frameset iframe math noembed noframes noscript object script style svg
    template title video xmp
"""
WITH_CONTENT = set(_WITH_CONTENT.split())
COMMON = {"align", "bgcolor", "dir", "height", "lang", "style", "title", "valign", "width"}
ATTRIBUTES = {
    "*": COMMON,
    "a": {"href"},
    "col": {"span"},
    "colgroup": {"span"},
    "font": {"color", "face", "size"},
    "img": {"src", "alt", "border"},
    "li": {"value"},
    "ol": {"start", "type"},
    "table": {"border", "cellpadding", "cellspacing"},
    "td": {"colspan", "rowspan", "nowrap"},
    "th": {"colspan", "rowspan", "nowrap"},
}
LINKS = ("http://", "https://", "mailto:", "tel:")
PICTURES = tuple(f"data:image/{kind};base64," for kind in ("png", "gif", "jpeg", "webp"))


@dataclass(frozen=True, slots=True)
class Cleaned:
    """``blocked``: how many pictures of other servers are left out."""

    html: str
    blocked: int


def clean(html: str, pictures: Mapping[str, str], *, remote: bool = False) -> Cleaned:
    """The HTML without anything that runs, loads, sends or covers.

    pictures: by Content-ID, each as a data: URL. remote: whether pictures of other servers stay,
    those that are fetched by https.
    """
    judge = _Judge(pictures, remote)
    cleaned = nh3.clean(
        html,
        tags=TAGS,
        clean_content_tags=WITH_CONTENT,
        attributes=ATTRIBUTES,
        attribute_filter=judge.attribute,
        url_schemes={"http", "https", "mailto", "tel", "cid", "data"},
        link_rel="noopener noreferrer nofollow",
        # Links do not leave the sandbox, and the frame itself must not follow them either.
        set_tag_attribute_values={"a": {"target": "_blank"}},
    )
    return Cleaned(cleaned, judge.blocked)


class _Judge:
    """Says of each attribute what becomes of it; None drops it."""

    def __init__(self, pictures: Mapping[str, str], remote: bool) -> None:
        self.pictures, self.remote = pictures, remote
        self.blocked = 0

    def attribute(self, tag: str, name: str, value: str) -> str | None:
        if name == "style":
            return styles.kept(value) or None
        if name == "src":
            return self._source(value.strip())
        if name == "href":
            return value if value.strip().lower().startswith(LINKS) else None
        return value

    def _source(self, value: str) -> str | None:
        lower = value[:40].lower()
        if lower.startswith("cid:"):
            return self.pictures.get(unquote(value[4:]).strip("<> "))
        if lower.startswith(PICTURES):
            return value
        if self.remote and lower.startswith("https://"):
            return value
        self.blocked += lower.startswith(("http:", "https:", "//"))
        return None
