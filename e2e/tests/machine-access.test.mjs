// The finance software gets access, hands in an invoice that a clerk finds, and is locked out again.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hasPostgres, openHouse, stages } from '../lib/house.mjs';
import { ADMINISTRATOR, INVOICE_CLERK, TREASURER } from '../lib/people.mjs';

const PLACE = '/borgentreich/amt/zugaenge';
const NAME = 'Finanzsoftware Borgentreich';

for (const database of ['sqlite', 'postgres']) {
  const skip = database === 'postgres' && !hasPostgres ? 'no PostgreSQL server named' : false;
  test(`a program with access on ${database}`, { skip, timeout: 600_000 }, (t) => walk(t, database));
}

async function walk(t, database) {
  const house = await openHouse({ database, examinesAccess: database === 'sqlite' });
  t.after(() => house.close());
  const stage = stages(t);
  const administrator = await house.person();
  const clerk = await house.person({ phone: true });
  let token;
  let number;
  const api = `${house.url}/api/v1/borgentreich/invoices`;
  const ask = (options = {}) => fetch(options.url ?? api, { ...options, headers: { authorization: `Bearer ${token}`, ...options.headers } });

  await stage('the administration creates an access', async () => {
    await administrator.signIn(ADMINISTRATOR);
    await administrator.go(PLACE);
    await administrator.sees('Noch kein Programm hat Zugang');
    await administrator.follow('Neuen Zugang anlegen');
    await administrator.sees('Deshalb fehlt hier: Liste der Fälle lesen.');
    await administrator.press('Zugang anlegen');
    await administrator.sees('Geben Sie an, welches Programm den Zugang bekommt.', 'Kreuzen Sie mindestens ein Recht an.');
    await administrator.fill('Welches Programm bekommt den Zugang?', NAME);
    await administrator.tick('Rechnungen übergeben');
    await administrator.press('Zugang anlegen');
    await administrator.sees('Den Schlüssel sehen Sie nur jetzt', 'curl -H');
    token = await administrator.page.locator('#schluessel-text').innerText();
    assert.match(token, /^lotse_057620012012_[0-9a-f]{32}_[0-9a-hjkmnp-tv-z]{38}$/);
    await administrator.go(PLACE);
    await administrator.sees(NAME, 'Gilt', 'Rechnungen übergeben', 'noch nie');
    await administrator.seesNot(token);
  });

  await stage('the program hands in an invoice and does nothing else', async () => {
    await clerk.signIn(INVOICE_CLERK);
    await clerk.go('/borgentreich/amt/rechnungen?suche=2026-1015&zustand=all');
    await clerk.follow(/^ER-/);
    const original = await clerk.ask(`${new URL(clerk.page.url()).pathname}/original`);
    const body = (await original.text()).replaceAll('2026-1015', 'PROGRAMM-1');
    const answer = await ask({ method: 'POST', body, headers: { 'content-type': 'application/xml', 'x-file-name': 'programm-1.xml' } });
    assert.equal(answer.status, 201, await answer.clone().text());
    assert.equal(answer.headers.get('set-cookie'), null);
    number = (await answer.json()).number;
    const again = await ask({ method: 'POST', body, headers: { 'content-type': 'application/xml' } });
    assert.equal((await again.json()).outcome, 'duplicate');
    const read = await ask();
    assert.equal(read.status, 403);
    assert.equal(read.headers.get('content-type'), 'application/problem+json');
    assert.equal((await read.json()).code, 'LOTSE-0403');
    const foreign = await ask({ method: 'POST', url: api.replace('borgentreich', 'paderborn'), body, headers: { 'content-type': 'application/xml' } });
    assert.equal(foreign.status, 403);
    const page = await ask({ url: `${house.url}/borgentreich/amt/rechnungen`, redirect: 'manual' });
    assert.equal(page.status, 303);
  });

  await stage('the operator sees the access, but not the key', async () => {
    const listed = await house.lotse('token', 'list', ...house.place, '--body', '057620012012');
    assert.ok(listed.output.includes(NAME) && listed.output.includes('submit-invoices'), listed.output);
    assert.ok(!listed.output.includes(token.slice(-38)), listed.output);
  });

  await stage('a clerk finds the invoice, with the name of the program', async () => {
    await clerk.go('/borgentreich/amt/rechnungen?suche=PROGRAMM-1');
    await clerk.sees(number);
    await clerk.go(`/borgentreich/amt/rechnungen/${number}/verlauf`);
    await clerk.sees(NAME);
  });

  await stage('the access is revoked, in English and without scripts, and the program is locked out', async () => {
    const without = await house.person({ scripts: false, language: 'en' });
    await without.signIn(ADMINISTRATOR);
    await without.go(PLACE);
    await without.follow(NAME);
    await without.sees('Hand in invoices', 'Access created');
    await without.follow('Revoke access');
    await without.sees('The program cannot get in from now on.');
    await without.press('Revoke access');
    await without.sees('Revoked');
    await without.leave();
    const answer = await ask({ method: 'POST', body: '<x/>', headers: { 'content-type': 'application/xml' } });
    assert.equal(answer.status, 401);
    assert.match(answer.headers.get('www-authenticate'), /^Bearer .*invalid_token/);
    assert.equal((await answer.json()).code, 'LOTSE-0412');
  });

  await stage('the operator does the same on the command line', async () => {
    const made = await house.lotse('token', 'add', ...house.place, '--body', '057620012012', '--name', 'Leser', '--scope', 'read-invoices', '--days', '30');
    assert.equal(made.code, 0, made.output);
    token = made.output.split('\n').find((line) => line.startsWith('lotse_'));
    const list = await ask({ url: `${api}?state=all&limit=200` });
    assert.equal(list.status, 200);
    assert.ok((await list.json()).invoices.some((invoice) => invoice.number === number));
    const id = made.output.match(/Zugang ([0-9a-f-]{36})/)[1];
    const ended = await house.lotse('token', 'revoke', ...house.place, '--body', '057620012012', '--id', id);
    assert.equal(ended.code, 0, ended.output);
    assert.equal((await ask()).status, 401);
    const wrong = await house.lotse('token', 'add', ...house.place, '--body', '057620012012', '--name', 'X', '--scope', 'pay-invoices');
    assert.equal(wrong.code, 2);
  });

  await stage('others do not see the page', async () => {
    const treasurer = await house.person();
    await treasurer.signIn(TREASURER);
    assert.equal((await treasurer.ask(PLACE)).status(), 403);
    await treasurer.leave();
  });

  for (const person of [administrator, clerk]) await person.leave();
}
