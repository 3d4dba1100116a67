"""Invented people with the names one meets in the north-west: Kinh, Thái, Mông, Dao, Mường, Tày."""

from collections.abc import Iterator

import numpy as np

KINH = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Ngô")
FAMILIES = {
    "thai": ("Lò", "Quàng", "Cà", "Tòng", "Lường", "Cầm", "Bạc", "Hà"),
    "mong": ("Vàng", "Giàng", "Sùng", "Thào", "Mùa", "Lầu", "Hạng"),
    "dao": ("Triệu", "Bàn", "Đặng", "Phùng", "Chảo", "Tẩn"),
    "tay": ("Nông", "Hoàng", "Ma", "Lục", "Đàm", "Bế"),
}
MIDDLE_WOMEN = ("Thị", "Thị", "Thị Thu", "Thị Thanh", "Minh", "Phương")
MIDDLE_MEN = ("Văn", "Văn", "Đức", "Quang", "Hữu", "Minh")
WOMEN = ("Lan", "Hoa", "Mai", "Hương", "Thảo", "Ngân", "Hạnh", "Xuân", "Yến", "Chi", "Linh", "Thơm")
MEN = ("Hùng", "Dũng", "Tuấn", "Sơn", "Thắng", "Bình", "Khánh", "Long", "Tiến", "Đạt", "Phong")
MONG_WOMEN = ("Mỷ", "Dở", "Chư", "Sua", "Mai", "Pà")
MONG_MEN = ("Chỉnh", "Páo", "Sính", "Dê", "Tủa", "Lử", "Phử")


def names(seed: int) -> Iterator[str]:
    """Full names without end, family name first; the same ones for the same seed."""
    rng = np.random.default_rng(seed)
    while True:
        woman = bool(rng.integers(2))
        group = str(rng.choice(["kinh", "kinh", "kinh", *FAMILIES]))
        family = str(rng.choice(KINH if group == "kinh" else FAMILIES[group]))
        if group == "mong":
            given = str(rng.choice(MONG_WOMEN if woman else MONG_MEN))
            yield f"{family} {'Thị' if woman else 'A'} {given}"
            continue
        middle = str(rng.choice(MIDDLE_WOMEN if woman else MIDDLE_MEN))
        yield f"{family} {middle} {rng.choice(WOMEN if woman else MEN)}"
