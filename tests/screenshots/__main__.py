"""Pictures of the pages as they look now: `make screenshots`.

Serves kbsearch's own articles on a free port, asks a Chromium that is installed to draw the pages
in a wide and a narrow window, and writes the pictures to the folder that is named.
"""

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
WINDOWS = {"wide": (1280, 900), "narrow": (390, 844)}
PAGES = {
    "search": "/",
    "answer": "/?q=no+index+in+docs%2Findex",
    "article": "/a/kbe1020",
    "code": "/e/KBE1003",
    "unknown-code": "/e/nothing",
}


def main() -> None:
    """Draw every page in every window."""
    parser = argparse.ArgumentParser(prog="make screenshots", description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="where the pictures go")
    folder: Path = parser.parse_args().folder
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        sys.exit(f"error: no browser found, install one of {', '.join(BROWSERS)}")
    folder.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "kbsearch", "--kb", str(ROOT), "serve", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout
            said = server.stdout.readline()
            address = re.search(r"http://\S+(?=/)", said)
            if address is None:
                sys.exit(f"error: the server did not start: {said}")
            for name, page in PAGES.items():
                for window, size in WINDOWS.items():
                    draw(browser, address[0] + page, folder / f"{name}-{window}.png", size)
        finally:
            server.terminate()


def draw(browser: str, address: str, file: Path, size: tuple[int, int]) -> None:
    """Write a picture of one page."""
    with tempfile.TemporaryDirectory() as profile:
        words = [f"--user-data-dir={profile}", f"--screenshot={file.resolve()}", f"--window-size={size[0]},{size[1]}"]
        quiet = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--force-color-profile=srgb"]
        ran = subprocess.run([browser, *quiet, *words, address], capture_output=True, text=True, timeout=60)
    if ran.returncode or not file.exists():
        sys.exit(f"error: {browser} did not draw {address}: {ran.stderr.strip()[-400:]}")
    print(f"written: {file}")


if __name__ == "__main__":
    main()
