// Somebody who is not signed in checks invoices: one that is good, one with a mistake, one without a specification, and
// files that are no invoices.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { after, before, test } from 'node:test';
import { openHouse } from '../lib/house.mjs';

const root = resolve(fileURLToPath(import.meta.url), '../../..');
const good = readFileSync(join(root, 'fuzz/seeds/invoice_ubl/small.xml'), 'utf8');
const cii = readFileSync(join(root, 'fuzz/seeds/invoice_cii/small.xml'), 'utf8');

let house;
before(async () => { house = await openHouse(); });
after(() => house?.close());

const check = async (person, label, button, name, text) => {
  await person.upload(label, name, Buffer.from(text), 'application/xml');
  await person.press(button);
};

test('an invoice checked without signing in', { timeout: 200_000 }, async () => {
  const supplier = await house.person();
  await supplier.go('/');
  await supplier.leaveBy(supplier.page.getByRole('contentinfo').getByRole('link', { name: 'Rechnung prüfen' }));
  await supplier.sees('Elektronische Rechnung prüfen', 'nicht gespeichert');
  await supplier.press('Rechnung prüfen');
  await supplier.sees('Wählen Sie eine Datei aus');

  await check(supplier, 'Ihre Rechnung', 'Rechnung prüfen', 'gut.xml', good);
  await supplier.sees('Diese Rechnung kann angenommen werden', 'Beispiel Bau GmbH', '1.190,00 €', 'Pflasterarbeiten', 'BT-10', '2 % Skonto');
  await supplier.follow('Andere Rechnung prüfen');

  const wrong = good.replace('<cbc:PayableAmount currencyID="EUR">1190.00', '<cbc:PayableAmount currencyID="EUR">1180.00');
  await check(supplier, 'Ihre Rechnung', 'Rechnung prüfen', 'falsch.xml', wrong);
  await supplier.sees('Diese Rechnung muss zurückgewiesen werden', 'BR-CO-16', 'Ein Fehler');
  await supplier.follow('Andere Rechnung prüfen');

  await check(supplier, 'Ihre Rechnung', 'Rechnung prüfen', 'fremd.xml', good.replace('xrechnung_3.0', 'xrechnung_1.0'));
  await supplier.sees('lässt sich nicht entscheiden', 'gilt damit nicht als gültig');
  await supplier.seesNot('kann angenommen werden');
  await supplier.follow('Andere Rechnung prüfen');

  await check(supplier, 'Ihre Rechnung', 'Rechnung prüfen', 'bild.pdf', '%PDF-1.7\n%%EOF\n');
  await supplier.sees('beschädigt');
  await check(supplier, 'Ihre Rechnung', 'Rechnung prüfen', 'brief.xml', '<brief/>');
  await supplier.sees('beginnt mit „brief“');
  await supplier.leave();
});

test('on a phone, in English, without JavaScript', { timeout: 200_000 }, async () => {
  const supplier = await house.person({ phone: true, scripts: false, language: 'en' });
  await supplier.go('/rechnung-pruefen?sprache=en');
  await check(supplier, 'Your invoice', 'Check the invoice', 'cii.xml', cii);
  await supplier.sees('This invoice can be accepted', 'Beispiel Bau GmbH');
  await supplier.leave();

  const easy = await house.person({ phone: true });
  await easy.go('/rechnung-pruefen?sprache=leicht');
  await easy.sees('Was passiert mit Ihrer Rechnung?');
  await check(easy, 'Ihre Rechnung', 'Rechnung prüfen', 'cii.xml', cii);
  await easy.sees('Die Rechnung ist in Ordnung');
  await easy.leave();
});

test('nothing is kept', { timeout: 60_000 }, async () => {
  assert.ok(!house.log().includes('Pflasterarbeiten'));
});
