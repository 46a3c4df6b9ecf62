rechnung-nav = Check an invoice
rechnung-titel = Check an electronic invoice
rechnung-einleitung = See whether an invoice can be accepted, what to change otherwise, and read it as on paper. No sign-in, free of charge.
rechnung-datei = Your invoice
rechnung-datei-hinweis = XML file or PDF with an embedded invoice (ZUGFeRD, Factur-X), at most { $size }. You can also drag the file onto this field.
rechnung-datei-fehlt = Choose a file.
rechnung-zu-gross = The file is larger than 15 MB. Make the attachments in the invoice smaller.
rechnung-pruefen-knopf = Check the invoice
rechnung-was-titel = What is checked
rechnung-was-formate = All formats of the European standard: XRechnung, Peppol, ZUGFeRD and Factur-X, written in UBL or CII.
rechnung-was-regeln = The structure of the file, all rules of EN 16931 and XRechnung, and the code lists. The result is that of the official check.
rechnung-was-ansicht = The invoice is shown readable, each error beside the field it is about.
rechnung-daten-titel = What happens to your invoice
rechnung-daten-text = The file is only read for the check and not stored. The server's log holds nothing of your invoice either. With the result it is gone again.
rechnung-daten-weg = Your file was not stored. When you close this page, the result is gone, too. Print it if you need it.

rechnung-grund-leer = The file is empty. Choose the right file or ask the sender for it again.
rechnung-grund-pdf = There is no electronic invoice in this PDF file. It is only a picture of the invoice. Needed is an XRechnung or a PDF file made to ZUGFeRD or Factur-X.
rechnung-grund-pdf-verschluesselt = The PDF file is protected by a password. Save it without protection or use the XML file.
rechnung-grund-pdf-kaputt = The PDF file is damaged and cannot be read. Have it made again.
rechnung-grund-format = This is neither an XML nor a PDF file. Electronic invoices usually end with .xml or .pdf.
rechnung-grund-xml = The file is XML, but no invoice: it begins with “{ $detail }”.
rechnung-grund-kaputt = The XML file is damaged and cannot be read ({ $detail }). Have it made again.
rechnung-grund-dtd = The file contains a DTD or unknown entities. This is not allowed in invoices, because harmful code can hide there.
rechnung-grund-grenze = The file holds more than can be checked here. The program “lotse invoice check” also checks very large invoices.

rechnung-ergebnis = Result of the check
rechnung-annehmen = This invoice can be accepted
rechnung-annehmen-text = It is built correctly and keeps all rules of its specification.
rechnung-annehmen-tun = Send it or work on it. Whether prices and quantities are right, only people can tell.
rechnung-ablehnen = This invoice must be rejected
rechnung-ablehnen-text = It breaks at least one rule. Which one stands below, beside the field it is about.
rechnung-ablehnen-tun = If you issued the invoice: correct the errors and check again. If you received it: send this list to the sender.
rechnung-ohne-regelwerk = There is no decision about this invoice
rechnung-ohne-regelwerk-text = The invoice names no known specification, or several (field BT-24). So it is not settled which rules apply. It does not count as valid.
rechnung-ohne-regelwerk-tun = Enter a valid identifier in BT-24, for example that of XRechnung 3.0, or ask the sender.
rechnung-abgebrochen = There is no decision about this invoice
rechnung-abgebrochen-text = The official rules stop with an error on this file, for example because a value is no number or a field stands twice. It does not count as valid.
rechnung-abgebrochen-tun = Correct the place named below and check again. If you received the invoice, reject it or clear the place with the sender.
rechnung-was-tun = What to do:
rechnung-naechste = Check another invoice
rechnung-drucken = Print
rechnung-befunde = { $errors ->
    [0] { $warnings ->
        [0] No errors
        [one] No errors, one warning
       *[other] No errors, { $warnings } warnings
    }
    [one] { $warnings ->
        [0] One error
        [one] One error, one warning
       *[other] One error, { $warnings } warnings
    }
   *[other] { $warnings ->
        [0] { $errors } errors
        [one] { $errors } errors, one warning
       *[other] { $errors } errors, { $warnings } warnings
    }
 }
rechnung-stelle = Line { $line }
rechnung-aufbau = Errors in the structure of the file
rechnung-tabelle = All findings, the gravest first
rechnung-spalte-art = Kind
rechnung-spalte-befund = What is wrong
rechnung-spalte-feld = Field
rechnung-spalte-stelle = Place
rechnung-fehler = Error
rechnung-warnung = Warning
rechnung-hinweis = Note
rechnung-fehlt = missing
rechnung-mehr-befunde = There are { $count } more findings. Correct these first.
rechnung-mehr-positionen = Not shown here: { $count } more lines. All were checked.
rechnung-bemerkungen = What was noticed while reading
rechnung-ansicht = The invoice
rechnung-ansicht-text = Everything the file says. The marks (BT-1) are the numbers of the fields in EN 16931.
rechnung-anlagen = Attachments
rechnung-anlagen-text = Files the invoice contains or names. To open them please use the invoice itself, nothing is stored here.
rechnung-grundlage = What the check stands on
rechnung-aufbau-art = Syntax
rechnung-kennung = Identifier in the invoice (BT-24)
rechnung-szenario = Checked as
rechnung-kein-szenario = no known specification
rechnung-regeln = Rule sets
rechnung-aus-pdf = The XML file inside of the PDF was checked. It is what counts; whether the picture of the invoice says the same, only people can tell.
