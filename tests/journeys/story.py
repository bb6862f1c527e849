"""What is said, written and planned in the story of the 8th plenary."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

BRUSSELS = ZoneInfo("Europe/Brussels")
NAIROBI = ZoneInfo("Africa/Nairobi")
TITLE = {"en": "8th NCP Plenary", "fr": "8e réunion plénière des PCN"}
SUMMARY = {
    "en": "The National Contact Points decide about the consultative group.",
    "fr": "Les points de contact nationaux se prononcent sur le groupe consultatif.",
}
ITEMS = (
    {"en": "Opening and agenda", "fr": "Ouverture et ordre du jour"},
    {"en": "Renewal of the consultative group", "fr": "Reconduction du groupe consultatif"},
    {"en": "Quantum sensors at the border", "fr": "Capteurs quantiques à la frontière"},
)
QUESTION = {"en": "Shall the consultative group be renewed?", "fr": "Faut-il reconduire le groupe consultatif ?"}
PAPER = {"en": "Sensors in four ports", "fr": "Des capteurs dans quatre ports"}
MINUTES = {
    "en": "The Secretariat presented trials of quantum sensors in four ports.",
    "fr": "Le Secrétariat a présenté des essais de capteurs quantiques dans quatre ports.",
}
DECISION = {"en": "The group is renewed for two years.", "fr": "Le groupe est reconduit pour deux ans."}
ACTION = {"en": "Share the results of the trial in Mombasa.", "fr": "Communiquer les résultats de l’essai de Mombasa."}
LINKS = {"en": "https://meet.example.org/english", "fr": "https://meet.example.org/french"}
SESSIONS = {"en": "English session", "fr": "French session"}
CODES = {"en": "E", "fr": "F"}

HEADINGS = "organisation,email,name,function,language,capacity"
BAD_FILE = f"""{HEADINGS}
KE,wanjiru.kamande@example.org,Wanjiru Kamande,Head of Innovation,en,head
ZZ,nobody@example.org,No Body,,en,ncp
KE,otieno.at.example.org,Otieno Barasa,,en,ncp
CM,=1+1@example.org,=HYPERLINK(0),,fr,ncp
"""


@dataclass
class Someone:
    """A National Contact Point of the story."""

    email: str
    name: str
    member: str
    language: str


@dataclass
class Plot:
    """The story as told in one *language*; Cameroon, which has both, reads the other one."""

    language: str
    now: datetime = field(default_factory=lambda: datetime.now(UTC))

    def __post_init__(self) -> None:
        other = "fr" if self.language == "en" else "en"
        self.wanjiru = Someone("wanjiru.kamande@example.org", "Wanjiru Kamande", "Kenya", self.language)
        self.otieno = Someone("otieno.barasa@example.org", "Otieno Barasa", "Kenya", self.language)
        self.esther = Someone(
            "esther.mbarga@example.org", "Esther Mbarga", "Cameroun" if other == "fr" else "Cameroon", other
        )

    def starts(self, session: str) -> datetime:
        """When a session begins: the English one in four weeks at 13:00, the French one two days later at 10:00."""
        days, hour = (28, 13) if session == "en" else (30, 10)
        day = self.now.astimezone(BRUSSELS) + timedelta(days=days)
        return day.replace(hour=hour, minute=0, second=0, microsecond=0)

    def ends(self, session: str) -> datetime:
        """When a session ends: two hours later."""
        return self.starts(session) + timedelta(hours=2)

    def register_file(self) -> str:
        """The file of the register: two contact points of Kenya, one of Cameroon."""
        rows = [
            f"KE,{self.wanjiru.email},{self.wanjiru.name},Head of Innovation,{self.language},head",
            f"KE,{self.otieno.email},{self.otieno.name},,{self.language},ncp",
            f"CM,{self.esther.email},{self.esther.name},,{self.esther.language},head",
        ]
        return "\n".join([HEADINGS, *rows, ""])


def pdf(words: str) -> bytes:
    """Return a small PDF of one page that says *words*."""
    stream = f"BT /F1 24 Tf 72 720 Td ({words}) Tj ET".encode("latin-1")
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    )
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(out)
    return out + b"xref\n0 6\n0000000000 65535 f \n" + table + trailer
