"""Devices say why."""

from __future__ import annotations

import pytest

from flamenco_desktop.errors import DeviceMissingError
from flamenco_desktop.recognition import devices


def test_the_cpu_is_always_there() -> None:
    cpu = next(device for device in devices.found() if device.kind == "cpu")
    assert cpu.usable
    assert cpu.precision == "int8"
    assert cpu.threads >= 1


def test_the_best_usable_device_is_chosen_with_a_reason() -> None:
    usable = [device for device in devices.found() if device.usable]
    assert devices.choose("auto") == usable[0]
    if usable[0].kind == "cpu":
        assert usable[0].words.startswith("CPU: no ")
        with pytest.raises(DeviceMissingError) as caught:
            devices.choose("cuda")
        assert caught.value.parameters["reason"]


def test_unknown_devices() -> None:
    with pytest.raises(DeviceMissingError):
        devices.choose("abacus")


def test_a_device_that_fails_its_test_falls_back() -> None:
    broken = devices.Device("meta")
    fallen = devices.tested(broken, fall_back=True)
    assert fallen.kind == "cpu"
    assert fallen.words.startswith("CPU: META failed: ")
    with pytest.raises(DeviceMissingError):
        devices.tested(broken, fall_back=False)


def test_half_precision_is_taken_only_where_the_self_test_finds_it_right(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # A fake: no GPU here. The CPU stands in for one, whose half precision is right or wrong as told.
    real = devices._self_test
    for wrong in (False, True):
        monkeypatch.setattr(
            devices,
            "_self_test",
            lambda kind, *, half, wrong=wrong: (
                "it computes wrongly" if half and wrong else real("cpu", half=half)
            ),
        )
        assert devices.tested(devices.Device("cuda"), fall_back=True).half is not wrong


def test_a_batch_fits_the_memory() -> None:
    assert devices.Device("cpu").batch == 1
    small, large = (devices.Device("cuda", memory=size * 10**9).batch for size in (4, 80))
    assert 1 <= small < large <= 16


def test_the_precision_is_one_that_ctranslate2_can() -> None:
    import ctranslate2

    assert devices.Device("cpu").precision in ctranslate2.get_supported_compute_types("cpu")
    # Where there is no GPU it cannot be asked; nothing raises.
    assert devices.Device("cuda").precision
