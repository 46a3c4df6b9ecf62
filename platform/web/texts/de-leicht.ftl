# Rahmen jeder Seite
zum-inhalt = Direkt zum Inhalt
demo-name = Hinweis
demo-hinweis = Das ist ein Beispiel. Alle Personen sind erfunden.
sprache = Sprache
anmelden = Anmelden
abmelden = Abmelden
hauptmenue = Menü
sie-sind-hier = Sie sind hier
rechtliches = Rechtliches
fuss-werkzeuge = Für alle
fuss-text = Lotse ist eine Internet-Seite für die Region { $region }.
titel-fehler = Fehler:
zur-startseite = Zur Start-Seite
seiten = Seiten

# Formulare
freiwillig = (Das müssen Sie nicht ausfüllen.)
bitte-waehlen = Bitte wählen Sie aus
bitte-pruefen = Bitte prüfen Sie Ihre Antworten
schon-hochgeladen = Diese Datei haben wir schon: { $name }
tag = Tag
monat = Monat
jahr = Jahr
schritt-fertig = Fertig
schritt-jetzt = Jetzt
schritt-offen = Noch offen
schritt-von = Schritt { $current } von { $total }

# Fehler
fehler-zurueck = Gehen Sie in Ihrem Browser zurück. Dann sehen Sie wieder das Formular.
fehler-kennung = Nummer für Rück-Fragen
fehler-liste-titel = Fehler-Nummern
fehler-liste-text = Hier steht: Was bedeuten die Nummern? Und was können Sie tun?
fehler-nummer = Nummer
fehler-bedeutung = Das bedeutet die Nummer
fehler-tun = Das können Sie tun
fehler-technik = Für Computer:
fehler-alle = Alle Fehler-Nummern

# Anmeldung
anmelden-titel = Anmelden
anmelden-text = Hier melden sich Mitarbeiter an. Für einen Antrag müssen Sie sich nicht anmelden.
anmelden-email = Ihre E-Mail-Adresse
anmelden-passwort = Ihr Passwort
anmelden-email-fehlt = Schreiben Sie Ihre E-Mail-Adresse in das Feld.
anmelden-passwort-fehlt = Schreiben Sie Ihr Passwort in das Feld.
anmelden-falsch = Die E-Mail-Adresse oder das Passwort ist falsch. Versuchen Sie es noch einmal.
anmelden-zu-oft = Das waren zu viele Versuche. Warten Sie 5 Minuten. Dann versuchen Sie es noch einmal.
anmelden-demo-titel = Beispiel: Melden Sie sich als erfundene Person an
anmelden-demo-text = Diese Personen gibt es nicht. Sie können damit Lotse ausprobieren.
anmelden-als = Als { $name } anmelden
angemeldet = Sie sind angemeldet. Ihr Name ist: { $name }.
abgemeldet = Sie sind abgemeldet.

# Konto
konto-titel = Ihr Konto
konto-angaben = Das wissen wir über Sie
konto-name = Name
konto-email = E-Mail-Adresse
konto-rollen = Ihre Aufgaben
konto-keine-rollen = Sie haben keine Aufgabe in einem Amt.
konto-sitzungen = Hier sind Sie angemeldet
konto-sitzung-diese = Dieses Gerät
konto-sitzung-andere = Ein anderes Gerät
konto-sitzung-geraet = Gerät
konto-sitzung-seit = Angemeldet seit
konto-sitzung-zuletzt = Zuletzt benutzt
konto-sitzung-bis = Gilt bis
konto-sitzungen-beenden = Auf allen anderen Geräten abmelden
konto-sitzungen-beendet = Sie sind jetzt auf allen anderen Geräten abgemeldet.
rolle-caseworker = Anträge bearbeiten
rolle-digital-officer = Digitales in der Verwaltung
rolle-body-administrator = Zugänge verwalten
rolle-office-staff = DigitalBüro
rolle-funder = Geld-Geber
rolle-operator = Technik
rolle-invoice-clerk = Rechnungen prüfen
rolle-authoriser = Zahlungen erlauben
rolle-treasurer = Rechnungen bezahlen

# Passkeys
passkey-titel = Passkeys
passkey-text = Mit einem Passkey brauchen Sie kein Passwort. Sie nehmen Ihren Finger, Ihr Gesicht oder eine PIN. Das Wort spricht man so aus: Pass-kie. Ihr Passwort gilt auch weiter.
passkey-spalte-name = Name
passkey-seit = Dabei seit
passkey-nie = Noch nie
passkey-spalte-entfernen = Löschen
passkey-entfernen = Löschen
passkey-name = Name für den neuen Passkey
passkey-name-hinweis = Zum Beispiel: Mein Handy
passkey-ohne-namen = Passkey
passkey-hinzufuegen = Passkey anlegen
passkey-hinzugefuegt = Der Passkey ist angelegt. Sie können sich jetzt damit anmelden.
passkey-entfernt = Der Passkey ist gelöscht. Löschen Sie ihn auch auf Ihrem Gerät.
passkey-ohne-skript = Mit diesem Browser können Sie keinen Passkey anlegen.
passkey-anmelden-titel = Ohne Passwort
passkey-anmelden-text = Das geht nur, wenn Sie schon einen Passkey haben.
passkey-anmelden = Mit Passkey anmelden
passkey-abgebrochen = Das hat nicht geklappt. Es wurde abgebrochen oder es hat zu lange gedauert. Versuchen Sie es noch einmal.
passkey-schon-da = Auf diesem Gerät haben Sie schon einen Passkey.
passkey-adresse = Passkeys gehen nur auf dieser Internet-Seite: { $url }
passkey-fehlgeschlagen = Das hat nicht geklappt. Versuchen Sie es noch einmal. Oder nehmen Sie Ihr Passwort.
passkey-keine-verbindung = Die Internet-Seite antwortet nicht. Prüfen Sie Ihr Internet. Dann versuchen Sie es noch einmal.
passkey-abgelaufen = Das hat zu lange gedauert. Versuchen Sie es noch einmal.
passkey-unbekannt = Wir kennen diesen Passkey nicht. Nehmen Sie Ihr Passwort.
passkey-kopie = Mit diesem Passkey stimmt etwas nicht. Vielleicht hat ihn jemand kopiert. Nehmen Sie Ihr Passwort. Löschen Sie den Passkey.
passkey-nicht-auffindbar = Mit diesem Gerät geht es nicht. Nehmen Sie ein anderes Gerät.
passkey-zu-viele = Sie haben schon 10 Passkeys. Löschen Sie zuerst einen.
passkey-letzter = Das ist Ihr einziger Passkey. Ohne ihn können Sie sich nicht anmelden. Legen Sie zuerst einen neuen an.
passkey-mail-betreff = Ein neuer Passkey
passkey-mail = Guten Tag { $name },

    Sie haben einen neuen Passkey bei Lotse. Damit können Sie sich ohne Passwort anmelden.

    Waren Sie das nicht? Dann löschen Sie den Passkey hier: { $url }/meine/konto

# Rechtliche Seiten
rechtliches-ausfuellen = Diese Seite ist noch nicht fertig
impressum-titel = Impressum
impressum-ausfuellen = Hier muss noch stehen: Wer ist für diese Internet-Seite zuständig? Wie können Sie uns erreichen?
impressum-text = Diese Seiten sind von: { $owner }.
datenschutz-titel = Datenschutz
datenschutz-ausfuellen = Hier muss noch stehen: Was machen wir mit Ihren Daten? Wie lange behalten wir sie? Welche Rechte haben Sie?
datenschutz-text = Wir speichern nur, was wir brauchen. Niemand zählt, welche Seiten Sie ansehen. Zuständig ist: { $owner }.
barrierefreiheit-titel = Barriere-Freiheit
barrierefreiheit-ausfuellen = Hier muss noch stehen: Was ist noch schwer zu benutzen? Wo können Sie das melden?
barrierefreiheit-text = Alle Menschen sollen diese Seiten benutzen können. Zuständig ist: { $owner }.
datei-schadsoftware = In der Datei „{ $name }“ ist ein Computer-Virus. Wir haben die Datei nicht gespeichert. Lassen Sie Ihr Gerät prüfen. Nehmen Sie eine andere Datei.
datei-ungeprueft = Wir können die Datei „{ $name }“ gerade nicht prüfen. Wir haben die Datei nicht gespeichert. Versuchen Sie es in ein paar Minuten noch einmal.
