"""What it costs: prices with source and date, and a quotation that invents nothing."""
