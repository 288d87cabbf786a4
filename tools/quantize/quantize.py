"""Writes an int8 form of a model beside it, made with pictures of yours, and says how far it is from the original.

    scripts/quantize MODEL PICTURES [--count 300] [--queries FILE]

MODEL/int8/ then holds image.xml, text.xml, their weights (.bin) and report.json. MODEL_PRECISION=int8 makes the program
use them. The original stays as it is.
"""
import argparse
import fcntl
import hashlib
import json
import os
import shutil
import signal
import sys
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

from package import Package, Refused, find, models_folder, say

FEWEST = 20  # pictures
MOST_COMPARED = 500  # pictures
STOPPING = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}


def main():
    parser = argparse.ArgumentParser(
        prog="scripts/quantize", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", help="a model folder, demo, or the name of a downloaded model")
    parser.add_argument("pictures", type=Path, help="a folder of pictures such as those that will be searched")
    parser.add_argument("--count", type=int, default=300, help="pictures for calibration, at most (default 300)")
    parser.add_argument("--queries", type=Path, help="a file of searches to compare by, one a line")
    given = parser.parse_args()
    try:
        run(given)
    except Refused as error:
        sys.exit(f"quantize: {error}")
    except OSError as error:
        sys.exit(f"quantize: {error.strerror}: {error.filename}")
    except KeyboardInterrupt:
        sys.exit("quantize: stopped; nothing was changed")


def run(given):
    package = Package(find(given.model, models_folder()))
    queries = read_queries(given.queries)
    say("loading OpenVINO and nncf")
    import compare
    import figures
    import pictures
    import towers

    squares, calibrated, broken = chosen(pictures, given, package)
    with prepared_folder(package.folder) as (folder, put_in_place):
        files = {"image": folder / "image.xml", "text": folder / "text.xml"}
        say(f"image model: calibrating with {calibrated} pictures")
        image = towers.quantized_image_tower(towers.read(package.image), squares[:calibrated], package)
        towers.save(image, files["image"])
        say("text model: storing its weights in int8")
        towers.save(towers.compressed_text_tower(towers.read(package.text)), files["text"])
        report = {
            "calibrated with pictures": calibrated,
            "pictures that did not decode": broken,
            **compare.compared(package, files, squares, calibrated, queries or figures.QUERIES),
            "bytes": {"original": sum(f.stat().st_size for f in package.weights()),
                      "int8": sum(f.stat().st_size for f in folder.iterdir())},
            "sha256": {f.name: digest(f) for f in sorted(folder.iterdir())},
            "versions": {name: version(name) for name in ("nncf", "openvino", "numpy", "pillow", "tokenizers")},
        }
        text = json.dumps(report, indent=1)
        (folder / "report.json").write_text(text + "\n")
        put_in_place()
    print(text)
    say(f"wrote {package.folder / 'int8'}; MODEL_PRECISION=int8 uses it")


def read_queries(file):
    queries = [q.strip() for q in file.read_text().splitlines() if q.strip()] if file else None
    if queries == []:
        raise Refused(f"{file} holds no queries: write one a line")
    return queries


def chosen(pictures, given, package):
    """Squares for calibration and for comparison: two thirds of the pictures, at most --count, and others."""
    files = pictures.find(given.pictures)
    if not files:
        raise Refused(f"there are no pictures in {given.pictures}: give a folder that holds JPEG, PNG, WebP, GIF or AVIF files")
    if given.count < 1:
        raise Refused("--count must be 1 or more")
    squares, broken = pictures.squares(files, given.count + MOST_COMPARED, package)
    if len(squares) < FEWEST:
        raise Refused(
            f"only {len(squares)} pictures in {given.pictures} could be read, and {broken} not: give at least {FEWEST}, "
            "better some hundreds")
    return squares, min(given.count, len(squares) * 2 // 3), broken


@contextmanager
def prepared_folder(package):
    """A folder that is to become PACKAGE/int8 when all is well, and vanishes else."""
    part, final, old = package / "int8.part", package / "int8", package / "int8.old"
    lock = os.open(package, os.O_RDONLY)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refused(f"{package} is being quantised by another process: wait for it") from None
        if old.exists() and not final.exists():  # a run was killed between the two renames
            old.rename(final)
        for number in STOPPING:
            signal.signal(number, lambda number, _: stop(number, part))
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir()

        def put_in_place():
            signal.pthread_sigmask(signal.SIG_BLOCK, STOPPING)  # it is done in a moment
            shutil.rmtree(old, ignore_errors=True)
            if final.exists():
                final.rename(old)
            part.rename(final)
            shutil.rmtree(old, ignore_errors=True)

        yield part, put_in_place
    finally:
        shutil.rmtree(part, ignore_errors=True)
        os.close(lock)


def stop(number, part):
    """Ends the process at once: an exception would be lost in the callbacks of nncf."""
    shutil.rmtree(part, ignore_errors=True)
    say("stopped; nothing was changed")
    os._exit(128 + number)


def digest(file):
    with open(file, "rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


if __name__ == "__main__":
    main()
