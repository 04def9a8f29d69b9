"""Invoices and credit notes as PDF, drawn from the stored document alone: the same bytes at any time."""
