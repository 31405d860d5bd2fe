"""Configuration: which rules hold for a page, how grave they are, and what a page looks like.

Settings come from layers, each of which beats the ones before: medlint's own, a preset, the files that extend it, the
configuration file, its [[per-path]] entries, `--config key=value` and the other options.
"""

from medlint.config.errors import ConfigError
from medlint.config.files import has_settings
from medlint.config.layers import presets
from medlint.config.project import Config, Effective, Project
from medlint.config.resolution import Overrides, default_config, forget, resolve, schema_text, starter

__all__ = [
    "Config",
    "ConfigError",
    "Effective",
    "Overrides",
    "Project",
    "default_config",
    "forget",
    "has_settings",
    "presets",
    "resolve",
    "schema_text",
    "starter",
]
