"""A knowledge base of an invented product, Brewline (it runs the kettles of small breweries), to rank pastes in."""

ARTICLES: dict[str, str] = {}
"""The text of each article by its id."""


def _article(id: str, title: str, *entries: tuple[str, str], symptoms: str = "", text: str = "") -> None:
    errors = "".join(f"  - {{code: '{code}', message: \"{message}\"}}\n" for code, message in entries)
    ARTICLES[id] = (
        f'---\ntitle: "{title}"\n{f"errors:{chr(10)}{errors}" if errors else ""}'
        f"{f'symptoms: [{symptoms!r}]{chr(10)}' if symptoms else ''}---\n"
        f"## Issue\n\n{text or title + '.'}\n\n## Resolution\n\nFollow the steps of the handbook for this case.\n"
    )


_article("kettle-offline", "Kettle does not answer", ("BL1001", "kettle {name} did not answer within {time}"))
_article(
    "kettle-hot", "Kettle too hot", ("BL1002", "kettle {name} is at {degrees} degrees, above its limit of {limit}")
)
_article("recipe-missing", "Recipe file is missing", ("BL2001", "cannot open recipe file '{file}'"))
_article("include-missing", "Included recipe is missing", ("BL2002", "Cannot open included recipe: '{file}'"))
_article("recipe-syntax", "Syntax error in a recipe", ("BL2010", "syntax error: '{token}'"))
_article("recipe-unknown-hop", "Unknown hop in a recipe", ("BL2011", "'{hop}' : undeclared hop variety"))
_article(
    "recipe-type", "A quantity of another kind", ("BL2012", "mismatched quantities: expected {one}, found {other}")
)
_article("recipe-stop", "A recipe says stop", ("BL2100", "#stop by the author: {text}"))
_article("recipe-old", "Old spelling in a recipe", ("BL2901", "'{word}': was declared deprecated in recipe format {n}"))
_article("plan-stopped", "Brewing plan has stopped", ("BL3000", "brewing plan {plan} has stopped with {count} errors"))
_article("cellar-auth", "Cellar refuses the sign-in", ("BL4001", "cellar {host} refused the credentials of {user}"))
_article("cellar-cert", "Certificate of the cellar", ("BL4002", "certificate of {host} expired on {date}"))
_article("cellar-timeout", "Cellar is slow", ("BL4003", "no reply from cellar {host} after {n} attempts"))
_article("disk-full", "No space for the batch log", ("BL5001", "batch log {path} could not grow: no space left"))
_article("lock-held", "Another Brewline runs", ("BL5002", "process {pid} already holds {path}"))
_article("denied", "Access is denied to the store", ("0x80070005", "access to the recipe store is denied"))
_article("not-registered", "Valve driver is not registered", ("0x80040154", "valve driver class not registered"))
_article("mail-unknown", "Report mail: no such recipient", ("5.1.10", "recipient of the report was not found"))
_article("mail-size", "Report mail is too large", ("5.3.4", "report exceeds the size that the relay takes"))
_article("db-table", "A table is missing", ("ORA-00942", "table or view does not exist"))
_article("db-unique", "Batch number used twice", ("SQLSTATE 23505", "duplicate batch number violates {constraint}"))
_article("sensor-null", "Sensor without a reading", ("", "NullReading: sensor {name} has no reading yet"))
_article("plugin-load", "Plugin cannot be loaded", ("ERR_PLUGIN_LOAD", "failed to load plugin {name}: wrong interface"))
_article("script-policy", "Scripts are disabled", ("", "{path} cannot be loaded because brewing scripts are disabled"))
_article("assertion", "Valve state is impossible", ("", "assertion failed: valve {n} is open and closed"))
_article("panic-index", "Tank number out of bounds", ("", "tank number {n} out of bounds: there are {count} tanks"))
_article("page-gone", "A page is gone", ("HTTP 410", "the brewing page is gone for good"))
_article("boot-device", "Boot device lost", ("0x0000007B", "BREW_BOOT_DEVICE_LOST"))
_article(
    "dll-missing", "A part of the program is missing", ("0xC0000135", "a part of the program could not be located")
)
_article(
    "mash-stuck",
    "Mash does not drain",
    (
        "BL6001",
        "Mash of {tun} does not drain. Open its valve, stir the grain and start its pump again.",
    ),
)
_article("drain-pump", "The pump of the drain", ("BL6002", "the pump of {tun} does not open its drain"))
_article(
    "order-first",
    "Orders are put off",
    ("BL6101", "order {n} of {name} was put off because its grain is neither in the mill nor on its way"),
)
_article(
    "order-again",
    "The silo at the quay stood empty: the truck with the malt broke down at the harbour bridge, and no ferry takes barley across",
    ("", "order {n} of {name} was put off because its grain is neither in the mill nor on its way"),
    text="When no ferry takes barley across, and the truck with the malt broke down at the harbour bridge, the silo stood empty at the quay. "
    "Call the harbour for the truck, the bridge for the malt, and put the order off again.",
)
_article("cider", "Cider in the cellar", text="Whoever has fine pears looks for a press early, and for patience.")
_article("perry", "Perry of pears", text="Pears for perry: is it fine to press ripe pears? It is fine.")
_article(
    "glycol",
    "Cooling stops at night",
    text="In the log of the chiller you find:\n\n```\nglycol loop seven lost its prime and was shut down by the guard\n```",
)
_article(
    "guard",
    "Guard of glycol loop seven",
    text="The guard of the chiller: which glycol loop lost its prime, was it loop seven, and was it shut down?",
)
_article("grain-kinds", "Mismatch of kinds", ("BL6201", "mismatch of kinds"))
_article(
    "keg-kinds",
    "Keg of a recipe: mismatch of kinds",
    text="Fill the keg with what its recipe asks for, and with "
    "nothing else: what stands in the plan was weighed by the mill, and what stands on the keg was written by hand.",
)
_article("recipe-near", "Recipe wrong near a word", ("BL6301", "{what} near {word} in step {n}"))
_article(
    "recipe-slip",
    "A slip of the pen",
    ("BL6302", "the recipe has a slip of the pen; see the guide of your brewery for the right words to use"),
)
_article("rotation", "Rotate the batch logs", text="Old logs are removed each night, so that BL5001 does not occur.")
_article("foam", "Foam spills over", symptoms="beer foams over the rim when the tap is opened")
_article(
    "tap-rinsed",
    "Rinsing the tap",
    text="Rinse the tap, its rim and its hose once a week. Foaming agents are for hoses, not for the rim of a tap. "
    "Beer is let out before, and over again after.",
)
_article("label-print", "Print labels for bottles", text="How to print labels for bottles and choose their paper.")
