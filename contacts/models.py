"""The tables of this room; each stands in the file of its concern."""

from contacts.directories import AliasDirectory, Directory, DirectoryEncryption, SearchScope
from contacts.merges import Merge
from contacts.people import Person, PersonAddress
from contacts.uploads import PersonUpload
from contacts.waiting import DirectoryAnswer, LookUp

__all__ = [
    "AliasDirectory",
    "Directory",
    "DirectoryAnswer",
    "DirectoryEncryption",
    "LookUp",
    "Merge",
    "Person",
    "PersonAddress",
    "PersonUpload",
    "SearchScope",
]
