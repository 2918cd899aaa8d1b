"""The methods of the Bot API by theme. A method is a plain function of the world and the
parameters; what it returns becomes ``result``. It runs without pause, so a call is atomic."""

from collections.abc import Callable, Mapping
from typing import Any

from bot.playground.parameters import Parameters
from bot.playground.playground import Playground

Method = Callable[[Playground, Parameters], Any]
Methods = Mapping[str, Method]
