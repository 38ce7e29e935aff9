"""Payment QR payloads a till can make with no network. See DESIGN.md; `payment_code` is in `code`."""
