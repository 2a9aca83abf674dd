"""Who may do what: accounts, roles, tokens, rotations, approvals, and the record of who did what."""
