"""Making a photograph safe to keep: what it is, is told by its content; made anew, it carries no metadata."""

from dataclasses import dataclass
from io import BytesIO
from typing import Literal

from PIL import Image, ImageOps, UnidentifiedImageError

KINDS = ("JPEG", "PNG", "WEBP")
MOST_BYTES = 12 * 1024 * 1024
MOST_PIXELS = 40_000_000
LEAST_SIDE, LONGEST_SIDE = 64, 2400
QUALITY = 90

HEIC = (b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1")
"""Brands of the format in which telephones of Apple keep photographs (ISO/IEC 23008-12)."""

Why = Literal["size", "kind", "heic", "pixels", "small"]


class Unfit(Exception):
    """Not a picture that can be kept, and why."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why: Why = why


@dataclass(frozen=True)
class Picture:
    """A picture made anew: bytes of `media_type`."""

    raw: bytes
    media_type: str
    width: int
    height: int


def made_anew(raw: bytes) -> Picture:
    """The picture in `raw`, upright, without metadata, at most 2400 pixels long. Raises Unfit.

    Its size is read before it is unpacked, so that a small file cannot fill the memory.
    """
    if len(raw) > MOST_BYTES:
        raise Unfit("size")
    try:
        with Image.open(BytesIO(raw), formats=KINDS) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise Unfit("pixels")
            if min(opened.size) < LEAST_SIDE:
                raise Unfit("small")
            upright = ImageOps.exif_transpose(opened).convert("RGB")
    except Image.DecompressionBombError:
        raise Unfit("pixels") from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        raise Unfit("heic" if raw[4:8] == b"ftyp" and raw[8:12] in HEIC else "kind") from None
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    plain = Image.new("RGB", upright.size)
    plain.paste(upright)
    out = BytesIO()
    plain.save(out, "JPEG", quality=QUALITY)
    return Picture(out.getvalue(), "image/jpeg", *plain.size)
