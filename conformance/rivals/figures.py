"""What a measurement comes to: which faults each contender finds, for which reason, and at what cost."""

import statistics

from catalogue import CONTENDERS

# What a failed check of Schemathesis speaks of, as the beginnings of the requirements that it can show broken. It knows
# no requirements, so a fault counts as found for the right reason when one of the checks that fail speaks of one that
# it breaks. This errs in its favour: that it is the very member or status of the fault is not asked.
REQUEST = ("tm.", "src.", "opt.", "meta.", "qp.", "dec.")
SPEAKS_OF = {
    "ignored_auth": ("au.",),
    "missing_required_header": ("au.",),
    "unsupported_method": ("ep.method", "ep.no-collection", "au.rbac.other-verbs"),
    "allow_header_conformance": ("ep.method",),
    "not_a_server_error": ("er.no-server-error",),
    "content_type_conformance": ("cn.", "er.", "au."),
    "response_headers_conformance": ("rs.", "cn."),
    "response_schema_conformance": ("rs.", "er.", "au.", "im.", "cn.", *REQUEST),
    "status_code_conformance": ("rs.", "er.", "ep.", "au.", "cn.", *REQUEST),
    "negative_data_rejection": ("er.", "ep.", "au.", *REQUEST),
    "positive_data_acceptance": ("cn.", "cl.", "lm.", *REQUEST),
    "error": ("er.", "lm."),
}

# The tool knows fewer printable characters than there are, and takes a fieldManager of others for one that has to be
# refused, whatever the server. The draws decide whether it comes to that, so the seeds of the conformant server may not
# show it. Then it reports both that the request is accepted, and that the answer repeats the text.
MANAGER = "ManagedFieldsEntry/properties/manager"
ACCEPTED = ("negative_data_rejection", "AcceptedNegativeData", 201, "")


class Figures:
    """The figures of runs, by contender: "suite" and "schemathesis"."""

    def __init__(self, rows, catalogue):
        tried = [{row["name"] for row in rows if row["contender"] == contender} for contender in CONTENDERS]
        # what only one of them was tried on cannot be compared
        self.rows = [row for row in rows if row["name"] in set.intersection(*tried)]
        self.catalogue = catalogue
        self.alarms = {}
        for row in self.of("schemathesis", "healthy"):
            self.alarms.setdefault(row["platform"], set()).update(map(tuple, row["findings"]))

    def of(self, contender, kind):
        return [row for row in self.rows if (row["contender"], row["kind"]) == (contender, kind)]

    def new(self, row):
        """The findings of a run that the healthy server does not give, too."""
        if row["contender"] == "suite":
            return row["findings"]
        new = [finding for finding in map(tuple, row["findings"]) if finding not in self.alarms[row["platform"]]]
        if any(finding[4].endswith(MANAGER) for finding in new):
            new = [finding for finding in new if not finding[4].endswith(MANAGER) and finding[1:] != ACCEPTED]
        return new

    def is_killed(self, row):
        """Whether a contender holds anything against the server."""
        return row["exit"] == 1 if row["contender"] == "suite" else bool(self.new(row))

    def is_right(self, row):
        breaks = self.catalogue.faults[row["name"]]["breaks"]
        if row["contender"] == "suite":
            return any(requirement in breaks for requirement in row["findings"])
        spoken = tuple(prefix for finding in self.new(row) for prefix in SPEAKS_OF[finding[1]])
        return any(requirement.startswith(spoken) for requirement in breaks) if spoken else False

    def sums(self, contender):
        """The figures that stand in tables, by name."""
        faults, variants = self.of(contender, "fault"), self.of(contender, "variant")
        killed = [row for row in faults if self.is_killed(row)]
        runs = faults + variants
        return {
            "faults": len(faults),
            "killed": len(killed),
            "right": sum(map(self.is_right, killed)),
            "variants": len(variants),
            "green": sum(not self.is_killed(row) and row["exit"] in (0, 1) for row in variants),
            "alarms": len(self.alarms[self.catalogue.newest]) if contender == "schemathesis" else self.red_of_healthy(),
            "cpu": statistics.mean(row["cpu"] for row in runs),
            "wall": statistics.median(row["wall"] for row in runs),
        }

    def red_of_healthy(self):
        return len({requirement for row in self.of("suite", "healthy") for requirement in row["findings"]})

    def overran(self):
        """Runs that were ended because they took too long, or that broke off, by contender and name."""
        ended = [row for row in self.rows if row["exit"] not in (0, 1)]
        return [f"{row['contender']} on {row['name'] or 'the healthy server'}" for row in ended]
