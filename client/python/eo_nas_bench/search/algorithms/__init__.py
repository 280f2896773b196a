"""Search algorithms: seeded generators that are asked for architectures and told outcomes."""
