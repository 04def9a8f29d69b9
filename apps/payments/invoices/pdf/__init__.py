"""Invoices and credit notes as PDF, drawn from the kept document alone: the same bytes, today and next year."""
