"""The parts of a pose training without a network: schedule, memory, covering, device, options."""

import numpy as np
import pytest

from repsight.core.errors import DeviceError, InvalidInputError, ModelError, SourceError
from repsight.train.pose.augmentation import AUGMENTATION, ultralytics_augmentation
from repsight.train.pose.curves import read_results, total_loss, write_curves
from repsight.train.pose.device import choose_device
from repsight.train.pose.erasing import MAX_SIDE, PROBABILITY, cover
from repsight.train.pose.listening import in_words
from repsight.train.pose.memory import is_out_of_memory, with_smaller_batches
from repsight.train.pose.options import TrainingOptions, check_same
from repsight.train.pose.schedule import plan
from repsight.train.pose.weights import find_start


def test_every_variation_says_why():
    for name, each in AUGMENTATION.items():
        assert len(each.reason) > 15, name
    assert AUGMENTATION["flipud"].value == 0
    assert AUGMENTATION["fliplr"].value == 0.5


@pytest.mark.parametrize(("epochs", "whole"), [(1, 1), (3, 1), (10, 2), (100, 20)])
def test_the_last_fifth_of_a_training_is_without_mosaic(epochs, whole):
    assert ultralytics_augmentation(epochs)["close_mosaic"] == whole


def test_ultralytics_knows_every_variation_by_its_name():
    defaults = pytest.importorskip("ultralytics.cfg").DEFAULT_CFG_DICT
    settings = ultralytics_augmentation(10) | plan(100, 10, gpus=0).as_settings()
    assert set(settings) <= set(defaults)


@pytest.mark.parametrize(
    ("pictures", "gpus", "batch", "nominal"),
    [(24, 0, 4, 4), (100, 0, 4, 4), (600, 0, 8, 15), (20_000, 0, 16, 64),
     (600, 1, 8, 15), (20_000, 1, 64, 64), (20_000, 2, 128, 128)],
)  # fmt: skip
def test_small_data_sets_get_small_batches_and_many_steps(pictures, gpus, batch, nominal):
    schedule = plan(pictures, 50, gpus=gpus)
    assert (schedule.batch, schedule.nominal) == (batch, nominal)


def test_what_the_user_says_of_batch_and_rate_holds():
    schedule = plan(1000, 50, gpus=0, batch=5, rate=0.01)
    assert (schedule.batch, schedule.learning_rate) == (5, 0.01)


def test_a_short_training_warms_up_shortly():
    assert plan(1000, 5, gpus=0).warmup_epochs == 0.5
    assert plan(1000, 100, gpus=0).warmup_epochs == 3


@pytest.mark.parametrize(
    "error",
    [
        MemoryError(),
        RuntimeError("CUDA out of memory. Tried to allocate 2.00 GiB"),
        RuntimeError("[enforce fail] DefaultCPUAllocator: can't allocate memory"),
        RuntimeError("DefaultCPUAllocator: not enough memory: you tried to allocate 8 bytes"),
    ],
)
def test_running_out_of_memory_is_known_by_what_pytorch_says(error):
    assert is_out_of_memory(error)
    assert not is_out_of_memory(RuntimeError("shape mismatch"))


def test_the_batch_is_halved_until_it_fits_and_each_time_said():
    tried, said = [], []

    def attempt(batch: int) -> int:
        tried.append(batch)
        if batch > 4:
            raise RuntimeError("CUDA out of memory")
        return batch

    assert with_smaller_batches(attempt, 18, said.append) == 4
    assert tried == [18, 9, 4]
    assert said == [
        "memory ran out at batch 18; going on with batch 9",
        "memory ran out at batch 9; going on with batch 4",
    ]


def test_when_one_picture_is_too_much_it_ends_in_one_line():
    def attempt(batch: int) -> None:
        raise MemoryError

    with pytest.raises(DeviceError, match="one picture at a time; use a smaller --imgsz"):
        with_smaller_batches(attempt, 2, lambda _: None)


def test_another_error_is_not_taken_for_it():
    def attempt(batch: int) -> None:
        raise RuntimeError("shape mismatch")

    with pytest.raises(RuntimeError, match="shape mismatch"):
        with_smaller_batches(attempt, 8, lambda _: None)


def test_covering_hides_a_part_of_a_person_about_a_keypoint():
    image = np.full((200, 300, 3), 90, np.uint8)
    box, points = np.array([[100.0, 40, 180, 160]]), [np.array([[140.0, 100]])]
    shares = []
    for seed in range(200):
        covered = cover(image, box, points, np.random.default_rng(seed))
        changed = (covered != image).any(axis=2)
        if changed.any():
            rows, columns = np.nonzero(changed)
            assert rows.min() <= 100 <= rows.max()
            assert columns.min() <= 140 <= columns.max()
            assert np.ptp(rows) <= MAX_SIDE * 120 + 2
            assert np.ptp(columns) <= MAX_SIDE * 80 + 2
        shares.append(changed.any())
    assert np.mean(shares) == pytest.approx(PROBABILITY, abs=0.1)
    assert (image == 90).all()


def test_nobody_and_people_without_keypoints_are_left_alone():
    image = np.zeros((20, 20, 3), np.uint8)
    for seed in range(20):
        generator = np.random.default_rng(seed)
        assert cover(image, np.empty((0, 4)), [], generator) is image
        assert cover(image, np.ones((1, 4)), [np.empty((0, 2))], generator) is image


def test_a_patch_at_the_edge_stays_inside():
    image = np.zeros((50, 50, 3), np.uint8)
    for seed in range(50):
        at = [np.array([[49.0, 49.0]])]
        covered = cover(image, np.array([[0.0, 0, 50, 50]]), at, np.random.default_rng(seed))
        assert covered.shape == image.shape


def test_auto_takes_the_cpu_where_no_gpu_is_and_says_so():
    torch = pytest.importorskip("torch")
    if torch.cuda.is_available():
        pytest.skip("a GPU is here")
    device = choose_device("auto")
    assert (device.name, device.gpus, device.precision) == ("cpu", 0, False)
    assert "PyTorch sees no NVIDIA GPU" in device.words
    assert "no NVIDIA" not in choose_device("cpu").words
    for asked in ("cuda:0", "0,1", "0"):
        with pytest.raises(DeviceError, match="sees no NVIDIA GPU; use --device cpu"):
            choose_device(asked)


@pytest.mark.parametrize("asked", ["gpu", "cuda", "cuda:", "0,", "-1", "tpu:0"])
def test_another_device_is_refused(asked):
    pytest.importorskip("torch")
    with pytest.raises(DeviceError, match=r"auto, cpu, cuda:N or several as 0,1"):
        choose_device(asked)


def test_one_gpu_named_twice_is_refused():
    pytest.importorskip("torch")
    with pytest.raises(DeviceError, match="name each GPU once"):
        choose_device("0,0")


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"epochs": 0}, "epochs is 0; 1 or more"),
        ({"imgsz": 100}, "imgsz"),
        ({"batch": 0}, "batch is 0"),
        ({"freeze": -1}, "freeze is -1"),
        ({"patience": 0}, "patience is 0"),
        ({"rate": 0.0}, "lr is 0; above 0"),
        ({"rate": float("nan")}, "lr is nan"),
    ],
)
def test_wrong_options_are_refused(values, reason):
    with pytest.raises(InvalidInputError, match=reason):
        TrainingOptions("data", **values)


def test_going_on_with_other_options_is_refused_but_for_device_and_batch():
    before = TrainingOptions("data", epochs=3).as_mapping()
    check_same(TrainingOptions("data", epochs=3, device="cpu", batch=2), before)
    with pytest.raises(InvalidInputError, match="epochs is 4 now and was 3"):
        check_same(TrainingOptions("data", epochs=4), before)


def test_what_is_no_pose_model_is_refused(tmp_path):
    pytest.importorskip("ultralytics")
    (tmp_path / "a.onnx").write_bytes(b"\x08")
    (tmp_path / "b.pt").write_bytes(b"no weights")
    for model, reason in (
        (str(tmp_path / "a.onnx"), "cannot be trained on; give a .pt"),
        (str(tmp_path / "b.pt"), "cannot be loaded by Ultralytics"),
        (str(tmp_path / "none.pt"), "there is no model"),
        ("yolov8n.yaml", "is no network's shape"),
        ("blazepose-full", "has no PyTorch weights"),
    ):
        with pytest.raises(ModelError, match=reason):
            find_start(model, lambda _: None)


def test_a_detection_model_is_refused(tmp_path):
    ultralytics = pytest.importorskip("ultralytics")
    ultralytics.YOLO("yolov8n.yaml", verbose=False).save(tmp_path / "detect.pt")
    with pytest.raises(ModelError, match="is a detect model without keypoints"):
        find_start(str(tmp_path / "detect.pt"), lambda _: None)


def test_learning_curves_are_a_page_of_their_own(tmp_path):
    losses = "train/box_loss,train/pose_loss,val/box_loss,val/pose_loss"
    text = f"epoch,time,metrics/mAP50-95(P),{losses}\n"
    rows = "".join(f"{n},{n},{0.1 * n},{3 / n},{6 / n},{4 / n},{5 / n}\n" for n in range(1, 6))
    (tmp_path / "results.csv").write_text(text + rows)
    results = read_results(tmp_path / "results.csv")
    assert total_loss(results, "train").tolist() == pytest.approx([9 / n for n in range(1, 6)])
    write_curves(tmp_path / "curves.html", results, "a <model>")
    page = (tmp_path / "curves.html").read_text()
    assert page.count("<svg") == 4
    assert "a &lt;model&gt;" in page
    assert "http://" not in page.replace("http://www.w3.org/2000/svg", "")


def test_damaged_results_are_refused(tmp_path):
    (tmp_path / "results.csv").write_text("epoch,time\n1,x\n")
    with pytest.raises(SourceError, match="is no list of results"):
        read_results(tmp_path / "results.csv")


@pytest.mark.parametrize(
    ("seconds", "words"), [(0, "0 s"), (89, "89 s"), (600, "10 min"), (9000, "2.5 h")]
)
def test_times_are_told_as_one_reads_them(seconds, words):
    assert in_words(seconds) == words
