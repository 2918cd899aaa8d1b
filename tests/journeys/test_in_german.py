"""In German what other journeys do in English: hours, repeating leave, whoever is free, several
services in a row, lengths and questions."""

import pytest

from tests.journeys.chat import Chat
from tests.journeys.script import play
from tests.journeys.stage import Stage
from tests.journeys.the_week import LENA

pytestmark = pytest.mark.usefixtures("coachbook")

IN_A_ROW = """
    Lena says /book
    Lena sees Was möchtest du buchen?
    Lena taps Coaching session
    Lena sees Zu wem möchtest du? [Egal, wer frei ist · …]
    Lena taps Anna Berg
    Lena sees Coaching session mit Anna Berg
    Lena taps 8
    Lena sees um wie viel Uhr?
    Lena taps 10:00
    Lena sees Soll ich das buchen? [Weiteres Angebot dazu]
    Lena taps Weiteres Angebot dazu
    Lena sees • Intro call: findet woanders oder auf andere Weise statt [Career review · …]
    Lena taps Career review
    Lena sees Coaching session + Career review, 150 Min. [Ohne Career review] [✓ Anfrage senden]
    Lena taps Anfrage senden
    Lena sees Anfrage gesendet
    Anna sees Coaching session + Career review, 150 Min. [✓ Annehmen]
"""
WHOEVER_IS_FREE = """
    Lena says /book
    Lena sees Was möchtest du buchen?
    Lena taps Coaching session
    Lena sees Zu wem möchtest du?
    Lena taps Egal, wer frei ist
    Lena sees Coaching session, egal bei wem
    Lena taps 13
    Lena sees um wie viel Uhr? [Abend · 5]
    Lena taps 18:00
    Lena sees Coach: Ben Okoro [✓ Jetzt buchen]
    Lena taps Jetzt buchen
    Lena sees Gebucht ✓
    Ben sees Lena Fuchs has booked a session
"""
LENGTH_AND_QUESTIONS = """
    Lena says /book
    Lena sees Was möchtest du buchen? [Team workshop · ab 260,00\u00a0€]
    Lena taps Team workshop
    Lena sees Team workshop: Wie lange? [90 Min. · …] [3 Stunden · …]
    Lena taps 90 Min.
    Lena sees Team workshop mit Ben Okoro
    Lena taps 14
    Lena sees um wie viel Uhr?
    Lena taps 09:30
    Lena sees Bitte schreib eine Zahl.
    Lena says viele
    Lena sees Bitte schreib eine Zahl.
    Lena says 12
    Lena sees What should be different afterwards? [Auslassen]
    Lena taps Auslassen
    Lena sees Preis: 260,00\u00a0€ [✓ Jetzt buchen]
"""
HOURS = """
    Anna says /hours
    Anna sees Deine Arbeitszeiten [Montag] [Montag bis Freitag] [Nur ein Datum]
    Anna taps Montag bis Freitag
    Anna sees Bisher: 09:00–13:00, 14:00–17:00 [Geschlossen]
    Anna says 9 Uhr bis mittags herum
    Anna sees „9 Uhr bis mittags herum“ kann ich nicht als Zeiten lesen.
    Anna says Mo-Mi, Fr 9-13 Uhr, 14-18; Sa 22-2
    Anna sees Samstag: 22:00–02:00 (am Folgetag) [✓ Speichern] [Ändern]
    Anna taps Speichern
    Anna is told Gespeichert
    Anna sees Freitag: 09:00–13:00, 14:00–18:00
    Anna taps Donnerstag
    Anna sees Bisher: 09:00–13:00, 14:00–17:00 [Auf andere Tage übertragen]
    Anna says 14-17
    Anna sees Donnerstag: 14:00–17:00 [✓ Speichern]
    Anna taps Speichern
    Anna sees • Lena Fuchs: Do., 8. Mai 2031, 10:00 Uhr (Berlin) [Trotzdem speichern] [‹ Zurück]
    Anna taps Trotzdem speichern
    Anna sees 1 gebuchter Termin liegt außerhalb dieser Zeiten
    Anna says Do 8.5. 9-13, 14-17
    Anna sees Do., 8. Mai 2031: 09:00–13:00, 14:00–17:00 [✓ Speichern]
    Anna taps Speichern
    Anna sees Gespeichert ✓
"""
LEAVE = """
    Anna says /leave
    Anna sees Du hast keinen Urlaub [Wiederkehrend …]
    Anna taps Wiederkehrend
    Anna sees An welchen Tagen hast du immer wieder frei? [Do.] [✓ jede Woche] [✓ Ganzer Tag]
    Anna taps Do.
    Anna sees Jeden Donnerstag [✓ Do.] [Bis mittags] [Weiter →]
    Anna taps Ab mittags
    Anna sees Jeden Donnerstag, 12:00–24:00 [✓ Ab mittags]
    Anna taps 2 Wochen
    Anna sees Alle 2 Wochen Donnerstag, 12:00–24:00
    Anna says jeden Donnerstag 14-17 Uhr bis 31. Mai: Chor
    Anna sees Jeden Donnerstag, 14:00–17:00, von Do., 8. Mai 2031 bis Sa., 31. Mai 2031
    Anna taps Freinehmen
    Anna is told Gespeichert. Genieß die freie Zeit!
    Anna sees als Nächstes: Do., 8. Mai, Do., 15. Mai [↻ Jeden Donnerstag, 14:00–17:00]
    Anna taps ↻ Jeden Donnerstag
    Anna sees Grund: Chor [Do., 15. Mai: frei] [Ändern] [✕ Wieder arbeiten]
    Anna taps Do., 15. Mai: frei
    Anna is told Am Do., 15. Mai arbeitest du doch.
    Anna sees Noch 3 Mal frei [Do., 15. Mai: Arbeit]
    Anna taps Wieder arbeiten
    Anna sees An diesen Tagen wieder arbeiten?
"""


async def test_reihe_zufall_arbeitszeiten_und_wiederkehrender_urlaub(
    stage: Stage, anna: Chat, ben: Chat
) -> None:
    lena = await stage.chat(LENA)
    deutsch = "Anna says /language\nAnna taps Deutsch\nAnna sees Was möchtest du tun?"
    await play(
        deutsch + IN_A_ROW + WHOEVER_IS_FREE + LENGTH_AND_QUESTIONS + HOURS + LEAVE, anna, ben, lena
    )
