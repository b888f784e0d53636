"""A therapist's own page and photo."""

import subprocess
import sys
from collections.abc import Callable
from io import BytesIO
from typing import cast

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from people import photos
from people.models import TherapistProfile, User

ClientFor = Callable[[User | None], Client]


def picture(
    kind: str = "JPEG", size: tuple[int, int] = (800, 600), mode: str = "RGB", **saved: object
) -> bytes:
    out = BytesIO()
    Image.new(mode, size, "peru").save(out, kind, **saved)
    return out.getvalue()


def upload(content: bytes, name: str = "me.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "image/jpeg")


def profile_of(user: User) -> TherapistProfile:
    return TherapistProfile.objects.with_people().get(user=user)


TOLD = {
    "title": "Clinical psychologist",
    "words": "We begin where you are.",
    "accepting_new_patients": "on",
    "needs": ["grief", "sleep"],
    "approaches": ["act"],
    "languages": ["pt", "en"],
}


def test_the_page_is_kept(tariq: User, client_for: ClientFor) -> None:
    client_for(tariq).post("/me/profile/", TOLD)
    profile = profile_of(tariq)
    assert (profile.title, profile.words) == ("Clinical psychologist", "We begin where you are.")
    assert profile.accepting_new_patients
    assert profile.codes_by_field() == {
        "needs": ["grief", "sleep"],
        "approaches": ["act"],
        "languages": ["pt", "en"],
    }


def test_a_word_outside_the_vocabulary_is_refused(tariq: User, client_for: ClientFor) -> None:
    page = client_for(tariq).post("/me/profile/", TOLD | {"needs": ["hexes"]}).content.decode()
    assert "We begin where you are." in page
    assert profile_of(tariq).codes_by_field()["needs"] == ["anxiety", "sleep"]


def test_the_preview_shows_what_patients_see(tariq: User, client_for: ClientFor) -> None:
    client = client_for(tariq)
    client.post("/me/profile/", TOLD)
    page = client.get("/me/profile/preview/").content.decode()
    assert "Grief and loss" in page
    assert "We begin where you are." in page


@pytest.mark.parametrize("kind", ["JPEG", "MPO", "PNG", "WEBP"])
def test_a_photo_is_drawn_anew_without_its_metadata(
    kind: str, tariq: User, client_for: ClientFor
) -> None:
    exif = Image.Exif()
    exif[0x010E] = "taken at home, Rua Secreta 7"
    client = client_for(tariq)
    client.post("/me/profile/photo/", {"photo": upload(picture(kind, exif=exif))})
    profile = profile_of(tariq)

    assert profile.photo.name.startswith("therapists/")
    assert "me" not in profile.photo.name.removeprefix("therapists/")
    answer = Client().get(profile.photo_url)
    assert answer["Content-Type"] == "image/webp"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "immutable" in answer["Cache-Control"]
    content = b"".join(answer.streaming_content)
    assert b"Rua Secreta" not in content
    kept = Image.open(BytesIO(content))
    assert (kept.format, kept.size) == ("WEBP", (600, 600))
    assert not kept.getexif()


def test_what_hides_behind_a_picture_is_left_behind(tariq: User, client_for: ClientFor) -> None:
    sly = picture() + b"<script>alert(1)</script>PK\x03\x04"
    client_for(tariq).post("/me/profile/photo/", {"photo": upload(sly)})
    with profile_of(tariq).photo.open("rb") as kept:
        assert b"script" not in kept.read()


def test_a_picture_lying_on_its_side_is_turned(tariq: User) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    two = Image.new("RGB", (400, 200), "white")
    two.paste("black", (0, 0, 200, 200))
    out = BytesIO()
    two.save(out, "JPEG", exif=exif)
    drawn = Image.open(BytesIO(photos.portrait(upload(out.getvalue())))).convert("L")
    assert drawn.getpixel((100, 10)) < 60  # type: ignore[operator]
    assert drawn.getpixel((100, 190)) > 200  # type: ignore[operator]


LARGE = """
import sys
from io import BytesIO
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from people import photos

settings.configure(USE_I18N=False)
def most():
    lines = open("/proc/self/status").read().splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) // 1024
upload = SimpleUploadedFile("me", sys.stdin.buffer.read())
photos.portrait(SimpleUploadedFile("me", bytes.fromhex(sys.argv[1])))  # the formats are there now
before = most()
photos.portrait(upload)
print(most() - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="asks Linux what was the most")
@pytest.mark.parametrize(
    ("kind", "mode", "size", "most"),
    [
        ("PNG", "RGBA", (5000, 5000), 240),
        ("PNG", "P", (5000, 5000), 120),
        ("PNG", "RGB", (2500, 10_000), 150),
        ("JPEG", "RGB", (5000, 5000), 120),
        ("WEBP", "RGB", (4096, 3072), 240),
    ],
)
def test_the_largest_pictures_take_little_to_draw_anew(
    kind: str, mode: str, size: tuple[int, int], most: int
) -> None:
    """Megabytes more than before, in a process of its own: 310 to 790 when all was unpacked."""
    done = subprocess.run(
        [sys.executable, "-c", LARGE, picture(kind).hex()],
        input=picture(kind, size, mode),
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr.decode()
    assert int(done.stdout) < most


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "I;16"])
@pytest.mark.parametrize("size", [(700, 500), (2600, 3900)])
def test_a_picture_of_any_kind_becomes_a_portrait(mode: str, size: tuple[int, int]) -> None:
    content = picture("JPEG" if mode == "CMYK" else "PNG", size, "L" if "I" in mode else mode)
    if mode == "I;16":
        out = BytesIO()
        Image.new("I;16", size, 20_000).save(out, "PNG")
        content = out.getvalue()
    drawn = Image.open(BytesIO(photos.portrait(upload(content))))
    side = min(photos.SIDE, *size)
    assert (drawn.format, drawn.mode, drawn.size) == ("WEBP", "RGB", (side, side))


def test_it_is_the_middle_of_a_large_picture(tariq: User) -> None:
    wide = Image.new("RGB", (6000, 3000), "black")
    wide.paste("white", (1500, 0, 4500, 3000))
    out = BytesIO()
    wide.save(out, "PNG")
    drawn = Image.open(BytesIO(photos.portrait(upload(out.getvalue())))).convert("L")
    darkest, _ = cast(tuple[int, int], drawn.getextrema())
    assert darkest > 240


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not a photo we can read"),
        (b"", "empty"),
        (picture()[:500], "not a photo we can read"),
        (picture("GIF"), "not a photo we can read"),
        (picture("PNG", (5100, 5100), "1", compress_level=1), "too many pixels"),
        (picture("PNG", (1, 12_001), "1"), "too many pixels"),
        (picture("WEBP", (3600, 3600), quality=1, method=0), "too many pixels"),
        (picture() + b"\0" * photos.MOST_BYTES, "larger than 8 MB"),
    ],
    ids=["svg", "empty", "cut short", "gif", "bomb", "thread", "unpacked", "heavy"],
)
def test_what_is_no_photo_is_refused(
    content: bytes, sentence: str, tariq: User, client_for: ClientFor
) -> None:
    page = client_for(tariq).post("/me/profile/photo/", {"photo": upload(content)})
    assert sentence in page.content.decode()
    assert profile_of(tariq).photo_url == ""


def test_a_new_photo_replaces_the_old_one(
    tariq: User, client_for: ClientFor, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    client = client_for(tariq)
    client.post("/me/profile/photo/", {"photo": upload(picture())})
    old = profile_of(tariq).photo.name
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/me/profile/photo/", {"photo": upload(picture())})
    assert profile_of(tariq).photo.name != old
    assert not default_storage.exists(old)
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/me/profile/photo/remove/")
    assert profile_of(tariq).photo_url == ""


def test_a_photo_is_gone_with_the_person(tariq: User, client_for: ClientFor) -> None:
    client_for(tariq).post("/me/profile/photo/", {"photo": upload(picture())})
    address = profile_of(tariq).photo_url
    assert Client().get(address).status_code == 200
    User.objects.filter(pk=tariq.pk).update(is_active=False)
    assert Client().get(address).status_code == 404
    assert profile_of(tariq).photo_url == ""


def test_a_lost_file_is_not_found(tariq: User, client_for: ClientFor) -> None:
    client_for(tariq).post("/me/profile/photo/", {"photo": upload(picture())})
    profile = profile_of(tariq)
    default_storage.delete(profile.photo.name)
    assert Client().get(profile.photo_url).status_code == 404
