# Navigation
loesungen-nav = Lösungen
loesungen-nav-karte = Karte
loesungen-nav-eigene = Meine Kommune

# Startseite der Region
loesungen-start-titel = Verwaltung online in { $region }
loesungen-start-text = Lotse ist die gemeinsame digitale Plattform der Städte und Gemeinden in { $region }. Hier stellen Sie Anträge, und Kommunen übernehmen Lösungen voneinander.
loesungen-start-suche = Wo wohnen Sie?
loesungen-start-suche-hinweis = Name der Stadt oder Gemeinde oder Postleitzahl des Rathauses
loesungen-start-treffer = Ihre Suche: { $query }
loesungen-start-keine = Dazu haben wir keine Kommune gefunden
loesungen-start-keine-text = Prüfen Sie die Schreibweise oder wählen Sie Ihre Kommune unten aus der Liste.
loesungen-start-leistungen = Was Menschen hier am häufigsten brauchen
loesungen-start-hier = Online in:
loesungen-start-mehr = { $count ->
    [one] und eine weitere Kommune
   *[other] und { $count } weitere Kommunen
 }
loesungen-start-kommunen = Alle Städte und Gemeinden
loesungen-start-neu = Neu in Betrieb
loesungen-start-neu-leer = Noch ist keine Lösung in Betrieb.
loesungen-zur-karte = Zur Karte
loesungen-zum-katalog = Alle Lösungen
loesungen-suchen = Suchen
loesungen-anzeigen = Anzeigen

# Karte
loesungen-karte-titel = Wer nutzt was in der Region
loesungen-karte-text = { $count } von { $total } Kommunen haben Lösungen in Betrieb.
loesungen-karte-alle = Alle Lösungen
loesungen-karte-bild = Karte der Städte und Gemeinden. Alle Angaben stehen auch in der Tabelle darunter.
loesungen-karte-groesse = Die Größe der Zeichen folgt der Einwohnerzahl.
loesungen-karte-punkt = { $name }: { $stand }
loesungen-karte-unveraendert = in Betrieb, unverändert
loesungen-karte-angepasst = in Betrieb, angepasst
loesungen-karte-update = Update wartet
loesungen-karte-nicht = nicht in Betrieb
loesungen-karte-tabelle = Wer nutzt welche Version seit wann
loesungen-karte-leer = Noch nutzt keine Kommune diese Lösung
loesungen-karte-leer-text = Sobald eine Kommune sie in Betrieb nimmt, steht sie hier.
loesungen-karte-csv = Tabelle als CSV
loesungen-karte-ohne = { $count ->
    [one] Eine Kommune ohne Lösung in Betrieb
   *[other] { $count } Kommunen ohne Lösung in Betrieb
 }
loesungen-quelle = Quelle: { $source }
loesungen-kreisfrei = kreisfrei
loesungen-spalte-kommune = Kommune
loesungen-spalte-kreis = Kreis
loesungen-spalte-loesung = Lösung
loesungen-spalte-version = Version
loesungen-spalte-seit = In Betrieb seit
loesungen-spalte-stand = Stand
loesungen-wort-angepasst = angepasst
loesungen-wort-unveraendert = unverändert
loesungen-unbestaetigt = nicht bestätigt

# Katalog
loesungen-katalog-titel = Lösungen
loesungen-katalog-text = Was eine Kommune entwickelt hat, können alle übernehmen, anpassen und aktuell halten.
loesungen-katalog-suche = Wonach suchen Sie?
loesungen-katalog-anzahl = { $count ->
    [one] Eine Lösung
   *[other] { $count } Lösungen
 }
loesungen-katalog-nichts = Keine Lösung passt zu Ihrer Suche
loesungen-katalog-nichts-text = Versuchen Sie es mit weniger oder anderen Wörtern.
loesungen-katalog-leer = Noch ist keine Lösung veröffentlicht
loesungen-katalog-leer-text = Digitalisierungsbeauftragte können Pakete auf der Seite ihrer Kommune veröffentlichen.
loesungen-thema = Thema
loesungen-thema-alle = Alle Themen
loesungen-thema-mobilitaet = Mobilität
loesungen-thema-e-government = Verwaltung online
loesungen-thema-umwelt = Umwelt
loesungen-thema-bauen = Bauen und Wohnen
loesungen-thema-familie = Familie
loesungen-thema-soziales = Soziales
loesungen-in-betrieb-bei = { $count ->
    [0] Noch bei keiner Kommune in Betrieb
    [one] In Betrieb bei einer Kommune (bestätigt)
   *[other] In Betrieb bei { $count } Kommunen (bestätigt)
 }
loesungen-aufwand = Aufwand der Übernahme: { $least } bis { $most } Stunden
loesungen-demo = Vorführung

# Eine Lösung
loesungen-loesung = Lösung
loesungen-demo-titel = Paket zur Vorführung
loesungen-demo-text = Inhalt, Gebühren und Fristen sind Beispiele. Prüfen Sie alles, bevor Sie es im Ernst einsetzen.
loesungen-wer-uebernimmt = Übernehmen können Digitalisierungsbeauftragte für ihre Kommune, wenn sie angemeldet sind. Das Paket kann jede und jeder herunterladen.
loesungen-fuer-uebernehmen = Für { $body } übernehmen
loesungen-bei-ihnen = In Betrieb: { $body }
loesungen-wer-nutzt = { $count ->
    [0] Wer nutzt die Lösung?
    [one] Eine Kommune nutzt die Lösung
   *[other] { $count } Kommunen nutzen die Lösung
 }
loesungen-wer-nutzt-leer = Noch hat keine Kommune den Betrieb bestätigt.
loesungen-unbestaetigt-anzahl = { $count ->
    [one] Dazu eine Kommune, die den Betrieb seit über 13 Monaten nicht bestätigt hat.
   *[other] Dazu { $count } Kommunen, die den Betrieb seit über 13 Monaten nicht bestätigt haben.
 }
loesungen-auf-der-karte = Auf der Karte ansehen
loesungen-versionen = Versionen
loesungen-zurueckgerufen = Zurückgerufen
loesungen-paket-laden = Signiertes Paket { $version } herunterladen
loesungen-inhalt-hash = Prüfsumme des Inhalts (SHA-256)
loesungen-schluessel = Signiert mit Schlüssel
loesungen-sie-veroeffentlichen = Neue Versionen veröffentlichen Sie auf der Seite Ihrer Kommune.
loesungen-auf-einen-blick = Auf einen Blick
loesungen-herausgeber = Herausgeber
loesungen-kontakt = Kontakt
loesungen-lizenz = Lizenz
loesungen-aufwand-titel = Aufwand
loesungen-voraussetzungen = Was Sie brauchen
loesungen-voraussetzung-recht = Recht
loesungen-voraussetzung-organisation = Organisation
loesungen-voraussetzung-technik = Technik
loesungen-recht = Rechtsgrundlagen
loesungen-recht-geprueft = geprüft
loesungen-recht-offen = noch nicht geprüft

# Meine Kommune
amt-loesungen-titel = Lösungen für { $body }
amt-loesungen-titel-kurz = Lösungen
amt-loesungen-text = Was bei Ihnen läuft, was es Neues gibt und was Sie übernehmen können.
amt-loesungen-updates = Updates warten auf Sie
amt-loesungen-aktualisieren = Update ansehen
amt-loesungen-aktualisieren-auf = { $title } auf { $version } bringen
amt-loesungen-entwuerfe = In Vorbereitung
amt-loesungen-zuletzt = Zuletzt bearbeitet am { $date }
amt-loesungen-aenderungen = { $count ->
    [0] keine Änderungen
    [one] eine Änderung
   *[other] { $count } Änderungen
 }
amt-loesungen-weiter = Weiter bearbeiten
amt-loesungen-verwerfen = Entwurf verwerfen
amt-loesungen-verworfen = Der Entwurf ist verworfen.
amt-loesungen-in-betrieb = In Betrieb
amt-loesungen-keine = Noch ist bei Ihnen keine Lösung in Betrieb
amt-loesungen-keine-text = Sehen Sie unten, was andere Kommunen anbieten.
amt-loesungen-ausser = Außer Betrieb
amt-loesungen-verfuegbar = Was Sie übernehmen können
amt-loesungen-verfuegbar-leer = Alle veröffentlichten Lösungen sind bei Ihnen schon bekannt.
amt-loesungen-zurueckgerufen-warnung = { $title } { $version } wurde vom Herausgeber zurückgerufen

# Eine Lösung bei der Kommune
amt-loesungen-bereiche = Bereiche der Lösung
amt-loesungen-ueberblick = Überblick
amt-loesungen-verlauf = Verlauf
amt-loesungen-ist-aus-titel = Außer Betrieb
amt-loesungen-ist-aus-text = Neue Anträge sind nicht möglich. Ihre Anpassungen sind aufgehoben; Sie können die Lösung wieder in Betrieb nehmen, wie sie war.
amt-loesungen-update-da = Version { $version } ist da
amt-loesungen-update-da-text = Ihre Anpassungen bleiben erhalten. Wo beide Seiten etwas geändert haben, entscheiden Sie.
amt-loesungen-wieder = Wieder in Betrieb nehmen
amt-loesungen-wieder-da = Die Lösung ist wieder in Betrieb.
amt-loesungen-anpassen = Anpassen
amt-loesungen-entwurf-weiter = Entwurf weiter bearbeiten
amt-loesungen-bestaetigen = Nutzung bestätigen
amt-loesungen-bestaetigt-am = Nutzung bestätigt am
amt-loesungen-bestaetigt-meldung = Danke. Die Nutzung ist für ein Jahr bestätigt.
amt-loesungen-geaendert-am = Zuletzt geändert am
amt-loesungen-entscheidung-notiz = Entscheidung
amt-loesungen-pruefsumme = Prüfsumme der Fassung
amt-loesungen-unterschiede = Was bei Ihnen anders ist
amt-loesungen-unterschiede-keine = Sie haben nichts geändert. Ihre Fassung entspricht dem Original.
amt-loesungen-leistung-ansehen = Leistung ansehen
amt-loesungen-im-katalog = Im Katalog ansehen
amt-loesungen-stelle = Stelle
amt-loesungen-original = Original
amt-loesungen-ihre-fassung = Ihre Fassung
amt-loesungen-tun = Was Sie tun können
amt-loesungen-weil = Grund: { $reason }
amt-loesungen-zuruecksetzen = Zurück zum Original
amt-loesungen-zurueckgesetzt = Es gilt wieder das Original.

# Übernehmen
amt-loesungen-uebernehmen-titel = { $title } übernehmen
amt-loesungen-passt = Passt das zu uns?
amt-loesungen-passt-text = Diese Voraussetzungen nennt der Herausgeber:
amt-loesungen-offene-punkte = Vor dem Einsatz zu klären
amt-loesungen-so-gehts = So geht es weiter
amt-loesungen-so-1 = Sie passen Gebühren, Texte, Fristen und Formular an. Niemand sieht das, solange es ein Entwurf ist.
amt-loesungen-so-2 = Sie sehen in der Vorschau, was Bürgerinnen und Bürger sehen werden und was vom Original abweicht.
amt-loesungen-so-3 = Sie halten fest, wer entschieden hat, und nehmen die Lösung in Betrieb.
amt-loesungen-uebernehmen-beginnen = Übernahme beginnen
amt-loesungen-anpassen-beginnen = Anpassung beginnen

# Anpassen
amt-loesungen-anpassen-titel = { $title } anpassen
amt-loesungen-anpassen-text = Ändern Sie nur, was bei Ihnen anders ist. Alles andere kommt weiter vom Herausgeber und bleibt mit Updates aktuell.
amt-loesungen-entwurf-alt = Ihr Entwurf beruht auf einer älteren Version. Sie können ihn auf die neue bringen.
amt-loesungen-was-anpassen = Was möchten Sie anpassen?
amt-loesungen-angepasst-von = { $count } von { $total } angepasst
amt-loesungen-wie-original = wie Original
amt-loesungen-zur-vorschau = Weiter zur Vorschau
amt-loesungen-noch-nicht = In Betrieb ist davon noch nichts.
amt-loesungen-gruppe-text = Was Sie nicht ändern, bleibt wie im Original.
amt-loesungen-englisch = Englische Texte
amt-loesungen-leicht = Texte in Leichter Sprache
amt-loesungen-fest = Was hier nicht geändert werden kann
amt-loesungen-grund = Grund der Änderung
amt-loesungen-grund-hinweis = Hilft Ihnen und Ihren Kolleginnen und Kollegen beim nächsten Update. Zum Beispiel: Gebührensatzung vom 1. März.
amt-loesungen-grund-zu-lang = Der Grund ist zu lang. Möglich sind { $count } Zeichen.
amt-loesungen-speichern = Speichern
amt-loesungen-gespeichert = Ihre Änderungen sind gespeichert.
amt-loesungen-zurueck = Zurück
amt-loesungen-anzeigen = anzeigen
amt-loesungen-weglassen = ausblenden
amt-loesungen-tage = Tage
amt-loesungen-jahre = Jahre

# Vorschau
amt-loesungen-vorschau-titel = Vorschau: { $title }
amt-loesungen-vorschau-text = So wird die Leistung bei Ihnen aussehen. Prüfen Sie die Unterschiede zum Original und nehmen Sie sie dann in Betrieb.
amt-loesungen-weiter-anpassen = Weiter anpassen
amt-loesungen-entscheidungen-ansehen = Entscheidungen zum Update ansehen
amt-loesungen-so-sehen = So sehen es Bürgerinnen und Bürger
amt-loesungen-text-intro = Einleitung
amt-loesungen-text-who = Wer kann das beantragen?
amt-loesungen-text-needs = Was wird gebraucht?
amt-loesungen-text-cost = Was kostet es?
amt-loesungen-text-time = Wie lange dauert es?
amt-loesungen-text-law = Rechtsgrundlagen
amt-loesungen-text-receipt = Nach dem Absenden
amt-loesungen-gebuehren = Gebühren
amt-loesungen-gebuehren-keine = Es werden keine Gebühren erhoben.
amt-loesungen-wofuer = Wofür
amt-loesungen-betrag = Betrag
amt-loesungen-einmal = einmalig
amt-loesungen-je-monat = je Monat
amt-loesungen-je-jahr = je Jahr
amt-loesungen-schritt = Schritt { $number }: { $title }
amt-loesungen-mehrfach = kann mehrmals ausgefüllt werden
amt-loesungen-auswahl-viele = Zur Auswahl stehen { $count } Einträge; hier sind die ersten zu sehen.
amt-loesungen-schreiben = Bescheide und Schreiben
amt-loesungen-in-betrieb-nehmen = In Betrieb nehmen
amt-loesungen-laufende = Laufende Fälle bleiben bei der Fassung, mit der sie begonnen haben. Die neue Fassung gilt für neue Anträge.
amt-loesungen-entscheidung = Wer hat wann entschieden?
amt-loesungen-entscheidung-hinweis = Zum Beispiel: Bürgermeister, 12. März 2027, oder Ratsbeschluss mit Nummer. Steht im Verlauf.
amt-loesungen-ist-in-betrieb = Version { $version } ist in Betrieb.

# Aktualisieren
amt-loesungen-aktualisieren-titel = { $title } aktualisieren
amt-loesungen-schon-neu = Sie haben schon die neueste Version.
amt-loesungen-entscheiden = Das müssen Sie entscheiden
amt-loesungen-entscheiden-text = Hier haben der Herausgeber und Sie dieselbe Stelle geändert.
amt-loesungen-bitte-entscheiden = Entscheiden Sie, welche Fassung gelten soll.
amt-loesungen-bisher = Bisher ({ $version })
amt-loesungen-neue-nehmen = Neue Fassung übernehmen
amt-loesungen-eigene-behalten = Ihre Fassung behalten
amt-loesungen-eigene-unmoeglich = Ihre Fassung ist in der neuen Version nicht mehr möglich.
amt-loesungen-anderer-wert = Eigenen Wert eingeben
amt-loesungen-eigener-wert = Eigener Wert
amt-loesungen-ihr-grund = Ihr Grund war: { $reason }
amt-loesungen-keine-konflikte = Sie müssen nichts entscheiden
amt-loesungen-keine-konflikte-text = Die Neuerungen und Ihre Anpassungen vertragen sich.
amt-loesungen-was-neu = Was { $publisher } geändert hat
amt-loesungen-text-ansehen = Text ansehen
amt-loesungen-nichts-neu = Am Inhalt hat sich nichts geändert.
amt-loesungen-bleibt = Was von Ihnen bleibt
amt-loesungen-bleibt-nichts = Außer dem, was Sie oben entscheiden, gibt es keine eigenen Anpassungen.
amt-loesungen-ueberholt = Was nicht mehr nötig ist
amt-loesungen-spaeter = Später entscheiden
amt-loesungen-entschieden = Ihre Entscheidungen sind gespeichert.
amt-loesungen-entschieden-titel = Sie haben schon entschieden
amt-loesungen-entschieden-text = Wenn Sie neu entscheiden, gehen Anpassungen verloren, die Sie seitdem am Entwurf gemacht haben.

# Außer Betrieb
amt-loesungen-ausser-betrieb = Außer Betrieb nehmen
amt-loesungen-ausser-betrieb-titel = { $title } außer Betrieb nehmen?
amt-loesungen-aus-1 = Niemand kann mehr einen neuen Antrag stellen: { $title }.
amt-loesungen-aus-2 = Laufende Fälle gehen weiter und werden zu Ende bearbeitet.
amt-loesungen-aus-3 = { $count ->
    [0] Eigene Anpassungen haben Sie nicht gemacht.
    [one] Ihre Anpassung bleibt aufgehoben.
   *[other] Ihre { $count } Anpassungen bleiben aufgehoben.
 }
amt-loesungen-aus-4 = Sie können die Lösung jederzeit wieder in Betrieb nehmen.
amt-loesungen-ist-ausser-betrieb = Die Lösung ist außer Betrieb.
amt-loesungen-abbrechen = Abbrechen

# Veröffentlichen
amt-loesungen-veroeffentlichen = Paket veröffentlichen
amt-loesungen-veroeffentlichen-titel = Paket veröffentlichen
amt-loesungen-veroeffentlichen-text = Laden Sie ein Nachnutzungspaket hoch. Lotse prüft es, signiert es und stellt es allen bereit. Als Herausgeber muss { $key } im Manifest stehen.
amt-loesungen-paket = Paket
amt-loesungen-paket-hinweis = Eine Datei .tar.gz, höchstens 16 MB
amt-loesungen-paket-fehlt = Wählen Sie eine Datei aus.
amt-loesungen-paket-fehler = { $count ->
    [one] Das Paket hat einen Fehler. Unten steht, wo.
   *[other] Das Paket hat { $count } Fehler. Unten steht, wo.
 }
amt-loesungen-pruefen-veroeffentlichen = Prüfen und veröffentlichen
amt-loesungen-befunde = Was die Prüfung gefunden hat
amt-loesungen-befund-art = Art
amt-loesungen-befund-ort = Datei
amt-loesungen-befund-was = Was zu tun ist
amt-loesungen-befund-fehler = Fehler
amt-loesungen-befund-hinweis = Hinweis
amt-loesungen-befund-offen = Zu klären
amt-loesungen-veroeffentlicht = { $title } { $version } ist veröffentlicht.
amt-loesungen-mitgeliefert = Mitgelieferte Pakete
amt-loesungen-mitgeliefert-text = Diese Pakete gehören zur Demo und sind noch nicht veröffentlicht.
amt-loesungen-version-veroeffentlichen = Version { $version } veröffentlichen
amt-loesungen-eigene-versionen = Von Ihnen veröffentlicht
amt-loesungen-eigene-keine = Sie haben noch nichts veröffentlicht.
amt-loesungen-am = Veröffentlicht am
amt-loesungen-nutzer = Kommunen
amt-loesungen-zurueckrufen = Zurückrufen
amt-loesungen-rueckruf-titel = { $title } { $version } zurückrufen?
amt-loesungen-rueckruf-text = { $count ->
    [0] Keine Kommune nutzt diese Version. Nach dem Rückruf kann sie niemand mehr in Betrieb nehmen.
    [one] Eine Kommune nutzt diese Version und sieht danach eine Warnung. Niemand kann sie mehr neu in Betrieb nehmen.
   *[other] { $count } Kommunen nutzen diese Version und sehen danach eine Warnung. Niemand kann sie mehr neu in Betrieb nehmen.
 }
amt-loesungen-rueckruf-grund = Grund des Rückrufs
amt-loesungen-rueckruf-hinweis = Sagen Sie, was falsch ist und was die anderen tun sollen. Der Grund ist öffentlich.
amt-loesungen-rueckruf-grund-fehlt = Nennen Sie den Grund des Rückrufs.
amt-loesungen-zurueckgerufen = Version { $version } ist zurückgerufen.

# Verlauf
amt-loesungen-ereignis-veroeffentlicht = Version { $version } veröffentlicht
amt-loesungen-ereignis-zurueckgerufen = Version { $version } zurückgerufen
amt-loesungen-ereignis-uebernommen = Version { $version } in Betrieb genommen
amt-loesungen-ereignis-angepasst = Version { $version } neu angepasst
amt-loesungen-ereignis-aktualisiert = Auf Version { $version } aktualisiert
amt-loesungen-ereignis-ausser-betrieb = Außer Betrieb genommen
amt-loesungen-ereignis-wieder = Wieder in Betrieb genommen
amt-loesungen-ereignis-bestaetigt = Nutzung bestätigt
amt-loesungen-wer-system = Lotse
amt-loesungen-wer-person = Eine Person mit Konto
