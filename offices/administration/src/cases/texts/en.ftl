# For applicants

cases-mine-nav = My applications
cases-mine-title = My applications
cases-mine-empty = There is nothing here yet
cases-mine-empty-text = Applications you submit while signed in appear here. You reach others by the link in the confirmation.
cases-mine-waiting = Waiting for you
cases-mine-others = All applications
cases-mine-changed = Last changed on { $date }

cases-headline-received = We have received your application
cases-headline-review = Your application is being reviewed
cases-headline-waiting = We have a question for you
cases-headline-granted = Your application has been granted
cases-headline-denied = Your application has been denied
cases-headline-withdrawn = You have withdrawn your application

cases-steps-title = What happens next
cases-step-received = Received
cases-step-review = Under review
cases-step-question = Waiting for your answer
cases-step-decided = Decided
cases-step-withdrawn = Withdrawn
cases-next-answer = Please answer by { $until }. Until then we pause the review.
cases-next-answer-open = Please answer so that we can go on.
cases-next-decision = We aim to decide by { $until }. You do not have to do anything now.
cases-next-decision-open = You do not have to do anything now.
cases-next-decided = Your decision is here for you to read, save and print. The German text is binding.
cases-next-withdrawn = We have stopped working on this application.

cases-question-title = Our question
cases-answer-text = Your answer
cases-answer-hint = If you only want to send documents, you can leave this empty.
cases-answer-files = Documents
cases-answer-files-hint = PDF, JPEG or PNG, at most 10 MB each, at most 10 files.
cases-answer-send = Send answer
cases-answer-sent = We have received your answer.
cases-answer-missing = Write an answer or add a file.
cases-answer-too-long = Shorten the text to 20,000 characters at most.
cases-answer-too-many = Add at most 10 files.
cases-answer-too-large = A file is larger than 10 MB. Make it smaller and choose the files again.
cases-answer-wrong-type = A file is not a PDF, JPEG or PNG. Choose the files again.

cases-messages-title = Messages
cases-from-you = You
cases-your-answers = What you told us
cases-data-deleted = Your details have been deleted because the retention period is over.
cases-more-title = More
cases-to-receipt = Show the confirmation of receipt
cases-to-withdraw = Withdraw the application
cases-to-status = Go to the status of the application
cases-keep-link = Keep the link to this page. Whoever knows it can read the application. Share it only if you want to.

cases-withdraw-title = Withdraw the application
cases-withdraw-text = We will then stop working on it and there will be no decision. You cannot undo this, but you can apply again at any time.
cases-withdraw-yes = Yes, withdraw the application
cases-withdraw-no = No, go back
cases-withdraw-done = You have withdrawn your application.

cases-decision-title = Decision
cases-decision-ready = Your decision is ready
cases-decision-read = Read the decision
cases-decision-pdf = Decision as PDF
cases-decision-to = To { $name }, { $date }

cases-receipt-title = Confirmation of receipt
cases-receipt-heading = We have received your application
cases-receipt-number = Your reference number
cases-receipt-link-title = Your link to the application
cases-receipt-link-text = With this link you can follow the application, answer questions and read the decision. Keep it safe.
cases-receipt-account-text = At this address you can follow the application, answer questions and read the decision. You need to be signed in.
cases-receipt-copy = Copy link
cases-receipt-print = Print
cases-receipt-proof-title = Your proof
cases-receipt-proof-text = The receipt proves that we received your application under this reference number; anybody can check it without us and without the internet using this command:
cases-receipt-fingerprint = Fingerprint of our key:
cases-receipt-download = Download the receipt (JSON)
cases-receipt-answers = Download your details with checksum (JSON)

cases-mail-link = See where it stands: { $link }
cases-mail-kept-link = Please open the link you saved when you applied. It is also in our first e-mail, if you received one.
cases-mail-received-subject = We have received your application { $number }
cases-mail-received =
    Hello,

    we have received your application “{ $service }”. Your reference number is { $number }.

    { $link }

    { $body }
cases-mail-question-subject = We have a question about your application { $number }
cases-mail-question =
    Hello,

    we have a question about your application “{ $service }” ({ $number }). Please answer by { $until }.

    { $link }

    { $body }
cases-mail-decision-subject = The decision on your application { $number } is ready
cases-mail-decision =
    Hello,

    a decision has been made on your application “{ $service }” ({ $number }). It is ready for you to read.

    { $link }

    { $body }
cases-mail-withdrawn-subject = Your application { $number } has been withdrawn
cases-mail-withdrawn =
    Hello,

    you have withdrawn your application “{ $service }” ({ $number }). We have stopped working on it.

    { $body }

# For caseworkers

amt-nav = Cases
amt-nobody = Nobody yet
amt-due-late = { $days ->
    [one] overdue since yesterday
   *[other] overdue for { $days } days
 }
amt-due-today = due today
amt-due-in = { $days ->
    [one] due tomorrow
   *[other] { $days } days left
 }

amt-day-title = My day
amt-day-lead = { $count ->
    [0] No case is open.
    [one] One case is open.
   *[other] { $count } cases are open.
 }
amt-day-view = View
amt-day-team = All
amt-day-mine = Mine
amt-day-all = All cases
amt-day-overdue = Overdue
amt-day-week = Due within seven days
amt-day-fresh = New and not yet taken on
amt-day-waiting = Waiting for an answer
amt-day-later = Due later
amt-day-more = Show all { $count }

amt-list-title = Cases
amt-list-count = { $count ->
    [one] One case
   *[other] { $count } cases
 }
amt-list-none = No case fits this selection
amt-list-none-text = Change the selection or show all cases.
amt-list-all = All cases
amt-list-empty = Nothing is waiting here
amt-list-empty-text = As soon as somebody applies, the case appears here.
amt-list-csv = Download as CSV file
amt-list-pages = Pages
amt-filter-search = Reference number or name
amt-filter-state = State
amt-filter-service = Service
amt-filter-who = With whom
amt-filter-any-service = All services
amt-filter-anybody = Everybody
amt-filter-mine = With me
amt-filter-apply = Show
amt-kind-open = Open
amt-kind-work = In progress
amt-kind-waiting = Waiting for an answer
amt-kind-granted = Granted
amt-kind-denied = Denied
amt-kind-withdrawn = Withdrawn
amt-kind-all = All
amt-column-number = Reference number
amt-column-applicant = Applicant
amt-column-service = Service
amt-column-state = State
amt-column-due = Due
amt-column-received = Received
amt-column-assigned = With

amt-case-title = Case { $number }
amt-case-tabs = Parts of the case
amt-case-overview = Overview
amt-case-side = Next step and key facts
amt-case-steps = Next step
amt-case-assigned = Responsible
amt-case-take = I take this on
amt-case-give-back = Give back
amt-case-facts = Key facts
amt-case-decision-due = Decide by
amt-case-resting = The period rests until the answer is there.
amt-case-fee = Fee
amt-case-version = Version of the service
amt-case-delete-after = Data will be deleted from
amt-case-deleted = The personal data of this case has been deleted after its period was over.
amt-case-messages = Messages
amt-case-answers = Details
amt-case-documents = Documents
amt-case-no-documents = There are no documents.
amt-case-decisions = Decisions
amt-case-notes = Internal notes
amt-note-label = New note
amt-note-hint = For colleagues only. The applicant does not see it.
amt-note-save = Save note
amt-note-saved = The note has been saved.
amt-note-missing = Write something into the note.
amt-text-too-long = Shorten the text to 20,000 characters at most.
amt-assigned = You are responsible now.
amt-unassigned = Nobody is responsible now.

amt-history-title = History
amt-history-place = Log entry { $number }
amt-who-applicant = Applicant
amt-who-link = Applicant, by the link
amt-who-system = Lotse, automatically
amt-who-unknown = A person no longer listed here
amt-event-application-submitted = Application received
amt-event-case-stepped = { $step }: now “{ $to }”
amt-event-case-question-asked = Question asked
amt-event-case-question-answered = Question answered
amt-event-case-granted = Granted, decision made available
amt-event-case-denied = Denied, decision made available
amt-event-case-withdrawn = Application withdrawn
amt-event-case-assigned = Responsible is now { $to }
amt-event-case-unassigned = Responsibility given back
amt-event-case-note-written = Internal note written
amt-event-case-period-passed = Period over, “{ $step }”: now “{ $to }”
amt-event-case-data-deleted = Personal data deleted

amt-step-question = Your question
amt-step-question-hint = Say what is missing and what the person should do.
amt-step-question-text = The person gets an e-mail that a question is waiting. The period for the decision rests until the answer is there.
amt-step-reason = Reasons
amt-step-reason-hint = Printed in the decision as written, so please in German. Name reasons and legal basis (§ 39 VwVfG).
amt-step-note = Reason
amt-step-note-hint = Kept as an internal note.
amt-step-reason-missing = Write something here: without this text the step is not possible.
amt-step-date = Enter a date with day, month and year.
amt-step-valid-from = Valid from
amt-step-valid-until = Valid until
amt-step-valid-hint = Leave empty if the period follows from the application.
amt-step-valid-order = The end lies before the beginning.
amt-step-payment = Notes on payment
amt-step-payment-text = Please state the reference number { $number } with your payment.
amt-step-send = Send question
amt-step-preview = Show preview
amt-step-preview-again = Refresh preview
amt-step-preview-title = Preview
amt-step-final = Issue decision
amt-step-final-text = “Issue decision” makes the letter final and notifies the person. This cannot be undone.
amt-step-no-remedy = No information on legal remedies has been entered
amt-step-no-remedy-text = Without it the decision can be contested for a year (§ 58 (2) VwGO). Your administrator can enter the text in the profile of the municipality.
amt-step-cancel = Cancel
amt-step-changed = The case has changed in the meantime
amt-step-changed-text = Somebody else has worked on it. Your text is still here, nothing was saved or sent. Look at the new state and then send again.
amt-step-look = Look at the case
amt-step-decided = The decision has been issued. The person has been notified.
amt-step-asked = The question has been sent. The period rests until the answer.
amt-step-taken = Done.

amt-mail-withdrawn-subject = Case { $number } withdrawn
amt-mail-withdrawn =
    Hello,

    the application in case { $number } ({ $service }) has been withdrawn. There is nothing left to do.

    { $link }
amt-mail-answer-subject = Answer in case { $number }
amt-mail-answer =
    Hello,

    the answer to your question in case { $number } ({ $service }) is there.

    { $link }
