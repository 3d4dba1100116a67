"""What a company agrees to when it lets itself be printed, word for word: the rows point here.

Whoever changes a text raises the version and keeps the old one in the history of this file.
"""

VERSION = "2026-11"
TEXT_VI = (
    "Đơn vị đồng ý để tên, địa chỉ, giới thiệu, sản phẩm, OCOP và chứng nhận của đơn vị được in "
    "trong danh bạ doanh nghiệp (sách trắng) công khai. Tên người, số điện thoại và email chỉ được "
    "in nếu ghi ở dưới. Có thể rút lại bất cứ lúc nào."
)
TEXT_EN = (
    "Our company agrees that its name, address, description, products, OCOP stars and certificates "
    "are printed in the public business directory (white book). A person's name, phone number and "
    "e-mail address are printed only if written below. This can be withdrawn at any time."
)
