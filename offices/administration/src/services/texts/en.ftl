# Navigation
services-nav-front = Home
services-nav-list = Services

# Front page of a municipality
services-front-title = Online services
services-front-lead = What you can do online with the administration in { $body }.
services-list-title = Services
services-search-label = What would you like to do?
services-search-button = Search
services-search-found = { $count ->
    [0] No service for “{ $search }”
    [one] One service for “{ $search }”
   *[other] { $count } services for “{ $search }”
 }
services-search-none-title = There is no online service for this here
services-search-none-text = Try another word or look at all services.
services-search-all = Show all services
services-empty-title = No online services yet
services-empty-text = This administration does not offer any service here yet. The map shows what others in the region already offer.
services-empty-link = To the map of the region
services-mine-title = My applications
services-mine-text = If you have an account you find your applications here. Without one, use the link you were given.
services-mine-link = To my applications
services-contact-title = Contact
services-contact-none = The administration has not entered any contact details here yet.
services-contact-demo = Sample data, not the real contact details.
services-contact-address = Address
services-contact-phone = Telephone
services-contact-email = E-mail
services-contact-hours = Opening hours
services-region-title = The region
services-region-link = What other municipalities in { $region } offer

# A service
services-preline = Service
services-demo = Demo content: this service is an example.
services-start = Start application
services-start-hint = { $steps ->
    [one] One section. You need no account and can stop at any time.
   *[other] { $steps } sections. You need no account and can stop at any time.
 }
services-who = Who can apply?
services-needs = What do you need?
services-cost = What does it cost?
services-time = How long does it take?
services-law = Legal basis
services-fee-what = What for
services-fee-amount = Amount
services-fee-total = Total
services-fee-none = With your answers there is no fee.
services-period-once = once
services-period-month = per month
services-period-year = per year

# Application
services-application = Application
services-draft-state = Started and not sent yet
services-overview-title = Your application
services-overview-progress = { $done } of { $total } sections done
services-overview-sections = Sections
services-overview-begin = Fill in
services-overview-continue = Continue
services-overview-review = Check and send
services-overview-kept = Your answers are kept until { $date }. After that they are deleted if you do not send the application.
services-progress-open = Open
services-progress-incomplete = Incomplete
services-progress-done = Done
services-step-continue = Continue
services-step-back = Back
services-step-save = Save and go to the overview
services-step-later = Save and continue later
services-step-add = Add another entry: { $name }
services-step-remove = Remove { $name }
services-step-choose = { $name }: what applies?
services-step-none = No answer
services-step-more-questions = Your answers lead to further questions. Please answer them, too.
services-step-saved = Saved.
services-step-saved-incomplete = Saved. Something is still missing in this section.
services-yes = Yes
services-no = No
services-hint-date = For example 27 3 1985
services-hint-time = For example 14:30
services-hint-moment = For example 14.03.2027 14:30
services-hint-file = Accepted: { $types }. At most { $size }.
services-file-remove = Remove
services-file-empty = The file “{ $name }” is empty. Choose another file.
services-file-large = The file “{ $name }” is too large. At most { $size } are allowed.
services-file-type = The file “{ $name }” has a format that is not accepted here. Accepted: { $types }.

# Check and send
services-review-title = Check your answers and send
services-review-lead = Please read everything once more.
services-review-missing = What is still missing
services-review-empty = No answers
services-review-change = Change
services-review-complete = Complete the answers
services-review-overview = To the overview
services-review-send-title = Send
services-review-send-text = Your answers go to the administration. They are only used to deal with your application.
services-review-declaration = I have checked all answers. They are correct and complete.
services-review-declaration-missing = Confirm that your answers are correct and complete.
services-review-send = Send application
services-review-changed = The application was changed in another window. Please check it once more.

# Continue later
services-later-link = Link to continue
services-later-title = Continue later
services-later-saved = Your answers are saved.
services-later-your-link = Your link
services-later-your-link-text = This link brings you back to your application. Whoever knows it can read and change the application. Do not pass it on.
services-later-copy = Copy link
services-later-print = Print
services-later-owner = You also find the application under “My applications”.
services-later-mail-title = Link by e-mail
services-later-mail-text = We send you the link. The address is used for nothing else.
services-later-email = E-mail address
services-later-email-wrong = Enter an e-mail address, for example name@example.org.
services-later-email-often = The link has been sent several times already. Please look into your spam folder as well.
services-later-mail-send = Send link
services-later-continue = Continue now
services-later-sent = The link is on its way to { $address }.
services-mail-subject = The application you started: { $service }
services-mail-text =
    Hello,

    you have started an application with { $body }: { $service }.

    Continue here:
    { $link }

    Whoever knows this link can read and change the application. Do not pass it on.
    Your answers are deleted on { $until } if you do not send the application by then.

    You have not started an application? Then you can delete this e-mail.

# Delete
services-delete-link = Delete application
services-delete-title = Delete application
services-delete-text = { $files ->
    [0] All answers of this application are deleted at once. This cannot be undone.
    [one] All answers and the uploaded file of this application are deleted at once. This cannot be undone.
   *[other] All answers and the { $files } uploaded files of this application are deleted at once. This cannot be undone.
 }
services-delete-button = Delete now
services-delete-keep = Keep
services-delete-done = The application and all answers are deleted.
