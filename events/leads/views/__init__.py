"""Pages of leads, and the interface for offline queues."""

from flask import Flask

from core import offline
from events.leads import api
from events.leads.views import attendee, scan, work
from events.leads.views.blueprint import bp
from events.leads.words import rating_word

__all__ = ["attendee", "bp", "init_app", "scan", "work"]


def init_app(app: Flask) -> None:
    """The scan page opens without a network, with what it needs to look and read."""
    app.register_blueprint(api.bp)
    app.add_template_global(rating_word)
    offline.add_application(
        offline.Application(
            start="/leads",
            # Each exhibitor's page is kept by the reader's own device.
            endpoints=(("checkin.scanner_reader", {}),),
            files=(
                "css/scan.css",
                "js/leads.js",
                *(f"js/scan/{name}.js" for name in ("camera", "light", "sealing", "signals")),
                "vendor/idb/idb.js",
                "vendor/zxing/zxing_reader.js",
                "vendor/zxing/zxing_reader.wasm",
            ),
            templates=("layouts/scan.html", "events/leads/scan.html"),
        )
    )
