"""Who people are: users, companies and their members, sign-in, consent."""
