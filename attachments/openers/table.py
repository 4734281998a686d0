"""Which kind is opened by what."""

from attachments.openers.compound import open_compound
from attachments.openers.mail import open_message, open_tnef
from attachments.openers.opened import Opener
from attachments.openers.squeezed import open_bzip2, open_gzip, open_xz
from attachments.openers.tarred import open_tar
from attachments.openers.zipped import open_zip

OPENERS: dict[str, Opener] = {
    "zip": open_zip,
    "tar": open_tar,
    "gzip": open_gzip,
    "bzip2": open_bzip2,
    "xz": open_xz,
    "message": open_message,
    "tnef": open_tnef,
    "compound": open_compound,
}
