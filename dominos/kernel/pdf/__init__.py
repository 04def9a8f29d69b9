"""PDFs that write every script. What draws is heavy: whoever draws imports it when something is drawn."""
