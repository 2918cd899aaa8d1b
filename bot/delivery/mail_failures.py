"""What comes of a message that a mail server did not take, known also where no mail is sent."""


class MailFailed(Exception):
    """The message was not taken; another try may do. The text is the rest of "The server …".

    maybe_taken: no answer came to the message, so it may have been taken all the same.
    """

    maybe_taken = False


class MailRefused(MailFailed):
    """The message was refused for good: there is no such mailbox, or it takes no such message."""
