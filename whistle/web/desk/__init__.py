"""What a reviewer's browser asks for, all under /staff and behind a sign-in."""
