"""What people are asked to allow, word for word: the version in a row points at these texts.

They are evidence, so they stand here in both languages and do not go through the catalogues.
Whoever changes a text raises its version and keeps the old one in the history of this file.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from accounts.consent.models import Purpose


@dataclass(frozen=True)
class ConsentText:
    """One purpose in words: a short title and the sentence beside the tick box."""

    version: str
    title_vi: str
    title_en: str
    text_vi: str
    text_en: str

    def title(self, language: str) -> str:
        """The title in a language; Vietnamese unless English is asked for."""
        return self.title_en if language == "en" else self.title_vi

    def text(self, language: str) -> str:
        """The sentence in a language; Vietnamese unless English is asked for."""
        return self.text_en if language == "en" else self.text_vi


TEXTS: Mapping[Purpose, ConsentText] = MappingProxyType(
    {
        Purpose.EVENT: ConsentText(
            version="2026-11",
            title_vi="Tổ chức sự kiện",
            title_en="Running the event",
            text_vi=(
                "Tôi đồng ý để ban tổ chức dùng họ tên, thông tin liên hệ và đơn vị của tôi "
                "để đăng ký, làm thẻ, soát vé và báo tin về sự kiện này. "
                "Thiếu thông tin này thì không thể cấp vé."
            ),
            text_en=(
                "I agree that the organisers use my name, contact details and company "
                "to register me, print my badge, check me in and send me news of this event. "
                "No ticket can be issued without it."
            ),
        ),
        Purpose.SHARE_CONTACT: ConsentText(
            version="2026-11",
            title_vi="Trao đổi liên hệ với đối tác",
            title_en="Sharing my contact with partners",
            text_vi=(
                "Tôi đồng ý cho đối tác đã nhận lời hẹn gặp, hoặc đã quét thẻ của tôi tại "
                "gian hàng, xem email và số điện thoại của tôi."
            ),
            text_en=(
                "I agree that partners whose meeting with me is accepted, or who scan my badge "
                "at their booth, see my e-mail address and phone number."
            ),
        ),
        Purpose.DIRECTORY: ConsentText(
            version="2026-11",
            title_vi="Danh bạ công khai",
            title_en="Public directory",
            text_vi="Tôi đồng ý để tên và đơn vị của tôi hiện trong danh bạ công khai của sự kiện.",
            text_en="I agree that my name and company are shown in the event's public directory.",
        ),
        Purpose.PHOTO: ConsentText(
            version="2026-11",
            title_vi="Ảnh và video",
            title_en="Photos and video",
            text_vi=(
                "Tôi đồng ý để ban tổ chức chụp ảnh, quay phim tôi tại sự kiện "
                "và dùng trong tin bài giới thiệu sự kiện."
            ),
            text_en=(
                "I agree that the organisers take pictures and video of me at the event "
                "and use them in news about it."
            ),
        ),
        Purpose.MARKETING: ConsentText(
            version="2026-11",
            title_vi="Tin về sự kiện sau",
            title_en="News of later events",
            text_vi="Tôi muốn nhận tin về các hội chợ và buổi kết nối sắp tới.",
            text_en="I would like to get news of coming fairs and networking events.",
        ),
    }
)
