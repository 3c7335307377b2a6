"""What a reporter's browser asks for. No cookie, no session, nothing that varies with the visitor."""
