"""What the checks of the project run."""
