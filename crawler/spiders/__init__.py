"""One spider per shape of Listing, and `watch` for Pages that are known. `pactwatch crawl` runs them."""
