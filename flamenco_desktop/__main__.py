"""Where `flamenco-desktop` begins: it looks at the first argument and goes on in one of five rooms.

Nothing heavy is imported before it is known to be needed, so that `--version` and the window stay quick.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program with `argv` (without its own name) and return the exit status."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments[:1] == ["worker"]:
        from flamenco_desktop.recognition import worker

        return worker.main()
    if arguments[:1] == ["picture"]:
        from flamenco_desktop.audio import pictures

        return pictures.main(arguments[1:])

    recording = None
    if arguments:
        from flamenco_desktop import cli

        if arguments[0] in cli.COMMANDS or arguments[0] in cli.ANSWERS:
            return cli.main(arguments)
        recording = cli.window_recording(arguments)

    from flamenco_desktop import screen

    reason = screen.missing()
    if reason:
        from flamenco_desktop import terminal

        return terminal.main(recording, reason)

    from flamenco_desktop import app

    return app.main(recording)


if __name__ == "__main__":
    sys.exit(main())
