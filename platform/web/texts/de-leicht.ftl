# Rahmen jeder Seite
zum-inhalt = Direkt zum Inhalt
demo-hinweis = Das ist ein Beispiel. Alle Personen sind erfunden.
sprache = Sprache
anmelden = Anmelden
abmelden = Abmelden
hauptmenue = Menü
sie-sind-hier = Sie sind hier
rechtliches = Rechtliches
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
