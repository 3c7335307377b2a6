"""The page /demo: three windows, two minutes. Registered by the demonstration alone; no service ever shows it."""
