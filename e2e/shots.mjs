// Pictures of the main pages, phone and desktop: node shots.mjs FOLDER [PAGE…]. A demo of its own is brought to where
// something can be seen: a solution adopted, an application sent and decided, an update waiting.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { openHouse } from './lib/house.mjs';
import { GERMAN as words, aboutYou, apply, begin } from './lib/parking.mjs';
import { CASEWORKER, OFFICER, PUBLISHER, RESIDENT } from './lib/people.mjs';
import { beginAdoption, decide, openCase, putIntoUse } from './lib/tasks.mjs';

const SIZES = { desktop: { width: 1280, height: 900 }, telefon: { width: 360, height: 740 } };
const [folder = 'results/shots', ...wanted] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });

const house = await openHouse({ examinesAccess: false });
try {
  await show();
} finally {
  await house.close();
}

async function show() {
  const officer = await house.person();
  await officer.signIn(OFFICER);
  await beginAdoption(officer, 'anwohnerparken', 'Borgentreich');
  await picture(officer, 'uebernehmen');
  await officer.follow('Gebühren');
  await officer.fill('Gebühr »Bewohnerparkausweis Zone A«: Betrag', '25,00');
  await officer.fill('Grund der Änderung', 'Gebührensatzung vom 1. März');
  await picture(officer, 'anpassen');
  await officer.press('Speichern');
  await officer.follow('Weiter zur Vorschau');
  await picture(officer, 'vorschau');
  await putIntoUse(officer, 'Bürgermeister, 12. März 2027');

  const resident = await house.person();
  await resident.signIn(RESIDENT);
  const first = await apply(resident, 'borgentreich', words);
  await picture(resident, 'quittung');
  await resident.follow(words.toStatus);
  const status = resident.path();
  for (const [given, family] of [['Ole', 'Muster'], ['Ayşe', 'Vorlage']]) await apply(resident, 'borgentreich', words, { given, family });
  await begin(resident, 'borgentreich', words);
  await aboutYou(resident, words);
  await picture(resident, 'antrag');

  const caseworker = await house.person();
  await caseworker.signIn(CASEWORKER);
  await caseworker.go('/borgentreich/amt/');
  await picture(caseworker, 'amt');
  await openCase(caseworker, 'borgentreich', first);
  await picture(caseworker, 'vorgang');
  await decide(caseworker, 'Ausweis bewilligen');
  await resident.go(status);
  await picture(resident, 'stand');

  const publisher = await house.person();
  await publisher.signIn(PUBLISHER);
  await publisher.go('/paderborn/loesungen/veroeffentlichen');
  await publisher.press('Version 1.1.0 veröffentlichen');
  await officer.go('/borgentreich/loesungen/');
  await picture(officer, 'loesungen');
  await officer.go('/borgentreich/loesungen/anwohnerparken/aktualisieren');
  await picture(officer, 'aktualisieren');

  const visitor = await house.person();
  for (const [name, path] of Object.entries({
    start: '/', karte: '/karte', katalog: '/loesungen/', loesung: '/loesungen/anwohnerparken', kommune: '/borgentreich/',
    leistung: '/borgentreich/leistungen/anwohnerparken', anmelden: '/anmelden',
  })) {
    await visitor.go(path);
    await picture(visitor, name, name === 'karte' ? 'figure' : undefined);
  }
}

/** The page at hand in both sizes, from the top or from the part named. */
async function picture({ page }, name, part) {
  if (wanted.length > 0 && !wanted.includes(name)) return;
  for (const [size, viewport] of Object.entries(SIZES)) {
    await page.setViewportSize(viewport);
    await page.evaluate(() => { document.activeElement?.blur(); window.scrollTo(0, 0); });
    if (part) await page.locator(part).first().evaluate((element) => element.scrollIntoView());
    await page.screenshot({ path: join(folder, `${name}-${size}.png`) });
  }
  await page.setViewportSize(SIZES.desktop);
  console.log(name);
}
