"""Why a mail server did not take a message; importable without the mail client."""


class MailFailed(Exception):
    """The message was not taken; another try may succeed. The text is the rest of "The server …".

    maybe_taken: no answer came, so it may have been taken after all.
    """

    maybe_taken = False


class MailRefused(MailFailed):
    """The message was refused for good: there is no such mailbox, or it does not take the
    message."""
