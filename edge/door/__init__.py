"""The durable two-way queue between the processes."""
