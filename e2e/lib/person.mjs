// Somebody in front of a browser. Pages are used as people use them, by role and by label, and every page that is
// reached is examined: axe without violations, one heading, nothing wider than the window, no request to another
// host, no error in the console, no answer of 500 or above.

import assert from 'node:assert/strict';
import { AxeBuilder } from '@axe-core/playwright';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const PATIENCE = 20_000;
const CLICK_PATIENCE = 10_000;

const quoted = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
/** A text as the start of a label: optional fields have a note behind it, required ones have none. */
const starting = (label) => (label instanceof RegExp ? label : new RegExp(`^\\s*${quoted(label)}`));

export class Person {
  static async arrive(house, { scripts = true, phone = false, language } = {}) {
    const context = await house.browser.newContext({
      baseURL: house.url,
      javaScriptEnabled: scripts,
      viewport: phone ? { width: 360, height: 740 } : { width: 1280, height: 900 },
      locale: language === 'en' ? 'en-GB' : 'de-DE',
      reducedMotion: 'reduce',
    });
    context.setDefaultTimeout(PATIENCE);
    return new Person(house, context, await context.newPage(), scripts);
  }

  constructor(house, context, page, scripts) {
    Object.assign(this, { house, context, page, scripts, problems: [] });
    context.on('request', (request) => {
      const { protocol, origin } = new URL(request.url());
      if (/^(data|blob|about):$/.test(protocol) || origin === house.url) return;
      this.problems.push(`asked another host: ${request.url()}`);
    });
    context.on('response', (response) => {
      if (response.status() >= 500) this.problems.push(`${response.status()} at ${response.url()}`);
    });
    page.on('console', (message) => {
      // A refused form (422) is an answer like others; Chromium logs it as an error all the same.
      if (message.type() === 'error' && !/status of 4(09|22)/.test(message.text())) this.problems.push(`console: ${message.text()}`);
    });
    page.on('pageerror', (error) => this.problems.push(`script: ${error.message}`));
  }

  // ---- Moving about ----

  async go(path) {
    const answer = await this.page.goto(path);
    assert.ok(answer.status() < 400, `${answer.status()} at ${path}`);
    await this.examine();
    return this;
  }

  /** Follows a link by its name; in numbered lists the number belongs to the name. */
  async follow(name, within = this.page) {
    const pattern = name instanceof RegExp ? name : new RegExp(`^(\\d+[\\s.]*)?${quoted(name)}$`);
    await this.leaveBy(within.getByRole('link', { name: pattern }).first());
    return this;
  }

  /** Presses a button by its name; the page that comes is examined. */
  async press(name, within = this.page) {
    await this.leaveBy(within.getByRole('button', { name, exact: typeof name === 'string' }).first());
    return this;
  }

  async leaveBy(locator) {
    const arrived = this.page.waitForNavigation({ waitUntil: 'load', timeout: PATIENCE + CLICK_PATIENCE });
    arrived.catch(() => {}); // The click says better what is wrong.
    await locator.click({ timeout: CLICK_PATIENCE });
    await arrived;
    await this.examine();
  }

  // ---- Filling in ----

  field(label, within = this.page) {
    return within.getByLabel(starting(label)).first();
  }

  async fill(label, value) {
    await this.field(label).fill(value);
    return this;
  }

  async select(label, option) {
    await this.field(label).selectOption({ label: option });
    return this;
  }

  group(legend) {
    return this.page.getByRole('group', { name: starting(legend) }).first();
  }

  async choose(legend, option) {
    await this.group(legend).getByRole('radio', { name: option, exact: true }).check();
    return this;
  }

  /** One of a few: as a list to open or as buttons, whichever the page offers. */
  async pick(label, option) {
    const asButtons = this.group(label).getByRole('radio', { name: option, exact: true });
    if (await asButtons.count()) await asButtons.check();
    else await this.select(label, option);
    return this;
  }

  async tick(label) {
    await this.page.getByRole('checkbox', { name: starting(label) }).first().check();
    return this;
  }

  async date(legend, day, month, year) {
    const inputs = this.group(legend).getByRole('textbox');
    for (const [place, value] of [day, month, year].entries()) await inputs.nth(place).fill(String(value));
    return this;
  }

  async upload(label, name, bytes, mimeType = 'image/png') {
    await this.field(label).setInputFiles({ name, mimeType, buffer: bytes });
    return this;
  }

  // ---- Looking ----

  heading() {
    return this.page.getByRole('heading', { level: 1 }).first().innerText();
  }

  text() {
    return this.page.getByRole('main').innerText();
  }

  async sees(...expected) {
    const text = (await this.text()).replace(/\s+/g, ' ');
    for (const part of expected) {
      const found = part instanceof RegExp ? part.test(text) : text.includes(part.replace(/\s+/g, ' '));
      assert.ok(found, `${this.page.url()} does not say “${part}”. It says:\n${text}`);
    }
    return this;
  }

  async seesNot(...unexpected) {
    const text = (await this.text()).replace(/\s+/g, ' ');
    for (const part of unexpected) {
      const found = part instanceof RegExp ? part.test(text) : text.includes(part);
      assert.ok(!found, `${this.page.url()} says “${part}”`);
    }
    return this;
  }

  path() {
    const { pathname, search } = new URL(this.page.url());
    return pathname + search;
  }

  /** The address of a link on the page. */
  async addressOf(name) {
    return this.page.getByRole('link', { name }).first().getAttribute('href');
  }

  /** Asks without the page, with the same cookies: for files and for answers that are refusals. */
  async ask(path, options = {}) {
    const answer = await this.context.request.get(path, { maxRedirects: 0, ...options });
    if (answer.status() >= 500) this.problems.push(`${answer.status()} at ${path}`);
    return answer;
  }

  // ---- People of the demo ----

  async signIn(name) {
    await this.go('/anmelden');
    await this.press(new RegExp(name));
    return this;
  }

  // ---- Examining ----

  async examine() {
    const place = this.path();
    assert.equal(await this.page.getByRole('heading', { level: 1 }).count(), 1, `${place}: not one main heading`);
    const [content, window] = await this.page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
    assert.ok(content <= window, `${place}: ${content} wide in a window of ${window}`);
    if (this.scripts && this.house.examinesAccess) await this.checkAccess(place);
    assert.deepEqual(this.problems, [], `${place}\n${this.house.log().slice(-2000)}`);
  }

  async checkAccess(place) {
    const { violations } = await new AxeBuilder({ page: this.page }).withTags(RULES).analyze();
    const told = violations.flatMap(({ id, help, nodes }) => nodes.map((node) => `${id}: ${help}\n    ${node.html}\n    ${node.failureSummary}`));
    assert.deepEqual(told, [], `axe at ${place}`);
  }

  async leave() {
    assert.deepEqual(this.problems, []);
    await this.context.close();
  }
}
