"""The pages of operation: service instances, nodes and jobs."""
