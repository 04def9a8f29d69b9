"""What stores have of the ingredients of their menus: what people count, and what orders use."""
