// The application for a residents' parking permit, as the example package anwohnerparken asks for it.

/** The smallest picture there is: one pixel, PNG. */
export const PICTURE = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');

export const GERMAN = {
  salutation: 'Anrede', given: 'Vorname', family: 'Familienname', birth: 'Geburtsdatum', mail: 'E-Mail-Adresse', phone: 'Telefon',
  street: 'Straße', number: 'Hausnummer', code: 'Postleitzahl', town: 'Ort',
  plate: 'Kennzeichen', holder: 'Ist das Fahrzeug auf Sie zugelassen?', holderName: 'Name der Halterin oder des Halters',
  zone: 'Bewohnerparkzone', years: 'Gültigkeit des Ausweises', zoneA: 'Zone A', oneYear: '1 Jahr',
  certificate: 'Zulassungsbescheinigung Teil I', consent: 'Einwilligung der Halterin oder des Halters',
  correct: 'Meine Angaben sind richtig und vollständig', changes: 'Ich melde Änderungen', electric: 'Ist es ein Elektrofahrzeug?',
  yes: 'Ja', no: 'Nein', onwards: 'Weiter', start: 'Antrag beginnen', begin: 'Ausfüllen', send: 'Antrag absenden',
  declaration: 'Ich habe alle Angaben geprüft', toStatus: 'Zum Stand des Antrags', received: 'Ihr Antrag ist eingegangen',
};

export const ENGLISH = {
  salutation: 'Salutation', given: 'First name', family: 'Family name', birth: 'Date of birth', mail: 'E-mail address', phone: 'Telephone',
  street: 'Street', number: 'House number', code: 'Postcode', town: 'Town',
  plate: 'Licence plate', holder: 'Is the vehicle registered in your name?', holderName: 'Name of the holder',
  zone: 'Parking zone', years: 'Validity of the permit', zoneA: 'Zone A', oneYear: '1 year',
  certificate: 'Registration certificate part I', consent: 'Consent of the holder',
  correct: 'My statements are correct and complete', changes: 'I will report changes', electric: 'Is it an electric vehicle?',
  yes: 'Yes', no: 'No', onwards: 'Continue', start: 'Start application', begin: 'Fill in', send: 'Send application',
  declaration: 'I have checked all answers', toStatus: 'Go to the status of the application', received: 'We have received your application',
};

const YES_OR_NO = async (person, words, label, answer) => person.pick(label, answer ? words.yes : words.no);

/** From the page of the service to the first step. */
export async function begin(person, body, words) {
  await person.go(`/${body}/leistungen/anwohnerparken`);
  await person.press(words.start);
  if (await person.page.getByRole('link', { name: words.begin }).count()) await person.follow(words.begin);
}

export async function aboutYou(person, words, { given = 'Jana', family = 'Beispiel', phone } = {}) {
  await person.fill(words.given, given);
  await person.fill(words.family, family);
  await person.date(words.birth, 27, 3, 1985);
  await person.fill(words.mail, 'jana.beispiel@example.org');
  if (phone) await person.fill(words.phone, phone);
  await person.press(words.onwards);
}

export async function home(person, words) {
  await person.fill(words.street, 'Musterweg');
  await person.fill(words.number, '12 a');
  await person.fill(words.code, '34434');
  await person.fill(words.town, 'Borgentreich');
  await person.press(words.onwards);
}

export async function vehicle(person, words, { isHolder = true } = {}) {
  await person.fill(words.plate, 'HX-LO 70');
  await YES_OR_NO(person, words, words.holder, isHolder);
  await person.press(words.onwards);
}

export async function zone(person, words) {
  await person.pick(words.zone, words.zoneA);
  await person.pick(words.years, words.oneYear);
  await person.press(words.onwards);
}

export async function proofs(person, words, { isHolder = true } = {}) {
  await person.upload(words.certificate, 'schein.png', PICTURE);
  if (!isHolder) await person.upload(words.consent, 'einwilligung.png', PICTURE);
  await person.press(words.onwards);
}

export async function declarations(person, words) {
  await agree(person, words.correct, words);
  await agree(person, words.changes, words);
  await person.press(words.onwards);
}

/** A declaration is a box to tick or a yes to choose. */
async function agree(person, label, words) {
  if (await person.group(label).count()) await person.choose(label, words.yes);
  else await person.tick(label);
}

/** Ticks that everything is right and sends; ends on the receipt and returns the reference number. */
export async function send(person, words) {
  await person.tick(words.declaration);
  await person.press(words.send);
  await person.sees(words.received);
  return person.page.locator('.lotse-receipt__number').innerText();
}

/** The whole of it in one go. */
export async function apply(person, body, words, who = {}) {
  await begin(person, body, words);
  await aboutYou(person, words, who);
  await home(person, words);
  await vehicle(person, words);
  await zone(person, words);
  await proofs(person, words);
  await declarations(person, words);
  return send(person, words);
}
