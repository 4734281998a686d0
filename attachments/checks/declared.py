"""Types that stand in the header instead of a name, or against it."""

from collections.abc import Iterator

from attachments import extensions
from attachments.values import Item, Suspect

TYPES = {
    "application/x-msdownload": "exe dll",
    "application/x-msdos-program": "exe com bat",
    "application/x-dosexec": "exe",
    "application/vnd.microsoft.portable-executable": "exe dll",
    "application/x-executable": "elf",
    "application/hta": "hta",
    "application/javascript": "js",
    "application/x-javascript": "js",
    "text/javascript": "js",
    "text/vbscript": "vbs",
    "application/x-sh": "sh",
    "application/x-bat": "bat",
    "application/x-msi": "msi",
    "application/java-archive": "jar",
    "application/vnd.android.package-archive": "apk",
    "application/x-ms-shortcut": "lnk",
    "application/x-mswinurl": "url",
    "application/x-shockwave-flash": "swf",
    "application/x-iso9660-image": "iso",
    "application/x-apple-diskimage": "dmg",
    "application/vnd.ms-htmlhelp": "chm",
}
# These say nothing against a name that says something else.
NAMELESS = {
    "text/html": "html htm",
    "text/plain": "txt",
    "image/svg+xml": "svg",
    "image/png": "png",
    "image/jpeg": "jpg jpeg",
    "image/gif": "gif",
    "application/pdf": "pdf",
    "application/zip": "zip",
    "application/rtf": "rtf",
    "application/msword": "doc",
    "application/vnd.ms-excel": "xls",
    "message/rfc822": "eml",
    "text/calendar": "ics",
    "text/csv": "csv",
}


def suspects(item: Item) -> Iterator[Suspect]:
    """What a part of this type is kept as; of ordinary types only where the name does not say."""
    named = any(extensions.of(name) for name in item.names)
    kept_as = TYPES.get(item.content_type) or ("" if named else NAMELESS.get(item.content_type, ""))
    for extension in kept_as.split():
        yield Suspect(extension, f"its declared type is {item.content_type}")
