"""The way in: ``run.py`` hands its arguments over to ``main``.

This file alone must be readable by a Python older than ours, so that its owner
gets a sentence and not a syntax error; all the work is in ``core.setup``.
"""

import sys

OLDEST = (3, 11)


def main(argv: "list[str]") -> int:
    """Run one command of ``run.py`` and return its exit code."""
    if sys.version_info < OLDEST:
        here = ".".join(str(part) for part in sys.version_info[:2])
        sys.stderr.write(
            f"Chợ Phiên needs Python {OLDEST[0]}.{OLDEST[1]} or newer; this is Python {here}.\n"
            "Install a newer one and call it by its name, as in: python3.11 run.py\n"
        )
        return 1
    from core.setup.commands import run  # noqa: PLC0415 -- an older Python cannot read it

    return run(argv)
