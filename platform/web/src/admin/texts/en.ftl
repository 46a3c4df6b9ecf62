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
