"""The report of an evaluation as one page that needs nothing else: a table and two charts."""

from collections.abc import Sequence
from html import escape

from matchmaking.evaluation.measures import Measure, Result, lost

WIDTH, BAR, NAMES, VALUES = 760, 26, 270, 60
_STYLE = """
body{font:16px/1.5 system-ui,sans-serif;color:#1f2937;margin:2rem auto;max-width:60rem;
padding:0 1rem}
table{border-collapse:collapse;width:100%}th,td{padding:.3rem .6rem;text-align:right;
border-bottom:1px solid #d1d5db}th:first-child,td:first-child{text-align:left}
thead th{vertical-align:bottom}svg{max-width:100%;height:auto}.wide{overflow-x:auto}
small{color:#4b5563;white-space:nowrap}
"""


def page(results: Sequence[Result], *, top: int, facts: str) -> str:
    """Return the page; the first result is the way in use."""
    used = results[0]
    main = f"nDCG@{top}"
    bars = [(result.name, result.measures[main]) for result in results]
    changes = [(result.name, lost(result, used)) for result in results[1:]]
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Evaluation</title>'
        f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style></head><body>'
        f"<h1>How good the suggestions are</h1><p>{escape(facts)}</p>"
        f"{_table(results)}"
        f"<h2>{main}, with 95 % intervals</h2>{_chart(bars)}"
        "<h2>Against the way in use, need by need</h2>"
        "<p>Below 0: worse without this part. An interval over 0 tells no difference.</p>"
        f"{_chart(changes) if changes else ''}</body></html>\n"
    )


def _table(results: Sequence[Result]) -> str:
    names = [*results[0].measures, "coverage", "Gini of exposure"]
    head = "".join(f"<th scope='col'>{escape(name)}</th>" for name in ["way", *names])
    rows = "".join(
        f"<tr><th scope='row'>{escape(one.name)}</th>"
        + "".join(f"<td>{_shown(measure)}</td>" for measure in one.measures.values())
        + f"<td>{one.coverage:.3f}</td><td>{one.gini:.3f}</td></tr>"
        for one in results
    )
    return (
        f'<div class="wide"><table><thead><tr>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def _shown(measure: Measure) -> str:
    return f"{measure.mean:.3f} <small>{measure.low:.3f}–{measure.high:.3f}</small>"


def _chart(rows: Sequence[tuple[str, Measure]]) -> str:
    """Return horizontal bars from 0 with whiskers."""
    low = min(0.0, *(measure.low for _, measure in rows))
    high = max(0.0, *(measure.high for _, measure in rows)) or 1.0
    room = WIDTH - NAMES - VALUES

    def place(value: float) -> float:
        return round(NAMES + room * (value - low) / (high - low or 1.0), 1)

    parts = []
    for at, (name, measure) in enumerate(rows):
        y = at * BAR + 4
        left, right = sorted((place(0), place(measure.mean)))
        middle = y + (BAR - 8) / 2
        parts.append(
            f'<text x="{NAMES - 8}" y="{middle + 5}" text-anchor="end">{escape(name)}</text>'
            f'<rect x="{left}" y="{y}" width="{right - left:.1f}" height="{BAR - 8}"'
            ' fill="#0f766e"/>'
            f'<path d="M{place(measure.low)} {middle}H{place(measure.high)}" stroke="#1f2937"'
            ' stroke-width="2"/>'
            f'<text x="{WIDTH - VALUES + 8}" y="{middle + 5}">{measure.mean:.3f}</text>'
        )
    height = len(rows) * BAR + 4
    zero = place(0)
    return (
        f'<svg role="img" aria-label="Bars; the numbers stand beside them" width="{WIDTH}" '
        f'height="{height}" viewBox="0 0 {WIDTH} {height}" font-size="14">{"".join(parts)}'
        f'<line x1="{zero}" x2="{zero}" y1="0" y2="{height}" stroke="#6b7280"/></svg>'
    )
