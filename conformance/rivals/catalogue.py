"""The servers that both contenders are tried on, as the catalogues of the spec list them."""

import document

# A failure that the conformant server shows with one of these seeds is a false alarm wherever it turns up.
HEALTHY_SEEDS = (1, 2, 3)
SEED = 1
CONTENDERS = ("schemathesis", "suite")


class Catalogue:
    """What the spec lists: `faults` and `variants` by id, and the `newest` platform release."""

    def __init__(self):
        self.faults = {row["id"]: row for row in document.read("spec/faults.yaml")["faults"]}
        self.variants = {row["id"]: row for row in document.read("spec/variants.yaml")["variants"]}
        self.newest = document.read("spec/openapi.yaml")["x-platforms"][-1]

    def runs(self, wanted=()):
        """The runs on these faults and variants, or on all: contender, kind and name of the server, platform, seed.

        The conformant server, whose kind is "healthy", is among them in each release that one of them is of.
        """
        servers = [("fault", name, row.get("platform", self.newest)) for name, row in self.faults.items()]
        servers += [("variant", name, self.newest) for name in self.variants]
        servers = [server for server in servers if not wanted or server[1] in wanted]
        platforms = sorted({platform for _, _, platform in servers} | {self.newest}, reverse=True)
        healthy = [("healthy", "", platform, seed) for platform in platforms for seed in HEALTHY_SEEDS]
        every = healthy + [(*server, SEED) for server in servers]
        keys = ("kind", "name", "platform", "seed")
        return [{"contender": one, **dict(zip(keys, run, strict=True))} for run in every for one in CONTENDERS]

    def over_tls(self, name):
        """Whether a fault shows over TLS alone. All others are served in clear text, which spares both work."""
        return "ep.tls.required" in self.faults.get(name, {}).get("breaks", [])
