import numpy as np
import pytest

from edge.perception.detector import DetectorError
from edge.perception.interpreter import MAX_CANDIDATES, Interpreter, load
from edge.perception.manifest import ModelError, models_folder, read_manifest, read_model
from tests.edge.perception.cards import whole

PICTURE = np.arange(32 * 64 * 3, dtype=np.uint8).reshape(32, 64, 3)


def test_a_shipped_model_can_be_run_again_and_again():
    card = read_manifest(models_folder()).default("objects")
    interpreter = load(read_model(card, models_folder()), threads=1)
    picture = np.full((card.input.height, card.input.width, 3), card.input.pad, np.uint8)
    for _ in range(2):
        interpreter.run(whole(picture))
        for output in interpreter.outputs:
            interpreter.best(output, 0.2)
            interpreter.rows(output, np.array([0]))


def test_an_error_that_is_kept_does_not_stop_the_next_run():
    card = read_manifest(models_folder()).default("objects")
    interpreter = load(read_model(card, models_folder()), threads=1)
    with pytest.raises(DetectorError) as kept:
        interpreter.run(whole(PICTURE))
    interpreter.run(whole(np.zeros((card.input.height, card.input.width, 3), np.uint8)))
    assert kept.value.__traceback__ is not None


def test_its_outputs_carry_the_names_of_the_signature():
    card = read_manifest(models_folder()).default("objects")
    interpreter = load(read_model(card, models_folder()), threads=1)
    assert {"cls8", "reg32"} <= {output.name for output in interpreter.outputs}


@pytest.mark.parametrize(
    ("dtype", "quantisation", "expected"),
    [
        (np.uint8, (1.0, 0), PICTURE),
        (np.uint8, (2 / 256, 128), PICTURE),
        (np.int8, (1.0, -128), PICTURE.astype(np.int16) - 128),
        (np.float32, (0.0, 0), PICTURE),
    ],
)
def test_pixels_arrive_as_the_model_stores_them(written_runtime, dtype, quantisation, expected):
    runtime = written_runtime({}, dtype=dtype, quantisation=quantisation)
    Interpreter(runtime).run(whole(PICTURE))
    np.testing.assert_array_equal(runtime.picture[0], expected)


@pytest.mark.parametrize(
    ("dtype", "quantisation", "shift"),
    [(np.uint8, (1.0, 0), 0), (np.int8, (1.0, -128), 128), (np.float32, (0.0, 0), 0)],
)
def test_what_is_not_written_anew_is_what_it_was(written_runtime, dtype, quantisation, shift):
    def write_a_part(room):
        room[8:16, 4:20] = 200
        return room[8:16, 4:20]

    runtime = written_runtime({}, dtype=dtype, quantisation=quantisation)
    interpreter = Interpreter(runtime)
    interpreter.run(whole(PICTURE))
    interpreter.run(write_a_part)
    expected = PICTURE.astype(np.int16)
    expected[8:16, 4:20] = 200
    np.testing.assert_array_equal(runtime.picture[0], expected - shift)


@pytest.mark.parametrize("task", ["objects", "faces"])
def test_a_run_leaves_its_input_as_it_was(task):
    card = read_manifest(models_folder()).default(task)
    interpreter = load(read_model(card, models_folder()), threads=1)
    shape = card.input.height, card.input.width, 3
    picture = np.random.default_rng(1).integers(0, 256, shape, np.uint8)
    interpreter.run(whole(picture))

    def look(room):
        np.testing.assert_array_equal(room ^ np.uint8(0x80), picture)
        return room[:0]

    interpreter.run(look)


def test_an_input_that_clips_pixels_is_refused(written_runtime):
    with pytest.raises(ModelError, match="does not take pixels"):
        Interpreter(written_runtime({}, quantisation=(0.5, -128)))


def test_a_runtime_that_fails_says_so_in_our_terms(written_runtime):
    runtime = written_runtime({})
    runtime.fails = True
    with pytest.raises(DetectorError, match="does not answer: node 3"):
        Interpreter(runtime).run(whole(PICTURE))


@pytest.mark.parametrize("floor", [0.2, 0.5, 51 / 256, 0.999, 0.0])
def test_quantised_values_pass_where_their_real_ones_do(written_runtime, floor):
    stored = np.arange(-128, 128).astype(np.int8)
    runtime = written_runtime({"score": stored}, answers_quantisation=(1 / 256, -128))
    interpreter = Interpreter(runtime)
    positions, values = interpreter.best(interpreter.outputs[0], floor)
    real = (np.arange(-128, 128) + 128) / 256
    np.testing.assert_array_equal(positions, np.flatnonzero(real >= floor))
    np.testing.assert_array_equal(values, real[real >= floor].astype(np.float32))


def test_a_floor_that_nothing_can_reach_lets_nothing_pass(written_runtime):
    runtime = written_runtime({"score": np.full(9, 127, np.int8)}, answers_quantisation=(0.001, 0))
    interpreter = Interpreter(runtime)
    assert not len(interpreter.best(interpreter.outputs[0], 0.2)[0])


def test_a_model_gone_wild_yields_the_best_thousand(written_runtime):
    scores = np.linspace(0.3, 0.9, 5000, dtype=np.float32)
    interpreter = Interpreter(written_runtime({"score": scores}))
    _, values = interpreter.best(interpreter.outputs[0], 0.2)
    assert sorted(values) == sorted(scores[-MAX_CANDIDATES:])


@pytest.mark.parametrize("poison", [np.nan, np.inf, -np.inf])
def test_numbers_that_are_not_finite_are_an_error_not_a_silence(written_runtime, poison):
    scores = np.zeros((1, 10, 2), np.float32)
    scores[0, 3, 0] = poison
    interpreter = Interpreter(written_runtime({"score": scores}))
    with pytest.raises(DetectorError, match="not finite in score"):
        interpreter.best(interpreter.outputs[0], 0.2)
    with pytest.raises(DetectorError, match="not finite in score"):
        interpreter.rows(interpreter.outputs[0], np.array([3]))
