"""The steps of the first journey, one file for each of the people who take them."""
