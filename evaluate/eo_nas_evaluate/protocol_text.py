"""A plan's protocol in sentences."""

from __future__ import annotations

from .plan import SPLITS, Plan


def _counted(count: int, one: str) -> str:
    return f"{count:,} {one}" if count == 1 else f"{count:,} {one}s"


def protocol_text(plan: Plan, notes: str = "") -> str:
    """What was trained and how, for the instance's description."""
    protocol = plan.protocol
    skeleton, recipe, data = protocol.skeleton, protocol.recipe, protocol.data
    counts = {name: sum(data.images_per_class[name]) for name in SPLITS}
    epochs = " and ".join(str(each) for each in sorted({each.epochs for each in plan.passes}))
    sentences = [
        f"{counts['train']:,} training, {counts['validation']:,} validation and "
        f"{counts['test']:,} test images of {data.resolution} × {data.resolution} pixels and "
        f"{_counted(len(data.bands), 'band')}; each band is normalised by its mean and standard "
        "deviation over the training images.",
        f"NASBench-101's skeleton in PyTorch with {_counted(skeleton.stem_width, 'stem channel')}, "
        f"{_counted(skeleton.stacks, 'stack')} and "
        f"{_counted(skeleton.cells_per_stack, 'cell')} a stack.",
        f"{epochs} epochs of SGD: momentum {recipe.momentum:g}, weight decay "
        f"{recipe.weight_decay:g}, batch {recipe.batch}, learning rate {recipe.learning_rate:g} "
        "with cosine decay to 0"
        + (", random horizontal and vertical flips." if recipe.flips else ", no augmentation."),
        f"Protocol {protocol.id()} of eo-nas-evaluate.",
    ]
    return " ".join([*sentences, notes]).strip()
