// `npm start` where there is no screen: VS Code opens in the browser, for who knows the token; a password goes by environment alone.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Group } from '../../tools/process-group.mjs';
import { startRedis } from '../../tools/redis.mjs';
import { eventually } from '../support/eventually';
import {
  argumentsOf,
  descendants,
  environmentOf,
  foldersOf,
  isRunning,
  start,
  temporaryFolders,
} from '../support/start';

/** Building, packaging and starting; a cold machine installs the workbench before the tests run. */
const START_DEADLINE_MS = 120_000;
const PASSWORD = 'correct-horse-battery';

async function withEditor(
  env: NodeJS.ProcessEnv,
  use: (group: Group, address: string) => Promise<void>,
): Promise<void> {
  const group = start([], env);
  try {
    await eventually('VS Code is there', () => group.output().includes('Ctrl-C') || hasEnded(group), START_DEADLINE_MS);
    const address = /http:\/\/127\.0\.0\.1:\S+/.exec(group.output())?.[0];
    assert.ok(address, group.output());
    await use(group, address);
  } finally {
    await group.stop();
  }
}

const hasEnded = ({ child }: Group): boolean => child.exitCode !== null;

/** The home of its workbench: the folder that holds the user settings. */
function homeOf(pids: readonly number[]): string {
  const name = foldersOf(pids).find((folder) => folder.includes('workbench'));
  assert.ok(name);
  return join(tmpdir(), name);
}

function filesBelow(folder: string): string[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name));
  return names.filter((name) => statSync(name, { throwIfNoEntry: false })?.isFile());
}

test('the printed address lets in who has its token, and nobody else; Ctrl-C leaves nothing', async () => {
  await withEditor({}, async (group, address) => {
    const first = await fetch(address, { redirect: 'manual' });
    const cookie = first.headers
      .getSetCookie()
      .map((each) => each.split(';')[0])
      .join('; ');
    const without = new URL(address);
    without.searchParams.delete('tkn');
    const page = await fetch(without, { headers: { cookie } });
    assert.equal(page.status, 200);
    assert.match(await page.text(), /workbench/);
    assert.equal((await fetch(without)).status, 403);

    const started = descendants(group.pid);
    const ours = foldersOf(started);
    const settings = JSON.parse(readFileSync(join(homeOf(started), 'user/User/settings.json'), 'utf8'));
    const [, url] = /redis:\/\/(\S+),/.exec(group.output()) ?? [];
    assert.deepEqual(
      settings['resque.connections'].map((each: { name: string; url: string }) => [each.name, each.url]),
      [
        ['Bookshop', `redis://${url}`],
        ['Warehouse', `redis://${url}`],
      ],
    );
    assert.equal(readFileSync(join(homeOf(started), 'bookshop/.env'), 'utf8'), `REDIS_URL=redis://${url}\n`);

    process.kill(group.pid, 'SIGINT');
    assert.equal(await group.ended, 'exit code 0');
    await eventually('all have ended', () => !started.some(isRunning));
    assert.deepEqual(
      temporaryFolders().filter((name) => ours.includes(name)),
      [],
    );
  });
});

test("the password of somebody's own server reaches VS Code by environment, and no file, argument or line", async () => {
  const redis = await startRedis({ args: ['--requirepass', PASSWORD] });
  try {
    await withEditor({ REDIS_URL: `redis://:${PASSWORD}@127.0.0.1:${redis.port}/3` }, async (group) => {
      const started = descendants(group.pid);
      const home = homeOf(started);
      const settings = JSON.parse(readFileSync(join(home, 'user/User/settings.json'), 'utf8'));
      assert.deepEqual(settings['resque.connections'], [
        { name: `127.0.0.1:${redis.port}`, url: `redis://127.0.0.1:${redis.port}/3`, passwordEnv: 'RESQUE_PASSWORD' },
      ]);
      assert.ok(started.some((pid) => environmentOf(pid).includes(`RESQUE_PASSWORD=${PASSWORD}`)));
      assert.ok(!started.some((pid) => environmentOf(pid).includes('REDIS_URL=')));
      assert.ok(!started.some((pid) => argumentsOf(pid).includes(PASSWORD)));
      assert.ok(!group.output().includes(PASSWORD));
      assert.deepEqual(
        filesBelow(home).filter((file) => readFileSync(file).includes(PASSWORD)),
        [],
      );
    });
  } finally {
    await redis.stop();
  }
});
