// (a) Cold overview: in a fresh process, from "open this connection" to the first changes that carry the whole overview of R.
// Floor: bare ioredis in a fresh process, doing the same reads in pipelines and decoding nothing.
import { median, ms, nowMs, times } from '../figures.mjs';
import { PREFIX } from '../data-set.mjs';
import { LanguageServer, OVERVIEW } from '../language-server.mjs';
import { runHelper } from '../processes.mjs';

const RUNS = 15;
const RUNS_QUICK = 5;
const RATIO_MAX = 1.5;

/** @param {import('../run.mjs').Bench} bench */
export async function measure({ server, redis, isQuick }) {
  const ours = [];
  const floor = [];
  for (let run = 0; run < (isQuick ? RUNS_QUICK : RUNS); run++) {
    floor.push(await runHelper('read-overview.mjs', { url: redis.url, prefix: PREFIX }));
    ours.push(await openOnce(server, redis.url));
  }
  const ratio = median(ours) / median(floor);
  return [
    {
      what: 'cold overview of R, median',
      ours: ms(median(ours)),
      floor: ms(median(floor)),
      ratio: times(ratio),
      goal: `≤ ${RATIO_MAX} ×`,
      isMet: ratio <= RATIO_MAX,
      over: times(ratio / RATIO_MAX),
      note: `ours ${span(ours)}, floor ${span(floor)}`,
    },
  ];
}

const span = (values) => `${ms(Math.min(...values))} to ${ms(Math.max(...values))}`;

async function openOnce(file, url) {
  const server = await LanguageServer.start(file);
  try {
    await server.look(...OVERVIEW);
    const start = nowMs();
    const [, end] = await Promise.all([server.open(url), server.announced(OVERVIEW)]);
    return end - start;
  } finally {
    await server.stop();
  }
}
