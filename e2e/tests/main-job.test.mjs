// What one municipality builds, another uses: publish, adopt, apply, decide, update. Four people, in German, on both
// databases.

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { hasPostgres, openHouse, stages, textOfPdf } from '../lib/house.mjs';
import { GERMAN as words, PICTURE, aboutYou, begin, declarations, home, proofs, send, vehicle, zone } from '../lib/parking.mjs';
import { CASEWORKER, OFFICER, PUBLISHER, RESIDENT } from '../lib/people.mjs';
import { beginAdoption, decide, openCase, putIntoUse } from '../lib/tasks.mjs';

const OWN_INTRO = 'In Borgentreich parken Sie mit dem Ausweis in Ihrer Zone rund um den Kirchplatz.';
const FEE_A = 'Gebühr »Bewohnerparkausweis Zone A«: Betrag';

for (const database of ['sqlite', 'postgres']) {
  const skip = database === 'postgres' && !hasPostgres ? 'no PostgreSQL server named' : false;
  test(`the whole job on ${database}`, { skip, timeout: 900_000 }, (t) => wholeJob(t, database));
}

async function wholeJob(t, database) {
  // Pages are the same on both: their accessibility is examined once.
  const house = await openHouse({ database, examinesAccess: database === 'sqlite' });
  t.after(() => house.close());
  const stage = stages(t);
  const officer = await house.person();
  const publisher = await house.person();
  const resident = await house.person();
  const caseworker = await house.person();
  let number;
  let status;
  let firstHash;

  await stage('the digital officer adapts Paderborn\'s service to Borgentreich', async () => {
    await officer.signIn(OFFICER);
    await officer.go('/loesungen/');
    await officer.sees('Bewohnerparkausweis', 'In Betrieb bei einer Kommune');
    await beginAdoption(officer, 'anwohnerparken', 'Borgentreich');

    await officer.follow('Gebühren');
    await officer.fill(FEE_A, 'viel');
    await officer.press('Speichern');
    await officer.sees('Bitte prüfen Sie Ihre Angaben', 'Geben Sie einen Betrag ein, zum Beispiel 25,00.');
    await officer.fill(FEE_A, '25,00');
    await officer.fill('Grund der Änderung', 'Gebührensatzung vom 1. März');
    await officer.press('Speichern');

    await officer.follow('Texte');
    await officer.fill('Einleitung', OWN_INTRO);
    await officer.press('Speichern');

    await officer.follow('Formular: Angaben zu Ihnen');
    await officer.choose('Feld »Telefon« weglassen', 'ausblenden');
    await officer.press('Speichern');
  });

  await stage('the preview shows the effective form and the differences', async () => {
    await officer.follow('Weiter zur Vorschau');
    await officer.sees(OWN_INTRO, '25,00', '30,00', 'Gebührensatzung vom 1. März', 'Familienname');
    const preview = officer.page.getByRole('region', { name: /Bewohnerparkausweis/ });
    assert.equal(await preview.getByLabel(/^\s*Telefon/).count(), 0, 'the hidden field is in the preview');
    await putIntoUse(officer, 'Bürgermeister, 12. März 2027');
    await officer.sees('Version 1.0.0 ist in Betrieb', 'Bürgermeister, 12. März 2027');
    firstHash = await officer.page.locator('dd code').first().innerText();
  });

  await stage('a resident fills in the application, goes away and comes back', async () => {
    await resident.signIn(RESIDENT);
    await resident.go('/borgentreich/');
    await resident.follow('Bewohnerparkausweis beantragen');
    await resident.sees(OWN_INTRO, '25,00');
    await begin(resident, 'borgentreich', words);

    assert.equal(await resident.page.getByLabel(/^\s*Telefon/).count(), 0, 'the hidden field is in the form');
    await resident.press(words.onwards);
    await resident.sees('Bitte prüfen Sie Ihre Angaben');
    await aboutYou(resident, words);

    await resident.fill(words.code, 'abc');
    await resident.press(words.onwards);
    await resident.sees('Bitte prüfen Sie Ihre Angaben');
    await home(resident, words);

    // The vehicle belongs to somebody else: two more answers are asked for.
    await vehicle(resident, words, { isHolder: false });
    await resident.sees('Zu Ihren Angaben gibt es noch weitere Fragen');
    await resident.fill(words.holderName, 'Erika Beispiel');
    await resident.press(words.onwards);

    await resident.press('Speichern und später weitermachen');
    const link = await resident.page.locator('code.lotse-code').first().innerText();
    await resident.go('/');
    await resident.go('/meine/');
    await resident.sees('Angefangen und noch nicht abgesendet');
    await resident.go(new URL(link).pathname);
    await resident.sees(/3 von \d+ Abschnitten fertig/);
    await resident.follow('Weiter ausfüllen');
    await zone(resident, words);
  });

  await stage('uploads are checked and kept', async () => {
    await resident.upload(words.certificate, 'schein.png', Buffer.from('kein Bild'));
    await resident.press(words.onwards);
    await resident.sees('Format, das hier nicht angenommen wird');
    await proofs(resident, words, { isHolder: false });
    await declarations(resident, words);
    await resident.sees('Jana', 'Erika Beispiel', 'HX-LO 70', 'schein.png', '25,00');
  });

  await stage('sending twice makes one case', async () => {
    const review = resident.path();
    const form = resident.page.locator('form[action$="/absenden"]');
    const action = await form.getAttribute('action');
    const token = await form.locator('input[name="_token"]').getAttribute('value');
    const declaration = await form.locator('input[type="checkbox"]').getAttribute('name');
    number = await send(resident, words);
    const again = await resident.context.request.post(action, { form: { _token: token, [declaration]: 'ja' }, headers: { origin: house.url } });
    assert.ok(again.ok(), `${again.status()} for the second time from ${review}`);
    assert.ok((await again.text()).includes(number), 'the second answer is not the first receipt');
  });

  await stage('the receipt can be checked offline, and a changed one is noticed', async () => {
    const answer = await resident.ask(await resident.addressOf('Quittung herunterladen (JSON)'));
    assert.equal(answer.status(), 200);
    const receipt = await answer.text();
    const good = join(house.folder, 'quittung.json');
    writeFileSync(good, receipt);
    assert.deepEqual([(await house.lotse('receipt', 'verify', good)).code], [0]);
    const bad = join(house.folder, 'changed.json');
    writeFileSync(bad, receipt.replaceAll(number, `${number.slice(0, -1)}${number.endsWith('9') ? 8 : 9}`));
    assert.equal((await house.lotse('receipt', 'verify', bad)).code, 1);
    await resident.follow(words.toStatus);
    status = resident.path();
  });

  await stage('Paderborn publishes version 1.1.0', async () => {
    await publisher.signIn(PUBLISHER);
    await publisher.go('/paderborn/loesungen/');
    await publisher.follow('Paket veröffentlichen');
    await publisher.press('Version 1.1.0 veröffentlichen');
    await publisher.sees('1.1.0 ist veröffentlicht');
  });

  await stage('Borgentreich updates and decides the conflict', async () => {
    await officer.go('/borgentreich/loesungen/');
    await officer.sees('Updates warten auf Sie');
    await officer.follow(/auf 1\.1\.0 bringen/);
    await officer.sees('Das müssen Sie entscheiden', '30,00', '32,00', '25,00', 'Gebührensatzung vom 1. März', 'Was von Ihnen bleibt');
    await officer.press('Weiter zur Vorschau');
    await officer.sees('Entscheiden Sie, welche Fassung gelten soll.');
    await officer.choose('Gebühr »Bewohnerparkausweis Zone A«', 'Ihre Fassung behalten');
    await officer.press('Weiter zur Vorschau');
    await officer.sees(OWN_INTRO, '25,00', 'Elektrofahrzeug', 'Laufende Fälle bleiben bei der Fassung');
    await putIntoUse(officer, 'Bürgermeister, 20. März 2027');
    await officer.sees('Version 1.1.0 ist in Betrieb');
    assert.notEqual(await officer.page.locator('dd code').first().innerText(), firstHash);
  });

  await stage('the running case stays on its version; the caseworker asks back', async () => {
    await caseworker.signIn(CASEWORKER);
    await caseworker.go('/borgentreich/amt/');
    await caseworker.sees('Neu und noch bei niemandem', 'Jana Beispiel');
    await caseworker.go('/borgentreich/amt/faelle?suche=Beispiel');
    await caseworker.follow(number);
    await caseworker.sees('1.0.0', 'Erika Beispiel');
    await caseworker.seesNot('Elektrofahrzeug', 'Telefon');
    await caseworker.press('Ich übernehme');
    await caseworker.press('Prüfung beginnen');
    await caseworker.follow('Rückfrage stellen');
    await caseworker.press('Frage absenden');
    await caseworker.sees('Schreiben Sie hier etwas');
    await caseworker.fill('Ihre Frage', 'Bitte senden Sie uns den Mietvertrag.');
    await caseworker.press('Frage absenden');
    await caseworker.sees('Die Frage ist gesendet');
  });

  await stage('the resident answers', async () => {
    await resident.go(status);
    await resident.sees('Wir haben eine Frage an Sie', 'Bitte senden Sie uns den Mietvertrag.');
    await resident.fill('Ihre Antwort', 'Der Vertrag liegt bei.');
    await resident.upload('Unterlagen', 'vertrag.png', PICTURE);
    await resident.press('Antwort absenden');
    await resident.sees('Ihre Antwort ist angekommen', 'Ihr Antrag wird geprüft');
  });

  await stage('the caseworker grants', async () => {
    await openCase(caseworker, 'borgentreich', number);
    await caseworker.sees('Der Vertrag liegt bei.', 'vertrag.png');
    await decide(caseworker, 'Ausweis bewilligen');
    await caseworker.follow('Verlauf');
    await caseworker.sees('Antrag eingegangen', 'Rückfrage gestellt', 'Rückfrage beantwortet', 'Bewilligt');
  });

  await stage('the resident reads the decision', async () => {
    await resident.go(status);
    await resident.sees('Ihr Antrag ist bewilligt');
    const pdf = await resident.ask(await resident.addressOf('Bescheid als PDF'));
    const bytes = await pdf.body();
    assert.equal(bytes.subarray(0, 5).toString(), '%PDF-');
    const letter = await textOfPdf(bytes, house.folder);
    for (const part of ['Jana', 'Beispiel', 'HX-LO 70', '25,00', 'Rechtsbehelfsbelehrung', number]) {
      assert.ok(letter.includes(part), `the letter does not say ${part}:\n${letter}`);
    }
    await resident.follow('Bescheid lesen');
    await resident.sees('HX-LO 70', '25,00', 'Rechtsbehelfsbelehrung');
    await resident.go('/meine/');
    await resident.sees('Ihr Antrag ist bewilligt');
  });

  await stage('the map shows who runs which version', async () => {
    await resident.go('/karte');
    const borgentreich = await resident.page.getByRole('row', { name: /Borgentreich/ }).innerText();
    assert.match(borgentreich, /1\.1\.0/);
    assert.match(borgentreich, /angepasst/);
    const paderborn = await resident.page.getByRole('row', { name: /Paderborn/ }).first().innerText();
    assert.match(paderborn, /1\.0\.0/);
  });

  await stage('new applications use the new version', async () => {
    const other = await house.person();
    await other.go('/borgentreich/leistungen/anwohnerparken');
    await begin(other, 'borgentreich', words);
    await aboutYou(other, words);
    await home(other, words);
    await other.sees('Ist es ein Elektrofahrzeug?');
    await other.leave();
  });

  for (const person of [officer, publisher, resident, caseworker]) await person.leave();

  await stage('every change stands in the ledger', async () => {
    const { code, output } = await house.lotse('ledger', 'verify', ...house.place);
    assert.equal(code, 0, output);
  });
}
