"""A drawn sitter for pictures of the room: the test camera's own picture is a green disc."""

from pathlib import Path

from PIL import Image, ImageDraw

SIZE = (640, 480)


def moving_picture(path: Path) -> Path:
    """Write a film of one still frame that Chromium takes for a camera (MJPEG)."""
    drawn = Image.new("RGB", SIZE, "#c3b29d")
    pen = ImageDraw.Draw(drawn)
    pen.rectangle((0, 300, 640, 480), fill="#b19f88")
    pen.ellipse((180, 285, 460, 640), fill="#4f6470")
    pen.rounded_rectangle((292, 235, 348, 320), 24, fill="#8f7360")
    pen.ellipse((255, 120, 385, 275), fill="#9b7d68")
    pen.pieslice((247, 104, 393, 262), 180, 360, fill="#4a3a32")
    with path.open("wb") as film:
        for _frame in range(2):
            drawn.save(film, "JPEG", quality=90)
    return path
