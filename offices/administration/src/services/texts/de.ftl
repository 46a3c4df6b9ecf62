# Navigation
services-nav-front = Start
services-nav-list = Leistungen

# Startseite einer Kommune
services-front-title = Online-Dienste
services-front-lead = Was Sie bei der Verwaltung in { $body } online erledigen können.
services-list-title = Leistungen
services-search-label = Was möchten Sie erledigen?
services-search-button = Suchen
services-search-found = { $count ->
    [0] Keine Leistung zu „{ $search }“
    [one] Eine Leistung zu „{ $search }“
   *[other] { $count } Leistungen zu „{ $search }“
 }
services-search-none-title = Dazu gibt es hier keinen Online-Dienst
services-search-none-text = Versuchen Sie es mit einem anderen Wort oder sehen Sie sich alle Leistungen an.
services-search-all = Alle Leistungen zeigen
services-empty-title = Noch keine Online-Dienste
services-empty-text = Diese Verwaltung bietet hier noch keine Leistung an. Auf der Karte sehen Sie, was andere in der Region schon anbieten.
services-empty-link = Zur Karte der Region
services-mine-title = Meine Anträge
services-mine-text = Wenn Sie ein Konto haben, finden Sie hier Ihre Anträge. Ohne Konto benutzen Sie den Link, den Sie bekommen haben.
services-mine-link = Zu meinen Anträgen
services-contact-title = Kontakt
services-contact-none = Die Verwaltung hat hier noch keine Kontaktdaten hinterlegt.
services-contact-demo = Beispieldaten, nicht die echten Kontaktdaten.
services-contact-address = Anschrift
services-contact-phone = Telefon
services-contact-email = E-Mail
services-contact-hours = Öffnungszeiten
services-region-title = Die Region
services-region-link = Was andere Kommunen in { $region } anbieten

# Eine Leistung
services-preline = Leistung
services-demo = Demo-Inhalt: Diese Leistung ist ein Beispiel.
services-start = Antrag beginnen
services-start-hint = { $steps ->
    [one] Ein Abschnitt. Sie brauchen kein Konto und können jederzeit unterbrechen.
   *[other] { $steps } Abschnitte. Sie brauchen kein Konto und können jederzeit unterbrechen.
 }
services-who = Wer kann das beantragen?
services-needs = Was brauchen Sie?
services-cost = Was kostet es?
services-time = Wie lange dauert es?
services-law = Rechtsgrundlagen
services-fee-what = Wofür
services-fee-amount = Betrag
services-fee-total = Zusammen
services-fee-none = Nach Ihren Angaben fällt keine Gebühr an.
services-period-once = einmalig
services-period-month = pro Monat
services-period-year = pro Jahr

# Antrag
services-application = Antrag
services-draft-state = Angefangen und noch nicht abgesendet
services-overview-title = Ihr Antrag
services-overview-progress = { $done } von { $total } Abschnitten fertig
services-overview-sections = Abschnitte
services-overview-begin = Ausfüllen
services-overview-continue = Weiter ausfüllen
services-overview-review = Prüfen und absenden
services-overview-kept = Ihre Angaben bleiben bis zum { $date } gespeichert. Danach werden sie gelöscht, wenn Sie den Antrag nicht absenden.
services-progress-open = Offen
services-progress-incomplete = Unvollständig
services-progress-done = Fertig
services-step-continue = Weiter
services-step-back = Zurück
services-step-save = Speichern und zur Übersicht
services-step-later = Speichern und später weitermachen
services-step-add = Weiteren Eintrag hinzufügen: { $name }
services-step-remove = { $name } entfernen
services-step-choose = { $name }: Was trifft zu?
services-step-none = Keine Angabe
services-step-more-questions = Zu Ihren Angaben gibt es noch weitere Fragen. Bitte beantworten Sie auch diese.
services-step-saved = Gespeichert.
services-step-saved-incomplete = Gespeichert. In diesem Abschnitt fehlt noch etwas.
services-yes = Ja
services-no = Nein
services-hint-date = Zum Beispiel 27 3 1985
services-hint-time = Zum Beispiel 14:30
services-hint-moment = Zum Beispiel 14.03.2027 14:30
services-hint-file = Erlaubt: { $types }. Höchstens { $size }.
services-file-remove = Entfernen
services-file-empty = Die Datei „{ $name }“ ist leer. Wählen Sie eine andere Datei.
services-file-large = Die Datei „{ $name }“ ist zu groß. Erlaubt sind höchstens { $size }.
services-file-type = Die Datei „{ $name }“ hat ein Format, das hier nicht angenommen wird. Erlaubt: { $types }.

# Prüfen und absenden
services-review-title = Angaben prüfen und absenden
services-review-lead = Bitte lesen Sie alles noch einmal durch.
services-review-missing = Das fehlt noch
services-review-empty = Keine Angaben
services-review-change = Ändern
services-review-complete = Angaben ergänzen
services-review-overview = Zur Übersicht
services-review-send-title = Absenden
services-review-send-text = Ihre Angaben gehen an die Verwaltung. Sie werden nur benutzt, um Ihren Antrag zu bearbeiten.
services-review-declaration = Ich habe alle Angaben geprüft. Sie sind richtig und vollständig.
services-review-declaration-missing = Bestätigen Sie, dass Ihre Angaben richtig und vollständig sind.
services-review-send = Antrag absenden
services-review-changed = Der Antrag wurde in einem anderen Fenster geändert. Bitte prüfen Sie ihn noch einmal.

# Später weitermachen
services-later-link = Link zum Weitermachen
services-later-title = Später weitermachen
services-later-saved = Ihre Angaben sind gespeichert.
services-later-your-link = Ihr Link
services-later-your-link-text = Mit diesem Link kommen Sie zurück zu Ihrem Antrag. Wer ihn kennt, kann den Antrag lesen und ändern. Geben Sie ihn nicht weiter.
services-later-copy = Link kopieren
services-later-print = Drucken
services-later-owner = Sie finden den Antrag auch unter „Meine Anträge“.
services-later-mail-title = Link per E-Mail
services-later-mail-text = Wir schicken Ihnen den Link. Die Adresse wird nur dafür benutzt.
services-later-email = E-Mail-Adresse
services-later-email-wrong = Geben Sie eine E-Mail-Adresse ein, zum Beispiel name@beispiel.de.
services-later-email-often = Der Link wurde schon mehrmals verschickt. Sehen Sie bitte auch im Spam-Ordner nach.
services-later-mail-send = Link schicken
services-later-continue = Jetzt weiter ausfüllen
services-later-sent = Der Link ist unterwegs an { $address }.
services-mail-subject = Ihr angefangener Antrag: { $service }
services-mail-text =
    Guten Tag,

    Sie haben bei { $body } einen Antrag angefangen: { $service }.

    Hier geht es weiter:
    { $link }

    Wer diesen Link kennt, kann den Antrag lesen und ändern. Geben Sie ihn nicht weiter.
    Die Angaben werden am { $until } gelöscht, wenn Sie den Antrag bis dahin nicht absenden.

    Sie haben keinen Antrag angefangen? Dann können Sie diese E-Mail löschen.

# Löschen
services-delete-link = Antrag löschen
services-delete-title = Antrag löschen
services-delete-text = { $files ->
    [0] Alle Angaben dieses Antrags werden sofort gelöscht. Das kann nicht rückgängig gemacht werden.
    [one] Alle Angaben und die hochgeladene Datei dieses Antrags werden sofort gelöscht. Das kann nicht rückgängig gemacht werden.
   *[other] Alle Angaben und die { $files } hochgeladenen Dateien dieses Antrags werden sofort gelöscht. Das kann nicht rückgängig gemacht werden.
 }
services-delete-button = Jetzt löschen
services-delete-keep = Behalten
services-delete-done = Der Antrag und alle Angaben sind gelöscht.
