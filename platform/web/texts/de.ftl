# Rahmen jeder Seite
zum-inhalt = Zum Inhalt springen
demo-name = Hinweis zur Demo
demo-hinweis = Demo: Alle Personen und Vorgänge sind erfunden.
sprache = Sprache
anmelden = Anmelden
abmelden = Abmelden
hauptmenue = Hauptmenü
sie-sind-hier = Sie sind hier
rechtliches = Rechtliches
fuss-werkzeuge = Werkzeuge für alle
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
rolle-invoice-clerk = Rechnungsbearbeitung
rolle-authoriser = Anordnungsbefugnis
rolle-treasurer = Zahlungsabwicklung

# Passkeys
passkey-titel = Passkeys
passkey-text = Mit einem Passkey melden Sie sich ohne Passwort an: mit Fingerabdruck, Gesicht oder der PIN Ihres Geräts. Ihr Passwort gilt weiter.
passkey-spalte-name = Bezeichnung
passkey-seit = Hinzugefügt am
passkey-nie = Noch nie
passkey-spalte-entfernen = Entfernen
passkey-entfernen = Entfernen
passkey-name = Bezeichnung des neuen Passkeys
passkey-name-hinweis = Zum Beispiel: Diensthandy
passkey-ohne-namen = Passkey
passkey-hinzufuegen = Passkey hinzufügen
passkey-hinzugefuegt = Der Passkey ist hinzugefügt. Sie können sich jetzt damit anmelden.
passkey-entfernt = Der Passkey ist entfernt. Löschen Sie ihn auch auf Ihrem Gerät.
passkey-ohne-skript = Um einen Passkey hinzuzufügen, brauchen Sie einen Browser mit JavaScript, der Passkeys kennt.
passkey-anmelden-titel = Ohne Passwort
passkey-anmelden-text = Wenn Sie in Ihrem Konto einen Passkey hinzugefügt haben.
passkey-anmelden = Mit Passkey anmelden
passkey-abgebrochen = Es wurde kein Passkey verwendet: Der Vorgang wurde abgebrochen oder hat zu lange gedauert. Versuchen Sie es noch einmal.
passkey-schon-da = Auf diesem Gerät gibt es schon einen Passkey für Ihr Konto.
passkey-adresse = Passkeys gelten nur unter der Adresse { $url }. Öffnen Sie die Seite dort.
passkey-fehlgeschlagen = Das hat mit dem Passkey nicht geklappt. Versuchen Sie es noch einmal oder melden Sie sich mit Ihrem Passwort an.
passkey-keine-verbindung = Die Seite ist gerade nicht erreichbar. Prüfen Sie Ihre Verbindung und versuchen Sie es noch einmal.
passkey-abgelaufen = Die Zeit ist abgelaufen. Versuchen Sie es noch einmal.
passkey-unbekannt = Dieser Passkey gehört zu keinem Konto. Vielleicht wurde er entfernt. Melden Sie sich mit Ihrem Passwort an.
passkey-kopie = Dieser Passkey wurde vielleicht kopiert und gilt deshalb nicht. Melden Sie sich mit Ihrem Passwort an, entfernen Sie ihn und sagen Sie Ihrer Administration Bescheid.
passkey-nicht-auffindbar = Dieses Gerät kann sich das Konto nicht merken. Nehmen Sie ein anderes Gerät.
passkey-zu-viele = Sie haben schon zehn Passkeys. Entfernen Sie zuerst einen.
passkey-letzter = Das ist Ihr einziger Weg, sich anzumelden. Fügen Sie zuerst einen anderen Passkey hinzu.
passkey-mail-betreff = Neuer Passkey für Ihr Konto
passkey-mail = Guten Tag { $name },

    zu Ihrem Konto bei Lotse wurde ein Passkey hinzugefügt. Damit kann man sich ohne Passwort anmelden.

    Wenn Sie das nicht waren: Melden Sie sich an, entfernen Sie den Passkey unter { $url }/meine/konto und sagen Sie Ihrer Administration Bescheid.

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
datei-schadsoftware = In der Datei „{ $name }“ steckt Schadsoftware. Sie ist nicht gespeichert. Lassen Sie Ihr Gerät prüfen und wählen Sie eine andere Datei.
datei-ungeprueft = Die Datei „{ $name }“ kann gerade nicht auf Schadsoftware geprüft werden. Sie ist nicht gespeichert. Versuchen Sie es in einigen Minuten noch einmal.
