"""Pictures of the pages as they look now: `make screenshots`.

Serves the company of `kbsearch demo` on a free port, signs in, asks a Chromium that is installed to
draw the pages as wide as a desk and as narrow as a phone, and writes the pictures to the folder
that is named.
"""

import argparse
import http.server
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.screenshots.pages import PAGES

BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "chrome")
WINDOWS = {"wide": (1280, 900), "narrow": (360, 800)}
NARROWEST = 500  # what Chromium makes of a narrower window; such a page is drawn in a frame


def main() -> None:
    """Draw every page in every window."""
    parser = argparse.ArgumentParser(prog="make screenshots", description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="where the pictures go")
    folder: Path = parser.parse_args().folder
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        sys.exit(f"error: no browser found, install one of {', '.join(BROWSERS)}")
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place, served(Path(place) / "demo") as frame:
        for name, page in PAGES.items():
            for window, size in WINDOWS.items():
                within = f"/{size[0]}x{size[1]}" if size[0] < NARROWEST else ""
                draw(browser, frame + within + page, folder / f"{name}-{window}.png", size)


@contextmanager
def served(demo: Path) -> Iterator[str]:
    """The address below which the demo is seen by somebody who has signed in."""
    command = [sys.executable, "-m", "kbsearch", "demo", str(demo), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout
            link = next(
                (found for line in server.stdout if (found := re.search(r"(http://\S+)/sign-in/\S+", line))), None
            )
            if link is None:
                sys.exit("error: the demo was not served")
            opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
            opener.open(link[0]).close()
            opener.process_response = {}  # type: ignore[attr-defined]  # a page that says 404 is a page to look at
            with framed(link[1], opener) as frame:
                yield frame
        finally:
            server.terminate()


@contextmanager
def framed(address: str, opener: urllib.request.OpenerDirector) -> Iterator[str]:
    """An address below which every page of `address` is shown, in a frame too: /360x800/a/x is /a/x, 360 pixels wide."""

    class Frame(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            size = re.match(r"/(\d+)x(\d+)(/.*)", self.path)
            if size is not None:
                style = f"width:{size[1]}px;height:{size[2]}px;border:0"
                kind, body = "text/html", f'<body style="margin:0"><iframe src="{size[3]}" style="{style}">'.encode()
            else:
                # Served on, without the headers that forbid a frame.
                with opener.open(address + self.path) as answer:
                    kind, body = answer.headers["Content-Type"], answer.read()
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Frame) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


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
