"""How near two models are, and whether searches find the same."""
import numpy as np

FIRST = 10
QUERIES = """a cat; a dog; a bird; a horse; a fish; a person smiling; a child playing; a group of people; a car; a bicycle;
a train; a boat on the water; an airplane; a house; a tall building; a church; a bridge; a street at night; a beach;
mountains; a forest; a green tree; a flower; a garden; the sky at sunset; snow; rain; a river; food on a plate; fruit;
a cup of coffee; a table and chairs; a book; a computer; a musical instrument; a painting; something red; something blue;
black and white; a close-up""".replace("\n", " ").split("; ")


def cosines(one, other):
    values = (one * other).sum(axis=1)
    return {"median": rounded(np.median(values), 5), "least": rounded(values.min(), 5)}


def ranks(similarity, own=()):
    """The pictures in the order of their nearness, [queries, FIRST]; own: the picture that a query is itself."""
    for query, picture in enumerate(own):
        similarity[query, picture] = -np.inf
    return np.argsort(-similarity, axis=1)[:, :FIRST]


def agreement(ranks):
    """How often the first hit is the same, and how much of the first ten."""
    one, other = ranks
    shared = [len(set(a) & set(b)) / len(a) for a, b in zip(one, other)]
    return {"queries": len(one), "same first hit": rounded((one[:, 0] == other[:, 0]).mean(), 3),
            f"shared of the first {one.shape[1]}": rounded(np.mean(shared), 3)}


def rounded(value, places):
    return round(float(value), places)
