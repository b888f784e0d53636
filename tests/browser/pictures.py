"""`make shots` ends with this: the README's pictures, made small from the pictures of the pages.

python -m tests.browser.pictures shots docs/pictures
"""

import sys
from pathlib import Path

from PIL import Image

WIDTH, HEIGHT = 960, 600
README = {
    "therapist": "visitor-scheduling-therapist",
    "patient-home": "maya-home-home",
    "today": "elena-home-home",
    "room": "room",
}


def main(shots: Path, pictures: Path) -> None:
    """Cut each to the same shape from its top, and write it as WebP."""
    pictures.mkdir(parents=True, exist_ok=True)
    for name, source in README.items():
        with Image.open(shots / "light-desk" / f"{source}.png") as shot:
            scaled = shot.convert("RGB").resize((WIDTH, round(shot.height * WIDTH / shot.width)))
            scaled.crop((0, 0, WIDTH, HEIGHT)).save(pictures / f"{name}.webp", quality=80)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
