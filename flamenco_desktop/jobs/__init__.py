"""The worker's process as the window sees it: a queue of jobs, their progress, cancel, restart."""
