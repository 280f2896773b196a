"""Images from folders, npz files and GeoTIFF stacks."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import tifffile
from PIL import Image

from eo_nas_evaluate.command import main
from eo_nas_evaluate.errors import EvaluateError
from eo_nas_evaluate.images import Images
from eo_nas_evaluate.plan import Data, read_plan, read_split
from eo_nas_evaluate.readers import read_images
from eo_nas_evaluate.tensors import load_parts

from .support import save, small_images, write_small_plan


def _folder(root: Path, images: Images, suffix: str) -> Path:
    for label, name in enumerate(images.classes):
        (root / name).mkdir(parents=True)
        for number, at in enumerate(np.flatnonzero(images.labels == label), start=1):
            path = root / name / f"{name}_{number}{suffix}"
            pixels = images.pixels[at]
            if suffix == ".png":
                Image.fromarray(pixels).save(path)
            elif suffix == ".tiff":
                tifffile.imwrite(path, pixels, photometric="minisblack", planarconfig="contig")
            else:
                bands = np.moveaxis(pixels, -1, 0)
                tifffile.imwrite(path, bands, photometric="minisblack", planarconfig="separate")
    return root


def _by_class(images: Images) -> Images:
    order = np.argsort(images.labels, kind="stable")
    return Images(images.pixels[order], images.labels[order], images.classes)


def _same(first: Images, second: Images) -> bool:
    return first.sha256() == second.sha256() and list(first.classes) == list(second.classes)


def test_an_npz_file_is_read_as_written(tmp_path: Path) -> None:
    images = small_images()
    assert _same(read_images(save(images, tmp_path / "images.npz")), images)


@pytest.mark.parametrize("suffix", [".png", ".tiff", ".tif"])
def test_a_folder_of_classes_is_read_in_the_order_of_names_and_numbers(
    tmp_path: Path, suffix: str
) -> None:
    images = small_images()
    assert _same(read_images(_folder(tmp_path, images, suffix)), _by_class(images))


@pytest.mark.parametrize("suffix", [".tiff", ".tif"])
def test_a_stack_of_12_bands_of_16_bits_is_read_and_its_bands_chosen(
    tmp_path: Path, suffix: str
) -> None:
    small = small_images(bands=12)
    images = Images(small.pixels.astype(np.uint16) * 40, small.labels, small.classes)
    read = read_images(_folder(tmp_path, images, suffix))
    assert _same(read, _by_class(images))
    chosen = read.with_bands([3, 2, 1])
    np.testing.assert_array_equal(chosen.pixels[..., 0], _by_class(images).pixels[..., 3])


def test_a_band_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="bands 0 to 2"):
        small_images().with_bands([3])


def test_images_shrink_by_the_mean_of_blocks() -> None:
    pixels = np.arange(16, dtype=np.uint8).reshape(1, 4, 4, 1)
    images = Images(pixels, np.zeros(1, dtype=np.int64), ["one"])
    assert images.shrunk_to(2).pixels.ravel().tolist() == [2.5, 4.5, 10.5, 12.5]
    with pytest.raises(ValueError, match="cannot be averaged"):
        images.shrunk_to(3)


def test_missing_pixels_are_refused() -> None:
    pixels = np.full((1, 2, 2, 1), np.nan, dtype=np.float32)
    with pytest.raises(ValueError, match="Fill what is missing"):
        Images(pixels, np.zeros(1, dtype=np.int64), ["one"])


def test_images_of_different_shapes_are_refused(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    for number, size in enumerate((4, 5)):
        Image.new("RGB", (size, size)).save(tmp_path / "one" / f"{number}.png")
    with pytest.raises(EvaluateError, match=r"1\.png has the shape \(5, 5, 3\)"):
        read_images(tmp_path)


def test_hidden_files_and_folders_are_no_images_and_no_classes(tmp_path: Path) -> None:
    images = small_images()
    folder = _folder(tmp_path, images, ".png")
    (folder / ".ipynb_checkpoints").mkdir()
    (folder / images.classes[0] / "._class 0_1.png").write_bytes(b"no picture")
    assert _same(read_images(folder), _by_class(images))


def test_a_class_without_images_is_refused(tmp_path: Path) -> None:
    folder = _folder(tmp_path, small_images(), ".png")
    (folder / "masks").mkdir()
    (folder / "masks/notes.txt").write_text("none")
    with pytest.raises(EvaluateError, match=r"masks: no images\. Each folder is a class"):
        read_images(folder)


def test_images_that_are_not_square_need_a_resolution(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    small = small_images()
    wide = Images(np.concatenate([small.pixels, small.pixels], axis=2), small.labels, small.classes)
    images = save(wide, tmp_path / "images.npz")
    command = ["plan", "--images", str(images), "--out", str(tmp_path / "plan"), "--name", "wide"]
    assert main([*command, "--vertices", "2"]) == 1
    assert "8 × 16 pixels, and networks see squares" in capsys.readouterr().err
    assert main([*command, "--vertices", "2", "--resolution", "4"]) == 0
    assert read_plan(tmp_path / "plan/plan.json").protocol.data.resolution == 4


def test_what_holds_no_images_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EvaluateError, match="holds no images"):
        read_images(tmp_path)
    with pytest.raises(EvaluateError, match=r"neither a folder nor an \.npz file"):
        read_images(tmp_path / "missing.txt")
    np.savez(tmp_path / "wrong.npz", pixels=np.zeros(1))
    with pytest.raises(EvaluateError, match="no array images and no labels"):
        read_images(tmp_path / "wrong.npz")


Planned = tuple[Images, dict[str, list[int]], Data]


@pytest.fixture
def planned(tmp_path: Path) -> Planned:
    plan, path = write_small_plan(tmp_path, "--train-images", "20", "--resolution", "4")
    data = read_plan(plan).protocol.data
    return read_images(path), read_split(tmp_path / "split.json", data.split_sha256), data


def test_bands_are_normalised_over_the_training_images(planned: Planned) -> None:
    images, split, data = planned
    parts = load_parts(images, split, data, "cpu")
    train = parts["train"].images
    assert len(train) == data.train_images
    np.testing.assert_allclose(train.mean(dim=(0, 2, 3)).numpy(), 0, atol=1e-6)
    np.testing.assert_allclose(train.std(dim=(0, 2, 3), correction=0).numpy(), 1, atol=1e-6)
    assert parts["test"].labels.tolist() == images.labels[split["test"]].tolist()


def test_other_images_than_the_plans_are_refused(planned: Planned) -> None:
    images, split, data = planned
    other = Images(images.pixels + 1, images.labels, images.classes)
    with pytest.raises(EvaluateError, match="give the images that the plan was made with"):
        load_parts(other, split, data, "cpu")
