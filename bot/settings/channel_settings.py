"""Settings of the ways besides Telegram and mail.

Raises ValueError with the rest of a sentence that begins with the name of the setting.
"""

import json
import re
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from bot.settings import setting_values

TWILIO: Final = "https://api.twilio.com"
FCM: Final = "https://fcm.googleapis.com"


@dataclass(frozen=True, slots=True)
class Twilio:
    """An account that sends text messages. sender: a number (E.164), a name, or a messaging
    service."""

    account: str
    token: str = field(repr=False)
    sender: str
    url: str = TWILIO


@dataclass(frozen=True, slots=True)
class ServiceAccount:
    """The key file of a Google service account."""

    project: str
    email: str
    token_url: str
    private_key: str = field(repr=False)


def account_sid(text: str) -> str:
    if not re.fullmatch(r"AC[0-9a-fA-F]{32}", text):
        raise ValueError("is not the SID of an account: Twilio's console shows one like AC0123…")
    return text


def auth_token(text: str) -> str:
    if not re.fullmatch(r"[!-~]{16,64}", text):
        raise ValueError("is not an auth token: Twilio's console shows one beside the account SID")
    return text


def sender(text: str) -> str:
    number = re.fullmatch(r"\+[1-9][0-9]{6,14}", text)
    service = re.fullmatch(r"MG[0-9a-fA-F]{32}", text)
    # https://www.twilio.com/docs/glossary/what-alphanumeric-sender-id
    name = re.fullmatch(r"(?=.*[A-Za-z])[A-Za-z0-9 +&_-]{1,11}", text)
    if not (number or service or name):
        raise ValueError(
            f"must be a number like +15550100, a messaging service like MG0123…, or a name of at "
            f"most 11 letters, and {text!r} is none"
        )
    return text


def vapid_subject(text: str) -> str:
    """RFC 8292, 2.1: a mailto: or https: URI."""
    if text.startswith("mailto:"):
        setting_values.mail(text.removeprefix("mailto:"))
        return text
    if not (text.startswith("https://") and urlsplit(text).hostname):
        raise ValueError("must be where its operator is asked, like mailto:desk@example.org")
    return text


def key_file(text: str) -> ServiceAccount:
    wrong = "must be the key file of a service account, as Google's console gives it"
    try:
        account = json.loads(Path(text).expanduser().read_bytes())
    except (OSError, RuntimeError) as fault:
        reason = fault.strerror if isinstance(fault, OSError) else fault
        raise ValueError(f"{wrong}, and {text!r} cannot be read ({reason})") from None
    except (ValueError, RecursionError):
        raise ValueError(f"{wrong}, and {text!r} is no JSON") from None
    names = ("project_id", "client_email", "token_uri", "private_key")
    values = [account.get(name) if isinstance(account, dict) else None for name in names]
    texts = [value for value in values if isinstance(value, str) and value]
    if len(texts) < len(names):
        raise ValueError(f"{wrong}, and {text!r} does not say {', '.join(names)}")
    project, email, token_url, private_key = texts
    if not (token_url.startswith("https://") or _is_here(token_url)):
        raise ValueError(f"{wrong}, and its token_uri is not https://")
    if not re.fullmatch(r"[a-z0-9:.-]{1,100}", project):
        raise ValueError(f"{wrong}, and its project_id is none")
    _check_key(private_key, wrong)
    return ServiceAccount(project, email, token_url, private_key)


def _check_key(private_key: str, wrong: str) -> None:
    from cryptography.hazmat.primitives import serialization  # noqa: PLC0415 - only where one is set
    from cryptography.hazmat.primitives.asymmetric import rsa  # noqa: PLC0415 - as above

    try:
        key = serialization.load_pem_private_key(private_key.encode(), None)
    except (ValueError, TypeError):
        key = None
    if not isinstance(key, rsa.RSAPrivateKey):
        raise ValueError(f"{wrong}, and its private_key is no RSA key in PEM")


def _is_here(url: str) -> bool:
    """Whether requests to it never leave the machine."""
    host = urlsplit(url).hostname or ""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
