"""Published models, exactly as their papers print them, with every quirk of the source."""
