"""A living city: customers, kitchens and couriers who use the running platform through its public interfaces."""
