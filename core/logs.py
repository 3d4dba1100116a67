"""Structured logs: one line a change, ids only, each line with its request id."""

import logging
import re
import secrets

import structlog
from flask import Flask, Response, g, request


def init_app(app: Flask) -> None:
    """Send standard logging through structlog and bind a request id to every line."""
    renderer = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if app.config["LOG_FORMAT"] == "json"
        else structlog.dev.ConsoleRenderer(colors=False)
    )
    shared: list[structlog.types.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso"),
    ]
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    root = logging.getLogger()
    if not app.testing:
        root.handlers[:] = [handler]
        root.setLevel(logging.INFO)
        for chatty in ("huey", "fontTools"):
            logging.getLogger(chatty).setLevel(logging.WARNING)

    @app.before_request
    def _bind() -> None:
        given = request.headers.get("X-Request-ID", "")
        known = given and re.fullmatch(r"[\w-]{8,64}", given)
        g.request_id = given if known else secrets.token_hex(8)
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=g.request_id)

    @app.after_request
    def _tell(response: Response) -> Response:
        response.headers["X-Request-ID"] = g.get("request_id", "")
        return response
