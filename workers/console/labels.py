"""The colours of words in the lists of operation, in the skin's names."""

from aliases.columns import COLOURS
from workers.lights import Light

LIGHTS = {
    Light.GREEN.value: "success",
    Light.YELLOW.value: "warning",
    Light.RED.value: "danger",
}
WORKING = "Working"
STATES = {WORKING: "success", **COLOURS}
