"""Short descriptions, as people type them: things, things with an attribute, scenes."""
import random

THINGS = """dog, cat, horse, cow, sheep, goat, pig, rabbit, mouse, squirrel, fox, wolf, bear, lion, tiger, elephant, giraffe, zebra, monkey,
kangaroo, camel, deer, whale, dolphin, seal, shark, goldfish, frog, turtle, snake, lizard, crocodile, eagle, owl, duck, swan, chicken, penguin,
parrot, seagull, butterfly, bee, spider, ladybug, snail, rose, tulip, sunflower, daisy, orchid, cactus, oak tree, palm tree, pine tree, mushroom,
apple, banana, orange, lemon, strawberry, grapes, watermelon, pear, tomato, carrot, potato, pepper, onion, corn, bread, cheese, cake, pizza,
hamburger, ice cream, cup of coffee, bottle of wine, egg, chair, table, sofa, bed, lamp, clock, mirror, book, pencil, scissors, hammer,
screwdriver, wrench, saw, key, candle, umbrella, hat, shoe, boot, glove, shirt, dress, sunglasses, ring, guitar, violin, piano, trumpet, drum,
flute, football, tennis racket, bicycle, motorcycle, car, truck, bus, train, tram, airplane, helicopter, rocket, sailing boat, ship, canoe, house,
church, castle, lighthouse, bridge, windmill, tower, tent, statue, fountain, fence, telephone, camera, computer, television, microscope,
coin, pumpkin, christmas tree, gift, balloon, teddy bear, doll, dice, chess piece, skeleton, soldier, baby, old man, woman, moon, planet, sun""".replace(
    "\n", " ").split(", ")

ATTRIBUTES = """red, blue, green, yellow, white, black, orange, pink, old, small, big, wooden, broken, wet, shiny, dark, round, colourful, two,
many, sleeping, flying, close up of a""".replace("\n", " ").split(", ")

SCENES = """a green tree; trees in autumn; a forest path; birch trees in winter; snow on the mountains; a mountain lake at dawn; reflections in still
water; a waterfall between rocks; waves on a beach; footprints in the sand; sunset over the sea; sunrise in the fog; a starry night sky; the milky way;
northern lights; a rainbow after the rain; storm clouds; blue sky with small clouds; lightning; a field of wheat; a meadow full of flowers; rolling green hills;
a vineyard; a desert with dunes; red rocks in a canyon; a cave; an island from above; a river through a valley; a frozen lake; icicles; drops of water on a leaf;
dew on grass; moss on stones; the bark of a tree; roots; fallen leaves; a spider web in the morning; petals close up; cherry blossom; a garden in spring;
a city at night; skyscrapers; lights of cars on a road; an empty street; a narrow alley; an old town by a river; rooftops; a harbour with boats; a wooden pier;
a bridge in the fog; railway tracks; a road to the horizon; a market with fruit; a kitchen; a living room; a desk with a computer; a bookshelf; a window with curtains;
a staircase; a brick wall; peeling paint; rust; a stone wall; a tiled floor; a wooden surface; sand; pebbles; grass; feathers; fur; fabric; paper; glass; metal;
abstract shapes; lines and curves; a blurred background; bokeh; black and white; silhouettes at dusk; a shadow on a wall; something red; something blue;
warm colours; cold colours; a very dark picture; a bright picture; fireworks; smoke; fire; a camp fire at night; bubbles; people walking; children playing; a crowd;
a family at the beach; a portrait of a man; a smiling woman; hands; a face; eyes; a birthday party; a wedding; a concert; a football match; hiking in the mountains;
swimming; skiing; fishing; cooking; sleeping; a picnic in the park; breakfast on a table; a plate of food; vegetables at a market; a glass of water; dessert;
animals on a farm; birds in flight; a bird on a branch; a dog running on the beach; a cat on a sofa; horses in a field; cows on a meadow; fish under water;
a coral reef; insects on a flower; toys on the floor; tools in a workshop; musical instruments; vehicles; an old car; a red car in front of a house; planes in the sky;
a boat on a lake; a tent under the stars; a lighthouse in a storm; a castle on a hill; ruins; a temple; a cathedral inside; a bridge over a river; a windmill in a field;
the earth from space; the moon behind clouds; a comet; the surface of mars; a map; a screenshot; a document; handwriting; a drawing; a painting; a logo; text on a sign;
a gradient of colours; purple and pink light; waves of colour; polygons; a texture""".replace("\n", " ").split("; ")


def descriptions():
    """Each thing, 120 things with an attribute, and the scenes."""
    rng = random.Random(1)
    pairs = [f"{attribute} {thing}" for attribute in ATTRIBUTES for thing in THINGS]
    frames = ["{}", "a {}", "a photo of a {}"]
    things = [frames[number % len(frames)].format(thing) for number, thing in enumerate(THINGS)]
    return things + rng.sample(pairs, 120) + [scene.strip() for scene in SCENES]
