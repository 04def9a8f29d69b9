"""What other apps may import of menus: above all the price of a basket at a store."""
