# Rahmen jeder Seite
zum-inhalt = Zum Inhalt springen
demo-hinweis = Demo: Alle Personen und Vorgänge sind erfunden.
sprache = Sprache
anmelden = Anmelden
abmelden = Abmelden
hauptmenue = Hauptmenü
sie-sind-hier = Sie sind hier
rechtliches = Rechtliches
fuss-text = Die digitale Plattform der Region { $region }.
titel-fehler = Fehler:
zur-startseite = Zur Startseite
seiten = Seiten

# Formulare
freiwillig = (freiwillig)
bitte-waehlen = Bitte wählen
bitte-pruefen = Bitte prüfen Sie Ihre Angaben
schon-hochgeladen = Schon hochgeladen: { $name }
tag = Tag
monat = Monat
jahr = Jahr
schritt-fertig = Erledigt
schritt-jetzt = Jetzt
schritt-offen = Offen
schritt-von = Schritt { $current } von { $total }

# Fehler
fehler-zurueck = Mit „Zurück“ in Ihrem Browser kommen Sie wieder zum Formular. Ihre Eingaben sind dort meist noch da.
fehler-kennung = Vorgangskennung
fehler-liste-titel = Fehlernummern
fehler-liste-text = Was die Nummern auf Fehlerseiten bedeuten und was Sie tun können.
fehler-nummer = Nummer
fehler-bedeutung = Bedeutung
fehler-tun = Was Sie tun können
fehler-technik = Für Programme:
fehler-alle = Alle Fehlernummern

# Anmeldung
anmelden-titel = Anmelden
anmelden-text = Für Beschäftigte der Verwaltungen und für Personen mit Konto. Einen Antrag können Sie auch ohne Anmeldung stellen.
anmelden-email = E-Mail-Adresse
anmelden-passwort = Passwort
anmelden-email-fehlt = Geben Sie Ihre E-Mail-Adresse ein.
anmelden-passwort-fehlt = Geben Sie Ihr Passwort ein.
anmelden-falsch = E-Mail-Adresse oder Passwort stimmen nicht. Versuchen Sie es noch einmal.
anmelden-zu-oft = Zu viele Versuche. Warten Sie fünf Minuten und versuchen Sie es dann noch einmal.
anmelden-demo-titel = Demo: als Beispielperson anmelden
anmelden-demo-text = Diese Personen gibt es nicht. Wählen Sie eine aus, um Lotse auszuprobieren.
anmelden-als = Als { $name } anmelden
angemeldet = Sie sind angemeldet als { $name }.
abgemeldet = Sie sind abgemeldet.

# Konto
konto-titel = Ihr Konto
konto-angaben = Ihre Angaben
konto-name = Name
konto-email = E-Mail-Adresse
konto-rollen = Ihre Aufgaben
konto-keine-rollen = Sie haben keine Aufgabe in einer Verwaltung.
konto-sitzungen = Wo Sie angemeldet sind
konto-sitzung-diese = Dieses Gerät
konto-sitzung-andere = Anderes Gerät
konto-sitzung-geraet = Gerät
konto-sitzung-seit = Angemeldet seit
konto-sitzung-zuletzt = Zuletzt benutzt
konto-sitzung-bis = Gilt bis
konto-sitzungen-beenden = Auf allen anderen Geräten abmelden
konto-sitzungen-beendet = Sie sind auf allen anderen Geräten abgemeldet.
rolle-caseworker = Sachbearbeitung
rolle-digital-officer = Digitalisierungsbeauftragte
rolle-body-administrator = Fachadministration
rolle-office-staff = DigitalBüro
rolle-funder = Fördergeber
rolle-operator = Betrieb

# Rechtliche Seiten
rechtliches-ausfuellen = Diese Seite ist noch nicht ausgefüllt
impressum-titel = Impressum
impressum-ausfuellen = Vor dem Betrieb müssen hier stehen: Name und Rechtsform, Anschrift, Vertretung, E-Mail-Adresse, Telefon, Aufsichtsbehörde und Umsatzsteuer-Identifikationsnummer (§ 5 DDG).
impressum-text = Anbieter dieser Seiten: { $owner }.
datenschutz-titel = Datenschutz
datenschutz-ausfuellen = Vor dem Betrieb müssen hier stehen: wer verantwortlich ist, wie man die Datenschutzbeauftragten erreicht, wofür und auf welcher Rechtsgrundlage Daten verarbeitet werden, wer sie bekommt, wie lange sie bleiben und welche Rechte Sie haben (Art. 13 DSGVO).
datenschutz-text = Lotse setzt nur technisch notwendige Cookies: für die Anmeldung, die gewählte Sprache, die Sicherheit von Formularen und kurze Hinweise. Es gibt keine Zählung und keine Dienste Dritter. Verantwortlich: { $owner }.
barrierefreiheit-titel = Barrierefreiheit
barrierefreiheit-ausfuellen = Vor dem Betrieb müssen hier stehen: der Stand der Barrierefreiheit, was noch nicht barrierefrei ist und warum, wie man Barrieren meldet, und die Überwachungs- und Ombudsstelle (§ 12b BGG, § 10b BGG NRW).
barrierefreiheit-text = Die Seiten sollen die Web Content Accessibility Guidelines 2.2 in Stufe AA erfüllen, ohne JavaScript und mit der Tastatur bedienbar sein. Anbieter: { $owner }.
