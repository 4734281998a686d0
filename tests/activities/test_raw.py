"""Raw messages are compressed to what gives the same bytes again."""

from random import Random

import pytest

from activities.raw import RawMessage, compress, zstd

CONTENTS = (b"", b"Subject: x\r\n\r\nhello", bytes(300_000), Random(7).randbytes(300_000))


def test_one_message_after_the_other_comes_back_as_it_was():
    for content in CONTENTS * 2:
        assert RawMessage(compressed=compress(content)).content() == content


def test_each_is_one_frame_that_tells_its_size():
    for content in CONTENTS:
        assert zstd.get_frame_info(compress(content)).decompressed_size == len(content)


def test_one_that_could_not_be_compressed_leaves_nothing_in_the_next():
    compress(b"before")
    with pytest.raises(TypeError):
        compress("no bytes")
    assert zstd.decompress(compress(b"after")) == b"after"
