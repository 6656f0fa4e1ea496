"""From equations to statements: hoisting, reciprocals, differentiation, elimination, one step written out."""
