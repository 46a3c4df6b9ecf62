// A running Lotse with demo data in a folder of its own, and the browser to visit it with.

import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { chromium } from 'playwright-core';
import { Person } from './person.mjs';

const run = promisify(execFile);
const root = resolve(fileURLToPath(import.meta.url), '../../..');
const program = resolve(process.env.LOTSE ?? join(root, 'target/debug/lotse'));
const START_WITHIN = 60_000;

// Ended from outside, what was started here ends too.
for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => process.exit(1));

/** The folder of test files beside the repository, or undefined where there is none. */
export const suites = [join(root, '../shared/suites')].find((folder) => existsSync(folder));

/** Tests of the back end that has no server here are left out. */
export const hasPostgres = Boolean(process.env.LOTSE_TEST_POSTGRES);

const CHROMIUM_SWITCHES = [
  // CI runs as root, where Chromium has no sandbox.
  '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run',
  // The browser itself shall ask nobody either.
  '--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-quic', '--no-default-browser-check',
];

/** Starts `lotse demo`; `database` is "sqlite" or "postgres"; `examinesAccess` runs axe on every page. */
export async function openHouse({ database = 'sqlite', examinesAccess = true } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'lotse-e2e-'));
  const url = `http://127.0.0.1:${await freePort()}`;
  const options = ['demo', '--listen', url.replace('http://', ''), '--data', join(folder, 'data')];
  const scratch = database === 'postgres' ? await makeDatabase() : undefined;
  if (scratch) options.push('--database-url', scratch.url);
  const server = spawn(program, options, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, RUST_LOG: 'warn' } });
  const log = [];
  server.stdout.on('data', (text) => log.push(text.toString()));
  server.stderr.on('data', (text) => log.push(text.toString()));
  const stopWithUs = () => server.kill('SIGKILL');
  process.once('exit', stopWithUs);

  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: CHROMIUM_SWITCHES });
  const house = {
    url,
    folder,
    examinesAccess,
    log: () => log.join(''),
    browser,

    /** Somebody with a browser of their own. `scripts: false` turns JavaScript off, `phone: true` is 360 wide. */
    person: (options = {}) => Person.arrive(house, options),

    /** The installation, for commands beside the running server. */
    place: ['--config', configuration(folder, url, scratch?.url)],

    /** Runs the program on the command line; never throws. */
    async lotse(...words) {
      try {
        const { stdout, stderr } = await run(program, words, { cwd: folder, maxBuffer: 64 << 20 });
        return { code: 0, output: stdout + stderr };
      } catch (error) {
        return { code: error.code, output: `${error.stdout}${error.stderr}` };
      }
    },

    async close() {
      await browser.close();
      const ended = new Promise((done) => { server.once('exit', done); });
      if (server.exitCode === null) {
        server.kill('SIGTERM');
        await Promise.race([ended, new Promise((done) => { setTimeout(done, 10_000).unref(); })]);
        server.kill('SIGKILL');
      }
      process.removeListener('exit', stopWithUs);
      if (scratch) await scratch.drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  try {
    await answers(url, server, log);
  } catch (error) {
    await house.close();
    throw error;
  }
  return house;
}

function configuration(folder, url, database) {
  const file = join(folder, 'lotse.toml');
  const data = join(folder, 'data');
  const lines = [['public_url', url], ['database_url', database ?? `sqlite:${join(data, 'lotse.db')}`], ['data', data], ['instance_name', 'demo.lotse.example']];
  writeFileSync(file, lines.map(([name, value]) => `${name} = ${JSON.stringify(value)}\n`).join(''));
  return file;
}

async function answers(url, server, log) {
  const until = Date.now() + START_WITHIN;
  while (Date.now() < until) {
    if (server.exitCode !== null) throw new Error(`lotse ended with ${server.exitCode}:\n${log.join('')}`);
    const answer = await fetch(`${url}/healthz`).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((done) => { setTimeout(done, 100); });
  }
  throw new Error(`lotse did not answer within ${START_WITHIN / 1000} s:\n${log.join('')}`);
}

function freePort() {
  return new Promise((done, failed) => {
    const probe = createServer();
    probe.once('error', failed);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => done(port));
    });
  });
}

/** A database of its own on the server that LOTSE_TEST_POSTGRES names. */
async function makeDatabase() {
  const server = process.env.LOTSE_TEST_POSTGRES;
  const name = `lotse_e2e_${process.pid}_${Date.now()}`;
  const say = (statement) => run('psql', [server, '--quiet', '--no-psqlrc', '--command', statement]);
  await say(`CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => say(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

/** The steps of a walk: each counts as a test, and after one that failed the others are not tried. */
export function stages(t) {
  let failed = false;
  return (name, act) => t.test(name, { skip: failed ? 'an earlier step failed' : false }, async () => {
    failed = true;
    await act();
    failed = false;
  });
}

/** The text of a PDF, as a reader would copy it. */
export async function textOfPdf(bytes, folder) {
  const file = join(folder, `letter-${Date.now()}.pdf`);
  writeFileSync(file, bytes);
  const { stdout } = await run('pdftotext', ['-layout', file, '-']);
  return stdout;
}
