// Without a mouse, on a phone, on a slow line.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openHouse } from '../lib/house.mjs';
import { GERMAN as words, apply, begin } from '../lib/parking.mjs';
import { CASEWORKER, OFFICE, OFFICER, OPERATOR, PUBLISHER } from '../lib/people.mjs';
import { beginAdoption, openCase, putIntoUse } from '../lib/tasks.mjs';

/** What a page may weigh on the line before pictures (PAGES: 100 KB). */
const HEAVIEST = 100 * 1024;

const PUBLIC = [
  '/', '/karte', '/loesungen/', '/loesungen/anwohnerparken', '/anmelden', '/paderborn/', '/borgentreich/', '/augustdorf/', '/paderborn/leistungen/',
  '/paderborn/leistungen/anwohnerparken', '/impressum', '/datenschutz', '/barrierefreiheit',
];
const OWN = {
  [OFFICER]: ['/borgentreich/loesungen/', '/borgentreich/loesungen/anwohnerparken/', '/borgentreich/loesungen/anwohnerparken/verlauf', '/meine/konto'],
  [PUBLISHER]: ['/paderborn/loesungen/', '/paderborn/loesungen/veroeffentlichen', '/paderborn/loesungen/anwohnerparken/'],
  [CASEWORKER]: ['/borgentreich/amt/', '/borgentreich/amt/faelle', '/meine/'],
  [OFFICE]: ['/karte', '/loesungen/'],
  [OPERATOR]: ['/meine/konto'],
};

let house;
let number;
let receipt;
before(async () => {
  house = await openHouse();
  const officer = await house.person();
  await officer.signIn(OFFICER);
  await beginAdoption(officer, 'anwohnerparken', 'Borgentreich');
  await putIntoUse(officer, 'Rat, 1. März 2027');
  await officer.leave();
  const resident = await house.person();
  number = await apply(resident, 'borgentreich', words, { given: 'Petra', family: 'Schreibtisch' });
  receipt = resident.path();
  await resident.leave();
});
after(() => house?.close());

test('an application on a phone', { timeout: 400_000 }, async () => {
  const resident = await house.person({ phone: true });
  await apply(resident, 'borgentreich', words, { given: 'Petra', family: 'Telefon' });
  await resident.follow(words.toStatus);
  await resident.leave();
});

test('all main pages fit on a phone', { timeout: 600_000 }, async () => {
  const visitor = await house.person({ phone: true });
  for (const path of [...PUBLIC, receipt]) await visitor.go(path);
  await visitor.leave();
  for (const [name, paths] of Object.entries(OWN)) {
    const person = await house.person({ phone: true });
    await person.signIn(name);
    for (const path of paths) await person.go(path);
    if (name === CASEWORKER) {
      await openCase(person, 'borgentreich', number);
      await person.follow('Verlauf');
    }
    if (name === OFFICER) {
      await person.go('/borgentreich/loesungen/anwohnerparken/');
      await person.press('Anpassen');
      for (const group of ['Gebühren', 'Texte', 'Formular: Angaben zu Ihnen']) {
        await person.follow(group);
        await person.follow('Zurück');
      }
      await person.follow('Weiter zur Vorschau');
    }
    await person.leave();
  }
});

test('pages in Leichte Sprache and English', { timeout: 400_000 }, async () => {
  for (const language of ['leicht', 'en']) {
    const visitor = await house.person();
    for (const path of PUBLIC) await visitor.go(`${path}?sprache=${language}`);
    await visitor.leave();
  }
});

test('no page weighs more than 100 KB on the line', { timeout: 400_000 }, async () => {
  for (const path of [...PUBLIC, receipt]) {
    const visitor = await house.person();
    const wire = await visitor.context.newCDPSession(visitor.page);
    await wire.send('Network.enable');
    const kinds = new Map();
    let bytes = 0;
    wire.on('Network.responseReceived', ({ requestId, type }) => kinds.set(requestId, type));
    wire.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
      if (kinds.get(requestId) !== 'Image') bytes += encodedDataLength;
    });
    await visitor.page.goto(path, { waitUntil: 'networkidle' });
    assert.ok(bytes > 0 && bytes <= HEAVIEST, `${path}: ${bytes} bytes`);
    await visitor.leave();
  }
});

test('a step of an application by keyboard alone', { timeout: 300_000 }, async () => {
  const resident = await house.person();
  await begin(resident, 'borgentreich', words);
  const { page } = resident;
  await page.keyboard.press('Tab');
  assert.equal(await focused(page), 'Zum Inhalt springen');
  await page.keyboard.press('Enter');
  const write = async (label, text) => {
    await tabTo(page, label);
    await page.keyboard.type(text);
  };
  await write('Vorname', 'Klara');
  await write('Familienname', 'Tastatur');
  await write('Tag', '27');
  await write('Monat', '3');
  await write('Jahr', '1985');
  await write('E-Mail-Adresse', 'klara@example.org');
  await tabTo(page, 'Weiter');
  await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
  await resident.examine();
  assert.equal(await resident.heading(), 'Wohnung');

  // A refused form puts the reader at the summary, and its links lead into the fields.
  await tabTo(page, 'Weiter');
  await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
  await resident.examine();
  assert.match(await focused(page), /^Bitte prüfen Sie Ihre Angaben/);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  assert.match(await focused(page), /^Straße/);
  await resident.leave();
});

/** Presses Tab until something with this name has the focus; each stop on the way must be visible. */
async function tabTo(page, name) {
  for (let count = 0; count < 80; count += 1) {
    await page.keyboard.press('Tab');
    assert.ok(await focusIsVisible(page), `the focus on “${await focused(page)}” cannot be seen`);
    if ((await focused(page)).startsWith(name)) return;
  }
  assert.fail(`Tab does not reach “${name}”`);
}

function focused(page) {
  return page.evaluate(() => {
    const element = document.activeElement;
    const label = element.labels?.[0]?.innerText ?? document.getElementById(element.getAttribute('aria-labelledby'))?.innerText;
    return (label ?? element.innerText ?? '').trim();
  });
}

function focusIsVisible(page) {
  return page.evaluate(() => {
    // Some components draw the focus on what surrounds the element.
    for (let element = document.activeElement, level = 0; element && level < 3; element = element.parentElement, level += 1) {
      const style = getComputedStyle(element);
      if (style.outlineStyle !== 'none' || style.boxShadow !== 'none') return true;
      for (const part of ['::before', '::after']) {
        const drawn = getComputedStyle(element, part);
        if (drawn.content !== 'none' && (drawn.outlineStyle !== 'none' || drawn.boxShadow !== 'none')) return true;
      }
    }
    return document.activeElement === document.body;
  });
}
