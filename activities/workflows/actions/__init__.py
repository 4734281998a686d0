"""What a rule may do with a message: one small file each, in `catalogue`. They decide, nothing else."""
