"""Pictures: judged by what they hold, shrunk, and written anew so that nothing else travels in them."""

import importlib
from collections.abc import Callable
from io import BytesIO
from typing import TYPE_CHECKING, BinaryIO

from meetings.core.errors import Refused
from meetings.core.later import Later

if TYPE_CHECKING:
    import PIL
    from PIL import Image, ImageOps
else:
    PIL, Image, ImageOps = Later("PIL"), Later("PIL.Image"), Later("PIL.ImageOps")

FORMATS = ("JPEG", "PNG", "WEBP")
#: In octets, and in points of the picture as it comes.
LARGEST = 8_000_000
MOST_POINTS = 40_000_000
#: Width and height of what is kept, and of the least that is worth keeping.
SIDE = 400
SHORTEST_SIDE = 100
#: The longest side of a picture that keeps its form.
LONGEST_SIDE = 1000
QUALITY = 85


class PhotoUnreadable(Refused):
    """What is in the file is no JPEG, PNG or WebP picture."""


class PhotoTooBig(Refused):
    """The file or the picture in it is too big."""


class PhotoTooSmall(Refused):
    """The picture has too few points."""


def portrait(data: BinaryIO) -> bytes:
    """Return the middle of the picture in *data* as a small square JPEG without anything else that came with it.

    Raises ``PhotoUnreadable``, ``PhotoTooBig`` or ``PhotoTooSmall``.
    """
    return _written_anew(data, _square)


def whole(data: BinaryIO) -> bytes:
    """Return the picture in *data* in its own form as a JPEG for a page; raises what ``portrait`` raises."""
    return _written_anew(data, _thumbnail)


def _square(upright: "Image.Image") -> "Image.Image":
    return ImageOps.fit(upright, (min(SIDE, *upright.size),) * 2)


def _thumbnail(upright: "Image.Image") -> "Image.Image":
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    return upright


def _written_anew(data: BinaryIO, shape: Callable[["Image.Image"], "Image.Image"]) -> bytes:
    content = data.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise PhotoTooBig
    try:
        with _opened(content) as picture:
            return _shrunk(picture, shape)
    except (PIL.UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise PhotoUnreadable from error


def _opened(content: bytes) -> "Image.Image":
    # Pillow would warn of large pictures; here they are refused by their size before a point of them is read.
    importlib.import_module("PIL.Image").MAX_IMAGE_PIXELS = None  # type: ignore[attr-defined]
    return Image.open(BytesIO(content), formats=FORMATS)


def _shrunk(picture: "Image.Image", shape: Callable[["Image.Image"], "Image.Image"]) -> bytes:
    """Return *picture* upright and on white, in the form that *shape* gives it."""
    if picture.width * picture.height > MOST_POINTS:
        raise PhotoTooBig
    if min(picture.size) < SHORTEST_SIDE:
        raise PhotoTooSmall
    upright = ImageOps.exif_transpose(picture).convert("RGBA")
    shaped = shape(upright)
    paper = Image.new("RGB", shaped.size, "white")
    paper.paste(shaped, mask=shaped.getchannel("A"))
    out = BytesIO()
    paper.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()
