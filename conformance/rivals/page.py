"""The page of the figures, conformance/RIVALS.md."""

import collections
import pathlib

import rival
import suite

HERE = pathlib.Path(__file__).resolve().parent
NAMES = {"suite": "this suite", "schemathesis": "Schemathesis"}
AREAS = {
    "ep": "endpoint",
    "au": "access",
    "cn": "media types",
    "tm": "kind and version",
    "src": "the source",
    "opt": "options of the import",
    "meta": "metadata",
    "qp": "query",
    "dec": "decoding",
    "rs": "the answer",
    "er": "errors",
    "lm": "limits",
    "im": "effects",
    "di": "discovery",
    "cl": "known clients",
}


def write(figures):
    """Fills `page.md` with the figures."""
    killed = [row for row in figures.of("schemathesis", "fault") if figures.is_killed(row)]
    checks = collections.Counter(check for row in killed for check in {finding[1] for finding in figures.new(row)})
    healthy = figures.of("schemathesis", "healthy")
    template = (HERE / "page.md").read_text()
    page = template.format(
        sums=table(sums(figures)),
        areas=table(areas(figures, killed)),
        checks=", ".join(f"`{check}` ({count})" for check, count in checks.most_common()),
        alarms="; ".join(alarms(figures)) or "none",
        missing=missing(figures),
        found=table(found(figures, killed)),
        red=table(red(figures)),
        overran=", ".join(figures.overran()) or "none",
        version=version(),
        examples=rival.MAX_EXAMPLES,
        requests=max(row["requests"] for row in healthy),
        cases=suite.CASES,
        seeds=len({row["seed"] for row in healthy}),
    )
    (HERE.parent / "RIVALS.md").write_text(page)


def version():
    return (HERE / "requirements.txt").read_text().strip().partition("==")[2]


def table(rows):
    head, *rows = [f"| {' | '.join(map(str, row))} |" for row in rows]
    return "\n".join([head, "|" + "---|" * (head.count("|") - 1), *rows])


def sums(figures):
    yield "", "faults", "killed", "right reason", "variants green", "false alarms", "CPU, each", "run time, each"
    for contender in NAMES:
        it = figures.sums(contender)
        green = f"{it['green']} of {it['variants']}"
        cost = f"{it['cpu']:.1f} s", f"{it['wall']:.1f} s"
        yield NAMES[contender], it["faults"], it["killed"], it["right"], green, it["alarms"], *cost


def missing(figures):
    """What has not been tried, in a sentence."""
    tried = len(figures.of("suite", "fault")) + len(figures.of("suite", "variant"))
    left = len(figures.catalogue.faults) + len(figures.catalogue.variants) - tried
    return f"{left} faults and variants, picked at random, have not been tried." if left else ""


def areas(figures, killed):
    """How many faults of each area of the catalogue the tool finds."""
    every = collections.Counter(row["name"].partition("-")[0] for row in figures.of("suite", "fault"))
    right = collections.Counter(row["name"].partition("-")[0] for row in killed)
    yield "Area", "Faults", "Killed by Schemathesis"
    for area, count in every.items():
        yield AREAS.get(area, area), count, right[area]


def alarms(figures):
    """What the tool reports of the conformant server, by check, status and part, whatever the operation."""
    found = collections.Counter()
    for _, check, _, status, part in figures.alarms.get(figures.catalogue.newest, ()):
        found[check, status, part.partition(" returned ")[2] or part] += 1
    return [f"{count} × `{check}`, status {status}: {part}" for (check, status, part), count in sorted(found.items())]


def found(figures, killed):
    yield "Fault", "What the server does", "Checks of Schemathesis that fail"
    for row in killed:
        checks = sorted({f"`{finding[1]}`" for finding in figures.new(row)})
        sentence = figures.catalogue.faults[row["name"]]["sentence"]
        yield row["name"], sentence, ", ".join(checks) + ("" if figures.is_right(row) else " (of another thing)")


def red(figures):
    yield "Variant", "What the server does", "What Schemathesis reports"
    for row in figures.of("schemathesis", "variant"):
        if figures.is_killed(row):
            checks = sorted({f"`{check}` with status {status}" for _, check, _, status, _ in figures.new(row)})
            yield row["name"], figures.catalogue.variants[row["name"]]["sentence"], ", ".join(checks)
