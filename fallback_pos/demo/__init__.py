"""The demo shop: its header, operators, taxes, products, and codes to try. Nothing here is anybody's real data."""

from fallback_pos.demo.shop import DEMO_SHOP, DemoOperator, DemoShop, SampleCode, import_demo_products

__all__ = ["DEMO_SHOP", "DemoOperator", "DemoShop", "SampleCode", "import_demo_products"]
