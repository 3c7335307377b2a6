"""How staff come in, and their own accounts: signing in and out, passkeys, the app, sessions."""
