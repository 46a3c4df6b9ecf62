// Any XDatenfelder schema becomes a running service: a package from a schema, published, adopted, applied for, decided.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fillAnything } from '../lib/any-form.mjs';
import { openHouse, suites } from '../lib/house.mjs';
import { CASEWORKER, OFFICER, PUBLISHER } from '../lib/people.mjs';
import { beginAdoption, decide, openCase, putIntoUse } from '../lib/tasks.mjs';
import { GERMAN as words } from '../lib/parking.mjs';

const KEY = 'jaegerpruefung';
const schema = suites && join(suites, 'fim/xdf3/S07000000201_1.2.0.xdf.xml.gz');
const skip = schema && existsSync(schema) ? false : 'skipped: no suite';

test('a package made from a schema goes the whole way', { skip, timeout: 600_000 }, async (t) => {
  const house = await openHouse();
  t.after(() => house.close());
  const folder = join(house.folder, KEY);
  const archive = join(house.folder, `${KEY}.tar.gz`);
  const made = await house.lotse('package', 'new', '--from', schema, '--key', KEY, '--out', folder);
  assert.equal(made.code, 0, made.output);
  const checked = await house.lotse('package', 'check', folder);
  assert.equal(checked.code, 0, checked.output);
  // As from a git host: packed, not signed. Lotse signs what it publishes.
  execFileSync('tar', ['-czf', archive, '-C', folder, '.']);

  const publisher = await house.person();
  await publisher.signIn(PUBLISHER);
  await publisher.go('/paderborn/loesungen/veroeffentlichen');
  await publisher.field('Paket').setInputFiles({ name: 'kaputt.tar.gz', mimeType: 'application/gzip', buffer: Buffer.from('kaputt') });
  await publisher.press('Prüfen und veröffentlichen');
  await publisher.sees('Bitte prüfen Sie Ihre Angaben');
  await publisher.field('Paket').setInputFiles(archive);
  await publisher.press('Prüfen und veröffentlichen');
  await publisher.sees('ist veröffentlicht');
  await publisher.leave();

  const officer = await house.person();
  await officer.signIn(OFFICER);
  await beginAdoption(officer, KEY, 'Borgentreich');
  await putIntoUse(officer, 'Rat, 1. März 2027');
  await officer.leave();

  const resident = await house.person();
  await resident.go(`/borgentreich/leistungen/${KEY}`);
  await resident.press(words.start);
  await resident.follow(words.begin);
  await fillAnything(resident);
  await resident.tick(words.declaration);
  await resident.press(words.send);
  const number = await resident.page.locator('.lotse-receipt__number').innerText();
  await resident.follow(words.toStatus);
  const status = resident.path();

  const caseworker = await house.person();
  await caseworker.signIn(CASEWORKER);
  await openCase(caseworker, 'borgentreich', number);
  const begin = caseworker.page.getByRole('button', { name: /beginnen$/ });
  if (await begin.count()) await caseworker.press(/beginnen$/);
  await decide(caseworker, /bewilligen|Bewilligen|genehmigen/i);
  await caseworker.leave();

  await resident.go(status);
  await resident.sees('Ihr Antrag ist bewilligt');
  const pdf = await (await resident.ask(await resident.addressOf('Bescheid als PDF'))).body();
  assert.equal(pdf.subarray(0, 5).toString(), '%PDF-');
  await resident.leave();
});
