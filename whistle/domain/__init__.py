"""Pure rules: no Flask, no database, no clock. Everything here is a function of its arguments."""
