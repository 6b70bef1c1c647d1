"""Starts the app. PyInstaller begins here."""

import sys

from haversack.__main__ import main

sys.exit(main())
