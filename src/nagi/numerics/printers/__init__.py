"""The same statements as numbers, vector code, scalar code and CUDA text, and the cache of compiled code."""
