"""The kinds of files that can be told by their bytes, and the extensions each goes by."""

from typing import NamedTuple


class Kind(NamedTuple):
    """``words`` go on from 'its content is'.

    extensions: what it is taken for. also: further ones that such a file honestly bears.
    """

    name: str
    words: str
    extensions: frozenset[str]
    also: frozenset[str]

    def goes_by(self, endings: frozenset[str]) -> bool:
        """Whether a name that ends so says what the content is."""
        return bool(endings & self.extensions or endings & self.also)


def _kind(name: str, words: str, extensions: str) -> Kind:
    first, _, also = extensions.partition("|")
    return Kind(name, words, frozenset(first.split()), frozenset(also.split()))


ALL = (
    _kind("program", "a Windows program", "exe dll scr com cpl sys pif | ocx drv efi mui"),
    _kind("elf", "a Linux program", "elf so | o bin run out ko"),
    _kind("macho", "a macOS program", "dylib macho | bundle o bin"),
    _kind("class", "a Java class", "class"),
    _kind("dex", "an Android program", "dex"),
    _kind("wasm", "a WebAssembly program", "wasm"),
    _kind("flash", "a Flash film", "swf"),
    _kind("shortcut", "a Windows shortcut", "lnk"),
    _kind("url", "an internet shortcut", "url website"),
    _kind("registry", "a registry file", "reg"),
    _kind("batch", "a batch file", "bat cmd"),
    _kind("script", "a script", "sh bash zsh ksh csh command | py pl rb cgi php js"),
    _kind("wsf", "a Windows script", "wsf wsc sct"),
    _kind("help", "a compiled help file", "chm"),
    _kind("html", "an HTML page", "html htm xhtml shtml | hta mht mhtml php asp jsp xls doc"),
    _kind("hta", "an HTML application", "hta"),
    _kind("svg", "an SVG image", "svg | xml"),
    _kind("pdf", "a PDF document", "pdf | ai fdf"),
    _kind("postscript", "a PostScript document", "ps eps | ai"),
    _kind("rtf", "an RTF document", "rtf | doc dot"),
    _kind("onenote", "a OneNote document", "one onetoc2"),
    _kind("access", "an Access database", "mdb mde accdb accde mda"),
    _kind("png", "a PNG image", "png apng"),
    _kind("jpeg", "a JPEG image", "jpg jpeg jpe jfif pjpeg mpo"),
    _kind("gif", "a GIF image", "gif"),
    _kind("bmp", "a bitmap image", "bmp dib"),
    _kind("tiff", "a TIFF image", "tif tiff | dng nef cr2 arw"),
    _kind("riff", "a RIFF media file", "wav avi webp | ani rmi"),
    _kind("mp3", "an MP3 recording", "mp3"),
    _kind("mp4", "an MP4 media file", "mp4 m4a mov | m4v 3gp 3g2 heic heif avif qt cr3"),
    _kind("ogg", "an Ogg media file", "ogg oga ogv opus spx"),
    _kind("flac", "a FLAC recording", "flac"),
    _kind(
        "zip", "a ZIP archive", "zip zipx | cbz kmz vsix nupkg xpi ipa whl pages numbers key 3mf"
    ),
    _kind(
        "ooxml",
        "an Office document",
        "docx xlsx pptx | dotx xltx potx ppsx vsdx thmx xps oxps dwfx",
    ),
    _kind("word-macros", "a Word document with macros", "docm dotm"),
    _kind("excel-macros", "an Excel workbook with macros", "xlsm xltm xlam xlsb"),
    _kind("slides-macros", "a presentation with macros", "pptm potm ppsm ppam sldm"),
    _kind("visio-macros", "a Visio drawing with macros", "vsdm vstm vssm"),
    _kind(
        "open", "an OpenDocument or EPUB file", "odt ods odp | odg odf odb ott ots otp epub sxw sxc"
    ),
    _kind("jar", "a Java archive", "jar | war ear aar xpi"),
    _kind("apk", "an Android application", "apk aab xapk"),
    _kind("appx", "a Windows application package", "appx msix appxbundle msixbundle"),
    _kind("gzip", "a gzip archive", "gz tgz | taz svgz emz wmz gzip"),
    _kind("bzip2", "a bzip2 archive", "bz2 tbz2 | tbz bz"),
    _kind("xz", "an xz archive", "xz txz"),
    _kind("tar", "a tar archive", "tar | ova gem"),
    _kind("7z", "a 7z archive", "7z"),
    _kind("rar", "a RAR archive", "rar | cbr r00"),
    _kind("cabinet", "a cabinet archive", "cab msu"),
    _kind("ace", "an ACE archive", "ace"),
    _kind("arj", "an ARJ archive", "arj"),
    _kind("lzh", "an LZH archive", "lzh lha"),
    _kind("zstd", "a Zstandard archive", "zst tzst"),
    _kind("compress", "a compress archive", "z | taz"),
    _kind("disc", "a disc image", "iso img | udf"),
    _kind("disk", "a virtual disk", "vhd vhdx"),
    _kind("dmg", "a macOS disk image", "dmg"),
    _kind("ar", "a software package", "deb | a lib udeb"),
    _kind("rpm", "a software package", "rpm"),
    _kind("xar", "a macOS package", "pkg xar | safariextz"),
    _kind("word", "a Word 97 document", "doc | dot wbk"),
    _kind("excel", "an Excel 97 workbook", "xls | xlt xla xlm"),
    _kind("slides", "a PowerPoint 97 presentation", "ppt | pot pps ppa"),
    _kind("msi", "a Windows installer", "msi msp mst"),
    _kind("outlook", "an Outlook message", "msg oft"),
    _kind(
        "compound", "an OLE compound file", "shs | doc xls ppt msi msg vsd pub mpp db one bin ole"
    ),
    _kind("word-97-macros", "a Word 97 document with macros", "docm dotm"),
    _kind("excel-97-macros", "an Excel 97 workbook with macros", "xlsm xltm xlam xlsb"),
    _kind("slides-97-macros", "a PowerPoint 97 presentation with macros", "pptm potm ppsm ppam"),
    _kind("macros", "a project of macros", "docm xlsm pptm"),
    _kind("tnef", "an Outlook envelope (TNEF)", "tnef | dat tnf"),
    _kind("message", "an email message", "eml | mht mhtml nws mim mime txt log mbox ics vcf"),
)
BY_NAME = {one.name: one for one in ALL}
# These are opened, each by its file in `openers`.
OPENED = frozenset({"zip", "tar", "gzip", "bzip2", "xz", "message", "tnef", "compound"})
# Nobody can look into these here.
CLOSED = frozenset(
    {"7z", "rar", "cabinet", "ace", "arj", "lzh", "zstd", "compress", "disc", "disk", "dmg"}
)
