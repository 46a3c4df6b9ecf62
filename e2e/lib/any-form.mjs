// Fills in a form nobody has seen before: every required question of a step gets an answer that fits its kind.

import { PICTURE } from './parking.mjs';

const ANSWERS = [
  [/postleitzahl/i, '33098'], [/e-?mail/i, 'antrag@example.org'], [/telefon|mobil/i, '05251 000000'],
  [/^tag$/i, '27'], [/^monat$/i, '3'], [/^jahr$/i, '1985'], [/kalenderjahr/i, '2026'], [/hausnummer/i, '12 a'], [/betrag|preis|euro/i, '10,00'],
];
/** New questions may appear after an answer; more rounds than this mean that an answer is not taken. */
const ROUNDS = 6;

/** Steps on until the page to check and send. */
export async function fillAnything(person) {
  for (let step = 0; step < 60; step += 1) {
    if (person.path().endsWith('/pruefen')) return;
    await fillStep(person);
  }
  throw new Error(`no end of steps at ${person.path()}`);
}

async function fillStep(person) {
  const here = person.path();
  for (let round = 0; round < ROUNDS; round += 1) {
    await answerAll(person.page.locator('form.lotse-form'));
    await person.press('Weiter');
    if (person.path() !== here) return;
  }
  throw new Error(`${here} does not take the answers:\n${await person.text()}`);
}

async function answerAll(form) {
  for (const input of await form.locator('input:visible, textarea:visible, select:visible').all()) {
    if (await input.evaluate(isOptional)) continue;
    const kind = await input.evaluate((element) => (element.tagName === 'SELECT' ? 'select' : element.type));
    const act = { select: choose, radio: pickFirst, checkbox: (box) => box.check(), file: upload }[kind] ?? write;
    await act(input);
  }
}

/** Runs in the page: the question, or a group around it, says that it may be left out. */
function isOptional(element) {
  const saysSo = (label) => label?.innerText.includes('(freiwillig)') ?? false;
  if (saysSo(element.labels?.[0]) && element.type !== 'radio') return true;
  for (let group = element.closest('fieldset'); group; group = group.parentElement.closest('fieldset')) {
    if (saysSo(group.querySelector(':scope > legend'))) return true;
  }
  return false;
}

/** The first option that is one. */
async function choose(select) {
  if (await select.inputValue()) return;
  const values = await select.locator('option').evaluateAll((options) => options.map((option) => option.value).filter(Boolean));
  await select.selectOption(values[0]);
}

async function pickFirst(radio) {
  const isAnswered = await radio.evaluate((element) => [...document.getElementsByName(element.name)].some((other) => other.checked));
  if (!isAnswered) await radio.check();
}

async function upload(input) {
  const isThere = await input.evaluate((element) => element.closest('.lotse-stack')?.querySelector('ul.lotse-files button') !== null);
  if (!isThere) await input.setInputFiles({ name: 'nachweis.png', mimeType: 'image/png', buffer: PICTURE });
}

async function write(input) {
  if (await input.inputValue()) return;
  const label = await input.evaluate((element) => element.labels?.[0]?.innerText.replace(/\(freiwillig\)/, '').trim() ?? '');
  const answer = ANSWERS.find(([pattern]) => pattern.test(label))?.[1];
  const isNumber = (await input.getAttribute('inputmode')) === 'decimal' || (await input.getAttribute('inputmode')) === 'numeric';
  await input.fill(answer ?? (isNumber ? '1' : 'Muster'));
}
