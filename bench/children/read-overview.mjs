// The floor of (a): bare ioredis reads what the overview of a php-classic namespace needs, in as few commands and round trips as the data
// allows, and decodes none of it. Answers milliseconds from connecting to the last reply.
import { Redis } from 'ioredis';
import { perform } from './task.mjs';

/** As the server bounds its own pipelines (PIPELINE_COMMANDS_MAX), so that other clients are not kept waiting. */
const PIPELINE_COMMANDS_MAX = 500;
const PAGE_ENTRIES = 200;

perform(async ({ url, prefix }) => {
  const start = performance.now();
  const redis = new Redis(url, {
    enableReadyCheck: false,
    disableClientInfo: true,
    protocol: 2,
    replyMapping: 'legacy',
  });
  const key = (name) => prefix + name;
  const [, , , , , , , [, queues], [, workers], , , [, seconds]] = await redis
    .pipeline([
      ['llen', key('failed')],
      ['get', key('stat:processed')],
      ['get', key('stat:failed')],
      ['scard', key('queues')],
      ['scard', key('workers')],
      ['zcard', key('delayed_queue_schedule')],
      ['memory', 'USAGE', key('failed'), 'SAMPLES', '5'],
      ['smembers', key('queues')],
      ['smembers', key('workers')],
      ['lrangeBuffer', key('failed'), -PAGE_ENTRIES, -1],
      ['zcard', key('delayed_queue_schedule')],
      ['zrange', key('delayed_queue_schedule'), 0, PAGE_ENTRIES - 1],
    ])
    .exec();
  const commands = [
    ...queues.flatMap((queue) => [
      ['llen', key(`queue:${queue}`)],
      ['lindexBuffer', key(`queue:${queue}`), 0],
    ]),
    ...['worker:<id>', 'worker:<id>:started', 'stat:processed:<id>', 'stat:failed:<id>'].flatMap((form) =>
      chunksOf(workers).map((chunk) => ['mgetBuffer', ...chunk.map((id) => key(form.replace('<id>', id)))]),
    ),
    ...seconds.map((second) => ['llen', key(`delayed:${second}`)]),
  ];
  await Promise.all(chunksOf(commands).map((chunk) => redis.pipeline(chunk).exec()));
  const elapsedMs = performance.now() - start;
  redis.disconnect();
  return elapsedMs;
});

function chunksOf(items) {
  const chunks = [];
  for (let from = 0; from < items.length; from += PIPELINE_COMMANDS_MAX)
    chunks.push(items.slice(from, from + PIPELINE_COMMANDS_MAX));
  return chunks;
}
