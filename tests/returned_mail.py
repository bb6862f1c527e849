"""Messages as mail servers and calendars send them, written here in their formats."""

from textwrap import dedent

#: What a server returns of our own mail.
OURS = """\
Return-Path: <{to}>
From: Smart Customs Project <secretariat@hemicycle.example>
To: Wanjiru Kamande <{reader}>
Subject: Your place
Message-ID: <0123456789abcdef@meetings.example.org>
"""


def _report(to: str, reader: str, sender: str, text: str, fields: str, more: str = "") -> bytes:
    """Return a report of a mail server (RFC 3462, RFC 3464)."""
    message = f"""\
Return-Path: <>
Delivered-To: {to}
From: {sender}
To: {to}
Subject: Undelivered Mail Returned to Sender
{more}MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="b0undary"

This is a MIME-encapsulated message.

--b0undary
Content-Type: text/plain; charset=utf-8

{text}

--b0undary
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.net
Arrival-Date: Tue, 2 Mar 2027 09:00:00 +0000

{fields}
--b0undary
Content-Type: text/rfc822-headers

{OURS.format(to=to, reader=reader)}
--b0undary--
"""
    return message.replace("\n", "\r\n").encode()


def postfix(to: str, reader: str = "w.kamande@example.org", *, status: str = "5.1.1", action: str = "failed") -> bytes:
    """Return what Postfix says of an address that it does not know."""
    return _report(
        to,
        reader,
        "MAILER-DAEMON@mail.example.net (Mail Delivery System)",
        f"I'm sorry to have to inform you that your message could not be delivered.\n\n<{reader}>: unknown user",
        f"Final-Recipient: rfc822; {reader}\nOriginal-Recipient: rfc822;{reader}\nAction: {action}\nStatus: {status}\n"
        f"Remote-MTA: dns; mx.example.org\nDiagnostic-Code: smtp; 550 {status} <{reader}>: Recipient address rejected:"
        "\n    User unknown in virtual mailbox table\n",
        "Auto-Submitted: auto-replied\n",
    )


def exchange(to: str, reader: str = "w.kamande@example.org") -> bytes:
    """Return what Exchange Online says of an address that it does not know."""
    return _report(
        to,
        reader,
        '"Microsoft Outlook" <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@example.org>',
        f"Your message to {reader} couldn't be delivered.\nw.kamande wasn't found at example.org.",
        f"Final-Recipient: rfc822;{reader}\nAction: failed\nStatus: 5.1.10\nDiagnostic-Code: smtp;550 5.1.10"
        " RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup\n",
        "X-MS-Exchange-Message-Is-Ndr:\nContent-Language: en-US\nAuto-Submitted: auto-generated\n",
    )


def gmail(to: str, reader: str = "w.kamande@gmail.example") -> bytes:
    """Return what Gmail says of an account over its quota."""
    return _report(
        to,
        reader,
        "Mail Delivery Subsystem <mailer-daemon@googlemail.com>",
        f"** Message not delivered **\n\nYour message wasn't delivered to {reader} because the inbox is full.",
        f"Final-Recipient: rfc822; {reader}\nAction: failed\nStatus: 5.2.2\nDiagnostic-Code: smtp; 552-5.2.2 The email"
        " account that you tried to reach is over quota.\nLast-Attempt-Date: Tue, 02 Mar 2027 01:00:00 -0800 (PST)\n",
        f"Auto-Submitted: auto-replied\nX-Failed-Recipients: {reader}\n",
    )


def qmail(to: str, reader: str = "w.kamande@example.org") -> bytes:
    """Return a letter of qmail, which writes no report."""
    return dedent(f"""\
        Return-Path: <>
        From: MAILER-DAEMON@mail.example.net
        To: {to}
        Subject: failure notice

        Hi. This is the qmail-send program at mail.example.net.
        I'm afraid I wasn't able to deliver your message to the following addresses.

        <{reader}>:
        203.0.113.7 does not like recipient.
        Remote host said: 550 5.1.1 {reader}... User unknown
        Giving up on 203.0.113.7.

        --- Below this line is a copy of the message.

        Return-Path: <{to}>
        Subject: 550 things to know
        """).encode()


def letter(to: str, said: str) -> bytes:
    """Return a letter of some mail server that *said* something."""
    return f"From: postmaster@example.net\nTo: {to}\nSubject: Undeliverable\n\nSorry.\n{said}\n".encode()


def complaint(to: str, feedback: str = "abuse") -> bytes:
    """Return a complaint as providers report it (RFC 5965), sent to an address of its own."""
    return dedent(f"""\
        From: <abusedesk@provider.example>
        To: <postmaster@meetings.example.org>
        Subject: FW: Your place
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=feedback-report; boundary="b0undary"

        --b0undary
        Content-Type: text/plain; charset=us-ascii

        This is an email abuse report.

        --b0undary
        Content-Type: message/feedback-report

        Feedback-Type: {feedback}
        User-Agent: SomeGenerator/1.0
        Version: 1
        Original-Mail-From: <{to}>
        Source-IP: 192.0.2.1

        --b0undary
        Content-Type: message/rfc822

        From: <secretariat@hemicycle.example>
        Subject: Your place

        Words.
        --b0undary--
        """).encode()


def absence(to: str) -> bytes:
    """Return a note of absence (RFC 3834)."""
    return (
        f"From: w.kamande@example.org\nTo: {to}\nAuto-Submitted: auto-replied\nSubject: Away\n\nI am away.\n".encode()
    )


def reply(
    to: str,
    uid: str,
    attendee: str,
    *,
    said: str = "ACCEPTED",
    sequence: int = 0,
    stamp: str = "20270302T090000Z",
    organizer: bool = True,
    comment: str = "",
    more: str = "",
) -> bytes:
    """Return what Outlook and Google answer to an invitation; Outlook.com leaves the organiser out."""
    lines = [
        "BEGIN:VCALENDAR",
        "METHOD:REPLY",
        "PRODID:Microsoft Exchange Server 2010",
        "VERSION:2.0",
        "BEGIN:VEVENT",
        f'ATTENDEE;CN="Kamande, Wanjiru";PARTSTAT={said}:mailto:{attendee}',
        *([f"ORGANIZER;CN=Body:mailto:{to}"] if organizer else []),
        *([f"COMMENT;LANGUAGE=en-US:{comment}"] if comment else []),
        f"UID:{uid}",
        "SUMMARY;LANGUAGE=en-US:Accepted: 8th NCP Plenary",
        "DTSTART;TZID=Romance Standard Time:20270312T100000",
        f"DTSTAMP:{stamp}",
        f"SEQUENCE:{sequence}",
        *([more] if more else []),
        "X-MICROSOFT-CDO-APPT-SEQUENCE:0",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    head = [
        f"From: Wanjiru Kamande <{attendee}>",
        f"To: Body <{to}>",
        "Subject: Accepted: 8th NCP Plenary",
        "MIME-Version: 1.0",
        'Content-Type: multipart/alternative; boundary="_000_x"',
        "",
        "--_000_x",
        "Content-Type: text/plain; charset=us-ascii",
        "",
        "Fine.",
        "--_000_x",
        'Content-Type: text/calendar; charset="utf-8"; method=REPLY',
        "",
    ]
    return "\r\n".join([*head, *lines, "--_000_x--", ""]).encode()
