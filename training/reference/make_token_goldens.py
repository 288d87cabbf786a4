"""Writes the reference tokens that Tests/CLIPEmbeddingTests compares with: what Hugging Face's `tokenizers` makes of some
6,000 texts, with CLIP's own vocabulary and with the demo model's, and how it classes every character of Unicode.

Usage: python make_token_goldens.py TEST_FIXTURES DEMO_MODEL      (see README.md)
Writes clip-tokenizer.json (CLIP's tokenizer, from the vocabulary in open_clip_torch), tokens.json and characters.json.
"""
import gzip, importlib.util, json, random, sys
from pathlib import Path

from tokenizers import Regex, Tokenizer, normalizers, pre_tokenizers
from transformers import CLIPTokenizer

CLIP_CONTEXT, DEMO_CONTEXT = 77, 64
WORDS = """a an the of on in at with and under behind photo picture painting drawing close-up black white red green blue
yellow purple dog cat horse bird elephant tree forest mountain lake river sea beach snow sky sunset night city street
house bridge car bicycle train aeroplane boat child woman man people crowd face hand flower rose tulip grass garden
kitchen table chair book window door running sleeping jumping eating smiling old young small large tiny blurry
photograph's don't it's we've they'll I'm she'd Zürich naïve café Øresund São-Paulo façade jalapeño coöperate""".split()
SCRIPTS = dict(
    latin=(0xC0, 0x24F), ipa=(0x250, 0x2AF), greek=(0x370, 0x3FF), greek_extended=(0x1F00, 0x1FFF), cyrillic=(0x400, 0x52F),
    armenian=(0x530, 0x58F), hebrew=(0x591, 0x5F4), arabic=(0x600, 0x6FF), arabic_forms=(0xFB50, 0xFDFF),
    devanagari=(0x900, 0x97F), bengali=(0x980, 0x9FF), tamil=(0xB80, 0xBFF), thai=(0xE00, 0xE7F), tibetan=(0xF00, 0xFFF),
    georgian=(0x10A0, 0x10FF), hangul_jamo=(0x1100, 0x11FF), ethiopic=(0x1200, 0x137F), khmer=(0x1780, 0x17FF),
    mongolian=(0x1800, 0x18AF), vietnamese=(0x1E00, 0x1EFF), punctuation=(0x2000, 0x206F), superscripts=(0x2070, 0x209F),
    currency=(0x20A0, 0x20CF), letterlike=(0x2100, 0x214F), numbers=(0x2150, 0x218F), arrows=(0x2190, 0x21FF),
    mathematics=(0x2200, 0x22FF), enclosed=(0x2460, 0x24FF), dingbats=(0x2700, 0x27BF), kana=(0x3040, 0x30FF),
    cjk_symbols=(0x3000, 0x303F), cjk=(0x4E00, 0x9FFF), cjk_a=(0x3400, 0x4DBF), hangul=(0xAC00, 0xD7A3),
    cjk_compatibility=(0xF900, 0xFAFF), private_use=(0xE000, 0xE0FF), halfwidth=(0xFF00, 0xFFEF), specials=(0xFFF0, 0xFFFF),
    gothic=(0x10330, 0x1034A), deseret=(0x10400, 0x1044F), fraktur=(0x1D504, 0x1D537), music=(0x1D100, 0x1D1FF),
    emoji=(0x1F300, 0x1F64F), emoji_more=(0x1F900, 0x1FAFF), flags=(0x1F1E6, 0x1F1FF), cjk_b=(0x20000, 0x200FF),
    tags=(0xE0000, 0xE007F), variation=(0xFE00, 0xFE0F), all=(0x1, 0x10FFFF))
MARKS = [chr(c) for c in list(range(0x300, 0x370)) + list(range(0x591, 0x5BE)) + list(range(0x64B, 0x660)) + [0x93C, 0x94D, 0xE34, 0xE48, 0x3099, 0x309A, 0x20D0, 0x20E3, 0x1AB0, 0x1DC0]]
SPACES = [" ", "  ", "\t", "\n", "\r\n", "\u00a0", "\u2003", "\u3000", "\u2028", "\u1680", "\u200b", "\ufeff", "\u180e", "\x0b", "\x0c", "\x85", "\x1c"]
FIXED = [
    "", " ", "   ", "\t\n\r ", "\u3000", "\u200b", "\0", "a\0b", "\x01\x02\x7f\x80\x9f", "\ufffd", "\ufeffhello", "a\u00adb", "\u202eabc",
    "İstanbul ILIK ışık", "STRASSE Straße ẞ", "ὈΔΥΣΣΕΎΣ ΣΑΣ Σ σς ΑΣ. ΑΣ'", "ﬁnd ﬂow ﬃ", "Å Å Å", "é é", "ḍ̇ ḍ̇ q̣̇", "각 각 한국어",
    "क्षत्रिय हिन्दी", "ภาษาไทย", "שָׁלוֹם", "السَّلَامُ عَلَيْكُمْ", "日本語のテキスト", "中文，标点。", "がガが", "👩‍👩‍👧‍👦 👍🏽 🏳️‍🌈 🇩🇪 1️⃣ ❤️", "😀😀😀", "🫠🫨🪿",
    "it's isn't we're I've I'm he'll she'd 's't're've'm'll'd", "IT'S WE'RE 'S 'T", "it’s", "''s'''t", "'", "''''", "o'clock 'sup 'tis 'dog 'really",
    "3.14159 1,000,000 42nd 007 ½ ² Ⅷ ① ٣ ३ 𝟘", "e-mail a_b __init__ --- *** ?!?! ... ... $100 #tag @user 50% C++ a&b (c) [d] {e} <f> ~`^|\\/\"",
    "<|startoftext|>", "<|endoftext|>", "a<|endoftext|>b", "<|STARTOFTEXT|>", "<|StartOfText|>!", "<|startoftext|>|x", "x<|<|endoftext|>|>y", "<|endoftext|", "|>", "<|", "!<|ENDOFTEXT|>?",
    "[CLS]", "[SEP]", "[UNK]", "[PAD]", "[MASK]", "a [SEP] b", "a[SEP]b", "[sep]", "[[SEP]]", "[MASK][MASK]", "[SEP", "##ing", "##", "a ##b", "</w>", "cat</w>", "Ġ", "Ċ",
    "\U000e0067\U000e0062", "\ud7ff\ue000", "\U0010ffff", "\U0001e900\U0001e922", "\u1e9e", "ǅ ǈ ǋ", "\u0345\u0399", "\u1f88", "\U00011935\U00011930", "\u2126\u212a\u212b",
    "a" * 100, "a" * 101, "supercalifragilisticexpialidocious", "Donaudampfschifffahrtsgesellschaftskapitän", "x" * 1000, "!" * 300, "1" * 120]
CLIP_PATTERN = r"'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+"


def clip_tokenizer():
    """CLIP's tokenizer as transformers builds it from the merges that OpenAI published."""
    package = Path(importlib.util.find_spec("open_clip").origin).parent
    lines = gzip.open(package / "bpe_simple_vocab_16e6.txt.gz").read().decode().split("\n")
    merges = [tuple(line.split()) for line in lines[1:49152 - 256 - 2 + 1]]
    visible = [*range(ord("!"), ord("~") + 1), *range(ord("¡"), ord("¬") + 1), *range(ord("®"), ord("ÿ") + 1)]
    letters = [chr(b) for b in visible] + [chr(256 + n) for n in range(256 - len(visible))]
    tokens = letters + [x + "</w>" for x in letters] + ["".join(m) for m in merges] + ["<|startoftext|>", "<|endoftext|>"]
    return CLIPTokenizer(vocab={t: i for i, t in enumerate(tokens)}, merges=merges).backend_tokenizer


def texts():
    rng = random.Random(20240607)
    scalar = lambda low, high: chr(c) if not 0xD800 <= (c := rng.randint(low, high)) < 0xE000 else "\ufffd"
    script = lambda name, n: "".join(scalar(*SCRIPTS[name]) for _ in range(n))
    names = list(SCRIPTS)
    yield from FIXED
    for _ in range(1800):  # phrases, as people type them
        words = [rng.choice(WORDS) for _ in range(rng.randint(1, 14))]
        words = [rng.choice((str.lower, str.lower, str.title, str.upper))(w) for w in words]
        yield "".join(w + rng.choice([" "] * 12 + [", ", ". ", "! ", "-", "  ", "\n", " 7 ", "'s ", "…"]) for w in words)
    for name in names:  # each script by itself, with spaces, with Latin around
        for _ in range(30):
            parts = [script(name, rng.randint(1, 8)) for _ in range(rng.randint(1, 4))]
            yield rng.choice(["", "a ", "Photo of"]) + rng.choice(SPACES + [""]).join(parts) + rng.choice(["", "s", "!"])
    for _ in range(900):  # marks upon letters, composed and decomposed, in any order
        base = lambda: rng.choice([rng.choice("aeiouAEIOUnscz"), script(rng.choice(["latin", "greek", "cyrillic", "hangul_jamo", "kana", "devanagari"]), 1)])
        yield "".join(base() + "".join(rng.choice(MARKS) for _ in range(rng.randint(0, 3))) + rng.choice(["", "", " "]) for _ in range(rng.randint(1, 9)))
    for _ in range(1200):  # everything mixed
        yield "".join(rng.choice([lambda: rng.choice(WORDS), lambda: script(rng.choice(names), rng.randint(1, 3)), lambda: rng.choice(SPACES),
                                  lambda: rng.choice(MARKS), lambda: chr(rng.randint(0, 127)), lambda: rng.choice(FIXED)[:20]])() for _ in range(rng.randint(1, 16)))
    for _ in range(300):  # single characters from everywhere
        yield script("all", 1)
    for alphabet in ("ab", "aeiou bcd fgh", "the quick brown fox ", "a", "日本語", "é", "👍", "!?.", "\t "):  # 10,000 characters
        yield "".join(rng.choice(alphabet) for _ in range(10_000))
    yield " ".join(rng.choice(WORDS) for _ in range(2_000))[:10_000]


def ranges(values):
    """Sorted numbers as [first, last] pairs, in one flat list."""
    flat = []
    for v in values:
        if flat and v == flat[-1] + 1:
            flat[-1] = v
        else:
            flat += [v, v]
    return flat


def characters():
    """The classes of every character, as the reference has them."""
    bert = lambda **on: normalizers.BertNormalizer(**{k: k in on for k in ("clean_text", "handle_chinese_chars", "strip_accents", "lowercase")})
    clean, ideographs, strip = bert(clean_text=1), bert(handle_chinese_chars=1), bert(strip_accents=1)
    split = lambda s: pre_tokenizers.Split(Regex(s), "isolated").pre_tokenize_str
    space, letter, number, punctuation = split(r"\s"), split(r"\p{L}"), split(r"\p{N}"), pre_tokenizers.BertPreTokenizer().pre_tokenize_str
    tests = dict(
        letter=lambda s: len(letter(f"!{s}!")) == 3, number=lambda s: len(number(f"!{s}!")) == 3, space=lambda s: len(space(f"!{s}!")) == 3,
        removed=lambda s: clean.normalize_str(s) == "", punctuation=lambda s: len(punctuation(f"a{s}a")) == 3,
        ideograph=lambda s: ideographs.normalize_str(s) != s, accent=lambda s: strip.normalize_str(s) == "")
    scalars = [c for c in range(0x110000) if not 0xD800 <= c < 0xE000]
    return {name: ranges(c for c in scalars if test(chr(c))) for name, test in tests.items()}


def main(fixtures, demo_model):
    compact = dict(separators=(",", ":"))
    clip = clip_tokenizer()
    clip.save(str(fixtures / "clip-tokenizer.json"), pretty=False)
    spec = json.loads(clip.to_str())
    spec["pre_tokenizer"]["pretokenizers"][0]["pattern"]["Regex"] = CLIP_PATTERN
    published = Tokenizer.from_str(json.dumps(spec))  # the form of older files, which many published packages hold
    demo = Tokenizer.from_file(str(demo_model / "textual/tokenizer.json"))
    demo.no_truncation()
    all_texts = list(texts())
    ids = {name: [e.ids for e in t.encode_batch(all_texts)] for name, t in (("clip", clip), ("published", published), ("demo", demo))}
    clip.enable_truncation(CLIP_CONTEXT), demo.enable_truncation(DEMO_CONTEXT)
    cut = [[n, clip.encode(t).ids, demo.encode(t).ids] for n, t in enumerate(all_texts) if len(ids["clip"][n]) > CLIP_CONTEXT]
    other = {n: new for n, (old, new) in enumerate(zip(ids["clip"], ids.pop("published"))) if old != new}
    golden = dict(texts=all_texts, **ids, published=other, cut=dict(clipContext=CLIP_CONTEXT, demoContext=DEMO_CONTEXT, texts=cut))
    (fixtures / "tokens.json").write_text(json.dumps(golden, **compact))
    (fixtures / "characters.json").write_text(json.dumps(characters(), **compact))
    print(len(all_texts), "texts,", len(cut), "cut,", len(other), "differ in older files", {f.name: f.stat().st_size for f in fixtures.glob("*.json")})


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
