amt-invoices-nav = Invoices
amt-invoices-setup-nav = Set up invoices
amt-invoices-title = Invoices
amt-invoices-tabs = By state
amt-invoices-tabs-one = Parts of the invoice
amt-invoices-overview = Overview
amt-invoices-history = History
amt-invoices-history-place = Entry { $number } in the log
amt-invoices-arrivals = Files received
amt-invoices-to-list = To the list
amt-invoices-cancel = Cancel
amt-invoices-choose = Please choose
amt-invoices-change = Change
amt-invoices-optional = (optional)
amt-invoices-csv = As a CSV file
amt-invoices-missing = missing
amt-invoices-side = Work
amt-invoices-state-received = Received
amt-invoices-state-formally-checked = Formally checked
amt-invoices-state-factually-correct = Factually correct
amt-invoices-state-arithmetically-correct = Arithmetically correct
amt-invoices-state-ordered = Payment ordered
amt-invoices-state-paid = Paid
amt-invoices-state-sent-back = Sent back
amt-invoices-state-duplicate = Possible duplicate
amt-invoices-decision-reject = Not accepted
amt-invoices-decision-undecidable = Undecidable
amt-invoices-tab-open = Open
amt-invoices-tab-received = Received
amt-invoices-tab-formally-checked = To confirm factually
amt-invoices-tab-factually-correct = To confirm arithmetically
amt-invoices-tab-arithmetically-correct = To order
amt-invoices-tab-ordered = To pay
amt-invoices-tab-paid = Paid
amt-invoices-tab-sent-back = Sent back
amt-invoices-tab-duplicate = Duplicates
amt-invoices-tab-all = All
amt-invoices-figure-late = Overdue
amt-invoices-figure-skonto = Discount ends within 7 days
amt-invoices-figure-open = Open invoices
amt-invoices-figure-sum = Open amounts
amt-invoices-filter-search = Number, seller, amount, IBAN or text
amt-invoices-filter-unit = Unit
amt-invoices-filter-any-unit = All units
amt-invoices-filter-date = Deadline
amt-invoices-filter-any-date = All
amt-invoices-filter-late = Overdue
amt-invoices-filter-skonto = Discount ends soon
amt-invoices-filter-apply = Show
amt-invoices-count = { $count ->
    [0] No invoice
    [one] One invoice
   *[other] { $count } invoices
}
amt-invoices-none = No invoice fits
amt-invoices-none-text = Change the search or look at all invoices.
amt-invoices-all = All invoices
amt-invoices-empty = No invoice is waiting here
amt-invoices-empty-text = New invoices come by e-mail, through the API or are uploaded.
amt-invoices-column-number = Number
amt-invoices-column-seller = Seller
amt-invoices-column-invoice = Invoice
amt-invoices-column-issued = Invoice date
amt-invoices-column-amount = Amount
amt-invoices-column-due = Deadline
amt-invoices-column-skonto = Discount
amt-invoices-column-state = State
amt-invoices-column-unit = Unit
amt-invoices-column-received = Received
amt-invoices-column-file = File
amt-invoices-column-result = Result
amt-invoices-column-what = What became of it
amt-invoices-due-late = { $days ->
    [one] overdue for a day
   *[other] overdue for { $days } days
}
amt-invoices-due-today = due today
amt-invoices-due-in = { $days ->
    [one] due tomorrow
   *[other] due in { $days } days
}
amt-invoices-skonto-late = discount is over
amt-invoices-skonto-today = discount ends today
amt-invoices-skonto-in = { $days ->
    [one] discount until tomorrow
   *[other] discount for { $days } more days
}
amt-invoices-skonto-over = The period is over.
amt-invoices-step-late = { $days ->
    [one] This step is overdue for a day.
   *[other] This step is overdue for { $days } days.
}
amt-invoices-step-until = This step until { $date }
amt-invoices-step-today = This step is to be done today.
amt-invoices-step-in = { $days ->
    [one] This step is to be done by tomorrow.
   *[other] This step is to be done within { $days } days.
}
amt-invoices-upload-title = Upload invoices
amt-invoices-upload-lead = Each file is checked at once and kept unchanged.
amt-invoices-upload-files = Files
amt-invoices-upload-hint = XML, PDF with an embedded invoice (ZUGFeRD) or ZIP. At most 100 invoices and 100 MB together.
amt-invoices-upload-send = Upload and check
amt-invoices-upload-none = Choose at least one file.
amt-invoices-upload-many = These are more than 100 invoices. Upload them in several steps.
amt-invoices-upload-result = { $count ->
    [one] Result for one file
   *[other] Result for { $count } files
}
amt-invoices-outcome-accept = Check passed
amt-invoices-outcome-reject = Check not passed
amt-invoices-outcome-undecidable = Undecidable
amt-invoices-outcome-duplicate = Duplicate
amt-invoices-outcome-no-invoice = No invoice
amt-invoices-outcome-stored = { $seller }, unit: { $unit }
amt-invoices-outcome-same = Exactly this file is here already: { $value }.
amt-invoices-outcome-alike = Seller, number, date and amount are those of { $value }. Please have a look.
amt-invoices-why-empty = The file is empty.
amt-invoices-why-too-large = The file is larger than 50 MB.
amt-invoices-why-malware = The file contains malware. It has not been kept.
amt-invoices-why-pdf-without-xml = There is no electronic invoice in this PDF. Ask for an XRechnung or ZUGFeRD file.
amt-invoices-why-other-format = The file is neither XML nor PDF.
amt-invoices-why-other-xml = The file is XML but no invoice. It begins with “{ $detail }”.
amt-invoices-why-unreadable = The file is broken or built in a way that is not allowed ({ $detail }).
amt-invoices-why-unknown-recipient = The Leitweg-ID “{ $detail }” belongs to no unit.
amt-invoices-why-broken-archive = The ZIP file is broken or encrypted.
amt-invoices-why-archive-limit = There are too many or too large files in the ZIP file.
amt-invoices-kind-invoice = invoice
amt-invoices-kind-credit = credit note
amt-invoices-banner-reject = This invoice is not valid
amt-invoices-banner-reject-text = { $count ->
    [one] The check found an error. The invoice must not be paid like this.
   *[other] The check found { $count } errors. The invoice must not be paid like this.
}
amt-invoices-banner-undecidable = The rules give no answer for this invoice
amt-invoices-banner-no-scenario = The identifier of the specification (BT-24) is missing or unknown. The invoice does not count as checked.
amt-invoices-banner-aborted = The official rules stop with an error on this file. The invoice does not count as checked.
amt-invoices-duplicate-title = This invoice was probably here before
amt-invoices-duplicate-text = Seller, number, date and amount are those of
amt-invoices-no-duplicate = This is an invoice of its own
amt-invoices-copies = This invoice came again
amt-invoices-deleted = The retention period is over. The content of the invoice has been deleted.
amt-invoices-findings = { $count ->
    [one] One finding of the check
   *[other] { $count } findings of the check
}
amt-invoices-level-fatal = Error
amt-invoices-level-warning = Warning
amt-invoices-level-information = Note
amt-invoices-details = Details
amt-invoices-attachments = Attachments
amt-invoices-no-attachments = The invoice has no attachments.
amt-invoices-notes = Notes
amt-invoices-note = New note
amt-invoices-note-save = Save note
amt-invoices-note-empty = Write a note.
amt-invoices-payment = Payment
amt-invoices-fact-payable = To be paid
amt-invoices-fact-with-skonto = Today with discount
amt-invoices-fact-due = Due on
amt-invoices-fact-payee = Payee
amt-invoices-fact-remittance = Remittance text
amt-invoices-fact-received = Received
amt-invoices-fact-channel = Channel
amt-invoices-fact-leitweg = Leitweg-ID
amt-invoices-channel-upload = Uploaded
amt-invoices-channel-mail = E-mail
amt-invoices-channel-api = API
amt-invoices-channel-folder = Folder
amt-invoices-who-system = Lotse
amt-invoices-skonto-term = { $percent } % discount on { $base } is { $amount } when paid by { $date }.
amt-invoices-qr-label = QR code for a transfer of { $amount }
amt-invoices-accounting = Account assignment
amt-invoices-cost-centre = Cost centre
amt-invoices-account = Account
amt-invoices-budget-item = Budget item
amt-invoices-accounting-save = Save account assignment
amt-invoices-accounting-empty = Enter something here.
amt-invoices-signatures = Signatures
amt-invoices-no-signatures = Nobody has signed yet.
amt-invoices-signature-void = void
amt-invoices-signed-formal = Formally checked
amt-invoices-signed-factual = Factually correct
amt-invoices-signed-arithmetical = Arithmetically correct
amt-invoices-signed-order = Payment ordered
amt-invoices-signed-for = { $name } for { $principal }
amt-invoices-intake = Receipt
amt-invoices-unit = Unit
amt-invoices-unit-none = Not assigned
amt-invoices-unit-save = Assign
amt-invoices-original = Original
amt-invoices-verdict = Verdict
amt-invoices-checked = Checked on { $when } with { $sets }.
amt-invoices-kept = Kept until { $date }.
amt-invoices-held = Not to be deleted: { $reason }
amt-invoices-hold = Block deletion
amt-invoices-hold-reason = Why must the invoice not be deleted?
amt-invoices-hold-empty = Say why the invoice must not be deleted.
amt-invoices-hold-save = Block
amt-invoices-release = Unblock
amt-invoices-print = Print
amt-invoices-step-formal-title = Check formally
amt-invoices-step-formal-text = Is the invoice for us and with the right unit?
amt-invoices-step-formal-button = Formally in order
amt-invoices-step-factual-title = Confirm factually
amt-invoices-step-factual-text = Was this ordered and delivered like this?
amt-invoices-step-factual-button = Factually correct
amt-invoices-step-arithmetical-title = Confirm arithmetically
amt-invoices-step-arithmetical-text = Are prices, quantities, taxes and dates right?
amt-invoices-step-arithmetical-button = Arithmetically correct
amt-invoices-step-order-title = Order the payment
amt-invoices-step-order-text = With the order the invoice goes to the treasury.
amt-invoices-step-order-button = Order
amt-invoices-next-clerk = An invoice clerk does this.
amt-invoices-next-authoriser = An authoriser of payments does this.
amt-invoices-next-treasurer = The treasury does this.
amt-invoices-next-pay = Pay
amt-invoices-next-confirm = Confirm the payment
amt-invoices-next-send-back = Send back
amt-invoices-next-send-back-text = The check did not accept the document. Ask for a new invoice.
amt-invoices-sign-as = I sign
amt-invoices-sign-own = in my own name
amt-invoices-sign-for = for { $name }
amt-invoices-refuse = Refuse the order
amt-invoices-refuse-reason = What is still to be clarified?
amt-invoices-refuse-empty = Say what is still to be clarified.
amt-invoices-refuse-send = Back to the check
amt-invoices-refused-state = This step is not next.
amt-invoices-refused-invalid = The check did not accept the document.
amt-invoices-refused-account = Enter cost centre and account first.
amt-invoices-refused-four-eyes = You have confirmed this invoice yourself. So somebody else must order it.
amt-invoices-refused-two-confirmers = You have confirmed it factually. Somebody else must confirm it arithmetically.
amt-invoices-refused-deputy = You are not entered as deputy today.
amt-invoices-refused-iban = There is no valid IBAN in the invoice.
amt-invoices-done-formal = The invoice is formally checked.
amt-invoices-done-factual = The invoice is factually correct.
amt-invoices-done-arithmetical = The invoice is arithmetically correct.
amt-invoices-done-order = The payment is ordered.
amt-invoices-done-refused = The invoice is being checked again.
amt-invoices-done-account = The account assignment is saved.
amt-invoices-done-unit = The invoice is assigned.
amt-invoices-done-note = The note is saved.
amt-invoices-done-held = The invoice will not be deleted while it is blocked.
amt-invoices-done-released = The invoice is unblocked.
amt-invoices-done-no-duplicate = The invoice is now worked on by itself.
amt-invoices-done-sent-back = The invoice is sent back, the e-mail is on its way.
amt-invoices-done-sent-back-no-mail = The invoice is sent back. No e-mail went out.
amt-invoices-send-back = Send back
amt-invoices-letter-lead = Read the e-mail once more before it goes out.
amt-invoices-letter-recipient = E-mail address of the seller
amt-invoices-letter-recipient-hint = Without an address the invoice is only marked as sent back here.
amt-invoices-letter-recipient-wrong = This is not an e-mail address.
amt-invoices-letter-subject = Subject
amt-invoices-letter-subject-empty = Enter a subject.
amt-invoices-letter-text = Text
amt-invoices-letter-text-empty = Say why the invoice goes back.
amt-invoices-letter-send = Send the invoice back
amt-invoices-event-received = Received and checked
amt-invoices-event-came-again = The same file came again
amt-invoices-event-signed-formal = Formally checked
amt-invoices-event-signed-factual = Factually correct
amt-invoices-event-signed-arithmetical = Arithmetically correct
amt-invoices-event-signed-order = Payment ordered
amt-invoices-event-order-refused = Order refused, back to the check
amt-invoices-event-sent-back = Sent back
amt-invoices-event-no-duplicate = Recognised as an invoice of its own
amt-invoices-event-account-assigned = Account assignment saved
amt-invoices-event-unit-assigned = Assigned to a unit
amt-invoices-event-noted = Note written
amt-invoices-event-held = Deletion blocked
amt-invoices-event-released = Deletion unblocked
amt-invoices-event-in-run = Taken into payment run { $run }
amt-invoices-event-paid = Paid with payment run { $run }
amt-invoices-event-data-deleted = Content deleted after the retention period
amt-invoices-pay-title = Payments
amt-invoices-pay-lead = Ordered invoices become a file for the bank and one for the finance system.
amt-invoices-pay-no-debtor = The account to pay from is missing
amt-invoices-pay-no-debtor-text = The administrator enters it under “Set up invoices”.
amt-invoices-pay-open = { $count ->
    [0] Nothing to pay
    [one] One invoice to pay
   *[other] { $count } invoices to pay
}
amt-invoices-pay-none = No ordered invoice is waiting
amt-invoices-pay-none-text = As soon as a payment is ordered it stands here.
amt-invoices-pay-total = Total
amt-invoices-pay-skonto = Discount taken
amt-invoices-pay-from = Paid from: { $account }
amt-invoices-pay-choose = Invoice
amt-invoices-pay-execution = Execution
amt-invoices-pay-credit = No transfer: posted only
amt-invoices-pay-currency = Another currency than euro: please transfer by hand. If you choose it, it is posted only.
amt-invoices-pay-large = More than a SEPA transfer takes. If you choose it, it is posted only.
amt-invoices-pay-iban = No IBAN, for example because of a direct debit: no transfer. If you choose it, it is posted only.
amt-invoices-pay-taken = { $percent } % on { $base } until { $date }
amt-invoices-pay-lost = { $amount } were possible, the period is over
amt-invoices-pay-make = Make payment run
amt-invoices-runs = Payment runs
amt-invoices-runs-none = There is no payment run yet.
amt-invoices-run-title = Payment run
amt-invoices-run-lead = Made on { $when } by { $who }.
amt-invoices-run-made = Made
amt-invoices-run-payments = Transfers
amt-invoices-run-open = Not yet confirmed
amt-invoices-run-sepa = SEPA file (pain.001)
amt-invoices-run-postings = Postings (CSV)
amt-invoices-run-paid = Confirmed as paid on { $when } by { $who }.
amt-invoices-run-confirm-text = Confirm once the bank has executed the payments.
amt-invoices-run-confirm = Confirm as paid
amt-invoices-run-second = A second person confirms the payment
amt-invoices-run-second-text = Whoever made the payment run may not confirm it.
amt-invoices-done-run = The payment run is made.
amt-invoices-done-paid = The payments are confirmed.
amt-invoices-figures-title = Figures
amt-invoices-figures-lead = How long invoices take and what discounts brought, in the last twelve months.
amt-invoices-figures-skonto = Discounts
amt-invoices-figures-won = Discount taken
amt-invoices-figures-lost = Discount missed
amt-invoices-figures-times = Time in each state
amt-invoices-figures-month = Month
amt-invoices-figures-state = State
amt-invoices-figures-entered = Number
amt-invoices-figures-median = Median time
amt-invoices-figures-median-hours = Median in hours
amt-invoices-figures-none = There is nothing to count yet.
amt-invoices-hours = { $count ->
    [0] less than an hour
    [one] 1 hour
   *[other] { $count } hours
}
amt-invoices-days = { $count ->
    [one] 1 day
   *[other] { $count } days
}
amt-invoices-setup-title = Set up invoices
amt-invoices-setup-lead = Who receives, who stands in, who pays and how long invoices are kept.
amt-invoices-units = Units and Leitweg-IDs
amt-invoices-units-none = No unit receives invoices yet
amt-invoices-units-none-text = Without a Leitweg-ID every invoice goes to “Not assigned”.
amt-invoices-unit-name = Name of the unit
amt-invoices-unit-name-empty = Enter the name of the unit.
amt-invoices-unit-leitweg = Leitweg-ID
amt-invoices-unit-leitweg-hint = For example 05117-31001-02. The last two digits are checked.
amt-invoices-unit-leitweg-wrong = This is not a valid Leitweg-ID.
amt-invoices-unit-active = receives
amt-invoices-unit-inactive = does not receive
amt-invoices-unit-switch-off = Switch off
amt-invoices-unit-switch-on = Switch on
amt-invoices-unit-add = Add a unit
amt-invoices-deputies = Deputies
amt-invoices-deputies-text = A deputy signs with their own account and needs the same role. Both count as one person: a deputy may not order what the person they stand in for has confirmed.
amt-invoices-deputy-principal = Person stood in for
amt-invoices-deputy-deputy = Deputy
amt-invoices-deputy-from = From
amt-invoices-deputy-to = Until
amt-invoices-deputy-time = Time
amt-invoices-deputy-now = today
amt-invoices-deputy-end = End
amt-invoices-deputy-add = Add a deputy
amt-invoices-deputy-person-empty = Choose a person.
amt-invoices-deputy-date-wrong = Enter a date.
amt-invoices-settings = Account, periods, retention
amt-invoices-setting-inhaber = Account holder
amt-invoices-setting-inhaber-empty = Enter the account holder.
amt-invoices-setting-iban = IBAN to pay from
amt-invoices-setting-iban-wrong = This is not a valid IBAN.
amt-invoices-setting-bic = BIC
amt-invoices-setting-bic-wrong = A BIC has 8 or 11 signs.
amt-invoices-setting-eine-person = One person may confirm factually and arithmetically
amt-invoices-setting-schritt-tage = Days for each step
amt-invoices-setting-ziel-tage = Days until payment if the invoice names none
amt-invoices-setting-kostenstellen = Cost centres to choose from
amt-invoices-setting-sachkonten = Accounts to choose from
amt-invoices-setting-produkte = Budget items to choose from
amt-invoices-setting-list-hint = One on each line.
amt-invoices-setting-jahre = Years of retention
amt-invoices-setting-jahre-hint = Counted from the end of the year in which the invoice was closed.
amt-invoices-setting-quelle = Legal basis of the retention
amt-invoices-setting-quelle-empty = Name the legal basis.
amt-invoices-setting-geprueft = The legal basis has been checked
amt-invoices-setting-number-wrong = Enter a whole number from 1 on.
amt-invoices-settings-save = Save settings
amt-invoices-retention-unverified = The retention period has not been checked yet
amt-invoices-retention-unverified-text = Please check years and legal basis for your municipality.
amt-invoices-done-unit-changed = The units are changed.
amt-invoices-done-deputy = The deputy is entered.
amt-invoices-done-deputy-ended = The deputyship has ended.
amt-invoices-done-settings = The settings are saved.
