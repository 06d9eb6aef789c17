// (e) A page of 200 out of a million jobs, at the head, in the middle and at the end, through the language server.
// Floor: LLEN and LRANGE by bare ioredis, nothing decoded.
import { Redis } from 'ioredis';
import { fillList, jobEntry, PREFIX } from '../data-set.mjs';
import { median, ms, nowMs, times } from '../figures.mjs';
import { LanguageServer } from '../language-server.mjs';

const QUEUE = 'a-million';
const KEY = `${PREFIX}queue:${QUEUE}`;
const ENTRIES = 1_000_000;
const PAGE = 200;
const RUNS = 100;
const RUNS_QUICK = 20;
const PLACES = [
  ['head', 0],
  ['middle', ENTRIES / 2],
  ['end', ENTRIES - PAGE],
];

/** @param {import('../run.mjs').Bench} bench */
export async function measure({ server: file, redis, isQuick }) {
  const client = new Redis(redis.url);
  const server = await LanguageServer.start(file);
  try {
    await fillList(client, KEY, ENTRIES, jobEntry);
    await server.open(redis.url);
    await server.announced(['failedCount']);
    const rows = [];
    for (const [name, from] of PLACES) {
      const ours = [];
      const floor = [];
      for (let run = 0; run < (isQuick ? RUNS_QUICK : RUNS); run++) {
        floor.push(
          await timed(() =>
            client
              .pipeline([
                ['llen', KEY],
                ['lrangeBuffer', KEY, from, from + PAGE - 1],
              ])
              .exec(),
          ),
        );
        await server.look('failedCount'); // Forgets the page at the head, which would be answered from memory.
        ours.push(await timed(() => server.ask('resque/jobs/page', { queue: QUEUE, from, count: PAGE })));
      }
      rows.push({
        what: `page of ${PAGE} at the ${name} of a million, median`,
        ours: ms(median(ours)),
        floor: ms(median(floor)),
        ratio: times(median(ours) / median(floor)),
        goal: '',
        isMet: true,
      });
    }
    return rows;
  } finally {
    await client.del(KEY);
    client.disconnect();
    await server.stop();
  }
}

async function timed(work) {
  const start = nowMs();
  await work();
  return nowMs() - start;
}
