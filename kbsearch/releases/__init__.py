"""What must be covered: the errors and features that a product declares, and whether a release may ship."""
