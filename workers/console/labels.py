"""The colours of words in the lists of operation, in the skin's names."""

from aliases.conditions import Condition
from workers.lights import Light

LIGHTS = {
    Light.GREEN.value: "success",
    Light.YELLOW.value: "warning",
    Light.RED.value: "danger",
}
CONDITIONS = {
    Condition.WORKING.label: "success",
    Condition.FAILING.label: "warning",
    Condition.RETRYING.label: "danger",
    Condition.STOPPED.label: "danger",
}
