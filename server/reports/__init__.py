"""What the merchant asks of the ledger: commands of `regulars-server` that read, and change nothing."""
