"""Lists of connections as the platforms export them, in English and in French, with invented people."""

ZOOM = """\
Topic,Meeting ID,Start Time,End Time,User Email,Duration (Minutes),Participants
8th NCP Plenary,812 3456 7890,03/12/2027 12:50:01 PM,03/12/2027 03:05:00 PM,host@hemicycle.example,135,3

Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest,Recording Consent
Wanjiru Kamande,{kenya},03/12/2027 12:55:01 PM,03/12/2027 01:30:00 PM,35,Yes,
Wanjiru Kamande,{kenya},03/12/2027 01:20:01 PM,03/12/2027 03:05:00 PM,105,Yes,
"KE - Otieno, James (Guest)",,03/12/2027 01:00:00 PM,03/12/2027 02:00:00 PM,60,Yes,
"""

ZOOM_FRENCH = """\
Nom (nom d’origine);Adresse e-mail de l’utilisateur;Heure d’arrivée;Heure de départ;Durée (minutes);Invité
Odile Mbarga;{cameroon};14/03/2027 09:58:00;14/03/2027 11:58:00;120;Oui
"""

ZOOM_UNIQUE = """\
Name (Original Name),User Email,Total Duration (Minutes),Guest
Wanjiru Kamande,{kenya},65,Yes
"""

TEAMS = """\
1. Summary
Meeting title\t8th NCP Plenary
Attended participants\t2
Start time\t3/12/27, 12:50:00 PM
End time\t3/12/27, 3:05:00 PM

2. Participants
Name\tFirst Join\tLast Leave\tIn-Meeting Duration\tEmail\tParticipant ID (UPN)\tRole
Wanjiru Kamande (External)\t3/12/27, 1:00:00 PM\t3/12/27, 3:00:00 PM\t1h 30m\t{kenya}\t{kenya}\tPresenter

3. In-Meeting Activities
Name\tJoin Time\tLeave Time\tDuration\tEmail\tRole
Wanjiru Kamande (External)\t3/12/27, 1:00:00 PM\t3/12/27, 1:30:00 PM\t30m\t{kenya}\tPresenter
Wanjiru Kamande (External)\t3/12/27, 2:00:00 PM\t3/12/27, 3:00:00 PM\t1h\t{kenya}\tPresenter
"""

TEAMS_FRENCH = """\
1. Résumé
Titre de la réunion\t8e réunion plénière
Participants présents\t1

2. Participants
Nom\tPremière participation\tDernier départ\tDurée dans la réunion\tE-mail\tID de participant (UPN)\tRôle
Odile Mbarga (Non vérifié)\t14/03/2027 à 10:00:00\t14/03/2027 à 12:00:00\t1 h 27 min 3 s\t{cameroon}\t\tPrésentateur
"""

TEAMS_OLD = """\
Full Name\tUser Action\tTimestamp
Wanjiru Kamande\tJoined\t3/12/2027, 1:00:00 PM
Wanjiru Kamande\tLeft\t3/12/2027, 1:10:00 PM
Wanjiru Kamande\tJoined before\t3/12/2027, 2:00:00 PM
"""

WEBEX = """\
Meeting Name\tMeeting Start Time\tDisplay Name\tAttendee Email\tJoin Time\tLeave Time\tAttendance Duration
8th\t="2027-03-12 12:00:00"\tWanjiru Kamande\t{kenya}\t="2027-03-12 12:02:00"\t="2027-03-12 13:58:00"\t116 mins
"""

WEBEX_FRENCH = """\
Nom affiché\tAdresse e-mail du participant\tHeure de connexion\tHeure de déconnexion\tType de connexion
Odile Mbarga\t{cameroon}\t14/03/2027 10:02:00\t14/03/2027 11:58:00\tApplication
"""

ADDRESSES = {"kenya": "wanjiru@ke.example", "cameroon": "odile@cm.example"}


def filled(text: str, **addresses: str) -> str:
    """Return *text* with the addresses of the two people."""
    return text.format(**{**ADDRESSES, **addresses})
