"""Writes the picture files of the decoding tests, and what Pillow's CLIP preprocessing makes of each.

    python3 -m venv VENV && VENV/bin/pip install -r decoding-requirements.txt
    apt-get download lomiri-wallpapers-16.04 && dpkg-deb -x lomiri-wallpapers-16.04_*.deb WALLPAPERS
    VENV/bin/python make_decoding_goldens.py WALLPAPERS ../../Tests/VipsDecodingTests/Fixtures

Every case is a file, a geometry, and the expected side * side * 3 values of RGB in a file of their own; cases.json lists them.
"""
import argparse
import io
import json
import struct
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pillow_heif
from PIL import Image, ImageCms, ImageOps
from skimage import data

pillow_heif.register_heif_opener()
FILTERS = {"bicubic": Image.BICUBIC, "bilinear": Image.BILINEAR}
SRGB = ImageCms.createProfile("sRGB")


# The reference: Pillow, with the sizes and offsets of torchvision and open_clip.

def to_rgb(im):
    """8-bit RGB, upright, transparency on white."""
    im = ImageOps.exif_transpose(im)
    if im.mode.startswith("I;16"):
        im = Image.fromarray((np.asarray(im) >> 8).astype("u1"))  # Pillow's own conversion clips at 255
    if im.has_transparency_data:
        im = Image.alpha_composite(Image.new("RGBA", im.size, "white"), im.convert("RGBA"))
    return im.convert("RGB")


def reference(im, side, mode="shortest", interpolation="bicubic", fill=0, follows_profile=False):
    profile = im.info.get("icc_profile") if follows_profile else None
    im = to_rgb(im)
    w, h = im.size
    if mode == "squash":
        size = side, side
    elif mode == "shortest":
        size = (side, side * h // w) if w <= h else (side * w // h, side)
    else:
        size = tuple(max(1, round(n / (max(w, h) / side))) for n in (w, h))
    im = im.resize(size, FILTERS[interpolation])
    if profile:  # Pillow's CLIP preprocessing ignores profiles, browsers do not; converted last, as the program does
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        im = ImageCms.profileToProfile(im, source, SRGB, ImageCms.Intent.RELATIVE_COLORIMETRIC)
    out = Image.new("RGB", (side, side), (fill,) * 3)
    at = [(side - n) // 2 if n < side else -round((n - side) / 2) for n in im.size]
    out.paste(im, tuple(at))
    return out


# What Pillow cannot write.

def png(pixels, colour, depth, passes=(((0, 0), (1, 1)),), interlaced=0):
    """A PNG of an array [h, w, channels] of 8 or 16 bits, as it is or interlaced."""
    chunk = lambda kind, body: struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
    raw = b""
    for (left, top), (across, down) in passes:
        for row in pixels[top::down, left::across]:
            if len(row):
                raw += b"\0" + row.astype(f">u{depth // 8}").tobytes()
    header = struct.pack(">IIBBBBB", pixels.shape[1], pixels.shape[0], depth, colour, 0, 0, interlaced)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(raw, 9)) + chunk(b"IEND", b"")


ADAM7 = (((0, 0), (8, 8)), ((4, 0), (8, 8)), ((0, 4), (4, 8)), ((2, 0), (4, 4)), ((0, 2), (2, 4)), ((1, 0), (2, 2)),
         ((0, 1), (1, 2)))


def profile(red, green, blue, gamma):
    """A version 2 ICC display profile of three primaries (x, y) and a gamma, with the white of D65."""
    xyz = lambda x, y: np.array([x / y, 1, (1 - x - y) / y])
    primaries = np.stack([xyz(*p) for p in (red, green, blue)], axis=1)
    primaries = primaries * np.linalg.solve(primaries, xyz(.3127, .3290))
    cone = np.array([[.8951, .2664, -.1614], [-.7502, 1.7135, .0367], [.0389, -.0685, 1.0296]])  # Bradford
    d50 = np.array([.9642, 1, .8249])
    adapt = np.linalg.inv(cone) @ np.diag(cone @ d50 / (cone @ xyz(.3127, .3290))) @ cone
    number = lambda v: struct.pack(">i", round(v * 65536))
    colours = [b"XYZ \0\0\0\0" + b"".join(map(number, c)) for c in (adapt @ primaries).T]
    curve = b"curv\0\0\0\0" + struct.pack(">IHH", 1, round(gamma * 256), 0)
    tags = dict(zip((b"rXYZ", b"gXYZ", b"bXYZ"), colours)) | {t: curve for t in (b"rTRC", b"gTRC", b"bTRC")}
    tags[b"wtpt"] = b"XYZ \0\0\0\0" + b"".join(map(number, d50))
    tags[b"cprt"] = b"text\0\0\0\0CC0\0"
    tags[b"desc"] = b"desc\0\0\0\0" + struct.pack(">I", 5) + b"wide\0" + bytes(79)
    table, body, at = struct.pack(">I", len(tags)), b"", 128 + 4 + 12 * len(tags)
    for name, value in tags.items():
        value += bytes(-len(value) % 4)
        table += name + struct.pack(">II", at + len(body), len(value))
        body += value
    head = struct.pack(">I4xI", at + len(body), 0x02400000) + b"mntrRGB XYZ " + struct.pack(">6H", 2026, 1, 1, 0, 0, 0)
    head += b"acsp" + bytes(28) + b"".join(map(number, d50))
    return head.ljust(128, b"\0") + table + body


ADOBE = ((.64, .33), (.21, .71), (.15, .06), 563 / 256)  # the primaries of Adobe RGB (1998)
P3 = ((.68, .32), (.265, .69), (.15, .06), 2.2)  # those of Display P3


def saved(im, kind, **options):
    out = io.BytesIO()
    im.save(out, kind, **options)
    return out.getvalue()


def orientation(value):
    exif = Image.Exif()
    exif[0x0112] = value
    return exif


# The cases.

@dataclass
class Limits:
    """Levels of 0...255 that a pixel, and the mean of all, may differ from Pillow."""
    max: int = 4
    mean: float = 1


def small_files():
    cat = Image.fromarray(data.chelsea())  # 451 x 300
    photo = cat.resize((120, 80), Image.BICUBIC)
    grey, array = photo.convert("L"), np.asarray(photo)
    mask = Image.radial_gradient("L").resize(photo.size)
    cutout = photo.copy()
    cutout.putalpha(mask)
    deep = array.astype("u2") * 256 + np.arange(120, dtype="u2")[None, :, None]  # low bytes that must not matter
    deep_mask = np.asarray(mask).astype("u2")[..., None] * 257
    cup = Image.fromarray(data.coffee()).resize((120, 80), Image.BICUBIC)
    for value in range(1, 9):
        yield f"jpeg-orientation-{value}.jpg", saved(photo, "JPEG", quality=85, exif=orientation(value))
    yield "jpeg-444.jpg", saved(photo, "JPEG", quality=85, subsampling=0)
    yield "jpeg-progressive.jpg", saved(photo, "JPEG", quality=85, progressive=True)
    yield "jpeg-grey.jpg", saved(grey, "JPEG", quality=85)
    yield "jpeg-cmyk.jpg", saved(photo.convert("CMYK"), "JPEG", quality=95)
    yield "jpeg-small.jpg", saved(photo.resize((23, 15)), "JPEG", quality=90)
    yield "jpeg-adobe-rgb.jpg", saved(cup, "JPEG", quality=90, subsampling=0, icc_profile=profile(*ADOBE))
    yield "jpeg-broken-profile.jpg", saved(photo, "JPEG", quality=85, icc_profile=profile(*ADOBE)[:200])
    yield "png-p3.png", saved(cup, "PNG", icc_profile=profile(*P3))
    yield "png-rgb.png", saved(photo, "PNG")
    yield "png-portrait.png", saved(photo.transpose(Image.ROTATE_90).crop((0, 0, 67, 120)), "PNG")
    yield "png-rgba.png", saved(cutout, "PNG")
    yield "png-grey.png", saved(grey, "PNG")
    yield "png-grey-alpha.png", saved(cutout.convert("LA"), "PNG")
    yield "png-palette.png", saved(photo.quantize(64), "PNG")
    yield "png-palette-transparent.png", saved(photo.quantize(64), "PNG", transparency=3)
    yield "png-1-bit.png", saved(photo.convert("1"), "PNG")
    yield "png-grey-16.png", png(deep[..., :1], 0, 16)
    yield "png-rgb-16.png", png(deep, 2, 16)
    yield "png-rgba-16.png", png(np.concatenate([deep, deep_mask], 2), 6, 16)
    yield "png-interlaced.png", png(array, 2, 8, ADAM7, 1)
    yield "png-orientation-6.png", saved(photo, "PNG", exif=orientation(6))
    yield "png-1x1.png", saved(Image.new("RGB", (1, 1), (200, 100, 50)), "PNG")
    yield "webp-lossy.webp", saved(photo, "WEBP", quality=80)
    yield "webp-lossless-alpha.webp", saved(cutout, "WEBP", lossless=True)
    yield "webp-lossy-alpha.webp", saved(cutout, "WEBP", quality=80)
    yield "webp-orientation-8.webp", saved(photo, "WEBP", quality=80, exif=orientation(8))
    yield "webp-animated.webp", saved(photo, "WEBP", quality=60, save_all=True, append_images=[cup, photo.rotate(180)])
    yield "gif-plain.gif", saved(photo.quantize(64), "GIF")
    yield "gif-transparent.gif", saved(photo.quantize(64), "GIF", transparency=3)
    yield "gif-animated.gif", saved(photo.quantize(32), "GIF", save_all=True, append_images=[cup.quantize(32)])
    yield "heic-plain.heic", saved(photo, "HEIF", quality=80)
    yield "heic-alpha.heic", saved(cutout, "HEIF", quality=80)
    yield "heic-orientation-6.heic", saved(photo, "HEIF", quality=80, exif=orientation(6))
    yield "avif-444.avif", saved(photo, "AVIF", quality=80, subsampling="4:4:4")
    yield "avif-420.avif", saved(photo, "AVIF", quality=80, subsampling="4:2:0")
    yield "avif-alpha.avif", saved(cutout, "AVIF", quality=80)
    yield "avif-orientation-6.avif", saved(photo, "AVIF", quality=80, exif=orientation(6))


def large_files(wallpapers):
    """Photographs that are shrunk on load."""
    ridge, peaks = (Image.open(wallpapers / f"usr/share/backgrounds/{name}_by_Aitzol_Berasategi.jpg").convert("RGB")
                    for name in ("aitzgorri", "picosdeeuropa"))
    ridge = ImageOps.fit(ridge, (1600, 1200), Image.LANCZOS)
    peaks = ImageOps.fit(peaks, (1600, 1200), Image.LANCZOS)
    yield "large-photo.jpg", saved(ridge, "JPEG", quality=60)
    yield "large-odd-size.jpg", saved(ridge.crop((203, 105, 1406, 1006)), "JPEG", quality=50, exif=orientation(6))
    yield "large-photo.webp", saved(peaks, "WEBP", quality=30)


CMYK = Limits(64, 12), "libvips follows the colours of ink by a profile, Pillow subtracts each from white"
CHROMA = Limits(8, 1), "libheif repeats the halved chroma of 4:2:0, libavif in Pillow interpolates it"
PROFILED = "jpeg-adobe-rgb.jpg", "png-p3.png"
EXCEPTIONS = {"jpeg-cmyk.jpg": CMYK, "avif-420.avif": CHROMA, "avif-orientation-6.avif": CHROMA}


def cases(names):
    """(file, geometry) of every case; without more, the shortest side becomes 48 by bicubic."""
    for name in names:
        if not name.startswith("large"):
            yield name, dict()
    shapes = (dict(interpolation="bilinear"), dict(mode="squash"), dict(mode="longest", fill=127),
              dict(mode="longest", fill=255, interpolation="bilinear"))
    for name in ("png-rgb.png", "png-portrait.png", "jpeg-orientation-6.jpg"):
        for shape in shapes:
            yield name, shape
    yield "png-rgb.png", dict(side=47)  # the offset of the crop is rounded to even
    yield "png-portrait.png", dict(side=100)  # enlarged
    yield "jpeg-small.jpg", dict(side=72, interpolation="bilinear")  # enlarged
    yield "large-photo.jpg", dict(side=160)  # shrunk on load to a half
    yield "large-photo.jpg", dict(side=64)  # to an eighth
    yield "large-odd-size.jpg", dict(side=160)  # to a half
    yield "large-odd-size.jpg", dict(side=60)  # to a quarter
    yield "large-odd-size.jpg", dict(side=72, mode="longest", fill=9)  # to a quarter
    yield "large-photo.webp", dict(side=100)  # to a half
    yield "large-photo.webp", dict(side=50, mode="squash")  # to a quarter


def main(wallpapers, out):
    out.mkdir(parents=True, exist_ok=True)
    for old in [*out.glob("*.rgb"), *out.glob("cases.json")]:
        old.unlink()
    files = dict([*small_files(), *large_files(wallpapers)])
    for name, content in files.items():
        (out / name).write_bytes(content)
    column = Image.new("RGB", (1, 5000), "red")
    column.paste("blue", (0, 2250, 1, 2750))
    (out / "png-1x5000.png").write_bytes(saved(column, "PNG"))
    (out / "png-5000x1.png").write_bytes(saved(column.transpose(Image.ROTATE_90), "PNG"))
    (out / "bomb.png").write_bytes(saved(Image.new("1", (12000, 12000)), "PNG"))
    listed = []
    for name, shape in cases(files):
        limits, reason = EXCEPTIONS.get(name, (Limits(), None))
        shape = dict(side=48, mode="shortest", interpolation="bicubic", fill=0) | shape
        golden = "-".join(str(v) for v in (name.replace(".", "-"), *shape.values())) + ".rgb"
        pixels = reference(Image.open(out / name), follows_profile=name in PROFILED, **shape)
        (out / golden).write_bytes(pixels.tobytes())
        listed.append(dict(file=name, **shape, golden=golden, maxDifference=limits.max, meanDifference=limits.mean)
                      | (dict(reason=reason) if reason else {}))
    (out / "cases.json").write_text("[\n" + ",\n".join(json.dumps(c) for c in listed) + "\n]\n")
    print(len(listed), "cases,", sum(f.stat().st_size for f in out.iterdir()) // 1024, "KB")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("wallpapers", type=Path)
    parser.add_argument("out", type=Path)
    main(**vars(parser.parse_args()))
