// A resident of Paderborn applies in English, with JavaScript turned off and without an account.

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { openHouse } from '../lib/house.mjs';
import { ENGLISH as words, aboutYou, begin, declarations, home, proofs, send, vehicle, zone } from '../lib/parking.mjs';

let house;
before(async () => { house = await openHouse(); });
after(() => house?.close());

test('an application in English without JavaScript', { timeout: 400_000 }, async () => {
  const resident = await house.person({ scripts: false, language: 'en' });
  await resident.go('/paderborn/?sprache=en');
  assert.equal(await resident.page.locator('html').getAttribute('lang'), 'en');
  await resident.follow('Apply for a resident parking permit');
  await begin(resident, 'paderborn', words);
  await aboutYou(resident, words, { given: 'Grace', family: 'Sample', phone: '05251 000000' });
  await home(resident, words);

  await resident.press('Save and continue later');
  const link = await resident.page.locator('code.lotse-code').first().innerText();
  await resident.leave();

  const elsewhere = await house.person({ scripts: false, language: 'en' });
  await elsewhere.go(`${new URL(link).pathname}?sprache=en`);
  await elsewhere.sees(/2 of \d+/);
  await elsewhere.follow('Continue');
  await vehicle(elsewhere, words);
  await zone(elsewhere, words);
  await proofs(elsewhere, words);
  await declarations(elsewhere, words);
  await elsewhere.sees('Grace', 'Sample', '05251 000000', '30.00');
  const number = await send(elsewhere, words);

  const receipt = join(house.folder, 'receipt.json');
  writeFileSync(receipt, await (await elsewhere.ask(await elsewhere.addressOf(/JSON/))).body());
  assert.equal((await house.lotse('receipt', 'verify', receipt)).code, 0);
  await elsewhere.follow(words.toStatus);
  await elsewhere.sees('We have received your application', number);
  await elsewhere.leave();
});
