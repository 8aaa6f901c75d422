"""The models that are compared."""
SHAPES = {
    "tiny": dict(layers=2, hidden=128, heads=2, intermediate=512, texts=1024),
    "minilm": dict(layers=6, hidden=384, heads=12, intermediate=1536, texts=1024),
    "base": dict(layers=12, hidden=768, heads=12, intermediate=3072, texts=256),
}
VOCABULARY = 30522
POSITIONS = 512
