"""Personal data: finds e-mail addresses, telephone numbers, public IP addresses, card numbers and national identity
numbers by their form and their checksums, and puts placeholders in their place."""
