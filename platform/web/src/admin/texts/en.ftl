admin-nav = Operation
admin-titel = Operation of this installation
admin-haengt-titel = { $count ->
    [one] One job is stuck
   *[other] { $count } jobs are stuck
}
admin-haengt-text = Look under “Jobs” for the reason and start them again.
admin-auftraege-wartend = Waiting jobs
admin-post-wartend = Mails not sent
admin-datenbank = Database
admin-version = Version
admin-scanner = Virus scanner
admin-scanner-aus = Not set up
admin-scanner-an = Answers
admin-scanner-still = Does not answer
admin-schluessel = Key that checks receipts
admin-auftraege = Jobs
admin-post = Outbox
admin-protokoll = Check the log
admin-zahlen = Figures (Prometheus)
admin-auftraege-leer = No jobs
admin-auftraege-leer-text = Everything is done. New jobs appear here by themselves.
admin-art = Kind
admin-bei = Body
admin-zustand = State
admin-versuche = Attempts
admin-faellig = Due
admin-fehler = Last error
admin-nochmal = Start again
admin-auftrag-fertig = Done
admin-auftrag-haengt = Stuck
admin-auftrag-wartet = Waiting
admin-auftrag-neu = The job is started again.
admin-post-text = The latest 100 mails without their content. They are deleted after 30 days.
admin-demo-post = Outbox of the demo
admin-demo-post-text = The demo sends no mail. Here you read what people would have received.
admin-post-leer = No mails yet
admin-post-leer-text = As soon as somebody applies, the confirmation is here.
admin-an = To
admin-gesendet = sent
admin-protokoll-text = Every change stands in a log that cannot be altered unnoticed. The check recomputes all events.
admin-pruefen = Check now
admin-protokoll-gut = The log is in order
admin-protokoll-ereignisse = { $count ->
    [one] One event was recomputed.
   *[other] { $count } events were recomputed.
}
admin-protokoll-fehler = { $count ->
    [one] One fault found
   *[other] { $count } faults found
}
admin-protokoll-fehler-text = Somebody or something changed the database past the program. Stop the installation and compare with a backup.
admin-ereignisse = Events
admin-ereignis = Event
admin-ergebnis = Result
admin-in-ordnung = In order
admin-stelle-nav = About your office
admin-stelle = About your authority
admin-stelle-text = This stands on your pages and at the top of your notices. What is empty is left out.
admin-stelle-unit = Office
admin-stelle-street = Street and number
admin-stelle-town = Post code and town
admin-stelle-phone = Telephone
admin-stelle-email = E-mail address
admin-stelle-opening_hours = Opening hours
admin-stelle-legal_remedy = Legal remedy
admin-stelle-legal_remedy-hint = Stands at the end of every notice. If empty, the wording of the solution is used. Have your lawyers check the text.
admin-stelle-speichern = Save
admin-stelle-gespeichert = Saved.
admin-stelle-zu-lang = The text is too long. Please shorten it.
admin-stelle-email-falsch = Enter an e-mail address, for example office@town.example.
admin-zugaenge-nav = Access for programs
admin-zugaenge = Access for programs
admin-zugaenge-text = Here you give access to programs of your authority, for example the finance software. A program can do only what you tick, and opens no pages.
admin-zugaenge-leer = No program has access yet
admin-zugaenge-leer-text = Create an access if a program is to hand in invoices or read data.
admin-zugang-programm = Program
admin-zugang-rechte-kurz = Rights
admin-zugang-gilt-bis = Valid until
admin-zugang-zuletzt = Last used
admin-zugang-nie = never
admin-zugang-gilt = Valid
admin-zugang-endet-bald = { $count ->
    [0] Ends today
    [one] Ends in one day
   *[other] Ends in { $count } days
}
admin-zugang-abgelaufen = Expired
admin-zugang-widerrufen = Revoked
admin-zugang-neu = Create a new access
admin-zugang-neu-text = Create an access of its own for each program. Then you can revoke it on its own.
admin-zugang-name = Which program gets access?
admin-zugang-name-hinweis = The name is shown in histories later, for example “Finance software Borgentreich”. Do not write names of people.
admin-zugang-name-fehlt = Say which program gets access.
admin-zugang-rechte = What may the program do?
admin-zugang-rechte-hinweis = Tick only what the program needs.
admin-zugang-rechte-fehlen = Tick at least one right.
admin-zugang-nicht-dabei = You can only hand on what you may do yourself. This is why the following is missing here: { $list }.
admin-zugang-nichts = You have nothing to hand on at the moment
admin-zugang-nichts-text = A program cannot be allowed more than the person who creates its access. Ask, for example, for the role of an invoice clerk. Or the operator creates the access.
admin-zugang-dauer = How long should the access be valid?
admin-zugang-dauer-hinweis = After that you create a new one and enter the new key in the program.
admin-zugang-dauer-fehlt = Choose a period.
admin-zugang-tage = { $count ->
    [one] One day
   *[other] { $count } days
}
admin-zugang-anlegen = Create access
admin-zugang-recht-submit-invoices = Hand in invoices
admin-zugang-recht-submit-invoices-text = The program sends invoices and learns whether they are taken.
admin-zugang-recht-read-invoices = Read invoices
admin-zugang-recht-read-invoices-text = The program reads the list of invoices, single invoices and the result of the check.
admin-zugang-recht-read-cases = Read the list of cases
admin-zugang-recht-read-cases-text = The program reads case numbers, states and deadlines, but no answers and no documents.
admin-zugang-angelegt = The access is created
admin-zugang-angelegt-text = “{ $name }” now has access until { $date }.
admin-zugang-einmal = You see the key only now
admin-zugang-einmal-text = Lotse does not store the key. If you lose it, revoke the access and create a new one.
admin-zugang-schluessel = Key
admin-zugang-kopieren = Copy key
admin-zugang-kopiert = Key is copied
admin-zugang-schritt-1 = Select the whole key and copy it.
admin-zugang-schritt-2 = Enter it in the settings of the program, where passwords are kept. Do not send it by e-mail.
admin-zugang-schritt-3 = Then close this page.
admin-zugang-probe = How to try the access
admin-zugang-probe-text = The line is for the command prompt of a computer. It contains the key. Delete it from the history afterwards.
admin-zugang-beschreibung = Description of the interface (OpenAPI)
admin-zugang-fertig = To the list
admin-zugang-angelegt-von = Created by
admin-zugang-beginnt = The key begins with
admin-zugang-verlauf = History
admin-zugang-betrieb = Operator
admin-zugang-unbekannt = A person who no longer has an account here
admin-zugang-ereignis-token-issued = Access created
admin-zugang-ereignis-token-revoked = Access revoked
admin-zugang-widerrufen-knopf = Revoke access
admin-zugang-widerrufen-frage = Revoke access for “{ $name }”
admin-zugang-folge-1 = The program cannot get in from now on. This cannot be undone.
admin-zugang-folge-2 = It loses these rights: { $list }.
admin-zugang-folge-3 = What the program has handed in stays. Its name stays in the history.
admin-zugang-behalten = Keep access
admin-zugang-ist-widerrufen = The access for “{ $name }” is revoked.
