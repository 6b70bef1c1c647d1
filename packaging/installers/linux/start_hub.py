"""Starts the hub. PyInstaller begins here."""

import sys

from haversack_sync.hub.cli import main

sys.exit(main())
