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
MOST_PIXELS = 40_000_000
SIDE = 640


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
            if picture.width * picture.height > MOST_PIXELS:
                raise NotAPhoto(_("This picture has too many pixels. Choose a smaller one."))
            upright = ImageOps.exif_transpose(picture)
            return _encode(upright)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise NotAPhoto(_("This picture has too many pixels. Choose a smaller one.")) from None
    except NotAPhoto:
        raise
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError):
        raise unreadable from None


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
