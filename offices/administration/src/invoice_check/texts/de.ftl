rechnung-nav = Rechnung prüfen
rechnung-titel = Elektronische Rechnung prüfen
rechnung-einleitung = Sehen Sie, ob eine Rechnung angenommen werden kann, was sonst zu ändern ist, und lesen Sie sie wie auf Papier. Ohne Anmeldung, kostenlos.
rechnung-datei = Ihre Rechnung
rechnung-datei-hinweis = XML-Datei oder PDF mit eingebetteter Rechnung (ZUGFeRD, Factur-X), höchstens { $size }. Sie können die Datei auch auf dieses Feld ziehen.
rechnung-datei-fehlt = Wählen Sie eine Datei aus.
rechnung-zu-gross = Die Datei ist größer als 15 MB. Verkleinern Sie die Anlagen in der Rechnung.
rechnung-pruefen-knopf = Rechnung prüfen
rechnung-was-titel = Was geprüft wird
rechnung-was-formate = Alle Formate der europäischen Norm: XRechnung, Peppol, ZUGFeRD und Factur-X, in den Schreibweisen UBL und CII.
rechnung-was-regeln = Aufbau der Datei, alle Regeln der Norm EN 16931 und der XRechnung und die Codelisten. Das Ergebnis entspricht der amtlichen Prüfung.
rechnung-was-ansicht = Die Rechnung wird lesbar gezeigt, jeder Fehler steht beim betroffenen Feld.
rechnung-daten-titel = Was mit Ihrer Rechnung geschieht
rechnung-daten-text = Die Datei wird nur für die Prüfung gelesen und nicht gespeichert. Auch das Protokoll des Servers enthält nichts aus Ihrer Rechnung. Mit dem Ergebnis ist sie wieder gelöscht.
rechnung-daten-weg = Ihre Datei wurde nicht gespeichert. Wenn Sie diese Seite schließen, ist auch das Ergebnis weg. Drucken Sie sie, wenn Sie es brauchen.

# Warum eine Datei keine Rechnung ist
rechnung-grund-leer = Die Datei ist leer. Wählen Sie die richtige Datei aus oder bitten Sie den Absender, sie noch einmal zu schicken.
rechnung-grund-pdf = In dieser PDF-Datei steckt keine elektronische Rechnung. Sie ist nur ein Bild der Rechnung. Gebraucht wird eine XRechnung oder eine PDF-Datei nach ZUGFeRD oder Factur-X.
rechnung-grund-pdf-verschluesselt = Die PDF-Datei ist mit einem Kennwort geschützt. Speichern Sie sie ohne Schutz oder nehmen Sie die XML-Datei.
rechnung-grund-pdf-kaputt = Die PDF-Datei ist beschädigt und kann nicht gelesen werden. Lassen Sie sie neu erzeugen.
rechnung-grund-format = Das ist weder eine XML- noch eine PDF-Datei. Elektronische Rechnungen haben meist die Endung .xml oder .pdf.
rechnung-grund-xml = Die Datei ist XML, aber keine Rechnung: Sie beginnt mit „{ $detail }“.
rechnung-grund-kaputt = Die XML-Datei ist beschädigt und kann nicht gelesen werden ({ $detail }). Lassen Sie sie neu erzeugen.
rechnung-grund-dtd = Die Datei enthält eine DTD oder unbekannte Entitäten. Das ist in Rechnungen nicht erlaubt, weil sich darin Schadcode verstecken lässt.
rechnung-grund-grenze = Die Datei enthält mehr, als hier geprüft werden kann. Das Programm „lotse invoice check“ prüft auch sehr große Rechnungen.

# Ergebnis
rechnung-ergebnis = Ergebnis der Prüfung
rechnung-annehmen = Diese Rechnung kann angenommen werden
rechnung-annehmen-text = Sie ist richtig aufgebaut und hält alle Regeln ihres Regelwerks ein.
rechnung-annehmen-tun = Senden oder bearbeiten Sie die Rechnung. Ob Preise und Mengen stimmen, prüft nur der Mensch.
rechnung-ablehnen = Diese Rechnung muss zurückgewiesen werden
rechnung-ablehnen-text = Sie verstößt gegen mindestens eine Regel. Welche das ist, steht unten beim betroffenen Feld.
rechnung-ablehnen-tun = Wenn Sie die Rechnung ausgestellt haben: Beheben Sie die Fehler und prüfen Sie noch einmal. Wenn Sie sie bekommen haben: Schicken Sie dem Absender diese Liste.
rechnung-ohne-regelwerk = Über diese Rechnung lässt sich nicht entscheiden
rechnung-ohne-regelwerk-text = Die Rechnung nennt kein bekanntes Regelwerk oder mehrere (Feld BT-24). Deshalb steht nicht fest, welche Regeln für sie gelten. Sie gilt damit nicht als gültig.
rechnung-ohne-regelwerk-tun = Tragen Sie in BT-24 eine gültige Kennung ein, zum Beispiel die der XRechnung 3.0, oder fragen Sie den Absender.
rechnung-abgebrochen = Über diese Rechnung lässt sich nicht entscheiden
rechnung-abgebrochen-text = Die amtlichen Regeln brechen bei dieser Datei mit einem Fehler ab, zum Beispiel weil ein Wert keine Zahl ist oder ein Feld doppelt steht. Sie gilt damit nicht als gültig.
rechnung-abgebrochen-tun = Berichtigen Sie die unten genannte Stelle und prüfen Sie noch einmal. Wenn Sie die Rechnung bekommen haben, weisen Sie sie zurück oder klären Sie die Stelle mit dem Absender.
rechnung-was-tun = Was tun:
rechnung-naechste = Andere Rechnung prüfen
rechnung-drucken = Drucken
rechnung-befunde = { $errors ->
    [0] { $warnings ->
        [0] Keine Fehler
        [one] Keine Fehler, eine Warnung
       *[other] Keine Fehler, { $warnings } Warnungen
    }
    [one] { $warnings ->
        [0] Ein Fehler
        [one] Ein Fehler, eine Warnung
       *[other] Ein Fehler, { $warnings } Warnungen
    }
   *[other] { $warnings ->
        [0] { $errors } Fehler
        [one] { $errors } Fehler, eine Warnung
       *[other] { $errors } Fehler, { $warnings } Warnungen
    }
 }
rechnung-stelle = Zeile { $line }
rechnung-aufbau = Fehler im Aufbau der Datei
rechnung-tabelle = Alle Befunde, die schwersten zuerst
rechnung-spalte-art = Art
rechnung-spalte-befund = Was ist falsch
rechnung-spalte-feld = Feld
rechnung-spalte-stelle = Stelle
rechnung-fehler = Fehler
rechnung-warnung = Warnung
rechnung-hinweis = Hinweis
rechnung-fehlt = fehlt
rechnung-mehr-befunde = Es gibt noch { $count } weitere Befunde. Beheben Sie zuerst diese.
rechnung-mehr-positionen = Hier nicht gezeigt: { $count } weitere Positionen. Geprüft wurden alle.
rechnung-bemerkungen = Was beim Lesen aufgefallen ist
rechnung-ansicht = Die Rechnung
rechnung-ansicht-text = Alle Angaben aus der Datei. Die Kürzel (BT-1) sind die Nummern der Felder in der Norm EN 16931.
rechnung-anlagen = Anlagen
rechnung-anlagen-text = In der Rechnung enthaltene oder genannte Dateien. Zum Öffnen benutzen Sie bitte die Rechnung selbst, hier wird nichts gespeichert.
rechnung-grundlage = Grundlage der Prüfung
rechnung-aufbau-art = Schreibweise
rechnung-kennung = Kennung in der Rechnung (BT-24)
rechnung-szenario = Geprüft als
rechnung-kein-szenario = kein bekanntes Regelwerk
rechnung-regeln = Regelwerke
rechnung-aus-pdf = Geprüft wurde die XML-Datei in der PDF-Datei. Sie ist maßgeblich; ob das Bild der Rechnung dasselbe sagt, prüft nur der Mensch.
