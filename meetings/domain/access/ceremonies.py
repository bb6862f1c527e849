"""What is asked of passkeys and how their answers are judged (WebAuthn, level 3)."""

import ipaddress
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from meetings.core.later import Later
from meetings.domain.access import rules
from meetings.models.access import Passkey
from meetings.models.person import Person

if TYPE_CHECKING:
    import webauthn
    from webauthn import helpers
    from webauthn.authentication.verify_authentication_response import VerifiedAuthentication
    from webauthn.helpers import structs
    from webauthn.registration.verify_registration_response import VerifiedRegistration
else:
    webauthn, helpers, structs = Later("webauthn"), Later("webauthn.helpers"), Later("webauthn.helpers.structs")

#: An answer of a device is a few kilobytes.
LONGEST_ANSWER = 50_000
LONGEST_CREDENTIAL_ID = 1023
#: Milliseconds in which the browser should let the reader choose; the challenge itself works ten minutes.
PATIENCE = 300_000
Options = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Party:
    """For whom passkeys are made: the host of the site, its whole origin, and what it is called."""

    id: str
    origin: str
    name: str

    @classmethod
    def of(cls, base_url: str, name: str) -> "Party":
        """Return the party of the site at *base_url*."""
        parts = urlsplit(base_url)
        return cls(parts.hostname or "", f"{parts.scheme}://{parts.netloc}", name)

    @property
    def possible(self) -> bool:
        """Whether browsers let this site have passkeys: by https or on this machine, and under a name."""
        try:
            ipaddress.ip_address(self.id)
        except ValueError:
            return self.origin.startswith("https://") or self.id == "localhost"
        return False


def enrol_options(
    party: Party, person: Person, *, challenge: bytes, handle: bytes, known: Sequence[Passkey]
) -> Options:
    """Return what a browser needs to make a passkey of *person*, in a device that holds none of the *known* ones."""
    options = webauthn.generate_registration_options(
        rp_id=party.id,
        rp_name=party.name,
        user_id=handle,
        user_name=person.email,
        user_display_name=person.name,
        challenge=challenge,
        timeout=PATIENCE,
        authenticator_selection=structs.AuthenticatorSelectionCriteria(
            resident_key=structs.ResidentKeyRequirement.PREFERRED,
            user_verification=structs.UserVerificationRequirement.PREFERRED,
        ),
        exclude_credentials=[structs.PublicKeyCredentialDescriptor(id=passkey.credential_id) for passkey in known],
    )
    return _plain(webauthn.options_to_json(options))


def ask_options(party: Party, *, challenge: bytes, known: Sequence[Passkey], verified: bool) -> Options:
    """Return what a browser needs to ask for one of the *known* passkeys, or for any of this site if none is known.

    *verified*: the device must recognise its owner, by a finger or a number.
    """
    wanted = structs.UserVerificationRequirement.REQUIRED if verified else structs.UserVerificationRequirement.PREFERRED
    options = webauthn.generate_authentication_options(
        rp_id=party.id,
        challenge=challenge,
        timeout=PATIENCE,
        allow_credentials=[structs.PublicKeyCredentialDescriptor(id=passkey.credential_id) for passkey in known],
        user_verification=wanted,
    )
    return _plain(webauthn.options_to_json(options))


def _plain(text: str) -> Options:
    options: Options = json.loads(text)
    return options


def words_of(challenge: bytes) -> str:
    """Return *challenge* as the device gives it back."""
    return str(helpers.bytes_to_base64url(challenge))


def challenge_in(answer: str) -> str:
    """Return the challenge that *answer* says it was given; raises ``PasskeyRefused`` when it is no answer."""
    if len(answer) > LONGEST_ANSWER:
        raise rules.PasskeyRefused
    try:
        client_data = json.loads(helpers.base64url_to_bytes(json.loads(answer)["response"]["clientDataJSON"]))
        return str(client_data["challenge"])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise rules.PasskeyRefused from error


def credential_in(answer: str) -> bytes:
    """Return the id of the passkey that *answer* comes from; raises ``PasskeyRefused``."""
    try:
        return bytes(helpers.base64url_to_bytes(json.loads(answer)["rawId"]))
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise rules.PasskeyRefused from error


def judge_new(party: Party, answer: str, challenge: str) -> "VerifiedRegistration":
    """Return the new passkey in *answer* to *challenge*; raises ``PasskeyRefused``."""
    try:
        made = webauthn.verify_registration_response(
            credential=answer,
            expected_challenge=helpers.base64url_to_bytes(challenge),
            expected_rp_id=party.id,
            expected_origin=party.origin,
        )
    # Whatever its parsers stumble over in a forged answer, it is refused.
    except Exception as error:
        raise rules.PasskeyRefused from error
    if len(made.credential_id) > LONGEST_CREDENTIAL_ID:
        raise rules.PasskeyRefused
    return made


def _is_account(answer: str, passkey: Passkey) -> bool:
    """Say whether the account that the device names, if it names one, is that of *passkey*."""
    handle = json.loads(answer)["response"].get("userHandle")
    return not handle or helpers.base64url_to_bytes(handle) == passkey.user_handle


def judge(party: Party, answer: str, challenge: str, passkey: Passkey, *, verified: bool) -> "VerifiedAuthentication":
    """Return what *answer* to *challenge* shows of *passkey*; raises ``PasskeyRefused``.

    So it does when the device counts no further than it did before: the key may have been copied.
    """
    try:
        if not _is_account(answer, passkey):
            raise rules.PasskeyRefused
        return webauthn.verify_authentication_response(
            credential=answer,
            expected_challenge=helpers.base64url_to_bytes(challenge),
            expected_rp_id=party.id,
            expected_origin=party.origin,
            credential_public_key=passkey.public_key,
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=verified,
        )
    except Exception as error:
        raise rules.PasskeyRefused from error
