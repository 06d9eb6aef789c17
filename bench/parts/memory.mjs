// (f) Resident memory of the server a minute after the overview of R, and a minute after its 10,000 statuses were shown as well.
import { figure, sleep } from '../figures.mjs';
import { LanguageServer, OVERVIEW } from '../language-server.mjs';
import { residentBytes } from '../processes.mjs';

const MINUTE_MS = 60_000;
const MINUTE_MS_QUICK = 10_000;
const MEGABYTE = 1024 * 1024;
const RSS_MEGABYTES_MAX = 120;

/** @param {import('../run.mjs').Bench} bench */
export async function measure({ server: file, redis, isQuick }) {
  const server = await LanguageServer.start(file);
  try {
    const rows = [];
    for (const { what, parts } of [
      { what: 'a minute after the overview of R', parts: OVERVIEW },
      { what: 'a minute after its 10,000 statuses were shown as well', parts: [...OVERVIEW, 'statuses'] },
    ]) {
      await server.look(...parts);
      if (rows.length === 0) await server.open(redis.url);
      await server.announced(parts);
      await sleep(isQuick ? MINUTE_MS_QUICK : MINUTE_MS);
      rows.push(row(what, residentBytes(server.pid) / MEGABYTE));
    }
    return rows;
  } finally {
    await server.stop();
  }
}

const row = (what, megabytes) => ({
  what: `server memory ${what}`,
  ours: `${figure(megabytes)} MB`,
  goal: `≤ ${RSS_MEGABYTES_MAX} MB`,
  isMet: megabytes <= RSS_MEGABYTES_MAX,
  over: `${figure(megabytes - RSS_MEGABYTES_MAX)} MB`,
});
