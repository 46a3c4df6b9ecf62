# Frame of every page
zum-inhalt = Skip to content
demo-name = About the demo
demo-hinweis = Demo: all people and cases are made up.
sprache = Language
anmelden = Sign in
abmelden = Sign out
hauptmenue = Main menu
sie-sind-hier = You are here
rechtliches = Legal
fuss-werkzeuge = Tools for everybody
fuss-text = The digital platform of the region { $region }.
titel-fehler = Error:
zur-startseite = To the start page
seiten = Pages

# Forms
freiwillig = (optional)
bitte-waehlen = Please choose
bitte-pruefen = Please check your entries
schon-hochgeladen = Already uploaded: { $name }
tag = Day
monat = Month
jahr = Year
schritt-fertig = Done
schritt-jetzt = Now
schritt-offen = To do
schritt-von = Step { $current } of { $total }

# Errors
fehler-zurueck = Use “Back” in your browser to return to the form. Your entries are usually still there.
fehler-kennung = Request id
fehler-liste-titel = Error numbers
fehler-liste-text = What the numbers on error pages mean and what you can do.
fehler-nummer = Number
fehler-bedeutung = Meaning
fehler-tun = What you can do
fehler-technik = For programs:
fehler-alle = All error numbers

# Signing in
anmelden-titel = Sign in
anmelden-text = For staff of the authorities and for people with an account. You can apply without signing in, too.
anmelden-email = E-mail address
anmelden-passwort = Password
anmelden-email-fehlt = Enter your e-mail address.
anmelden-passwort-fehlt = Enter your password.
anmelden-falsch = E-mail address or password are not right. Please try again.
anmelden-zu-oft = Too many attempts. Wait five minutes, then try again.
anmelden-demo-titel = Demo: sign in as an example person
anmelden-demo-text = These people do not exist. Choose one to try Lotse.
anmelden-als = Sign in as { $name }
angemeldet = You are signed in as { $name }.
abgemeldet = You are signed out.

# Account
konto-titel = Your account
konto-angaben = Your details
konto-name = Name
konto-email = E-mail address
konto-rollen = Your roles
konto-keine-rollen = You have no role in an authority.
konto-sitzungen = Where you are signed in
konto-sitzung-diese = This device
konto-sitzung-andere = Another device
konto-sitzung-geraet = Device
konto-sitzung-seit = Signed in since
konto-sitzung-zuletzt = Last used
konto-sitzung-bis = Valid until
konto-sitzungen-beenden = Sign out on all other devices
konto-sitzungen-beendet = You are signed out on all other devices.
rolle-caseworker = Caseworker
rolle-digital-officer = Digital officer
rolle-body-administrator = Administrator
rolle-office-staff = DigitalBüro
rolle-funder = Funder
rolle-operator = Operation
rolle-invoice-clerk = Invoice clerk
rolle-authoriser = Authoriser of payments
rolle-treasurer = Treasurer

# Passkeys
passkey-titel = Passkeys
passkey-text = With a passkey you sign in without a password: by fingerprint, face or the PIN of your device. Your password stays valid.
passkey-spalte-name = Name
passkey-seit = Added on
passkey-nie = Never
passkey-spalte-entfernen = Remove
passkey-entfernen = Remove
passkey-name = Name of the new passkey
passkey-name-hinweis = For example: work phone
passkey-ohne-namen = Passkey
passkey-hinzufuegen = Add passkey
passkey-hinzugefuegt = The passkey has been added. You can now sign in with it.
passkey-entfernt = The passkey has been removed. Delete it on your device as well.
passkey-ohne-skript = To add a passkey you need a browser with JavaScript that supports passkeys.
passkey-anmelden-titel = Without a password
passkey-anmelden-text = If you have added a passkey in your account.
passkey-anmelden = Sign in with a passkey
passkey-abgebrochen = No passkey was used: it was cancelled or took too long. Try again.
passkey-schon-da = There already is a passkey for your account on this device.
passkey-adresse = Passkeys are valid only at the address { $url }. Open the page there.
passkey-fehlgeschlagen = That did not work with the passkey. Try again or sign in with your password.
passkey-keine-verbindung = The page cannot be reached right now. Check your connection and try again.
passkey-abgelaufen = The time is up. Try again.
passkey-unbekannt = This passkey belongs to no account. It may have been removed. Sign in with your password.
passkey-kopie = This passkey may have been copied and is therefore refused. Sign in with your password, remove it and tell your administrator.
passkey-nicht-auffindbar = This device cannot remember the account. Use another device.
passkey-zu-viele = You already have ten passkeys. Remove one first.
passkey-letzter = This is your only way to sign in. Add another passkey first.
passkey-mail-betreff = New passkey for your account
passkey-mail = Hello { $name },

    a passkey has been added to your Lotse account. It allows signing in without a password.

    If this was not you: sign in, remove the passkey at { $url }/meine/konto and tell your administrator.

# Legal pages
rechtliches-ausfuellen = This page has not been filled in yet
impressum-titel = Legal notice
impressum-ausfuellen = Before going live, this page must state: name and legal form, address, representatives, e-mail address, telephone, supervisory authority and VAT number (§ 5 DDG).
impressum-text = Provider of these pages: { $owner }.
datenschutz-titel = Privacy
datenschutz-ausfuellen = Before going live, this page must state: who is responsible, how to reach the data protection officer, what data are processed for and on which legal basis, who receives them, how long they are kept and which rights you have (Art. 13 GDPR).
datenschutz-text = Lotse sets only technically necessary cookies: for signing in, the chosen language, the safety of forms and short messages. There is no tracking and no third-party service. Responsible: { $owner }.
barrierefreiheit-titel = Accessibility
barrierefreiheit-ausfuellen = Before going live, this page must state: how accessible the pages are, what is not accessible yet and why, how to report barriers, and the monitoring and arbitration bodies (§ 12b BGG, § 10b BGG NRW).
barrierefreiheit-text = The pages are meant to meet the Web Content Accessibility Guidelines 2.2, level AA, without JavaScript and by keyboard. Provider: { $owner }.
datei-schadsoftware = The file “{ $name }” contains malware. It has not been kept. Have your device checked and choose another file.
datei-ungeprueft = The file “{ $name }” cannot be checked for malware right now. It has not been kept. Try again in a few minutes.
