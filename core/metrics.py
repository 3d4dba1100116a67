"""Counters for operators at ``/metrics``, in Prometheus' text form, for this machine only."""

import functools
import time

from flask import Flask, Response, abort, g, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram
from prometheus_client.exposition import generate_latest

LOOPBACK = {"127.0.0.1", "::1"}


def init_app(app: Flask) -> None:
    """Count requests by endpoint and status, and how long they took."""
    registry = CollectorRegistry()
    requests = Counter("requests", "Requests answered", ["endpoint", "status"], registry=registry)
    seconds = Histogram("request_seconds", "Time to answer", ["endpoint"], registry=registry)
    app.extensions["metrics"] = registry

    @functools.cache
    def of(endpoint: str, status: int) -> tuple[Counter, Histogram]:
        return requests.labels(endpoint, status), seconds.labels(endpoint)

    @app.before_request
    def _start() -> None:
        g.started = time.perf_counter()

    @app.after_request
    def _count(response: Response) -> Response:
        endpoint = request.endpoint or "none"
        counter, histogram = of(endpoint, response.status_code)
        counter.inc()
        if "started" in g:
            histogram.observe(time.perf_counter() - g.started)
        return response

    @app.get("/metrics")
    def metrics() -> Response:
        """Answer the machine itself; a proxy's visitors get 404."""
        if request.remote_addr not in LOOPBACK or request.access_route[1:]:
            abort(404)
        return Response(generate_latest(registry), mimetype=CONTENT_TYPE_LATEST)
