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
