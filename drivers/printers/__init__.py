"""Receipt printers: a printer-independent document in, honest job reports out."""
