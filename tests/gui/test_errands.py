"""Errands in a thread beside the window's."""

from __future__ import annotations

import threading

import pytest
import shiboken6

from flamenco_desktop.gui.errands import Errands


@pytest.mark.usefixtures("qapp")
def test_an_errand_that_ends_after_its_window_is_not_answered_and_harms_nobody() -> None:
    errands = Errands()
    gone, done = threading.Event(), threading.Event()
    errands.run(lambda: gone.wait(10), lambda _: pytest.fail("answered"))
    errands.run(done.set)
    shiboken6.delete(errands)
    gone.set()
    # The thread outlived the first errand's answer.
    assert done.wait(10)
