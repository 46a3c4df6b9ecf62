// What does not end well: a denial, a withdrawal, and people who look where they may not.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openHouse, textOfPdf } from '../lib/house.mjs';
import { GERMAN as words, apply } from '../lib/parking.mjs';
import { CASEWORKER, OFFICE, OFFICER, OPERATOR, PUBLISHER, RESIDENT } from '../lib/people.mjs';
import { beginAdoption, decide, openCase, putIntoUse } from '../lib/tasks.mjs';

let house;
before(async () => {
  house = await openHouse();
  const officer = await house.person();
  await officer.signIn(OFFICER);
  await beginAdoption(officer, 'anwohnerparken', 'Borgentreich');
  await putIntoUse(officer, 'Rat, 1. März 2027');
  await officer.leave();
});
after(() => house?.close());

test('a denial has reasons and a legal remedy', { timeout: 400_000 }, async () => {
  const resident = await house.person();
  const number = await apply(resident, 'borgentreich', words, { given: 'Paul', family: 'Abgelehnt' });
  await resident.follow(words.toStatus);
  const status = resident.path();

  const caseworker = await house.person();
  await caseworker.signIn(CASEWORKER);
  await openCase(caseworker, 'borgentreich', number);
  await caseworker.press('Prüfung beginnen');
  await caseworker.follow('Antrag ablehnen');
  await caseworker.press('Vorschau ansehen');
  await caseworker.sees('Schreiben Sie hier etwas');
  await caseworker.fill('Begründung', 'Die Wohnung liegt außerhalb der Zone (§ 45 Abs. 1b StVO).');
  await caseworker.press('Vorschau ansehen');
  await caseworker.press('Bescheid erlassen');

  await resident.go(status);
  await resident.sees('Ihr Antrag ist abgelehnt');
  const letter = await textOfPdf(await (await resident.ask(await resident.addressOf('Bescheid als PDF'))).body(), house.folder);
  assert.match(letter, /außerhalb der Zone/);
  assert.match(letter, /Rechtsbehelfsbelehrung/);
  await caseworker.leave();
  await resident.leave();
});

test('an application can be withdrawn until it is decided', { timeout: 400_000 }, async () => {
  const resident = await house.person();
  const number = await apply(resident, 'borgentreich', words, { given: 'Wilma', family: 'Zurück' });
  await resident.follow(words.toStatus);
  await resident.follow('Antrag zurückziehen');
  await resident.press('Ja, Antrag zurückziehen');
  await resident.sees('Sie haben den Antrag zurückgezogen');

  const caseworker = await house.person();
  await caseworker.signIn(CASEWORKER);
  await openCase(caseworker, 'borgentreich', number);
  await caseworker.sees('Zurückgezogen');
  assert.equal(await caseworker.page.getByRole('link', { name: 'Ausweis bewilligen' }).count(), 0);
  await caseworker.leave();
  await resident.leave();
});

test('nobody sees what is not theirs', { timeout: 600_000 }, async () => {
  const resident = await house.person();
  await resident.signIn(RESIDENT);
  const number = await apply(resident, 'borgentreich', words, { given: 'Jana', family: 'Beispiel' });
  // Under "my things" the address is no secret: only the person it belongs to may open it.
  await resident.go('/meine/');
  await resident.follow(/Bewohnerparkausweis/);
  const status = resident.path();
  const caseworker = await house.person();
  await caseworker.signIn(CASEWORKER);
  await openCase(caseworker, 'borgentreich', number);
  const file = caseworker.path();

  const forbidden = {
    [CASEWORKER]: [status, '/borgentreich/loesungen/', '/paderborn/amt/', file.replace('borgentreich', 'paderborn'), '/api/v1/paderborn/cases'],
    [OFFICER]: [file, '/borgentreich/amt/', status, '/paderborn/loesungen/', '/paderborn/loesungen/anwohnerparken/anpassen'],
    [PUBLISHER]: [file, status, '/borgentreich/loesungen/', '/borgentreich/loesungen/veroeffentlichen'],
    [OFFICE]: [file, status, '/borgentreich/amt/', '/borgentreich/loesungen/anwohnerparken/anpassen'],
    [OPERATOR]: [file, status, '/borgentreich/amt/faelle', '/borgentreich/loesungen/'],
    [RESIDENT]: [file, '/borgentreich/amt/', '/borgentreich/amt/faelle.csv', '/borgentreich/loesungen/', '/api/v1/borgentreich/cases'],
  };
  for (const [name, paths] of Object.entries(forbidden)) {
    const person = await house.person();
    await person.signIn(name);
    for (const path of paths) {
      const code = (await person.ask(path)).status();
      assert.ok(code === 403 || code === 404, `${code} for ${name} at ${path}`);
    }
    await person.leave();
  }

  const stranger = await house.person();
  for (const path of [file, status, '/borgentreich/amt/', '/borgentreich/loesungen/', '/meine/', '/meine/konto']) {
    const answer = await stranger.ask(path);
    const toSignIn = answer.status() === 303 && answer.headers().location.startsWith('/anmelden');
    assert.ok(toSignIn || [401, 403, 404].includes(answer.status()), `${answer.status()} for a stranger at ${path}`);
  }
  const guessed = await stranger.ask(`/borgentreich/vorgang/${'A'.repeat(43)}`);
  assert.ok([303, 401, 403, 404].includes(guessed.status()), `${guessed.status()} for a guessed link`);
  await stranger.leave();
  await caseworker.leave();
  await resident.leave();
});

test('a form without its token changes nothing', async () => {
  const caseworker = await house.person();
  await caseworker.signIn(CASEWORKER);
  const answer = await caseworker.context.request.post('/abmelden', { form: {}, headers: { origin: house.url } });
  assert.equal(answer.status(), 403);
  await caseworker.go('/meine/konto');
  await caseworker.leave();
});

test('a granted case is closed', { timeout: 300_000 }, async () => {
  const resident = await house.person();
  const number = await apply(resident, 'borgentreich', words, { given: 'Vera', family: 'Vorschau' });
  const caseworker = await house.person();
  await caseworker.signIn(CASEWORKER);
  await openCase(caseworker, 'borgentreich', number);
  await decide(caseworker, 'Ausweis bewilligen');
  await openCase(caseworker, 'borgentreich', number);
  await caseworker.sees('Bewilligt');
  await caseworker.leave();
  await resident.leave();
});
