"""From a recording to lyrics. Runs in the worker (or the command line), never in the window's process."""
