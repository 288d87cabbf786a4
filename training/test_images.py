"""Makes data/test_images: photographs from Debian and PyPI packages, at most 640 pixels long, with a table of licences.

    python3 -m venv VENV && VENV/bin/pip install pillow==13.0.0 scikit-image==0.26.0 scikit-learn==1.9.1
    VENV/bin/python test_images.py WORK ../data/test_images        # needs apt-get and dpkg-deb; about 900 MB in WORK

Author and licence of a file from Debian are read from its package's machine-readable copyright file. None of the
pictures trained the demo model.
"""
import argparse
import fnmatch
import importlib.util
import io
import re
import struct
import subprocess
import zlib
from pathlib import Path

from PIL import Image

LONGEST, QUALITY = 640, 80
DEBIAN = {"gcompris": "gcompris-qt-data=3.1-2", "tuxpaint": "tuxpaint-stamps-default=2022.06.04-1",
          "templates": "tuxpaint-data=1:0.9.28-sdl2-1", "lomiri": "lomiri-wallpapers-16.04=20.04.0-2",
          "mate": "mate-backgrounds=1.26.0-1",
          "plasma": "plasma-workspace-wallpapers=4:5.27.5-2"}
PYPI = {"skimage": ("scikit-image 0.26.0", "skimage/data"), "sklearn": ("scikit-learn 1.9.1", "sklearn/datasets/images")}
LISTED_UNDER = {"gcompris": "src/activities/", "lomiri": "16.04/"}  # in the package's copyright file
ROOTS = {"tuxpaint": "usr/share/tuxpaint/stamps", "templates": "usr/share/tuxpaint/templates",
         "lomiri": "usr/share/backgrounds", "mate": "usr/share/backgrounds/mate", "plasma": "usr/share/wallpapers"}

# new name: (package, file in it, what it shows)
PICTURES = {
    "trees/holm-oak": ("tuxpaint", "plants/trees/holm_oak.png", "a holm oak"),
    "trees/small-tree": ("tuxpaint", "plants/trees/tree336.png", "a small green tree"),
    "trees/palm": ("tuxpaint", "plants/trees/liberia-palm.png", "a palm tree"),
    "trees/birch-in-winter": ("tuxpaint", "plants/trees/birch.png", "a birch without leaves"),
    "trees/branch-in-the-sun": ("templates", "sun_behind_leaves.jpg", "branches of a tree against the sun"),
    "trees/redwoods-from-below": ("templates", "redwoods_above.jpg", "redwoods from below"),
    "trees/crowns-from-below": ("templates", "trees_above.jpg", "crowns of trees from below"),
    "trees/trees-at-dusk": ("templates", "trees_at_dusk.jpg", "trees at dusk"),
    "trees/forest-path": ("plasma", "Path/contents/images/1920x1080.jpg", "a path through a forest"),
    "trees/forest-brook": ("lomiri", "life_by_Aitzol_Berasategi.jpg", "a brook in a forest"),
    "flowers/dahlia": ("sklearn", "flower.jpg", "an orange dahlia"),
    "flowers/dandelions": ("lomiri", "seeding_by_Clements_Engelhardt.jpg", "dandelion clocks in a meadow"),
    "flowers/orange-petals": ("mate", "nature/FreshFlower.jpg", "an orange flower, close"),
    "flowers/red-anemone": ("tuxpaint", "plants/flowers/anemone_red.png", "a red anemone"),
    "flowers/yellow-flower": ("tuxpaint", "plants/flowers/yellow-flower.png", "a yellow flower"),
    "animals/cat": ("skimage", "chelsea.png", "Chelsea the cat"),
    "animals/dog": ("gcompris", "explore_farm_animals/resource/animals/dog.webp", "a German shepherd"),
    "animals/cow": ("gcompris", "explore_farm_animals/resource/animals/cow.webp", "a cow on a meadow"),
    "animals/sheep": ("gcompris", "explore_farm_animals/resource/animals/sheep.webp", "a sheep"),
    "animals/horses": ("gcompris", "explore_farm_animals/resource/animals/horse.webp", "horses on a meadow"),
    "animals/hens": ("gcompris", "explore_farm_animals/resource/animals/chicken.webp", "brown hens"),
    "animals/duck": ("gcompris", "explore_farm_animals/resource/animals/duck.webp", "a white duck"),
    "animals/owl": ("gcompris", "explore_farm_animals/resource/animals/owl.webp", "an owl on a branch"),
    "animals/panda": ("gcompris", "explore_world_animals/resource/animals/panda.webp", "a giant panda"),
    "animals/crocodile": ("gcompris", "explore_world_animals/resource/animals/crocodile.webp", "a crocodile"),
    "animals/koala": ("gcompris", "explore_world_animals/resource/animals/koala.webp", "a koala in a tree"),
    "animals/macaw": ("gcompris", "explore_world_animals/resource/animals/scarlet_macaw.webp", "a scarlet macaw"),
    "animals/elephant": ("tuxpaint", "animals/mammals/elephant.png", "an elephant"),
    "animals/tiger": ("tuxpaint", "animals/mammals/cats/tiger.png", "a tiger"),
    "animals/zebra": ("tuxpaint", "animals/mammals/equines/zebra.png", "a zebra"),
    "animals/penguin": ("tuxpaint", "animals/birds/penguin.png", "a penguin"),
    "animals/frog": ("tuxpaint", "animals/amphibians/frog.png", "a green frog"),
    "animals/angelfish": ("gcompris", "categorization/resource/images/fishes/fish1.webp", "a striped angelfish"),
    "animals/goldfish": ("gcompris", "categorization/resource/images/fishes/fish25.webp", "a goldfish"),
    "animals/jellyfish": ("templates", "jellyfish.jpg", "blue jellyfish"),
    "animals/clownfish": ("gcompris", "categorization/resource/images/fishes/fish9.webp", "clownfish in an anemone"),
    "vehicles/red-beetle": ("tuxpaint", "vehicles/auto/beetle.png", "a red car"),
    "vehicles/sports-car": ("tuxpaint", "vehicles/auto/sportscar2.png", "a red sports car"),
    "vehicles/blue-car": ("tuxpaint", "vehicles/auto/sedan.png", "a blue car"),
    "vehicles/fire-engine": ("tuxpaint", "vehicles/emergency/firetruck.png", "a fire engine"),
    "vehicles/green-bus": ("tuxpaint", "vehicles/masstransit/green_korean_bus.png", "a green bus"),
    "vehicles/airliner": ("tuxpaint", "vehicles/flight/planes/747.png", "an airliner"),
    "vehicles/balloon": ("tuxpaint", "vehicles/flight/balloon360.png", "a hot-air balloon"),
    "vehicles/junk": ("tuxpaint", "vehicles/ship/chineseJunk.png", "a sailing ship, a junk"),
    "vehicles/rowing-boats": ("plasma", "EveningGlow/contents/images/1920x1080.jpg", "rowing boats by a lake"),
    "buildings/eiffel-tower": ("gcompris", "categorization/resource/images/monuments/eiffelTower.webp", "the Eiffel tower"),
    "buildings/taj-mahal": ("gcompris", "categorization/resource/images/monuments/tajMahal.webp", "the Taj Mahal"),
    "buildings/colosseum": ("gcompris", "categorization/resource/images/monuments/colosseum.webp", "the Colosseum"),
    "buildings/pagoda": ("sklearn", "china.jpg", "a Chinese pagoda"),
    "buildings/lighthouse": ("templates", "lighthouse.jpg", "a lighthouse"),
    "buildings/windmill": ("gcompris", "categorization/resource/images/renewable/windmill.webp", "a windmill"),
    "buildings/wind-turbine": ("gcompris", "categorization/resource/images/renewable/windmill6.webp", "a wind turbine"),
    "food/green-apple": ("tuxpaint", "food/fruit/apple_green.png", "a green apple"),
    "food/lemon": ("tuxpaint", "food/fruit/lemon.png", "a lemon"),
    "food/tomato": ("tuxpaint", "food/vegetables/tomato.png", "a tomato"),
    "food/grapes": ("tuxpaint", "food/fruit/grapes.png", "blue grapes"),
    "food/strawberry": ("tuxpaint", "food/fruit/Strawberry2.png", "a strawberry"),
    "food/broccoli": ("tuxpaint", "food/vegetables/broccoli.png", "broccoli"),
    "food/coffee": ("skimage", "coffee.png", "a cup of coffee"),
    "music/guitar": ("tuxpaint", "hobbies/music/string/guitar_classical.png", "a classical guitar"),
    "music/violin": ("tuxpaint", "hobbies/music/string/violin.png", "a violin"),
    "music/drum-kit": ("tuxpaint", "hobbies/music/percussion/drumkit.png", "a drum kit"),
    "tools/hammer": ("gcompris", "categorization/resource/images/tools/hammer3.webp", "a hammer"),
    "tools/scissors": ("gcompris", "categorization/resource/images/tools/scissors2.webp", "scissors"),
    "tools/screwdriver": ("gcompris", "categorization/resource/images/tools/screwDriver.webp", "screwdrivers"),
    "household/light-bulb": ("gcompris", "categorization/resource/images/others/bulb.webp", "a light bulb"),
    "household/chair": ("gcompris", "categorization/resource/images/others/chair.webp", "a white chair"),
    "landscapes/mountain-ridge": ("lomiri", "aitzgorri_by_Aitzol_Berasategi.jpg", "a mountain ridge over meadows"),
    "landscapes/snowy-peaks": ("lomiri", "picosdeeuropa_by_Aitzol_Berasategi.jpg", "snowy mountains"),
    "landscapes/sunset": ("lomiri", "sunset_by_Aitzol_Berasategi.jpg", "the sun over hills"),
    "landscapes/ocean-waves": ("templates", "ocean_waves.jpg", "waves of the ocean"),
}
PYPI_CREDITS = {"chelsea.png": ("Stéfan van der Walt", "CC0"), "rocket.jpg": ("SpaceX", "CC0"),
                "coffee.png": ("Rachel Michetti", "CC0"), "flower.jpg": ("vultilion", "CC-BY-2.0"),
                "china.jpg": ("danielbuechele", "CC-BY-2.0")}


def unpack(work, package):
    """The folder that holds the content of a Debian package."""
    folder = work / package.replace("=", "_").replace(":", "%3a")
    if not folder.exists():
        subprocess.run(["apt-get", "download", package], cwd=work, check=True)
        deb, = work.glob(folder.name + "_*.deb")
        subprocess.run(["dpkg-deb", "-x", deb, folder], check=True)
    return folder


def resources(blob):
    """The files of a Qt resource bundle: path, content."""
    version, tree, data, names = struct.unpack(">4x4I", blob[:20])
    assert version >= 2

    def name(at):
        length, = struct.unpack(">H", blob[names + at:names + at + 2])
        return blob[names + at + 6:names + at + 6 + 2 * length].decode("utf-16-be")

    def walk(node, path):
        at = tree + 22 * node
        named, flags, first, second = struct.unpack(">IHII", blob[at:at + 14])
        path = f"{path}/{name(named)}" if node else ""
        if flags & 2:  # a folder: count and first child
            for child in range(second, second + first):
                yield from walk(child, path)
        else:
            start = data + second
            size, = struct.unpack(">I", blob[start:start + 4])
            content = blob[start + 4:start + 4 + size]
            yield path, zlib.decompress(content[4:]) if flags & 1 else content
    return walk(0, "")


def content(folder, key, path):
    if key == "gcompris":
        bundle = folder / f"usr/share/gcompris-qt/rcc/{path.split('/')[0]}.rcc"
        found, = [c for p, c in resources(bundle.read_bytes()) if p.endswith(path)]
        return found
    return (folder / ROOTS[key] / path).read_bytes()


def credit(folder, package, listed):
    """Author and licence by the package's copyright file, where the last entry that fits counts."""
    text = (folder / "usr/share/doc" / package.split("=")[0] / "copyright").read_text()
    stem = listed.rsplit(".", 1)[0]  # GCompris lists JPEG files that it ships as WebP
    best = None
    for entry in text.split("\n\n"):
        fields, field = {}, None
        for line in entry.splitlines():
            if line[:1].strip():
                field, _, line = line.partition(":")
            if field:
                fields.setdefault(field, []).append(line.strip())
        for pattern in " ".join(fields.get("Files", [])).split():
            if pattern == "*" or fnmatch.fnmatch(stem, pattern.rsplit(".", 1)[0]):
                holders = [re.sub(r"\s*<.*?>", "", holder) for holder in fields["Copyright"] if holder]
                best = (f"{holders[0]} and others" if len(holders) > 2 else ", ".join(holders),
                        fields["License"][0])
    return best


def picture(data):
    """An RGB picture of at most LONGEST pixels; a cut-out lies on a white square, so that none of it is cropped."""
    im = Image.open(io.BytesIO(data)).convert("RGBA")
    is_cutout = im.getchannel("A").getextrema()[0] < 128
    if is_cutout:
        im = im.crop(im.getchannel("A").point(lambda a: 255 * (a > 128)).getbbox())
        side = round(max(im.size) * 1.08)
        square = Image.new("RGBA", (side, side), "white")
        square.alpha_composite(im, ((side - im.width) // 2, (side - im.height) // 2))
        im = square
    im = Image.alpha_composite(Image.new("RGBA", im.size, "white"), im).convert("RGB")
    im.thumbnail((LONGEST, LONGEST), Image.LANCZOS)
    return im


def main(work, out):
    work.mkdir(parents=True, exist_ok=True)
    rows = []
    for name, (key, path, shows) in PICTURES.items():
        if key in DEBIAN:
            folder, package = unpack(work, DEBIAN[key]), DEBIAN[key]
            data = content(folder, key, path)
            author, licence = credit(folder, package, LISTED_UNDER.get(key, "") + path)
            package = "Debian " + package.replace("=", " ")
        else:
            package, at = PYPI[key]
            root = Path(importlib.util.find_spec(at.split("/")[0]).origin).parent.parent
            data, (author, licence) = (root / at / path).read_bytes(), PYPI_CREDITS[path]
            package = "PyPI " + package
        target = out / f"{name}.jpg"
        target.parent.mkdir(parents=True, exist_ok=True)
        picture(data).save(target, "JPEG", quality=QUALITY, optimize=True)
        rows.append(f"| `{name}.jpg` | {shows} | {package}: `{path}` | {author} | {licence} |")
    (out / "README.md").write_text(HEAD.format(count=len(rows)) + "\n".join(rows) + "\n")
    print(len(rows), "pictures,", sum(f.stat().st_size for f in out.rglob("*.jpg")) // 1024, "KB")


HEAD = """# Test images

{count} photographs of varied things, indexed by `TESTING=1 make start` and searched by the tests.
`training/test_images.py` makes them and this table from the packages named here: it makes them smaller (640 pixels at
most) and lays cut-outs on white. Licences are those that the packages state, for the file or, where it is not listed,
for the whole package; each picture keeps its own, whatever the licence of the program. None trained the demo model.

| File | Shows | Source | Author | Licence |
| --- | --- | --- | --- | --- |
"""


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("work", type=Path)
    parser.add_argument("out", type=Path)
    main(**vars(parser.parse_args()))
