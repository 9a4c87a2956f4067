"""What weighs how much: the files of choices, the viewpoints, criteria that tell the same."""
