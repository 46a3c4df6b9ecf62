# Navigation
services-nav-front = Start
services-nav-list = Leistungen

# Startseite einer Kommune
services-front-title = Das können Sie online machen
services-front-lead = Hier können Sie Anträge stellen. Die Anträge gehen an die Verwaltung in { $body }.
services-list-title = Leistungen
services-search-label = Was möchten Sie machen?
services-search-button = Suchen
services-search-found = { $count ->
    [0] Nichts gefunden für: { $search }
    [one] 1 Leistung gefunden für: { $search }
   *[other] { $count } Leistungen gefunden für: { $search }
 }
services-search-none-title = Das gibt es hier nicht
services-search-none-text = Suchen Sie ein anderes Wort. Oder sehen Sie sich alle Leistungen an.
services-search-all = Alle Leistungen zeigen
services-empty-title = Hier gibt es noch keine Online-Dienste
services-empty-text = Die Verwaltung bietet hier noch nichts an. Auf der Karte sehen Sie andere Orte.
services-empty-link = Zur Karte
services-mine-title = Meine Anträge
services-mine-text = Haben Sie ein Konto? Dann finden Sie hier Ihre Anträge. Haben Sie kein Konto? Dann nehmen Sie den Link, den Sie bekommen haben.
services-mine-link = Zu meinen Anträgen
services-contact-title = Kontakt
services-contact-none = Hier stehen noch keine Kontakt-Daten.
services-contact-demo = Das sind nur Beispiele. Das sind nicht die echten Kontakt-Daten.
services-contact-address = Adresse
services-contact-phone = Telefon
services-contact-email = E-Mail
services-contact-hours = Öffnungs-Zeiten
services-region-title = Die Region
services-region-link = Das gibt es an anderen Orten in { $region }

# Eine Leistung
services-preline = Leistung
services-demo = Das ist nur ein Beispiel.
services-start = Antrag anfangen
services-start-hint = { $steps ->
    [one] Der Antrag hat 1 Teil. Sie brauchen kein Konto. Sie können eine Pause machen.
   *[other] Der Antrag hat { $steps } Teile. Sie brauchen kein Konto. Sie können Pausen machen.
 }
services-who = Wer kann den Antrag stellen?
services-needs = Was brauchen Sie?
services-cost = Was kostet das?
services-time = Wie lange dauert das?
services-law = Diese Gesetze gelten
services-fee-what = Wofür
services-fee-amount = So viel Geld
services-fee-total = Zusammen
services-fee-none = Sie müssen nichts bezahlen.
services-period-once = ein Mal
services-period-month = jeden Monat
services-period-year = jedes Jahr

# Antrag
services-application = Antrag
services-draft-state = Sie haben angefangen. Sie sind noch nicht fertig.
services-overview-title = Ihr Antrag
services-overview-progress = { $done } von { $total } Teilen sind fertig
services-overview-sections = Die Teile vom Antrag
services-overview-begin = Ausfüllen
services-overview-continue = Weiter ausfüllen
services-overview-review = Prüfen und abschicken
services-overview-kept = Wir speichern Ihre Angaben bis zum { $date }. Danach löschen wir alles, wenn Sie den Antrag nicht abschicken.
services-progress-open = Noch nicht gemacht
services-progress-incomplete = Hier fehlt noch etwas
services-progress-done = Fertig
services-step-continue = Weiter
services-step-back = Zurück
services-step-save = Speichern und alle Teile sehen
services-step-later = Speichern und später weitermachen
services-step-add = Noch etwas dazu schreiben: { $name }
services-step-remove = { $name } wegnehmen
services-step-choose = { $name }: Was stimmt?
services-step-none = Ich sage nichts dazu
services-step-more-questions = Wir haben noch mehr Fragen. Bitte beantworten Sie auch diese Fragen.
services-step-saved = Wir haben alles gespeichert.
services-step-saved-incomplete = Wir haben alles gespeichert. Hier fehlt noch etwas.
services-yes = Ja
services-no = Nein
services-hint-date = Zum Beispiel 27 3 1985
services-hint-time = Zum Beispiel 14:30
services-hint-moment = Zum Beispiel 14.03.2027 14:30
services-hint-file = Diese Dateien gehen: { $types }. Die Datei darf höchstens { $size } groß sein.
services-file-remove = Wegnehmen
services-file-empty = In der Datei „{ $name }“ ist nichts. Nehmen Sie eine andere Datei.
services-file-large = Die Datei „{ $name }“ ist zu groß. Sie darf höchstens { $size } groß sein.
services-file-type = Die Datei „{ $name }“ geht hier nicht. Diese Dateien gehen: { $types }.

# Prüfen und absenden
services-review-title = Prüfen und abschicken
services-review-lead = Bitte lesen Sie alles noch einmal.
services-review-missing = Das fehlt noch
services-review-empty = Hier steht nichts
services-review-change = Ändern
services-review-complete = Weiter ausfüllen
services-review-overview = Alle Teile sehen
services-review-send-title = Abschicken
services-review-send-text = Ihre Angaben gehen an die Verwaltung. Die Verwaltung braucht sie nur für Ihren Antrag.
services-review-declaration = Ich habe alles gelesen. Alles stimmt. Nichts fehlt.
services-review-declaration-missing = Machen Sie hier ein Häkchen. Das bedeutet: Alles stimmt.
services-review-send = Antrag abschicken
services-review-changed = Jemand hat den Antrag gerade geändert. Bitte lesen Sie alles noch einmal.

# Später weitermachen
services-later-link = Später weitermachen
services-later-title = Später weitermachen
services-later-saved = Wir haben alles gespeichert.
services-later-your-link = Ihr Link
services-later-your-link-text = Mit dem Link kommen Sie zurück zu Ihrem Antrag. Zeigen Sie den Link keinem anderen. Sonst kann er Ihren Antrag lesen und ändern.
services-later-copy = Link kopieren
services-later-print = Drucken
services-later-owner = Sie finden den Antrag auch bei „Meine Anträge“.
services-later-mail-title = Link mit einer E-Mail bekommen
services-later-mail-text = Wir schicken Ihnen den Link. Wir brauchen Ihre Adresse nur dafür.
services-later-email = E-Mail-Adresse
services-later-email-wrong = Schreiben Sie eine E-Mail-Adresse. Zum Beispiel: name@beispiel.de
services-later-email-often = Wir haben den Link schon oft geschickt. Sehen Sie bitte auch im Spam-Ordner nach.
services-later-mail-send = Link schicken
services-later-continue = Jetzt weiter ausfüllen
services-later-sent = Wir haben den Link an { $address } geschickt.
services-mail-subject = Ihr Antrag ist noch nicht fertig: { $service }
services-mail-text =
    Guten Tag,

    Sie haben einen Antrag angefangen: { $service }.
    Der Antrag geht an: { $body }.

    Hier können Sie weitermachen:
    { $link }

    Zeigen Sie den Link keinem anderen.
    Am { $until } löschen wir alles, wenn Sie den Antrag nicht abschicken.

    Sie haben keinen Antrag angefangen? Dann löschen Sie diese E-Mail.

# Löschen
services-delete-link = Antrag löschen
services-delete-title = Antrag löschen
services-delete-text = { $files ->
    [0] Wir löschen alles, was Sie geschrieben haben. Dann ist es weg.
   *[other] Wir löschen alles, was Sie geschrieben haben. Wir löschen auch Ihre Dateien. Dann ist alles weg.
 }
services-delete-button = Jetzt löschen
services-delete-keep = Nicht löschen
services-delete-done = Wir haben alles gelöscht.
