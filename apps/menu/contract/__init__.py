"""What other apps may know of menus: what a basket costs at a store."""
