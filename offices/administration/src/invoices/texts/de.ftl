# Rechnungen: alles für die Verwaltung, deshalb ohne Leichte Sprache.
amt-invoices-nav = Rechnungen
amt-invoices-setup-nav = Rechnungen einrichten
amt-invoices-title = Rechnungen
amt-invoices-tabs = Nach Stand
amt-invoices-tabs-one = Bereiche der Rechnung
amt-invoices-overview = Überblick
amt-invoices-history = Verlauf
amt-invoices-history-place = Eintrag { $number } im Protokoll
amt-invoices-arrivals = Eingegangene Dateien
amt-invoices-to-list = Zur Liste
amt-invoices-cancel = Abbrechen
amt-invoices-choose = Bitte wählen
amt-invoices-change = Ändern
amt-invoices-optional = (freiwillig)
amt-invoices-csv = Als CSV-Datei
amt-invoices-missing = fehlt
amt-invoices-side = Bearbeitung

# Stand
amt-invoices-state-received = Eingegangen
amt-invoices-state-formally-checked = Formal geprüft
amt-invoices-state-factually-correct = Sachlich richtig
amt-invoices-state-arithmetically-correct = Rechnerisch richtig
amt-invoices-state-ordered = Angeordnet
amt-invoices-state-paid = Bezahlt
amt-invoices-state-sent-back = Zurückgesendet
amt-invoices-state-duplicate = Mögliche Dublette
amt-invoices-decision-reject = Nicht angenommen
amt-invoices-decision-undecidable = Nicht entscheidbar
amt-invoices-tab-mine = Für mich zu tun
amt-invoices-tab-open = Offen
amt-invoices-tab-received = Eingegangen
amt-invoices-tab-formally-checked = Sachlich zu prüfen
amt-invoices-tab-factually-correct = Rechnerisch zu prüfen
amt-invoices-tab-arithmetically-correct = Anzuordnen
amt-invoices-tab-ordered = Zu zahlen
amt-invoices-tab-paid = Bezahlt
amt-invoices-tab-sent-back = Zurückgesendet
amt-invoices-tab-duplicate = Dubletten
amt-invoices-tab-all = Alle

# Liste
amt-invoices-figure-late = Überfällig
amt-invoices-figure-skonto = Skonto endet in 7 Tagen
amt-invoices-figure-open = Offene Rechnungen
amt-invoices-figure-sum = Offene Beträge
amt-invoices-filter-search = Nummer, Firma, Betrag, IBAN oder Text
amt-invoices-filter-unit = Stelle
amt-invoices-filter-any-unit = Alle Stellen
amt-invoices-filter-date = Frist
amt-invoices-filter-any-date = Alle
amt-invoices-filter-late = Überfällig
amt-invoices-filter-skonto = Skonto endet bald
amt-invoices-filter-apply = Anzeigen
amt-invoices-count = { $count ->
    [0] Keine Rechnung
    [one] Eine Rechnung
   *[other] { $count } Rechnungen
}
amt-invoices-none = Keine Rechnung passt dazu
amt-invoices-none-text = Ändern Sie die Suche oder sehen Sie alle Rechnungen an.
amt-invoices-all = Alle Rechnungen
amt-invoices-empty = Hier wartet keine Rechnung
amt-invoices-empty-text = Neue Rechnungen kommen per E-Mail, über die Schnittstelle oder werden hochgeladen.
amt-invoices-mine-empty = Für Sie ist gerade nichts zu tun
amt-invoices-mine-empty-text = Sobald eine Rechnung auf Ihren Schritt wartet, steht sie hier.
amt-invoices-mine-runs = Diese Zahlläufe warten auf Sie
amt-invoices-mine-release = { $run } freigeben
amt-invoices-mine-confirm = { $run } als bezahlt bestätigen
amt-invoices-column-number = Nummer
amt-invoices-column-seller = Firma
amt-invoices-column-invoice = Rechnung
amt-invoices-column-issued = Rechnungsdatum
amt-invoices-column-amount = Betrag
amt-invoices-column-due = Frist
amt-invoices-column-skonto = Skonto
amt-invoices-column-state = Stand
amt-invoices-column-next = Nächster Schritt
amt-invoices-column-unit = Stelle
amt-invoices-column-received = Eingang
amt-invoices-column-file = Datei
amt-invoices-column-result = Ergebnis
amt-invoices-column-what = Was damit geschah
amt-invoices-due-late = { $days ->
    [one] seit einem Tag überfällig
   *[other] seit { $days } Tagen überfällig
}
amt-invoices-due-today = heute fällig
amt-invoices-due-in = { $days ->
    [one] fällig morgen
   *[other] fällig in { $days } Tagen
}
amt-invoices-skonto-late = Skonto vorbei
amt-invoices-skonto-today = Skonto endet heute
amt-invoices-skonto-in = { $days ->
    [one] Skonto noch bis morgen
   *[other] Skonto noch { $days } Tage
}
amt-invoices-skonto-over = Die Frist ist vorbei.
amt-invoices-step-late = { $days ->
    [one] Dieser Schritt ist seit einem Tag überfällig.
   *[other] Dieser Schritt ist seit { $days } Tagen überfällig.
}
amt-invoices-step-until = Dieser Schritt bis { $date }
amt-invoices-step-today = Dieser Schritt ist heute zu tun.
amt-invoices-step-in = { $days ->
    [one] Dieser Schritt ist bis morgen zu tun.
   *[other] Dieser Schritt ist in { $days } Tagen zu tun.
}

# Hochladen
amt-invoices-upload-title = Rechnungen hochladen
amt-invoices-upload-lead = Jede Datei wird sofort geprüft und bleibt unverändert gespeichert.
amt-invoices-upload-files = Dateien
amt-invoices-upload-hint = XML, PDF mit eingebetteter Rechnung (ZUGFeRD) oder ZIP. Zusammen höchstens 100 Rechnungen und 100 MB.
amt-invoices-upload-send = Hochladen und prüfen
amt-invoices-upload-none = Wählen Sie mindestens eine Datei aus.
amt-invoices-upload-many = Das sind mehr als 100 Rechnungen. Laden Sie sie in mehreren Schritten hoch.
amt-invoices-upload-result = { $count ->
    [one] Ergebnis für eine Datei
   *[other] Ergebnis für { $count } Dateien
}
amt-invoices-outcome-accept = Prüfung bestanden
amt-invoices-outcome-reject = Prüfung nicht bestanden
amt-invoices-outcome-undecidable = Nicht entscheidbar
amt-invoices-outcome-duplicate = Dublette
amt-invoices-outcome-no-invoice = Keine Rechnung
amt-invoices-outcome-stored = { $seller }, Stelle: { $unit }
amt-invoices-outcome-same = Genau diese Datei ist schon da: { $value }.
amt-invoices-outcome-alike = Firma, Nummer, Datum und Bruttobetrag sind dieselben wie bei { $value }. Bitte sehen Sie nach.
amt-invoices-why-empty = Die Datei ist leer.
amt-invoices-why-too-large = Die Datei ist größer als 50 MB.
amt-invoices-why-malware = In der Datei steckt Schadsoftware. Sie ist nicht gespeichert.
amt-invoices-why-pdf-without-xml = In dieser PDF-Datei steckt keine elektronische Rechnung. Bitten Sie um eine XRechnung oder ZUGFeRD-Datei.
amt-invoices-why-other-format = Die Datei ist weder XML noch PDF.
amt-invoices-why-other-xml = Die Datei ist XML, aber keine Rechnung. Sie beginnt mit „{ $detail }“.
amt-invoices-why-unreadable = Die Datei ist beschädigt oder nicht erlaubt aufgebaut ({ $detail }).
amt-invoices-why-unknown-recipient = Die Leitweg-ID „{ $detail }“ gehört zu keiner Stelle.
amt-invoices-why-broken-archive = Die ZIP-Datei ist beschädigt oder verschlüsselt.
amt-invoices-why-archive-limit = Die ZIP-Datei enthält zu viele oder zu große Dateien.

# Rechnung
amt-invoices-kind-invoice = Rechnung
amt-invoices-kind-credit = Gutschrift
amt-invoices-banner-reject = Diese Rechnung ist nicht gültig
amt-invoices-banner-reject-text = { $count ->
    [one] Die Prüfung hat einen Fehler gefunden. Die Rechnung darf so nicht bezahlt werden.
   *[other] Die Prüfung hat { $count } Fehler gefunden. Die Rechnung darf so nicht bezahlt werden.
}
amt-invoices-banner-undecidable = Für diese Rechnung geben die Prüfregeln keine Antwort
amt-invoices-banner-no-scenario = Die Kennung der Spezifikation (BT-24) fehlt oder ist unbekannt. Die Rechnung gilt nicht als geprüft.
amt-invoices-banner-aborted = Die amtlichen Prüfregeln brechen bei dieser Datei ab. Die Rechnung gilt nicht als geprüft.
amt-invoices-duplicate-title = Diese Rechnung war wahrscheinlich schon da
amt-invoices-duplicate-text = Firma, Nummer, Datum und Bruttobetrag sind dieselben wie bei
amt-invoices-no-duplicate = Das ist eine eigene Rechnung
amt-invoices-copies = Diese Rechnung kam noch einmal
amt-invoices-warning-other-account-title = Andere Bankverbindung als bisher
amt-invoices-warning-other-account-text = Die Rechnung nennt die IBAN { $detail }. Auf früheren Rechnungen dieser Firma steht:
amt-invoices-warning-other-account-advice = Das kann ein Betrugsversuch sein. Fragen Sie bei der Firma nach, aber nicht über Telefonnummer oder E-Mail-Adresse aus dieser Rechnung.
amt-invoices-warning-other-account-seen = Ich habe die neue Bankverbindung bei der Firma nachgefragt
amt-invoices-warning-other-body-title = Die Leitweg-ID gehört zu einer anderen Verwaltung
amt-invoices-warning-other-body-text = Die Rechnung nennt die Leitweg-ID { $detail }. Sie gehört zu:
amt-invoices-warning-other-body-advice = Prüfen Sie, ob die Rechnung wirklich an Ihre Verwaltung gerichtet ist. Sonst senden Sie sie zurück.
amt-invoices-warning-other-body-seen = Die Rechnung ist trotz der fremden Leitweg-ID für uns
amt-invoices-warning-seen = Geprüft von { $who } am { $when }
amt-invoices-warning-open = Das hat noch niemand geprüft. Wer die Rechnung bestätigt, muss es unten ankreuzen.
amt-invoices-similar-title = Mögliche Dublette
amt-invoices-similar-number = dieselbe Firma, dieselbe Nummer in anderer Schreibweise oder mit anderem Betrag ({ $number })
amt-invoices-similar-amount = dieselbe Firma, derselbe Betrag und Tag, aber eine andere Nummer ({ $number })
amt-invoices-deleted = Die Aufbewahrungsfrist ist vorbei. Der Inhalt der Rechnung wurde gelöscht.
amt-invoices-findings = { $count ->
    [one] Ein Befund der Prüfung
   *[other] { $count } Befunde der Prüfung
}
amt-invoices-level-fatal = Fehler
amt-invoices-level-warning = Warnung
amt-invoices-level-information = Hinweis
amt-invoices-details = Einzelheiten
amt-invoices-attachments = Anlagen
amt-invoices-no-attachments = Die Rechnung hat keine Anlagen.
amt-invoices-notes = Notizen
amt-invoices-note = Neue Notiz
amt-invoices-note-save = Notiz speichern
amt-invoices-note-empty = Schreiben Sie eine Notiz.
amt-invoices-payment = Zahlung
amt-invoices-fact-payable = Zu zahlen
amt-invoices-fact-with-skonto = Heute mit Skonto
amt-invoices-fact-due = Fällig am
amt-invoices-fact-payee = Empfänger
amt-invoices-fact-remittance = Verwendungszweck
amt-invoices-fact-received = Eingegangen
amt-invoices-fact-channel = Weg
amt-invoices-fact-leitweg = Leitweg-ID
amt-invoices-channel-upload = Hochgeladen
amt-invoices-channel-mail = E-Mail
amt-invoices-channel-api = Schnittstelle
amt-invoices-channel-folder = Ordner
amt-invoices-who-system = Lotse
amt-invoices-skonto-term = { $percent } % Skonto auf { $base } sind { $amount }, bei Zahlung bis { $date }.
amt-invoices-qr-label = QR-Code für die Überweisung von { $amount }
amt-invoices-accounting = Kontierung
amt-invoices-cost-centre = Kostenstelle
amt-invoices-account = Sachkonto
amt-invoices-budget-item = Produkt
amt-invoices-accounting-save = Kontierung speichern
amt-invoices-accounting-empty = Tragen Sie hier etwas ein.
amt-invoices-signatures = Unterschriften
amt-invoices-no-signatures = Noch hat niemand unterschrieben.
amt-invoices-signature-void = ungültig
amt-invoices-signed-formal = Formal geprüft
amt-invoices-signed-factual = Sachlich richtig
amt-invoices-signed-arithmetical = Rechnerisch richtig
amt-invoices-signed-order = Angeordnet
amt-invoices-signed-for = { $name } in Vertretung für { $principal }
amt-invoices-intake = Eingang
amt-invoices-unit = Stelle
amt-invoices-unit-none = Nicht zugeordnet
amt-invoices-unit-save = Zuordnen
amt-invoices-original = Original
amt-invoices-view = PDF ansehen
amt-invoices-verdict = Prüfergebnis
amt-invoices-checked = Geprüft am { $when } nach { $sets }.
amt-invoices-kept = Aufbewahrung bis { $date }.
amt-invoices-held = Nicht löschen: { $reason }
amt-invoices-hold = Löschung sperren
amt-invoices-hold-reason = Warum darf die Rechnung nicht gelöscht werden?
amt-invoices-hold-empty = Schreiben Sie dazu, warum die Rechnung nicht gelöscht werden darf.
amt-invoices-hold-save = Sperren
amt-invoices-release = Sperre aufheben
amt-invoices-print = Drucken

# Nächster Schritt
amt-invoices-step-formal-title = Formal prüfen
amt-invoices-step-formal-text = Ist die Rechnung an uns gerichtet und bei der richtigen Stelle?
amt-invoices-step-formal-button = Formal in Ordnung
amt-invoices-step-factual-title = Sachlich prüfen
amt-invoices-step-factual-text = Ist die Leistung bestellt und so geliefert worden?
amt-invoices-step-factual-button = Sachlich richtig
amt-invoices-step-arithmetical-title = Rechnerisch prüfen
amt-invoices-step-arithmetical-text = Stimmen Preise, Mengen, Steuern und Fristen?
amt-invoices-step-arithmetical-button = Rechnerisch richtig
amt-invoices-step-order-title = Zahlung anordnen
amt-invoices-step-order-text = Mit der Anordnung geht die Rechnung an die Zahlungsabwicklung.
amt-invoices-step-order-button = Anordnen
amt-invoices-next-clerk = Das macht die Rechnungsbearbeitung.
amt-invoices-next-authoriser = Das macht eine Person mit Anordnungsbefugnis.
amt-invoices-next-treasurer = Das macht die Zahlungsabwicklung.
amt-invoices-next-pay = Bezahlen
amt-invoices-next-release = Zahllauf freigeben
amt-invoices-next-run = Zahllauf { $run }
amt-invoices-next-confirm = Zahlung bestätigen
amt-invoices-next-send-back = Zurücksenden
amt-invoices-next-send-back-text = Die Prüfung hat das Dokument nicht angenommen. Bitten Sie um eine neue Rechnung.
amt-invoices-sign-as = Ich unterschreibe
amt-invoices-sign-own = im eigenen Namen
amt-invoices-sign-for = in Vertretung für { $name }
amt-invoices-refuse = Anordnung ablehnen
amt-invoices-refuse-reason = Was ist noch zu klären?
amt-invoices-refuse-empty = Schreiben Sie dazu, was noch zu klären ist.
amt-invoices-refuse-send = Zurück zur Prüfung
amt-invoices-refused-state = Dieser Schritt ist jetzt nicht an der Reihe.
amt-invoices-refused-invalid = Die Prüfung hat das Dokument nicht angenommen.
amt-invoices-refused-account = Tragen Sie zuerst Kostenstelle und Sachkonto ein.
amt-invoices-refused-four-eyes = Sie haben diese Rechnung selbst bestätigt. Deshalb muss eine andere Person sie anordnen.
amt-invoices-refused-two-confirmers = Sie haben die sachliche Richtigkeit bestätigt. Die rechnerische muss eine andere Person bestätigen.
amt-invoices-refused-deputy = Sie sind heute nicht als Vertretung eingetragen.
amt-invoices-refused-warning = Zu dieser Rechnung gibt es eine Warnung, die noch niemand bestätigt hat.
amt-invoices-done-formal = Die Rechnung ist formal geprüft.
amt-invoices-done-factual = Die Rechnung ist sachlich richtig.
amt-invoices-done-arithmetical = Die Rechnung ist rechnerisch richtig.
amt-invoices-done-order = Die Zahlung ist angeordnet.
amt-invoices-done-refused = Die Rechnung ist wieder in der Prüfung.
amt-invoices-done-account = Die Kontierung ist gespeichert.
amt-invoices-done-unit = Die Rechnung ist zugeordnet.
amt-invoices-done-note = Die Notiz ist gespeichert.
amt-invoices-done-held = Die Rechnung wird nicht gelöscht, solange die Sperre gilt.
amt-invoices-done-released = Die Sperre ist aufgehoben.
amt-invoices-done-no-duplicate = Die Rechnung wird jetzt für sich bearbeitet.
amt-invoices-done-sent-back = Die Rechnung ist zurückgesendet, die E-Mail ist unterwegs.
amt-invoices-done-sent-back-no-mail = Die Rechnung ist zurückgesendet. Es ging keine E-Mail hinaus.

# Zurücksenden
amt-invoices-send-back = Zurücksenden
amt-invoices-letter-lead = Lesen Sie die E-Mail noch einmal durch, bevor sie hinausgeht.
amt-invoices-letter-recipient = E-Mail-Adresse der Firma
amt-invoices-letter-recipient-hint = Ohne Adresse wird die Rechnung nur hier als zurückgesendet geführt.
amt-invoices-letter-recipient-wrong = Das ist keine E-Mail-Adresse.
amt-invoices-letter-subject = Betreff
amt-invoices-letter-subject-empty = Geben Sie einen Betreff ein.
amt-invoices-letter-text = Text
amt-invoices-letter-text-empty = Schreiben Sie dazu, warum die Rechnung zurückgeht.
amt-invoices-letter-send = Rechnung zurücksenden

# Verlauf
amt-invoices-event-received = Eingegangen und geprüft
amt-invoices-event-came-again = Dieselbe Datei kam noch einmal
amt-invoices-event-signed-formal = Formal geprüft
amt-invoices-event-signed-factual = Sachlich richtig
amt-invoices-event-signed-arithmetical = Rechnerisch richtig
amt-invoices-event-signed-order = Zahlung angeordnet
amt-invoices-event-acknowledged-other-account = Warnung geprüft: andere Bankverbindung als bisher
amt-invoices-event-acknowledged-other-body = Warnung geprüft: Leitweg-ID einer anderen Verwaltung
amt-invoices-event-order-refused = Anordnung abgelehnt, zurück zur Prüfung
amt-invoices-event-sent-back = Zurückgesendet
amt-invoices-event-no-duplicate = Als eigene Rechnung anerkannt
amt-invoices-event-account-assigned = Kontierung gespeichert
amt-invoices-event-unit-assigned = Einer Stelle zugeordnet
amt-invoices-event-noted = Notiz geschrieben
amt-invoices-event-held = Löschung gesperrt
amt-invoices-event-released = Löschsperre aufgehoben
amt-invoices-event-in-run = In Zahllauf { $run } aufgenommen
amt-invoices-event-run-released = Zahllauf { $run } freigegeben
amt-invoices-event-run-discarded = Zahllauf { $run } verworfen, wieder zu zahlen
amt-invoices-event-invoice-run-made = Zahllauf erstellt
amt-invoices-event-invoice-run-released = Zahllauf freigegeben
amt-invoices-event-invoice-run-discarded = Zahllauf verworfen
amt-invoices-event-invoice-run-paid = Als bezahlt bestätigt
amt-invoices-event-paid = Bezahlt mit Zahllauf { $run }
amt-invoices-event-data-deleted = Inhalt nach Ende der Aufbewahrung gelöscht

# Zahlen
amt-invoices-pay-title = Zahlungen
amt-invoices-pay-lead = Aus angeordneten Rechnungen wird eine Datei für die Bank und eine für das Finanzverfahren.
amt-invoices-pay-no-debtor = Es fehlt das Konto, von dem gezahlt wird
amt-invoices-pay-no-debtor-text = Die Fachadministration trägt es unter „Rechnungen einrichten“ ein.
amt-invoices-pay-open = { $count ->
    [0] Nichts zu zahlen
    [one] Eine Rechnung zu zahlen
   *[other] { $count } Rechnungen zu zahlen
}
amt-invoices-pay-none = Keine angeordnete Rechnung wartet
amt-invoices-pay-none-text = Sobald eine Zahlung angeordnet ist, steht sie hier.
amt-invoices-pay-total = Summe
amt-invoices-pay-skonto = Davon abgezogenes Skonto
amt-invoices-pay-from = Gezahlt wird von: { $account }
amt-invoices-pay-choose = Rechnung
amt-invoices-pay-execution = Ausführung
amt-invoices-pay-credit = Keine Überweisung: wird nur gebucht
amt-invoices-pay-currency = Andere Währung als Euro: bitte von Hand überweisen. Wenn Sie sie auswählen, wird sie nur gebucht.
amt-invoices-pay-large = Mehr, als eine SEPA-Überweisung fasst. Wenn Sie sie auswählen, wird sie nur gebucht.
amt-invoices-pay-iban = Keine IBAN, zum Beispiel weil abgebucht wird: keine Überweisung. Wenn Sie sie auswählen, wird sie nur gebucht.
amt-invoices-pay-taken = { $percent } % auf { $base } bis { $date }
amt-invoices-pay-lost = { $amount } waren möglich, die Frist ist vorbei
amt-invoices-pay-make = Zahllauf erstellen
amt-invoices-runs = Zahlläufe
amt-invoices-runs-none = Es gibt noch keinen Zahllauf.
amt-invoices-run-title = Zahllauf
amt-invoices-run-lead = Erstellt am { $when } von { $who }.
amt-invoices-run-made = Erstellt
amt-invoices-run-payments = Überweisungen
amt-invoices-run-state-made = Noch nicht freigegeben
amt-invoices-run-state-released = Freigegeben
amt-invoices-run-state-discarded = Verworfen
amt-invoices-run-release = Zahllauf freigeben
amt-invoices-run-release-text = Prüfen Sie Empfänger, Beträge und Tage. Mit der Freigabe können die Dateien an die Bank und in das Finanzverfahren gehen.
amt-invoices-run-released = Freigegeben am { $when } von { $who }.
amt-invoices-run-files-later = Die Dateien für Bank und Finanzverfahren gibt es nach der Freigabe.
amt-invoices-run-second = Eine zweite Person muss den Zahllauf freigeben
amt-invoices-run-second-text = Wer den Zahllauf erstellt hat, darf ihn nicht selbst freigeben, auch nicht in Vertretung. Freigeben kann: { $names }.
amt-invoices-run-second-nobody = Wer den Zahllauf erstellt hat, darf ihn nicht selbst freigeben. Zurzeit hat niemand sonst die Rolle „Zahlungsabwicklung“. Wenden Sie sich an die Fachadministration.
amt-invoices-run-late = Dieser Zahllauf ist zu alt
amt-invoices-run-late-text = Die erste Zahlung sollte am { $date } ausgeführt werden. Verwerfen Sie den Zahllauf und erstellen Sie einen neuen.
amt-invoices-run-early = Die Bank hat noch nicht alles ausgeführt
amt-invoices-run-early-text = Die letzte Zahlung ist am { $date } an der Reihe. Ab diesem Tag kann jemand den Zahllauf als bezahlt bestätigen.
amt-invoices-run-second-paid = Eine zweite Person bestätigt die Zahlung
amt-invoices-run-second-paid-text = Wer den Zahllauf erstellt hat, darf ihn nicht selbst bestätigen.
amt-invoices-run-discard = Zahllauf verwerfen
amt-invoices-run-discard-text = Die Rechnungen sind dann wieder zu zahlen. Die Nummer des Zahllaufs wird nicht noch einmal vergeben.
amt-invoices-run-discard-reason = Warum wird der Zahllauf verworfen?
amt-invoices-run-discard-empty = Schreiben Sie dazu, warum der Zahllauf verworfen wird.
amt-invoices-run-discard-send = Endgültig verwerfen
amt-invoices-run-discarded = Verworfen am { $when } von { $who }
amt-invoices-run-sepa = SEPA-Datei (pain.001)
amt-invoices-run-postings = Buchungen (CSV)
amt-invoices-run-paid = Als bezahlt bestätigt am { $when } von { $who }.
amt-invoices-run-confirm-text = Bestätigen Sie, wenn die Bank die Zahlungen ausgeführt hat.
amt-invoices-run-confirm = Als bezahlt bestätigen
amt-invoices-done-run = Der Zahllauf ist erstellt.
amt-invoices-done-run-released = Der Zahllauf ist freigegeben. Sie können die Dateien jetzt herunterladen.
amt-invoices-done-run-discarded = Der Zahllauf ist verworfen. Die Rechnungen sind wieder zu zahlen.
amt-invoices-done-paid = Die Zahlungen sind bestätigt.

# Kennzahlen
amt-invoices-figures-title = Kennzahlen
amt-invoices-figures-lead = Wie lange Rechnungen brauchen und was Skonto gebracht hat, in den letzten zwölf Monaten.
amt-invoices-figures-skonto = Skonto
amt-invoices-figures-won = Skonto erhalten
amt-invoices-figures-lost = Skonto verpasst
amt-invoices-figures-times = Zeit in jedem Stand
amt-invoices-figures-month = Monat
amt-invoices-figures-state = Stand
amt-invoices-figures-entered = Anzahl
amt-invoices-figures-median = Mittlere Dauer (Median)
amt-invoices-figures-median-hours = Median in Stunden
amt-invoices-figures-none = Noch gibt es nichts zu zählen.
amt-invoices-hours = { $count ->
    [0] unter einer Stunde
    [one] 1 Stunde
   *[other] { $count } Stunden
}
amt-invoices-days = { $count ->
    [one] 1 Tag
   *[other] { $count } Tage
}

# Einrichtung
amt-invoices-setup-title = Rechnungen einrichten
amt-invoices-setup-lead = Wer empfängt, wer vertritt, wer zahlt und wie lange aufbewahrt wird.
amt-invoices-units = Stellen und Leitweg-IDs
amt-invoices-units-none = Noch empfängt keine Stelle Rechnungen
amt-invoices-units-none-text = Ohne Leitweg-ID landet jede Rechnung unter „Nicht zugeordnet“.
amt-invoices-unit-name = Name der Stelle
amt-invoices-unit-name-empty = Geben Sie den Namen der Stelle ein.
amt-invoices-unit-leitweg = Leitweg-ID
amt-invoices-unit-leitweg-hint = Zum Beispiel 05117-31001-02. Die letzten beiden Ziffern werden geprüft.
amt-invoices-unit-leitweg-wrong = Das ist keine gültige Leitweg-ID.
amt-invoices-unit-active = empfängt
amt-invoices-unit-inactive = empfängt nicht
amt-invoices-unit-switch-off = Abschalten
amt-invoices-unit-switch-on = Einschalten
amt-invoices-unit-add = Stelle hinzufügen
amt-invoices-deputies = Vertretungen
amt-invoices-deputies-text = Eine Vertretung unterschreibt mit dem eigenen Zugang und braucht dafür dieselbe Rolle. Beide zählen als eine Person: Die Vertretung darf nicht anordnen, was die vertretene Person bestätigt hat.
amt-invoices-deputy-principal = Vertretene Person
amt-invoices-deputy-deputy = Vertretung
amt-invoices-deputy-from = Von
amt-invoices-deputy-to = Bis
amt-invoices-deputy-time = Zeit
amt-invoices-deputy-now = heute
amt-invoices-deputy-end = Beenden
amt-invoices-deputy-add = Vertretung hinzufügen
amt-invoices-deputy-person-empty = Wählen Sie eine Person.
amt-invoices-deputy-date-wrong = Geben Sie ein Datum ein.
amt-invoices-settings = Konto, Fristen, Aufbewahrung
amt-invoices-setting-inhaber = Kontoinhaber
amt-invoices-setting-inhaber-empty = Geben Sie den Kontoinhaber ein.
amt-invoices-setting-iban = IBAN, von der gezahlt wird
amt-invoices-setting-iban-wrong = Das ist keine gültige IBAN.
amt-invoices-setting-bic = BIC
amt-invoices-setting-bic-wrong = Ein BIC hat 8 oder 11 Zeichen.
amt-invoices-setting-eine-person = Eine Person darf sachlich und rechnerisch bestätigen
amt-invoices-setting-schritt-tage = Tage für jeden Schritt
amt-invoices-setting-ziel-tage = Tage bis zur Zahlung, wenn die Rechnung keine nennt
amt-invoices-setting-kostenstellen = Kostenstellen zur Auswahl
amt-invoices-setting-sachkonten = Sachkonten zur Auswahl
amt-invoices-setting-produkte = Produkte zur Auswahl
amt-invoices-setting-list-hint = Eine in jeder Zeile.
amt-invoices-setting-jahre = Jahre der Aufbewahrung
amt-invoices-setting-jahre-hint = Gezählt ab dem Ende des Jahres, in dem die Rechnung abgeschlossen wurde.
amt-invoices-setting-quelle = Rechtsgrundlage der Aufbewahrung
amt-invoices-setting-quelle-empty = Nennen Sie die Rechtsgrundlage.
amt-invoices-setting-geprueft = Die Rechtsgrundlage ist geprüft
amt-invoices-setting-number-wrong = Geben Sie eine ganze Zahl ab 1 ein.
amt-invoices-settings-save = Einstellungen speichern
amt-invoices-retention-unverified = Die Dauer der Aufbewahrung ist noch nicht geprüft
amt-invoices-retention-unverified-text = Bitte prüfen Sie Jahre und Rechtsgrundlage für Ihre Kommune.
amt-invoices-done-unit-changed = Die Stellen sind geändert.
amt-invoices-done-deputy = Die Vertretung ist eingetragen.
amt-invoices-done-deputy-ended = Die Vertretung ist beendet.
amt-invoices-done-settings = Die Einstellungen sind gespeichert.
