"""What a rule may ask of a message: one small file each, in `catalogue`."""
