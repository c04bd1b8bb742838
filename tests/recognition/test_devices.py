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
