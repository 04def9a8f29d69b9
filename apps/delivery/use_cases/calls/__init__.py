"""Masked calls between courier and customer: their exchange, who may reach whom, and what came of each call."""
