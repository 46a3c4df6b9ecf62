# Navigation
loesungen-nav = Solutions
loesungen-nav-karte = Map
loesungen-nav-eigene = My municipality

# Front page of the region
loesungen-start-titel = Public services online in { $region }
loesungen-start-text = Lotse is the shared digital platform of the towns and municipalities in { $region }. Here you apply for services, and municipalities take over solutions from each other.
loesungen-start-suche = Where do you live?
loesungen-start-suche-hinweis = Name of the town or municipality, or the post code of its town hall
loesungen-start-treffer = Your search: { $query }
loesungen-start-keine = We found no such municipality
loesungen-start-keine-text = Check the spelling or choose your municipality from the list below.
loesungen-start-leistungen = What people here need most
loesungen-start-hier = Online in:
loesungen-start-mehr = { $count ->
    [one] and one more municipality
   *[other] and { $count } more municipalities
 }
loesungen-start-kommunen = All towns and municipalities
loesungen-start-neu = New in use
loesungen-start-neu-leer = No solution is in use yet.
loesungen-zur-karte = To the map
loesungen-zum-katalog = All solutions
loesungen-suchen = Search
loesungen-anzeigen = Show

# Map
loesungen-karte-titel = Who uses what in the region
loesungen-karte-text = { $count } of { $total } municipalities have solutions in use.
loesungen-karte-alle = All solutions
loesungen-karte-bild = Map of the towns and municipalities. Everything on it is also in the table below.
loesungen-karte-groesse = The size of the marks follows the number of inhabitants.
loesungen-karte-punkt = { $name }: { $stand }
loesungen-karte-unveraendert = in use, unchanged
loesungen-karte-angepasst = in use, adapted
loesungen-karte-update = update waiting
loesungen-karte-nicht = not in use
loesungen-karte-tabelle = Who uses which version since when
loesungen-karte-leer = No municipality uses this solution yet
loesungen-karte-leer-text = As soon as one puts it into use, it is listed here.
loesungen-karte-csv = Table as CSV
loesungen-karte-ohne = { $count ->
    [one] One municipality without a solution in use
   *[other] { $count } municipalities without a solution in use
 }
loesungen-quelle = Source: { $source }
loesungen-kreisfrei = district-free
loesungen-spalte-kommune = Municipality
loesungen-spalte-kreis = District
loesungen-spalte-loesung = Solution
loesungen-spalte-version = Version
loesungen-spalte-seit = In use since
loesungen-spalte-stand = State
loesungen-wort-angepasst = adapted
loesungen-wort-unveraendert = unchanged
loesungen-unbestaetigt = not confirmed

# Catalogue
loesungen-katalog-titel = Solutions
loesungen-katalog-text = What one municipality has developed, all can take over, adapt and keep up to date.
loesungen-katalog-suche = What are you looking for?
loesungen-katalog-anzahl = { $count ->
    [one] One solution
   *[other] { $count } solutions
 }
loesungen-katalog-nichts = No solution matches your search
loesungen-katalog-nichts-text = Try fewer or other words.
loesungen-katalog-leer = No solution has been published yet
loesungen-katalog-leer-text = Digital officers can publish packages on the page of their municipality.
loesungen-thema = Topic
loesungen-thema-alle = All topics
loesungen-thema-mobilitaet = Mobility
loesungen-thema-e-government = Online services
loesungen-thema-umwelt = Environment
loesungen-thema-bauen = Building and housing
loesungen-thema-familie = Family
loesungen-thema-soziales = Social affairs
loesungen-in-betrieb-bei = { $count ->
    [0] Not in use in any municipality yet
    [one] In use in one municipality (confirmed)
   *[other] In use in { $count } municipalities (confirmed)
 }
loesungen-aufwand = Effort of adoption: { $least } to { $most } hours
loesungen-demo = demonstration

# A solution
loesungen-loesung = Solution
loesungen-demo-titel = Package for demonstration
loesungen-demo-text = Content, fees and deadlines are examples. Check everything before you use it in earnest.
loesungen-wer-uebernimmt = Digital officers can take it over for their municipality when they are signed in. Everybody can download the package.
loesungen-fuer-uebernehmen = Take over for { $body }
loesungen-bei-ihnen = In use: { $body }
loesungen-wer-nutzt = { $count ->
    [0] Who uses the solution?
    [one] One municipality uses the solution
   *[other] { $count } municipalities use the solution
 }
loesungen-wer-nutzt-leer = No municipality has confirmed its use yet.
loesungen-unbestaetigt-anzahl = { $count ->
    [one] And one municipality that has not confirmed its use for more than 13 months.
   *[other] And { $count } municipalities that have not confirmed their use for more than 13 months.
 }
loesungen-auf-der-karte = Show on the map
loesungen-versionen = Versions
loesungen-zurueckgerufen = Recalled
loesungen-paket-laden = Download signed package { $version }
loesungen-inhalt-hash = Checksum of the content (SHA-256)
loesungen-schluessel = Signed with key
loesungen-sie-veroeffentlichen = You publish new versions on the page of your municipality.
loesungen-auf-einen-blick = At a glance
loesungen-herausgeber = Publisher
loesungen-kontakt = Contact
loesungen-lizenz = Licence
loesungen-aufwand-titel = Effort
loesungen-voraussetzungen = What you need
loesungen-voraussetzung-recht = law
loesungen-voraussetzung-organisation = organisation
loesungen-voraussetzung-technik = technology
loesungen-recht = Legal basis
loesungen-recht-geprueft = confirmed
loesungen-recht-offen = not confirmed yet

# My municipality
amt-loesungen-titel = Solutions for { $body }
amt-loesungen-titel-kurz = Solutions
amt-loesungen-text = What runs at your municipality, what is new and what you can take over.
amt-loesungen-updates = Updates waiting for you
amt-loesungen-aktualisieren = Look at the update
amt-loesungen-aktualisieren-auf = Bring { $title } to { $version }
amt-loesungen-entwuerfe = In preparation
amt-loesungen-zuletzt = Last edited { $date }
amt-loesungen-aenderungen = { $count ->
    [0] no changes
    [one] one change
   *[other] { $count } changes
 }
amt-loesungen-weiter = Continue
amt-loesungen-verwerfen = Discard draft
amt-loesungen-verworfen = The draft has been discarded.
amt-loesungen-in-betrieb = In use
amt-loesungen-keine = No solution is in use at your municipality yet
amt-loesungen-keine-text = See below what others offer.
amt-loesungen-ausser = Out of use
amt-loesungen-verfuegbar = What you can take over
amt-loesungen-verfuegbar-leer = You already know all published solutions.
amt-loesungen-zurueckgerufen-warnung = { $title } { $version } has been recalled by its publisher

# One solution at the municipality
amt-loesungen-bereiche = Parts of the solution
amt-loesungen-ueberblick = Overview
amt-loesungen-verlauf = History
amt-loesungen-ist-aus-titel = Out of use
amt-loesungen-ist-aus-text = New applications are not possible. Your adaptations are kept; you can put the solution back into use as it was.
amt-loesungen-update-da = Version { $version } has arrived
amt-loesungen-update-da-text = Your adaptations are kept. Where both sides have changed something, you decide.
amt-loesungen-wieder = Put back into use
amt-loesungen-wieder-da = The solution is in use again.
amt-loesungen-anpassen = Adapt
amt-loesungen-entwurf-weiter = Continue with the draft
amt-loesungen-bestaetigen = Confirm use
amt-loesungen-bestaetigt-am = Use confirmed on
amt-loesungen-bestaetigt-meldung = Thank you. The use is confirmed for a year.
amt-loesungen-geaendert-am = Last changed on
amt-loesungen-entscheidung-notiz = Decision
amt-loesungen-pruefsumme = Checksum of your version
amt-loesungen-unterschiede = What is different at your municipality
amt-loesungen-unterschiede-keine = You have changed nothing. Your version is the original.
amt-loesungen-leistung-ansehen = View the service
amt-loesungen-im-katalog = View in the catalogue
amt-loesungen-stelle = Place
amt-loesungen-original = Original
amt-loesungen-ihre-fassung = Your version
amt-loesungen-tun = What you can do
amt-loesungen-weil = Reason: { $reason }
amt-loesungen-zuruecksetzen = Back to the original
amt-loesungen-zurueckgesetzt = The original applies again.

# Taking over
amt-loesungen-uebernehmen-titel = Take over { $title }
amt-loesungen-passt = Does it fit?
amt-loesungen-passt-text = The publisher names these preconditions:
amt-loesungen-offene-punkte = To be settled before use
amt-loesungen-so-gehts = What comes next
amt-loesungen-so-1 = You adapt fees, texts, deadlines and the form. Nobody sees this while it is a draft.
amt-loesungen-so-2 = The preview shows what residents will see and what differs from the original.
amt-loesungen-so-3 = You record who decided, and put the solution into use.
amt-loesungen-uebernehmen-beginnen = Begin to take over
amt-loesungen-anpassen-beginnen = Begin to adapt

# Adapting
amt-loesungen-anpassen-titel = Adapt { $title }
amt-loesungen-anpassen-text = Change only what is different at your municipality. Everything else keeps coming from the publisher and stays current with updates.
amt-loesungen-entwurf-alt = Your draft rests on an older version. You can bring it to the new one.
amt-loesungen-was-anpassen = What would you like to adapt?
amt-loesungen-angepasst-von = { $count } of { $total } adapted
amt-loesungen-wie-original = as original
amt-loesungen-zur-vorschau = Continue to the preview
amt-loesungen-noch-nicht = None of this is in use yet.
amt-loesungen-gruppe-text = What you do not change stays as in the original.
amt-loesungen-englisch = English texts
amt-loesungen-leicht = Texts in Leichte Sprache
amt-loesungen-fest = What cannot be changed here
amt-loesungen-grund = Reason for the change
amt-loesungen-grund-hinweis = Helps you and your colleagues at the next update. For example: fee statute of 1 March.
amt-loesungen-grund-zu-lang = The reason is too long. { $count } characters are possible.
amt-loesungen-speichern = Save
amt-loesungen-gespeichert = Your changes have been saved.
amt-loesungen-zurueck = Back
amt-loesungen-anzeigen = show
amt-loesungen-weglassen = hide
amt-loesungen-tage = days
amt-loesungen-jahre = years

# Preview
amt-loesungen-vorschau-titel = Preview: { $title }
amt-loesungen-vorschau-text = This is how the service will look at your municipality. Check the differences from the original, then put it into use.
amt-loesungen-weiter-anpassen = Continue adapting
amt-loesungen-entscheidungen-ansehen = View the decisions about the update
amt-loesungen-so-sehen = What residents see
amt-loesungen-text-intro = Introduction
amt-loesungen-text-who = Who can apply?
amt-loesungen-text-needs = What is needed?
amt-loesungen-text-cost = What does it cost?
amt-loesungen-text-time = How long does it take?
amt-loesungen-text-law = Legal basis
amt-loesungen-text-receipt = After sending
amt-loesungen-gebuehren = Fees
amt-loesungen-gebuehren-keine = There are no fees.
amt-loesungen-wofuer = What for
amt-loesungen-betrag = Amount
amt-loesungen-einmal = once
amt-loesungen-je-monat = per month
amt-loesungen-je-jahr = per year
amt-loesungen-schritt = Step { $number }: { $title }
amt-loesungen-mehrfach = can be filled in several times
amt-loesungen-auswahl-viele = There are { $count } entries to choose from; the first ones are shown here.
amt-loesungen-schreiben = Decisions and letters
amt-loesungen-in-betrieb-nehmen = Put into use
amt-loesungen-laufende = Running cases stay with the version they began with. The new version applies to new applications.
amt-loesungen-entscheidung = Who decided, and when?
amt-loesungen-entscheidung-hinweis = For example: the mayor, 12 March 2027, or a council resolution with its number. It is kept in the history.
amt-loesungen-ist-in-betrieb = Version { $version } is in use.

# Updating
amt-loesungen-aktualisieren-titel = Update { $title }
amt-loesungen-schon-neu = You already have the newest version.
amt-loesungen-entscheiden = What you have to decide
amt-loesungen-entscheiden-text = Here the publisher and you have changed the same place.
amt-loesungen-bitte-entscheiden = Decide which version is to apply.
amt-loesungen-bisher = Before ({ $version })
amt-loesungen-neue-nehmen = Take the new version
amt-loesungen-eigene-behalten = Keep your version
amt-loesungen-eigene-unmoeglich = Your version is not possible any more.
amt-loesungen-anderer-wert = Enter a value of your own
amt-loesungen-eigener-wert = Own value
amt-loesungen-ihr-grund = Your reason was: { $reason }
amt-loesungen-keine-konflikte = There is nothing to decide
amt-loesungen-keine-konflikte-text = What is new and your adaptations go together.
amt-loesungen-was-neu = What { $publisher } has changed
amt-loesungen-text-ansehen = View the text
amt-loesungen-nichts-neu = The content has not changed.
amt-loesungen-bleibt = What stays of yours
amt-loesungen-bleibt-nichts = Apart from what you decide above there are no adaptations of your own.
amt-loesungen-ueberholt = What is not needed any more
amt-loesungen-spaeter = Decide later
amt-loesungen-entschieden = Your decisions have been saved.
amt-loesungen-entschieden-titel = You have already decided
amt-loesungen-entschieden-text = If you decide again, adaptations made to the draft since then are lost.

# Out of use
amt-loesungen-ausser-betrieb = Take out of use
amt-loesungen-ausser-betrieb-titel = Take { $title } out of use?
amt-loesungen-aus-1 = Nobody can apply any more: { $title }.
amt-loesungen-aus-2 = Running cases go on and are finished.
amt-loesungen-aus-3 = { $count ->
    [0] You have made no adaptations.
    [one] Your adaptation is kept.
   *[other] Your { $count } adaptations are kept.
 }
amt-loesungen-aus-4 = You can put the solution back into use at any time.
amt-loesungen-ist-ausser-betrieb = The solution is out of use.
amt-loesungen-abbrechen = Cancel

# Publishing
amt-loesungen-veroeffentlichen = Publish a package
amt-loesungen-veroeffentlichen-titel = Publish a package
amt-loesungen-veroeffentlichen-text = Upload a reuse package. Lotse checks it, signs it and makes it available to all. The manifest must name { $key } as publisher.
amt-loesungen-paket = Package
amt-loesungen-paket-hinweis = A file .tar.gz, at most 16 MB
amt-loesungen-paket-fehlt = Choose a file.
amt-loesungen-paket-fehler = { $count ->
    [one] The package has a mistake. See below where.
   *[other] The package has { $count } mistakes. See below where.
 }
amt-loesungen-pruefen-veroeffentlichen = Check and publish
amt-loesungen-befunde = What the check has found
amt-loesungen-befund-art = Kind
amt-loesungen-befund-ort = File
amt-loesungen-befund-was = What to do
amt-loesungen-befund-fehler = mistake
amt-loesungen-befund-hinweis = note
amt-loesungen-befund-offen = to be settled
amt-loesungen-veroeffentlicht = { $title } { $version } has been published.
amt-loesungen-mitgeliefert = Packages that came along
amt-loesungen-mitgeliefert-text = These packages belong to the demo and have not been published yet.
amt-loesungen-version-veroeffentlichen = Publish version { $version }
amt-loesungen-eigene-versionen = Published by you
amt-loesungen-eigene-keine = You have not published anything yet.
amt-loesungen-am = Published on
amt-loesungen-nutzer = Municipalities
amt-loesungen-zurueckrufen = Recall
amt-loesungen-rueckruf-titel = Recall { $title } { $version }?
amt-loesungen-rueckruf-text = { $count ->
    [0] No municipality uses this version. After the recall nobody can put it into use any more.
    [one] One municipality uses this version and will see a warning. Nobody can newly put it into use any more.
   *[other] { $count } municipalities use this version and will see a warning. Nobody can newly put it into use any more.
 }
amt-loesungen-rueckruf-grund = Reason for the recall
amt-loesungen-rueckruf-hinweis = Say what is wrong and what the others should do. The reason is public.
amt-loesungen-rueckruf-grund-fehlt = Give the reason for the recall.
amt-loesungen-zurueckgerufen = Version { $version } has been recalled.

# History
amt-loesungen-ereignis-veroeffentlicht = Version { $version } published
amt-loesungen-ereignis-zurueckgerufen = Version { $version } recalled
amt-loesungen-ereignis-uebernommen = Version { $version } put into use
amt-loesungen-ereignis-angepasst = Version { $version } adapted
amt-loesungen-ereignis-aktualisiert = Updated to version { $version }
amt-loesungen-ereignis-ausser-betrieb = Taken out of use
amt-loesungen-ereignis-wieder = Put back into use
amt-loesungen-ereignis-bestaetigt = Use confirmed
amt-loesungen-wer-system = Lotse
amt-loesungen-wer-person = A person with an account
