// Passkeys, with Chromium's own virtual device in place of finger, face or PIN.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openHouse } from '../lib/house.mjs';
import { CASEWORKER } from '../lib/people.mjs';
import { Person } from '../lib/person.mjs';

const PAGES = ['/anmelden', '/fehler', '/impressum', '/datenschutz', '/barrierefreiheit'];
const DEVICE = {
  protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true,
  automaticPresenceSimulation: true,
};

let house;
// One of their own for phones: so many sign-ins in a row are more than a house lets through from one address.
let houseOfPhones;
const open = async () => {
  const opened = await openHouse();
  // A passkey belongs to a name; numbers cannot have one. The demo calls itself localhost.
  opened.url = opened.url.replace('127.0.0.1', 'localhost');
  return opened;
};
before(async () => {
  house = await open();
  houseOfPhones = await open();
});
after(() => Promise.all([house?.close(), houseOfPhones?.close()]));

/** Somebody with a device that can keep passkeys. */
async function arrive(options) {
  const person = await Person.arrive(options?.phone ? houseOfPhones : house, options);
  const browser = await person.context.newCDPSession(person.page);
  await browser.send('WebAuthn.enable');
  const { authenticatorId } = await browser.send('WebAuthn.addVirtualAuthenticator', { options: DEVICE });
  const device = {
    credentials: async () => (await browser.send('WebAuthn.getCredentials', { authenticatorId })).credentials,
    knowsUser: (isUserVerified) => browser.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified }),
  };
  return { person, device };
}

const add = async (person, name) => {
  await person.go('/meine/konto');
  await person.fill('Bezeichnung des neuen Passkeys', name);
  await person.press('Passkey hinzufügen');
};

const signInByPasskey = async (person) => {
  await person.go('/anmelden');
  await person.press('Mit Passkey anmelden');
};

/** Presses the button where no other page follows; what the page says instead. */
const refusal = async (person, button) => {
  await person.page.getByRole('button', { name: button }).click();
  const words = person.page.locator('[data-passkey-message] .kern-error');
  await words.waitFor();
  await person.examine();
  return words.innerText();
};

for (const phone of [false, true]) {
  test(`adding a passkey, signing in with it, removing it${phone ? ', on a phone' : ''}`, { timeout: 300_000 }, async () => {
    const { person, device } = await arrive({ phone });
    await person.signIn(CASEWORKER);
    await add(person, 'Testgerät');
    await person.sees('Der Passkey ist hinzugefügt', 'Testgerät', 'Noch nie');
    const [credential, ...more] = await device.credentials();
    assert.deepEqual([credential.isResidentCredential, credential.rpId, more.length], [true, 'localhost', 0]);

    assert.match(await refusal(person, 'Passkey hinzufügen'), /gibt es schon einen Passkey/);
    await person.press('Abmelden');
    for (let round = 0; round < 2; round += 1) {
      await signInByPasskey(person);
      await person.sees(`Sie sind angemeldet als ${CASEWORKER}`);
      await person.press('Abmelden');
    }

    await device.knowsUser(false);
    await person.go('/anmelden');
    assert.match(await refusal(person, 'Mit Passkey anmelden'), /abgebrochen oder hat zu lange gedauert/);
    await device.knowsUser(true);

    await signInByPasskey(person);
    await person.go('/meine/konto');
    await person.seesNot('Noch nie');
    await person.press(/^Entfernen/);
    await person.sees('Der Passkey ist entfernt');
    await person.press('Abmelden');
    await person.go('/anmelden');
    const button = person.page.getByRole('button', { name: 'Mit Passkey anmelden' });
    const [answer] = await Promise.all([person.page.waitForNavigation({ waitUntil: 'load' }), button.click()]);
    assert.equal(answer.status(), 401);
    await person.sees('Dieser Passkey gehört zu keinem Konto');
    // Chromium logs the refusal as an error.
    person.problems = person.problems.filter((problem) => !problem.includes('status of 401'));
    await person.leave();
  });
}

test('at another address the page says so', { timeout: 60_000 }, async () => {
  const elsewhere = { ...house, url: house.url.replace('localhost', '127.0.0.1') };
  const person = await Person.arrive(elsewhere);
  await person.go('/anmelden');
  assert.match(await refusal(person, 'Mit Passkey anmelden'), /nur unter der Adresse http:\/\/localhost:/);
  await person.leave();
});

test('without scripts the password stays and no passkey is offered', { timeout: 60_000 }, async () => {
  const person = await Person.arrive(house, { scripts: false });
  await person.go('/anmelden');
  assert.equal(await person.page.getByRole('button', { name: 'Mit Passkey anmelden' }).isVisible(), false);
  await person.page.getByLabel('Passwort').waitFor();
  await person.signIn(CASEWORKER);
  await person.go('/meine/konto');
  await person.sees('brauchen Sie einen Browser mit JavaScript');
  await person.leave();
});

for (const phone of [false, true]) {
  test(`pages of the house in all three languages${phone ? ', on a phone' : ''}`, { timeout: 400_000 }, async () => {
    const person = await Person.arrive(phone ? houseOfPhones : house, { phone });
    for (const language of ['de', 'en', 'leicht']) {
      for (const path of PAGES) await person.go(`${path}?sprache=${language}`);
    }
    await person.go('/anmelden?sprache=de');
    await person.signIn(CASEWORKER);
    for (const language of ['de', 'en', 'leicht']) await person.go(`/meine/konto?sprache=${language}`);
    await person.leave();
  });
}
