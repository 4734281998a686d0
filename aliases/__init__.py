"""The addresses by which customers reach a company, the servers behind them, and their jobs."""
