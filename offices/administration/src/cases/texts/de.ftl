# Für Antragstellende: ein Vorgang in Worten der Person

cases-mine-nav = Meine Anträge
cases-mine-title = Meine Anträge
cases-mine-empty = Hier ist noch nichts
cases-mine-empty-text = Wenn Sie angemeldet einen Antrag stellen, finden Sie ihn hier wieder. Anträge ohne Anmeldung erreichen Sie über den Link aus der Bestätigung.
cases-mine-waiting = Das wartet auf Sie
cases-mine-others = Alle Anträge
cases-mine-changed = Zuletzt geändert am { $date }

cases-headline-received = Ihr Antrag ist eingegangen
cases-headline-review = Ihr Antrag wird geprüft
cases-headline-waiting = Wir haben eine Frage an Sie
cases-headline-granted = Ihr Antrag ist bewilligt
cases-headline-denied = Ihr Antrag ist abgelehnt
cases-headline-withdrawn = Sie haben den Antrag zurückgezogen

cases-steps-title = So geht es weiter
cases-step-received = Eingegangen
cases-step-review = Wird geprüft
cases-step-question = Wir warten auf Ihre Antwort
cases-step-decided = Entschieden
cases-step-withdrawn = Zurückgezogen
cases-next-answer = Bitte antworten Sie bis zum { $until }. Solange ruht die Bearbeitung.
cases-next-answer-open = Bitte antworten Sie, damit wir weiterarbeiten können.
cases-next-decision = Wir wollen bis zum { $until } entscheiden. Sie müssen im Moment nichts tun.
cases-next-decision-open = Sie müssen im Moment nichts tun.
cases-next-decided = Ihr Bescheid liegt hier für Sie bereit. Sie können ihn lesen, speichern und ausdrucken.
cases-next-withdrawn = Der Antrag wird nicht weiter bearbeitet.

cases-question-title = Unsere Frage an Sie
cases-answer-text = Ihre Antwort
cases-answer-hint = Wenn Sie nur Unterlagen schicken wollen, kann dieses Feld leer bleiben.
cases-answer-files = Unterlagen
cases-answer-files-hint = PDF, JPEG oder PNG, je Datei höchstens 10 MB, höchstens 10 Dateien.
cases-answer-send = Antwort absenden
cases-answer-sent = Ihre Antwort ist angekommen.
cases-answer-missing = Schreiben Sie eine Antwort oder fügen Sie eine Datei hinzu.
cases-answer-too-long = Kürzen Sie den Text auf höchstens 20.000 Zeichen.
cases-answer-too-many = Fügen Sie höchstens 10 Dateien hinzu.
cases-answer-too-large = Eine Datei ist größer als 10 MB. Verkleinern Sie sie und wählen Sie die Dateien noch einmal aus.
cases-answer-wrong-type = Eine Datei ist kein PDF, JPEG oder PNG. Wählen Sie die Dateien noch einmal aus.

cases-messages-title = Nachrichten
cases-from-you = Sie
cases-your-answers = Ihre Angaben
cases-data-deleted = Ihre Angaben wurden gelöscht, weil die Aufbewahrungsfrist vorbei ist.
cases-more-title = Weiteres
cases-to-receipt = Eingangsbestätigung ansehen
cases-to-withdraw = Antrag zurückziehen
cases-to-status = Zum Stand des Antrags
cases-keep-link = Heben Sie den Link zu dieser Seite auf. Wer ihn kennt, kann den Antrag lesen. Geben Sie ihn nur weiter, wenn Sie das wollen.

cases-withdraw-title = Antrag zurückziehen
cases-withdraw-text = Der Antrag wird dann nicht weiter bearbeitet und es gibt keine Entscheidung. Sie können das nicht rückgängig machen, aber jederzeit einen neuen Antrag stellen.
cases-withdraw-yes = Ja, Antrag zurückziehen
cases-withdraw-no = Nein, zurück
cases-withdraw-done = Sie haben den Antrag zurückgezogen.

cases-decision-title = Bescheid
cases-decision-ready = Ihr Bescheid liegt bereit
cases-decision-read = Bescheid lesen
cases-decision-pdf = Bescheid als PDF
cases-decision-to = An { $name }, { $date }

cases-receipt-title = Eingangsbestätigung
cases-receipt-heading = Ihr Antrag ist eingegangen
cases-receipt-number = Ihr Aktenzeichen
cases-receipt-link-title = Ihr Link zum Antrag
cases-receipt-link-text = Über diesen Link sehen Sie den Stand, antworten auf Fragen und lesen den Bescheid. Heben Sie ihn gut auf.
cases-receipt-account-text = Über diese Adresse sehen Sie den Stand, antworten auf Fragen und lesen den Bescheid. Sie müssen dafür angemeldet sein.
cases-receipt-copy = Link kopieren
cases-receipt-print = Drucken
cases-receipt-proof-title = Ihr Nachweis
cases-receipt-proof-text = Die Quittung beweist, dass Ihr Antrag mit diesem Aktenzeichen bei uns eingegangen ist; jede und jeder kann sie ohne uns und ohne Internet mit diesem Befehl prüfen:
cases-receipt-fingerprint = Fingerabdruck unseres Schlüssels:
cases-receipt-download = Quittung herunterladen (JSON)
cases-receipt-answers = Ihre Angaben mit Prüfsumme herunterladen (JSON)

cases-mail-link = Hier sehen Sie den Stand: { $link }
cases-mail-kept-link = Öffnen Sie dazu den Link, den Sie beim Absenden gespeichert haben. Er steht auch in unserer ersten E-Mail, wenn Sie eine bekommen haben.
cases-mail-received-subject = Ihr Antrag { $number } ist eingegangen
cases-mail-received =
    Guten Tag,

    Ihr Antrag „{ $service }“ ist bei uns eingegangen. Ihr Aktenzeichen ist { $number }.

    { $link }

    { $body }
cases-mail-question-subject = Wir haben eine Frage zu Ihrem Antrag { $number }
cases-mail-question =
    Guten Tag,

    zu Ihrem Antrag „{ $service }“ ({ $number }) haben wir eine Frage. Bitte antworten Sie bis zum { $until }.

    { $link }

    { $body }
cases-mail-decision-subject = Ihr Bescheid zum Antrag { $number } liegt bereit
cases-mail-decision =
    Guten Tag,

    über Ihren Antrag „{ $service }“ ({ $number }) ist entschieden. Der Bescheid liegt für Sie bereit.

    { $link }

    { $body }
cases-mail-withdrawn-subject = Ihr Antrag { $number } ist zurückgezogen
cases-mail-withdrawn =
    Guten Tag,

    Sie haben Ihren Antrag „{ $service }“ ({ $number }) zurückgezogen. Wir bearbeiten ihn nicht weiter.

    { $body }

# Für die Sachbearbeitung

amt-nav = Vorgänge
amt-nobody = Noch niemand
amt-due-late = { $days ->
    [one] seit gestern überfällig
   *[other] seit { $days } Tagen überfällig
 }
amt-due-today = heute fällig
amt-due-in = { $days ->
    [one] bis morgen
   *[other] noch { $days } Tage
 }

amt-day-title = Mein Tag
amt-day-lead = { $count ->
    [0] Es ist kein Vorgang offen.
    [one] Ein Vorgang ist offen.
   *[other] { $count } Vorgänge sind offen.
 }
amt-day-view = Ansicht
amt-day-team = Alle
amt-day-mine = Meine
amt-day-all = Alle Vorgänge
amt-day-overdue = Überfällig
amt-day-week = Fällig in sieben Tagen
amt-day-fresh = Neu und noch bei niemandem
amt-day-waiting = Warten auf Antwort
amt-day-later = Später fällig
amt-day-more = Alle { $count } ansehen

amt-list-title = Vorgänge
amt-list-count = { $count ->
    [one] Ein Vorgang
   *[other] { $count } Vorgänge
 }
amt-list-none = Kein Vorgang passt zu dieser Auswahl
amt-list-none-text = Ändern Sie die Auswahl oder sehen Sie alle Vorgänge an.
amt-list-all = Alle Vorgänge
amt-list-empty = Hier wartet nichts
amt-list-empty-text = Sobald jemand einen Antrag absendet, steht er hier.
amt-list-csv = Als CSV-Datei herunterladen
amt-list-pages = Seiten
amt-filter-search = Aktenzeichen oder Name
amt-filter-state = Stand
amt-filter-service = Leistung
amt-filter-who = Bei wem
amt-filter-any-service = Alle Leistungen
amt-filter-anybody = Alle
amt-filter-mine = Bei mir
amt-filter-apply = Anzeigen
amt-kind-open = Offen
amt-kind-work = In Arbeit
amt-kind-waiting = Wartet auf Antwort
amt-kind-granted = Bewilligt
amt-kind-denied = Abgelehnt
amt-kind-withdrawn = Zurückgezogen
amt-kind-all = Alle
amt-column-number = Aktenzeichen
amt-column-applicant = Antrag von
amt-column-service = Leistung
amt-column-state = Stand
amt-column-due = Frist
amt-column-received = Eingegangen
amt-column-assigned = Bei

amt-case-title = Vorgang { $number }
amt-case-tabs = Bereiche des Vorgangs
amt-case-overview = Überblick
amt-case-side = Nächster Schritt und Eckdaten
amt-case-steps = Nächster Schritt
amt-case-assigned = Zuständig
amt-case-take = Ich übernehme
amt-case-give-back = Zurückgeben
amt-case-facts = Eckdaten
amt-case-decision-due = Entscheiden bis
amt-case-resting = Die Frist ruht, bis die Antwort da ist.
amt-case-fee = Gebühr
amt-case-version = Fassung der Leistung
amt-case-delete-after = Daten werden gelöscht ab
amt-case-deleted = Die personenbezogenen Daten dieses Vorgangs wurden nach Ablauf der Frist gelöscht.
amt-case-messages = Nachrichten
amt-case-answers = Angaben
amt-case-documents = Unterlagen
amt-case-no-documents = Es sind keine Unterlagen da.
amt-case-decisions = Bescheide
amt-case-notes = Interne Notizen
amt-note-label = Neue Notiz
amt-note-hint = Nur für Kolleginnen und Kollegen. Die antragstellende Person sieht sie nicht.
amt-note-save = Notiz speichern
amt-note-saved = Die Notiz ist gespeichert.
amt-note-missing = Schreiben Sie etwas in die Notiz.
amt-text-too-long = Kürzen Sie den Text auf höchstens 20.000 Zeichen.
amt-assigned = Sie sind jetzt zuständig.
amt-unassigned = Der Vorgang ist jetzt bei niemandem.

amt-history-title = Verlauf
amt-history-place = Protokoll Nr. { $number }
amt-who-applicant = Antragstellende Person
amt-who-link = Antragstellende Person, über den Link
amt-who-system = Lotse, selbsttätig
amt-who-unknown = Eine Person, die hier nicht mehr geführt wird
amt-event-application-submitted = Antrag eingegangen
amt-event-case-stepped = { $step }: jetzt „{ $to }“
amt-event-case-question-asked = Rückfrage gestellt
amt-event-case-question-answered = Rückfrage beantwortet
amt-event-case-granted = Bewilligt, Bescheid bereitgestellt
amt-event-case-denied = Abgelehnt, Bescheid bereitgestellt
amt-event-case-withdrawn = Antrag zurückgezogen
amt-event-case-assigned = Zuständig ist jetzt { $to }
amt-event-case-unassigned = Zuständigkeit zurückgegeben
amt-event-case-note-written = Interne Notiz geschrieben
amt-event-case-period-passed = Frist abgelaufen, „{ $step }“: jetzt „{ $to }“
amt-event-case-data-deleted = Personenbezogene Daten gelöscht

amt-step-question = Ihre Frage
amt-step-question-hint = Schreiben Sie, was fehlt und was die Person tun soll.
amt-step-question-text = Die Person bekommt eine E-Mail, dass eine Frage wartet. Die Frist für die Entscheidung ruht, bis die Antwort da ist.
amt-step-reason = Begründung
amt-step-reason-hint = Steht so im Bescheid. Nennen Sie die Gründe und die Rechtsgrundlage (§ 39 VwVfG).
amt-step-note = Grund
amt-step-note-hint = Wird als interne Notiz gespeichert.
amt-step-reason-missing = Schreiben Sie hier etwas: Ohne diesen Text geht der Schritt nicht.
amt-step-date = Geben Sie ein Datum mit Tag, Monat und Jahr ein.
amt-step-valid-from = Gültig ab
amt-step-valid-until = Gültig bis
amt-step-valid-hint = Leer lassen, wenn die Dauer aus dem Antrag folgt.
amt-step-valid-order = Das Ende liegt vor dem Beginn.
amt-step-payment = Hinweise zur Zahlung
amt-step-payment-text = Bitte geben Sie bei der Zahlung das Aktenzeichen { $number } an.
amt-step-send = Frage absenden
amt-step-preview = Vorschau ansehen
amt-step-preview-again = Vorschau aktualisieren
amt-step-preview-title = Vorschau
amt-step-final = Bescheid erlassen
amt-step-final-text = Mit „Bescheid erlassen“ wird das Schreiben endgültig und die Person benachrichtigt. Das kann nicht rückgängig gemacht werden.
amt-step-no-remedy = Es ist keine Rechtsbehelfsbelehrung hinterlegt
amt-step-no-remedy-text = Ohne Belehrung kann der Bescheid ein Jahr lang angefochten werden (§ 58 Absatz 2 VwGO). Ihre Fachadministration kann den Text im Profil der Kommune eintragen.
amt-step-cancel = Abbrechen
amt-step-changed = Der Vorgang hat sich inzwischen geändert
amt-step-changed-text = Jemand anders hat daran gearbeitet. Ihr Text ist noch da, gespeichert oder gesendet wurde nichts. Prüfen Sie den neuen Stand und senden Sie dann noch einmal ab.
amt-step-look = Vorgang ansehen
amt-step-decided = Der Bescheid ist erlassen. Die Person wurde benachrichtigt.
amt-step-asked = Die Frage ist gesendet. Die Frist ruht bis zur Antwort.
amt-step-taken = Der Schritt ist getan.

amt-mail-withdrawn-subject = Vorgang { $number } zurückgezogen
amt-mail-withdrawn =
    Guten Tag,

    der Antrag im Vorgang { $number } ({ $service }) wurde zurückgezogen. Sie müssen nichts mehr tun.

    { $link }
amt-mail-answer-subject = Antwort zum Vorgang { $number }
amt-mail-answer =
    Guten Tag,

    im Vorgang { $number } ({ $service }) ist die Antwort auf Ihre Rückfrage da.

    { $link }
