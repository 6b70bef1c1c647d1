"""What several pages show: cards, badges, rows, empty states. Each is given a `Context` and has an accessible name."""
