admin-nav = Betrieb
admin-titel = Betrieb dieser Installation
admin-haengt-titel = { $count ->
    [one] Ein Auftrag hängt
   *[other] { $count } Aufträge hängen
}
admin-haengt-text = Sehen Sie unter „Aufträge“ nach, woran es liegt, und starten Sie sie neu.
admin-auftraege-wartend = Wartende Aufträge
admin-post-wartend = Nicht versandte Mails
admin-datenbank = Datenbank
admin-version = Version
admin-scanner = Virenscanner
admin-scanner-aus = Nicht eingerichtet
admin-scanner-an = Antwortet
admin-scanner-still = Antwortet nicht
admin-schluessel = Prüfschlüssel für Quittungen
admin-auftraege = Aufträge
admin-post = Postausgang
admin-protokoll = Protokoll prüfen
admin-zahlen = Betriebszahlen (Prometheus)
admin-auftraege-leer = Keine Aufträge
admin-auftraege-leer-text = Alles ist erledigt. Neue Aufträge erscheinen hier von selbst.
admin-art = Art
admin-bei = Körperschaft
admin-zustand = Zustand
admin-versuche = Versuche
admin-faellig = Fällig
admin-fehler = Letzter Fehler
admin-nochmal = Neu starten
admin-auftrag-fertig = Erledigt
admin-auftrag-haengt = Hängt
admin-auftrag-wartet = Wartet
admin-auftrag-neu = Der Auftrag wird neu gestartet.
admin-post-text = Die letzten 100 Mails ohne ihren Inhalt. Nach 30 Tagen werden sie gelöscht.
admin-demo-post = Postausgang der Demo
admin-demo-post-text = In der Demo wird keine Mail verschickt. Hier lesen Sie, was die Personen bekommen hätten.
admin-post-leer = Noch keine Mails
admin-post-leer-text = Sobald jemand einen Antrag stellt, steht hier die Bestätigung.
admin-an = An
admin-gesendet = gesendet
admin-protokoll-text = Jede Änderung steht in einem Protokoll, das sich nicht unbemerkt ändern lässt. Die Prüfung rechnet alle Ereignisse nach.
admin-pruefen = Jetzt prüfen
admin-protokoll-gut = Das Protokoll ist in Ordnung
admin-protokoll-ereignisse = { $count ->
    [one] Ein Ereignis wurde nachgerechnet.
   *[other] { $count } Ereignisse wurden nachgerechnet.
}
admin-protokoll-fehler = { $count ->
    [one] Ein Fehler gefunden
   *[other] { $count } Fehler gefunden
}
admin-protokoll-fehler-text = Jemand oder etwas hat die Datenbank am Programm vorbei verändert. Halten Sie die Installation an und vergleichen Sie mit einer Sicherung.
admin-ereignisse = Ereignisse
admin-ereignis = Ereignis
admin-ergebnis = Ergebnis
admin-in-ordnung = In Ordnung
admin-stelle-nav = Angaben zur Stelle
admin-stelle = Angaben zu Ihrer Verwaltung
admin-stelle-text = Diese Angaben stehen auf Ihren Seiten und im Kopf Ihrer Bescheide. Was leer ist, wird weggelassen.
admin-stelle-unit = Stelle
admin-stelle-street = Straße und Hausnummer
admin-stelle-town = Postleitzahl und Ort
admin-stelle-phone = Telefon
admin-stelle-email = E-Mail-Adresse
admin-stelle-opening_hours = Öffnungszeiten
admin-stelle-legal_remedy = Rechtsbehelfsbelehrung
admin-stelle-legal_remedy-hint = Steht am Ende jedes Bescheids. Leer gilt die Belehrung der jeweiligen Lösung. Lassen Sie den Text von Ihrer Rechtsstelle prüfen.
admin-stelle-speichern = Speichern
admin-stelle-gespeichert = Die Angaben sind gespeichert.
admin-stelle-zu-lang = Der Text ist zu lang. Kürzen Sie ihn.
admin-stelle-email-falsch = Geben Sie eine E-Mail-Adresse ein, zum Beispiel buergerservice@stadt.de.
admin-zugaenge-nav = Zugänge für Programme
admin-zugaenge = Zugänge für Programme
admin-zugaenge-text = Hier geben Sie Programmen Ihrer Verwaltung Zugang, zum Beispiel der Finanzsoftware. Ein Programm kann nur, was Sie ankreuzen, und öffnet keine Seiten.
admin-zugaenge-leer = Noch kein Programm hat Zugang
admin-zugaenge-leer-text = Legen Sie einen Zugang an, wenn ein Programm Rechnungen übergeben oder Daten lesen soll.
admin-zugang-programm = Programm
admin-zugang-rechte-kurz = Rechte
admin-zugang-gilt-bis = Gilt bis
admin-zugang-zuletzt = Zuletzt benutzt
admin-zugang-nie = noch nie
admin-zugang-gilt = Gilt
admin-zugang-endet-bald = { $count ->
    [0] Endet heute
    [one] Endet in einem Tag
   *[other] Endet in { $count } Tagen
}
admin-zugang-abgelaufen = Abgelaufen
admin-zugang-widerrufen = Widerrufen
admin-zugang-neu = Neuen Zugang anlegen
admin-zugang-neu-text = Legen Sie für jedes Programm einen eigenen Zugang an. So können Sie ihn einzeln widerrufen.
admin-zugang-name = Welches Programm bekommt den Zugang?
admin-zugang-name-hinweis = Der Name steht später im Verlauf, zum Beispiel „Finanzsoftware Borgentreich“. Schreiben Sie keine Namen von Personen hinein.
admin-zugang-name-fehlt = Geben Sie an, welches Programm den Zugang bekommt.
admin-zugang-rechte = Was darf das Programm?
admin-zugang-rechte-hinweis = Kreuzen Sie nur an, was das Programm braucht.
admin-zugang-rechte-fehlen = Kreuzen Sie mindestens ein Recht an.
admin-zugang-nicht-dabei = Sie können nur weitergeben, was Sie selbst dürfen. Deshalb fehlt hier: { $list }.
admin-zugang-nichts = Sie können zurzeit nichts weitergeben
admin-zugang-nichts-text = Ein Programm kann nicht mehr dürfen als die Person, die den Zugang anlegt. Lassen Sie sich zum Beispiel die Rolle „Rechnungsbearbeitung“ geben. Oder der Betrieb legt den Zugang an.
admin-zugang-dauer = Wie lange soll der Zugang gelten?
admin-zugang-dauer-hinweis = Danach legen Sie einen neuen an und tragen den neuen Schlüssel im Programm ein.
admin-zugang-dauer-fehlt = Wählen Sie eine Dauer.
admin-zugang-tage = { $count ->
    [one] Einen Tag
   *[other] { $count } Tage
}
admin-zugang-anlegen = Zugang anlegen
admin-zugang-recht-submit-invoices = Rechnungen übergeben
admin-zugang-recht-submit-invoices-text = Das Programm schickt Rechnungen und erfährt, ob sie angenommen sind.
admin-zugang-recht-read-invoices = Rechnungen lesen
admin-zugang-recht-read-invoices-text = Das Programm liest die Liste der Rechnungen, einzelne Rechnungen und das Ergebnis der Prüfung.
admin-zugang-recht-read-cases = Liste der Fälle lesen
admin-zugang-recht-read-cases-text = Das Programm liest Aktenzeichen, Stand und Fristen, aber keine Antworten und keine Dokumente.
admin-zugang-angelegt = Der Zugang ist angelegt
admin-zugang-angelegt-text = „{ $name }“ hat jetzt Zugang bis zum { $date }.
admin-zugang-einmal = Den Schlüssel sehen Sie nur jetzt
admin-zugang-einmal-text = Lotse speichert den Schlüssel nicht. Haben Sie ihn verloren, widerrufen Sie den Zugang und legen Sie einen neuen an.
admin-zugang-schluessel = Schlüssel
admin-zugang-kopieren = Schlüssel kopieren
admin-zugang-kopiert = Schlüssel ist kopiert
admin-zugang-schritt-1 = Markieren Sie den ganzen Schlüssel und kopieren Sie ihn.
admin-zugang-schritt-2 = Tragen Sie ihn in den Einstellungen des Programms ein, dort wo Passwörter stehen. Schicken Sie ihn nicht per E-Mail.
admin-zugang-schritt-3 = Schließen Sie danach diese Seite.
admin-zugang-probe = So probieren Sie den Zugang aus
admin-zugang-probe-text = Die Zeile ist für die Eingabeaufforderung eines Rechners. Sie enthält den Schlüssel. Löschen Sie sie danach aus dem Verlauf.
admin-zugang-beschreibung = Beschreibung der Schnittstelle (OpenAPI)
admin-zugang-fertig = Zu den Zugängen
admin-zugang-angelegt-von = Angelegt von
admin-zugang-beginnt = Der Schlüssel beginnt mit
admin-zugang-verlauf = Verlauf
admin-zugang-betrieb = Betrieb
admin-zugang-unbekannt = Eine Person, die hier kein Konto mehr hat
admin-zugang-ereignis-token-issued = Zugang angelegt
admin-zugang-ereignis-token-revoked = Zugang widerrufen
admin-zugang-widerrufen-knopf = Zugang widerrufen
admin-zugang-widerrufen-frage = Zugang für „{ $name }“ widerrufen
admin-zugang-folge-1 = Das Programm kommt ab sofort nicht mehr herein. Das lässt sich nicht zurücknehmen.
admin-zugang-folge-2 = Es verliert diese Rechte: { $list }.
admin-zugang-folge-3 = Was das Programm schon übergeben hat, bleibt. Sein Name steht weiter im Verlauf.
admin-zugang-behalten = Zugang behalten
admin-zugang-ist-widerrufen = Der Zugang für „{ $name }“ ist widerrufen.
