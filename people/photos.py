"""Photos that people upload: judged by their content, never by their name, and drawn anew.

Re-encoding leaves behind everything that is not the picture: place and camera (EXIF), hidden
payloads, a second format in the same file.
"""

import warnings
from io import BytesIO

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

FORMATS = ("JPEG", "PNG", "WEBP")
MEDIA_TYPES = ("image/jpeg", "image/png", "image/webp")
MOST_BYTES = 8 * 1024 * 1024
SIDE = 640
# Unpacked, a picture takes four bytes a pixel, and WebP's reader holds it several times. A JPEG is
# unpacked smaller at once, so that any phone's will do; one with a second picture in it is an MPO.
MOST_PIXELS = {"JPEG": 50_000_000, "MPO": 50_000_000, "PNG": 25_000_000, "WEBP": 12_600_000}
MOST_SIDE = 12_000
REDUCIBLE = {"CMYK", "L", "LA", "RGB", "RGBA", "YCbCr"}


class NotAPhoto(ValueError):
    """Why the upload was not taken, for the person who sent it."""


def portrait(upload: UploadedFile) -> bytes:
    """A square WebP of `SIDE` pixels at most, without metadata. Raises `NotAPhoto`."""
    if (upload.size or 0) > MOST_BYTES:
        raise NotAPhoto(_("This file is larger than 8 MB. Choose a smaller one."))
    unreadable = NotAPhoto(_("This is not a photo we can read. Choose a JPEG, PNG or WebP."))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(upload, formats=FORMATS)
            most = MOST_PIXELS[picture.format or ""]
            if max(picture.size) > MOST_SIDE or picture.width * picture.height > most:
                raise NotAPhoto(_("This picture has too many pixels. Choose a smaller one."))
            middle = _middle(picture)
            picture.close()
            return _encode(ImageOps.exif_transpose(middle))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise NotAPhoto(_("This picture has too many pixels. Choose a smaller one.")) from None
    except NotAPhoto:
        raise
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError):
        raise unreadable from None


def _middle(picture: Image.Image) -> Image.Image:
    """The square in its middle, roughly smaller but still twice the portrait.

    So everything after it copies little, however large the picture was.
    """
    picture.draft(None, (2 * SIDE, 2 * SIDE))  # a JPEG is unpacked smaller at once
    side = min(picture.size)
    left, top = (picture.width - side) // 2, (picture.height - side) // 2
    square = (left, top, left + side, top + side)
    times = side // (2 * SIDE)
    if times <= 1:
        return picture.crop(square)
    if picture.mode in REDUCIBLE:
        return picture.reduce(times, box=square)
    # Of a palette's numbers no mean can be taken.
    smaller = (side // times, side // times)
    return picture.resize(smaller, Image.Resampling.NEAREST, box=square)


def _encode(picture: Image.Image) -> bytes:
    if picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info:
        seen = picture.convert("RGBA")
        paper = Image.new("RGBA", seen.size, "white")
        picture = Image.alpha_composite(paper, seen)
    side = min(SIDE, picture.width, picture.height)
    square = ImageOps.fit(picture.convert("RGB"), (side, side), method=Image.Resampling.LANCZOS)
    # A new image: nothing of the old one's info comes along.
    clean = Image.new("RGB", square.size)
    clean.paste(square)
    out = BytesIO()
    clean.save(out, "WEBP", quality=84, method=4)
    return out.getvalue()
