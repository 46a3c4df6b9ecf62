cases-mine-nav = Meine Anträge
cases-mine-title = Meine Anträge
cases-mine-empty = Hier ist noch nichts
cases-mine-empty-text = Hier stehen die Anträge, die Sie mit Anmeldung gestellt haben.
cases-mine-waiting = Hier müssen Sie etwas tun
cases-mine-others = Alle Anträge
cases-mine-changed = Zuletzt geändert: { $date }

cases-headline-received = Ihr Antrag ist da
cases-headline-review = Wir prüfen Ihren Antrag
cases-headline-waiting = Wir haben eine Frage an Sie
cases-headline-granted = Wir sagen Ja zu Ihrem Antrag
cases-headline-denied = Wir sagen Nein zu Ihrem Antrag
cases-headline-withdrawn = Sie haben den Antrag zurück-genommen

cases-steps-title = So geht es weiter
cases-step-received = Der Antrag ist da
cases-step-review = Wir prüfen den Antrag
cases-step-question = Wir warten auf Ihre Antwort
cases-step-decided = Wir haben entschieden
cases-step-withdrawn = Antrag zurück-genommen
cases-next-answer = Bitte antworten Sie bis zum { $until }. So lange machen wir eine Pause.
cases-next-answer-open = Bitte antworten Sie. Dann machen wir weiter.
cases-next-decision = Wir wollen bis zum { $until } entscheiden. Sie müssen jetzt nichts tun.
cases-next-decision-open = Sie müssen jetzt nichts tun.
cases-next-decided = Hier ist unser Brief für Sie. Sie können ihn lesen und speichern.
cases-next-withdrawn = Wir arbeiten nicht weiter an dem Antrag.

cases-question-title = Unsere Frage
cases-answer-text = Ihre Antwort
cases-answer-hint = Sie wollen nur Papiere schicken? Dann können Sie das Feld leer lassen.
cases-answer-files = Papiere
cases-answer-files-hint = Sie können Fotos oder PDF-Dateien mitschicken. Höchstens 10 Dateien. Jede Datei darf 10 MB groß sein.
cases-answer-send = Antwort abschicken
cases-answer-sent = Ihre Antwort ist da.
cases-answer-missing = Schreiben Sie eine Antwort. Oder wählen Sie eine Datei aus.
cases-answer-too-long = Der Text ist zu lang. Bitte kürzen Sie ihn.
cases-answer-too-many = Das sind zu viele Dateien. Höchstens 10 gehen.
cases-answer-too-large = Eine Datei ist zu groß. Höchstens 10 MB gehen.
cases-answer-wrong-type = Eine Datei passt nicht. Es gehen nur PDF, JPEG und PNG.

cases-messages-title = Nachrichten
cases-from-you = Sie
cases-your-answers = Das haben Sie geschrieben
cases-data-deleted = Wir haben Ihre Angaben gelöscht. Wir dürfen sie nicht länger aufheben.
cases-more-title = Noch mehr
cases-to-receipt = Bestätigung ansehen
cases-to-withdraw = Antrag zurück-nehmen
cases-to-status = Zu Ihrem Antrag
cases-keep-link = Heben Sie den Link zu dieser Seite auf. Wer den Link hat, kann Ihren Antrag lesen.

cases-withdraw-title = Antrag zurück-nehmen
cases-withdraw-text = Dann arbeiten wir nicht weiter an Ihrem Antrag. Sie können später einen neuen Antrag stellen.
cases-withdraw-yes = Ja, Antrag zurück-nehmen
cases-withdraw-no = Nein, zurück
cases-withdraw-done = Sie haben den Antrag zurück-genommen.

cases-decision-title = Unser Brief an Sie
cases-decision-ready = Unser Brief ist da
cases-decision-read = Brief lesen
cases-decision-pdf = Brief als PDF-Datei
cases-decision-to = An { $name }, { $date }

cases-receipt-title = Bestätigung
cases-receipt-heading = Ihr Antrag ist da
cases-receipt-number = Das ist die Nummer von Ihrem Antrag
cases-receipt-link-title = Ihr Link
cases-receipt-link-text = Mit diesem Link sehen Sie: So weit ist Ihr Antrag. Heben Sie den Link gut auf.
cases-receipt-account-text = Hier sehen Sie: So weit ist Ihr Antrag. Dafür müssen Sie sich anmelden.
cases-receipt-copy = Link kopieren
cases-receipt-print = Drucken
cases-receipt-proof-title = Ihr Beweis
cases-receipt-proof-text = Mit dieser Datei können Sie beweisen: Ihr Antrag ist bei uns angekommen. Fachleute können die Datei so prüfen:
cases-receipt-fingerprint = Unser Zeichen:
cases-receipt-download = Beweis herunterladen
cases-receipt-answers = Ihre Angaben herunterladen

cases-mail-link = Hier sehen Sie Ihren Antrag: { $link }
cases-mail-kept-link = Öffnen Sie den Link, den Sie gespeichert haben.
cases-mail-received-subject = Ihr Antrag { $number } ist da
cases-mail-received =
    Guten Tag,

    Ihr Antrag „{ $service }“ ist da.
    Die Nummer ist { $number }.

    { $link }

    { $body }
cases-mail-question-subject = Wir haben eine Frage zu Ihrem Antrag { $number }
cases-mail-question =
    Guten Tag,

    wir haben eine Frage zu Ihrem Antrag „{ $service }“ ({ $number }).
    Bitte antworten Sie bis zum { $until }.

    { $link }

    { $body }
cases-mail-decision-subject = Wir haben über Ihren Antrag { $number } entschieden
cases-mail-decision =
    Guten Tag,

    wir haben über Ihren Antrag „{ $service }“ ({ $number }) entschieden.
    Unser Brief liegt für Sie bereit.

    { $link }

    { $body }
cases-mail-withdrawn-subject = Ihr Antrag { $number } ist zurück-genommen
cases-mail-withdrawn =
    Guten Tag,

    Sie haben Ihren Antrag „{ $service }“ ({ $number }) zurück-genommen.
    Wir arbeiten nicht weiter daran.

    { $body }
