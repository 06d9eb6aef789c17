// The writer of (c): RPUSH and LPOP on some keys as fast as Redis answers, over raw sockets as redis-benchmark does it, so that as little
// as possible of the machine goes into the writer. Each task answers commands per second.
import { connect } from 'node:net';
import { perform } from './task.mjs';

const resp = (...args) =>
  `*${args.length}\r\n${args.map((arg) => `$${Buffer.byteLength(arg)}\r\n${arg}\r\n`).join('')}`;

perform(async ({ port, keys, entry, clients, pipelined, durationMs }) => {
  let replies = 0;
  let isOver = false;
  const start = performance.now();
  const ends = Array.from({ length: clients }, (_, n) => {
    const key = keys[n % keys.length];
    const batch = Buffer.from(
      pipelined === 1
        ? resp('RPUSH', key, entry)
        : (resp('RPUSH', key, entry) + resp('LPOP', key)).repeat(pipelined / 2),
    );
    const other = pipelined === 1 ? Buffer.from(resp('LPOP', key)) : batch;
    return client(
      port,
      batch,
      other,
      pipelined,
      () => isOver,
      (count) => {
        replies += count;
      },
    );
  });
  await new Promise((done) => setTimeout(done, durationMs));
  const perSecond = (replies / (performance.now() - start)) * 1000;
  isOver = true;
  await Promise.all(ends);
  return perSecond;
});

/** One connection: sends a batch, waits for all its replies, sends the other. Resolves once told that it is over. */
function client(port, first, second, size, isOver, onReplies) {
  return new Promise((done, fail) => {
    const socket = connect(port, '127.0.0.1');
    socket.setNoDelay(true);
    let rest = Buffer.alloc(0);
    let pending = size;
    let isFirst = true;
    socket.once('error', fail);
    socket.once('connect', () => socket.write(first));
    socket.on('data', (chunk) => {
      const data = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      let at = 0;
      let count = 0;
      for (let end = replyEnd(data, at); end !== -1; end = replyEnd(data, at)) {
        at = end;
        count++;
      }
      rest = data.subarray(at);
      onReplies(count);
      pending -= count;
      if (pending > 0) return;
      if (isOver() && !isFirst) {
        socket.destroy();
        return done(undefined);
      }
      pending = size;
      isFirst = !isFirst;
      socket.write(isFirst ? first : second);
    });
  });
}

/** The offset after the reply at `at` (a line, or a bulk), or -1 when it is not all there. */
function replyEnd(data, at) {
  if (at >= data.length) return -1;
  const lineEnd = data.indexOf(10, at);
  if (lineEnd === -1) return -1;
  if (data[at] === 0x2d) throw new Error(data.toString('latin1', at, lineEnd));
  if (data[at] !== 0x24 || data[at + 1] === 0x2d) return lineEnd + 1;
  const end = lineEnd + 1 + Number(data.toString('latin1', at + 1, lineEnd - 1)) + 2;
  return end <= data.length ? end : -1;
}
