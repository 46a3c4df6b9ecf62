// An invoice from the upload to the payment file: four people, four eyes; a document without a verdict goes back.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readFileSync } from 'node:fs';
import { deflateRawSync } from 'node:zlib';
import { hasPostgres, openHouse, stages } from '../lib/house.mjs';
import { ADMINISTRATOR, AUTHORISER, INVOICE_CLERK, SECOND_TREASURER, TREASURER } from '../lib/people.mjs';

const HYBRID = readFileSync(new URL('../../fuzz/seeds/invoice_pdf/hybrid.pdf', import.meta.url));
const BASE = '/borgentreich/amt/rechnungen';

for (const database of ['sqlite', 'postgres']) {
  const skip = database === 'postgres' && !hasPostgres ? 'no PostgreSQL server named' : false;
  test(`an invoice is paid on ${database}`, { skip, timeout: 900_000 }, (t) => walk(t, database));
}

async function walk(t, database) {
  const house = await openHouse({ database, examinesAccess: database === 'sqlite' });
  t.after(() => house.close());
  const stage = stages(t);
  const clerk = await house.person();
  const authoriser = await house.person({ phone: true });
  const treasurer = await house.person();
  const second = await house.person({ scripts: false });
  let number;

  await stage('an invoice of the demo becomes the pattern of a new one', async () => {
    await clerk.signIn(INVOICE_CLERK);
    await clerk.go(BASE);
    await clerk.sees('Offene Rechnungen', 'Tischlerei Ahorn', 'überfällig', 'Nicht entscheidbar');
    await clerk.fill('Nummer, Firma, Betrag', '2026-1015');
    await clerk.press('Anzeigen');
    await clerk.sees('Eine Rechnung');
    await clerk.follow(/^ER-/);
    await clerk.sees('Garderobenhaken', 'lieferschein.csv', 'Skonto', 'Formal prüfen');
  });

  await stage('several files, one of them an archive, are taken in', async () => {
    const original = await clerk.ask(`${new URL(clerk.page.url()).pathname}/original`);
    const xml = (await original.text()).replaceAll('2026-1015', 'E2E-1');
    await clerk.go(`${BASE}/hochladen`);
    await clerk.press('Hochladen und prüfen');
    await clerk.sees('Wählen Sie mindestens eine Datei aus.');
    await clerk.field('Dateien').setInputFiles([
      { name: 'neu.zip', mimeType: 'application/zip', buffer: zip('ordner/e2e-1.xml', Buffer.from(xml)) },
      { name: 'notiz.txt', mimeType: 'text/plain', buffer: Buffer.from('keine Rechnung') },
    ]);
    await clerk.press('Hochladen und prüfen');
    await clerk.sees('Ergebnis für 2 Dateien', 'Prüfung bestanden', 'Die Datei ist weder XML noch PDF.', 'Stelle: Schulverwaltung');
    number = await clerk.page.getByRole('link', { name: /^ER-/ }).first().innerText();
    await clerk.field('Dateien').setInputFiles({ name: 'noch-einmal.xml', mimeType: 'text/xml', buffer: Buffer.from(xml) });
    await clerk.press('Hochladen und prüfen');
    await clerk.sees(`Genau diese Datei ist schon da: ${number}.`);
  });

  await stage('it is confirmed, with an account', async () => {
    await clerk.go(`${BASE}/${number}`);
    await clerk.sees('Eingegangen', 'E2E-1', 'Erika Muster');
    await clerk.press('Formal in Ordnung');
    await clerk.press('Kontierung speichern');
    await clerk.sees('Tragen Sie hier etwas ein.');
    await clerk.fill('Kostenstelle', '2110 Grundschule');
    await clerk.fill('Sachkonto', '081100 Ausstattung');
    await clerk.press('Kontierung speichern');
    await clerk.press('Sachlich richtig');
    await clerk.press('Rechnerisch richtig');
    await clerk.sees('Das macht eine Person mit Anordnungsbefugnis.');
    await clerk.fill('Neue Notiz', 'Lieferung am Montag geprüft.');
    await clerk.press('Notiz speichern');
    await clerk.sees('Lieferung am Montag geprüft.');
  });

  await stage('somebody else orders it, on the phone', async () => {
    await authoriser.signIn(AUTHORISER);
    await authoriser.go(BASE);
    await authoriser.sees('Für mich zu tun', 'Zahlung anordnen');
    await authoriser.follow(number);
    await authoriser.press('Anordnen');
    await authoriser.sees('Angeordnet', 'Das macht die Zahlungsabwicklung.');
    await authoriser.follow('Verlauf');
    await authoriser.sees('Zahlung angeordnet', 'Eingegangen und geprüft');
  });

  await stage('a copy with another account and another dress raises warnings', async () => {
    const original = await clerk.ask(`${BASE}/${number}/original`);
    const fraud = (await original.text()).replaceAll('E2E-1', 'E2E 001').replaceAll('DE02120300000000202051', 'DE02500105170137075030');
    await clerk.go(`${BASE}/hochladen`);
    await clerk.field('Dateien').setInputFiles([
      { name: 'neues-konto.xml', mimeType: 'text/xml', buffer: Buffer.from(fraud) },
      { name: 'hybrid.pdf', mimeType: 'application/pdf', buffer: HYBRID },
    ]);
    await clerk.press('Hochladen und prüfen');
    await clerk.sees('Ergebnis für 2 Dateien');
    const [second, hybrid] = await clerk.page.getByRole('link', { name: /^ER-/ }).allInnerTexts();
    await clerk.go(`${BASE}/${second}`);
    await clerk.sees('Andere Bankverbindung als bisher', 'Mögliche Dublette', number, 'Das hat noch niemand geprüft.');
    await clerk.press('Formal in Ordnung');
    await clerk.sees('Zu dieser Rechnung gibt es eine Warnung.');
    await clerk.tick('Ich habe die neue Bankverbindung bei der Firma nachgefragt');
    await clerk.press('Formal in Ordnung');
    await clerk.sees('Geprüft von Rita Eingang');
    await clerk.follow('Verlauf');
    await clerk.sees('Warnung geprüft: andere Bankverbindung als bisher');
    await clerk.go(`${BASE}/${hybrid}`);
    const href = await clerk.addressOf('PDF ansehen');
    const { [`content-disposition`]: how, [`content-security-policy`]: policy } = (await clerk.ask(href)).headers();
    assert.match(how, /^inline;/);
    assert.match(policy, /^sandbox;/);
  });

  let run;
  await stage('the treasury makes a run, discards it and makes another', async () => {
    await treasurer.signIn(TREASURER);
    await treasurer.go(`${BASE}/zahlungen`);
    await treasurer.sees(number, 'Stadt Borgentreich (Demo)', 'Keine Überweisung: wird nur gebucht');
    await treasurer.press('Zahllauf erstellen');
    await treasurer.sees('Eine zweite Person muss den Zahllauf freigeben', 'Katja Konto');
    await treasurer.page.getByText('Zahllauf verwerfen').click();
    await treasurer.press('Endgültig verwerfen');
    await treasurer.sees('Schreiben Sie dazu, warum der Zahllauf verworfen wird.');
    await treasurer.fill('Warum wird der Zahllauf verworfen?', 'Die Gutschrift gehört nicht hinein.');
    await treasurer.press('Endgültig verwerfen');
    await treasurer.sees('Verworfen am', 'Die Gutschrift gehört nicht hinein.');
    await treasurer.go(`${BASE}/zahlungen`);
    await treasurer.page.getByRole('row', { name: /G-12/ }).getByRole('checkbox').uncheck();
    await treasurer.press('Zahllauf erstellen');
    run = treasurer.path();
    assert.equal((await treasurer.ask(`${run}/sepa.xml`)).status(), 409);
    assert.equal((await treasurer.ask(`${run}/buchungen.csv`)).status(), 409);
  });

  await stage('a second person releases it, without scripts; then there are the files, with Skonto', async () => {
    await second.signIn(SECOND_TREASURER);
    await second.go(BASE);
    await second.follow(/^ZL-.* freigeben$/);
    await second.press('Zahllauf freigeben');
    await second.sees('Freigegeben am', 'SEPA-Datei', 'Die Bank hat noch nicht alles ausgeführt');
    const sepa = await (await treasurer.ask(`${run}/sepa.xml`)).text();
    assert.match(sepa, /pain\.001\.001\.09/);
    assert.ok(sepa.includes(`<EndToEndId>${number}</EndToEndId>`), sepa);
    assert.match(sepa, /Skonto 18,42 EUR/);
    const postings = await (await treasurer.ask(`${run}/buchungen.csv`)).text();
    assert.ok(postings.includes(`;${number};Rechnung;E2E-1;`), postings);
    await clerk.go(`${BASE}/${number}`);
    await clerk.sees('Angeordnet', 'Zahlung bestätigen');
  });

  await stage('what needs no bank is confirmed at once, by the second person', async () => {
    await treasurer.go(`${BASE}/zahlungen`);
    await treasurer.press('Zahllauf erstellen');
    const posted = treasurer.path();
    await second.go(posted);
    await second.press('Zahllauf freigeben');
    await second.press('Als bezahlt bestätigen');
    await second.sees('Als bezahlt bestätigt am');
    await clerk.go(`${BASE}?suche=G-12&zustand=paid`);
    await clerk.follow(/^ER-/);
    await clerk.sees('Bezahlt', 'Aufbewahrung bis');
    await clerk.go(`${BASE}/kennzahlen`);
    await clerk.sees('Skonto erhalten', 'Zeit in jedem Stand');
  });

  await stage('a document without a verdict goes back', async () => {
    await clerk.go(`${BASE}?suche=PL-96&zustand=all`);
    await clerk.follow(/^ER-/);
    await clerk.sees('Für diese Rechnung geben die Prüfregeln keine Antwort', 'Nicht entscheidbar');
    await clerk.seesNot('Formal in Ordnung');
    await clerk.page.getByRole('link', { name: 'Zurücksenden' }).first().click();
    await clerk.press('Rechnung zurücksenden');
    await clerk.sees('Die Rechnung ist zurückgesendet, die E-Mail ist unterwegs.', 'Zurückgesendet');
  });

  await stage('the administration sets up who receives and who stands in', async () => {
    const administrator = await house.person();
    await administrator.signIn(ADMINISTRATOR);
    await administrator.go(`${BASE}/einrichtung`);
    await administrator.sees('Schulverwaltung', 'Die Dauer der Aufbewahrung ist noch nicht geprüft');
    await administrator.fill('Name der Stelle', 'Feuerwehr');
    await administrator.fill('Leitweg-ID', '05762-DEMO4-51');
    await administrator.press('Stelle hinzufügen');
    await administrator.sees('Das ist keine gültige Leitweg-ID.');
    await administrator.fill('Leitweg-ID', '05117-31001-02');
    await administrator.press('Stelle hinzufügen');
    await administrator.sees('Feuerwehr', 'Die Stellen sind geändert.');
    await administrator.leave();
  });

  for (const person of [clerk, authoriser, treasurer, second]) await person.leave();
}

/** A ZIP file with one deflated entry (APPNOTE 6.3). */
function zip(name, content) {
  const packed = deflateRawSync(content);
  const common = Buffer.alloc(26);
  common.writeUInt16LE(20, 0);
  common.writeUInt16LE(8, 4);
  common.writeUInt32LE(packed.length, 14);
  common.writeUInt32LE(content.length, 18);
  common.writeUInt16LE(name.length, 22);
  const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common, Buffer.from(name), packed]);
  const directory = Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), common, Buffer.alloc(14), Buffer.from(name)]);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 0, 'latin1');
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(local.length, 16);
  return Buffer.concat([local, directory, end]);
}
