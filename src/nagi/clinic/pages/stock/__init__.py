"""Products and lots, and the recall of a lot in one view."""

from nagi.clinic.pages.door import door
from nagi.clinic.pages.stock import lots, products

addresses = [
    door("stock/", lots.overview, "stock", kind="list", right="stock.read"),
    door("stock/products/new/", products.add, "product_add", kind="change", right="stock.write"),
    door("stock/products/<uuid:product>/", products.change, "product", kind="change", right="stock.write"),
    door(
        "stock/products/<uuid:product>/lots/", lots.receive, "lot_receive", kind="change", right="stock.write"
    ),
    door("stock/lots/<uuid:lot>/", lots.show, "lot", kind="read", right="stock.read"),
    door(
        "stock/lots/<uuid:lot>/certificate/", lots.certify, "lot_certify", kind="change", right="stock.write"
    ),
    door("stock/lots/<uuid:lot>/move/", lots.move, "lot_move", kind="change", right="stock.write"),
    door("stock/lots/<uuid:lot>/release/", lots.release, "lot_release", kind="change", right="stock.release"),
    door(
        "stock/lots/<uuid:lot>/quarantine/",
        lots.quarantine,
        "lot_quarantine",
        kind="change",
        right="stock.write",
    ),
    door("stock/lots/<uuid:lot>/recall/", lots.recall, "lot_recall", kind="change", right="stock.recall"),
    door("stock/lots/<uuid:lot>/patients/", lots.trace, "lot_trace", kind="read", right="stock.trace"),
    door("stock/certificates/<uuid:certificate>/", lots.paper, "lot_paper", kind="read", right="stock.read"),
]
