"""The service that people have today, as a reference: transformers, PyTorch, Pillow and psycopg, one picture at a time.

    python service.py index FOLDER     embeds every .jpg of a folder and stores it; prints "saved N" after every ten
    python service.py serve PORT       answers GET /search-by-text; prints "ready" when it does

MODEL_NAME is a folder with a tokenizer.json; the weights are random ones of ViT-B/32's size, since speed does not depend on
weights. DATABASE is libpq's form of a connection to a server with pgvector.
"""
import os
import sys
from contextlib import asynccontextmanager
from pathlib import Path

import psycopg
import torch
from PIL import Image
from transformers import CLIPConfig, CLIPImageProcessor, CLIPModel, PreTrainedTokenizerFast

torch.manual_seed(0)
model = CLIPModel(CLIPConfig()).eval()  # the defaults are those of openai/clip-vit-base-patch32
processor = CLIPImageProcessor()
tokenizer = PreTrainedTokenizerFast(
    tokenizer_file=os.environ["MODEL_NAME"] + "/tokenizer.json", pad_token="<|endoftext|>", model_max_length=77)


def connect():
    return psycopg.connect(os.environ["DATABASE"], autocommit=True)


def vector(features):
    features = getattr(features, "pooler_output", features)
    features = features / features.norm(dim=-1, keepdim=True)
    return "[" + ",".join(str(value) for value in features[0].tolist()) + "]"


def embed_picture(path):
    with Image.open(path) as image, torch.no_grad():
        return vector(model.get_image_features(**processor(images=image.convert("RGB"), return_tensors="pt")))


def embed_text(text):
    with torch.no_grad():
        tokens = tokenizer(text, return_tensors="pt", truncation=True, return_token_type_ids=False)
        return vector(model.get_text_features(**tokens))


def prepare(database):
    database.execute("CREATE EXTENSION IF NOT EXISTS vector")
    database.execute("CREATE TABLE IF NOT EXISTS pictures (path text PRIMARY KEY, embedding vector(512))")


def index(folder):
    with connect() as database:
        prepare(database)
    for number, path in enumerate(sorted(Path(folder).glob("*.jpg")), 1):
        with connect() as database:
            database.execute(
                "INSERT INTO pictures VALUES (%s, %s::vector) ON CONFLICT (path) DO UPDATE SET embedding = excluded.embedding",
                (str(path), embed_picture(path)))
        if number % 10 == 0:
            print(f"saved {number}", file=sys.stderr, flush=True)


def serve(port):
    import uvicorn
    from fastapi import FastAPI

    with connect() as database:
        prepare(database)

    @asynccontextmanager
    async def lifespan(_):
        print("ready", file=sys.stderr, flush=True)
        yield

    app = FastAPI(lifespan=lifespan)

    @app.get("/search-by-text")
    def search(query: str, limit: int = 5):
        with connect() as database:
            rows = database.execute(
                "SELECT path, embedding <=> %s::vector AS distance FROM pictures ORDER BY distance LIMIT %s",
                (embed_text(query), limit)).fetchall()
        return [{"path": path, "distance": distance} for path, distance in rows]

    uvicorn.run(app, port=port, log_level="warning")


if sys.argv[1] == "index":
    index(sys.argv[2])
else:
    serve(int(sys.argv[2]))
