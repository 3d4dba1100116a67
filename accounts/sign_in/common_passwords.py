"""Passwords of ten characters and more that are tried first, here and everywhere; folded."""

_TRIED_FIRST = (
    "1234567890 0123456789 12345678910 123456789a 1234567891 9876543210 0987654321 1111111111 "
    "0000000000 123123123123 1231231234 123321123321 11223344556 1122334455 1212121212 "
    "1234554321 1234512345 987654321a 123456789q 1234567899 12345678900 123456789123 "
    "112233445566 147258369147 1472583690 159753456852 147852369a 0123456789a 01234567890 "
    "1234567890a a123456789 aa123456789 abc123456789 abcd123456 abcd1234567 abc1234567 "
    "abc123abc123 a1234567890 asd123456789 asdf123456 asdfghjkl1 asdfghjkl123 "
    "qwertyuiop qwertyuiop123 qwertyuiop1 qwerty12345 qwerty123456 qwerty1234 qwe123qwe123 "
    "qweasdzxc123 qweasd123456 1qaz2wsx3edc 1q2w3e4r5t 1q2w3e4r5t6y q1w2e3r4t5 q1w2e3r4t5y6 "
    "zxcvbnm123 zaq12wsxcde zxcasdqwe123 password12 password123 password1234 password12345 "
    "passw0rd123 p4ssw0rd123 password01 mypassword letmein123 welcome123 welcome2024 "
    "welcome2025 welcome2026 admin12345 admin123456 administrator changeme123 iloveyou123 "
    "iloveyou12 football123 matkhau123 matkhau1234 matkhau12345 matkhau123456 khongbiet123 "
    "khongcomatkhau anhyeuem123 anhyeuem1234 emyeuanh123 yeuemnhieu vietnam123 vietnam1234 "
    "vietnam2025 vietnam2026 hanoi123456 saigon123456 sonla123456 laocai123456 taikhoan123 "
    "xinchao123 dangnhap123 giadinh123 congaicung hoichothuongmai chophien123 chophien2026 "
    "superman123 monkey12345 dragon12345 princess123 sunshine123 computer123 baseball123 "
    "michael123 trustno1trustno1 testtest123 test123456 test1234567 user123456 guest12345 "
)
COMMON = frozenset(_TRIED_FIRST.split())
