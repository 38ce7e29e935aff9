"""The programs that the product is measured against. Each runs in a process of its own."""
