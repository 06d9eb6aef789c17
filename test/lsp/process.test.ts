// The server's process: it ends with its editor, however that ends, and outlives what is done to its connections.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { eventually } from '../support/eventually';
import { LspServer } from '../support/lsp';

/** An editor of a few lines: starts the server, says hello, prints the server's process id and waits. */
const editor = (transport: 'stdio' | 'ipc'): string => `
  const { fork, spawn } = require('node:child_process');
  const hello = { jsonrpc: '2.0', id: 1, method: 'initialize', params: { processId: process.pid, rootUri: null, capabilities: {} } };
  const server = ${JSON.stringify(resolve('server/out/server.js'))};
  if (${JSON.stringify(transport)} === 'ipc') {
    const child = fork(server, ['--node-ipc'], { detached: true, stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
    child.on('message', () => console.log(child.pid));
    child.send(hello);
  } else {
    const child = spawn(process.execPath, [server, '--stdio'], { detached: true });
    child.stdout.once('data', () => console.log(child.pid));
    const text = JSON.stringify(hello);
    child.stdin.write('Content-Length: ' + text.length + '\\r\\n\\r\\n' + text);
  }
  setInterval(() => {}, 1000);
`;

const isAlive = (pid: number): boolean => existsSync(`/proc/${pid}`);

for (const transport of ['stdio', 'ipc'] as const)
  for (const signal of ['SIGKILL', 'SIGTERM'] as const)
    test(`over ${transport}: the editor ends by ${signal}, and the server with it`, async () => {
      const parent = spawn(process.execPath, ['-e', editor(transport)], { stdio: ['ignore', 'pipe', 'inherit'] });
      let out = '';
      parent.stdout.on('data', (data) => {
        out += String(data);
      });
      const pid = Number(await eventually('the server answers', () => /^\d+/.exec(out)?.[0]));
      assert.ok(isAlive(pid));
      parent.kill(signal);
      await eventually('the server is gone', () => !isAlive(pid));
    });

test('shutdown and exit: code 0; exit alone: code 1', async () => {
  const polite = await LspServer.start();
  await polite.stop();
  assert.equal(polite.child.exitCode, 0);
  const sudden = await LspServer.start();
  await sudden.connection.sendNotification('exit');
  await eventually('it ends', () => sudden.child.exitCode !== null);
  assert.equal(sudden.child.exitCode, 1);
});

test('an open backend does not keep it alive', async () => {
  const server = await LspServer.start();
  await server.open({ name: 'it', url: 'redis://127.0.0.1:1' });
  await server.stop();
  assert.equal(server.child.exitCode, 0);
});
