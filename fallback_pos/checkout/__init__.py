"""Selling, without a screen: everything a cashier does from the first scan to the commit. See DESIGN.md."""
