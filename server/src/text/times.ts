// Times as the families write them (wire-format.md §8). `new Date(text)` is never asked: it takes text without a zone for the reader's own
// local time, and a zone it does not know for an error.
import type { Moment } from '../protocol/shapes';

/** Zone names whose offset does not depend on who reads them: UTC, and the American names fixed by RFC 822 §5.1, in hours. */
const zoneHours: Readonly<Record<string, number>> = {
  Z: 0,
  UTC: 0,
  GMT: 0,
  UT: 0,
  EST: -5,
  EDT: -4,
  CST: -6,
  CDT: -5,
  MST: -7,
  MDT: -6,
  PST: -8,
  PDT: -7,
};

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const day = '(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)';
const month = `(?<month>${months.join('|')})`;
const clock = String.raw`(?<hour>\d\d):(?<minute>\d\d):(?<second>\d\d)(?:[.,](?<fraction>\d{1,9}))?`;
const zone = String.raw`(?<zone>[A-Z]{1,5}|[+-]\d\d(?::?\d\d)?)`;

const forms = [
  // php-resque's strftime "%a %b %d %H:%M:%S %Z %Y" (chrisboulton/php-resque lib/Resque/Failure/Redis.php), and Time#to_s of Ruby 1.8.
  new RegExp(String.raw`^${day} ${month} +(?<day>\d{1,2}) ${clock} ${zone} (?<year>\d{4})$`),
  // node-resque: Date's toString, whose name of the zone in brackets is the writer's language (actionhero/node-resque src/core/worker.ts).
  new RegExp(String.raw`^${day} ${month} (?<day>\d\d) (?<year>\d{4}) ${clock} GMT(?<zone>[+-]\d{4})(?: \([^()]*\))?$`),
  // ISO 8601, and Ruby's `2026/11/22 06:55:39 UTC` and `2026-11-22 06:53:35 +0000` (resque/resque lib/resque/failure/redis.rb, data_store.rb).
  new RegExp(String.raw`^(?<year>\d{4})(?<dash>[-/])(?<month>\d\d)\k<dash>(?<day>\d\d)[T ]${clock} ?${zone}$`),
];

/** 31 December 9999: a larger number of seconds is something else, milliseconds for instance, and stays text. */
const SECONDS_MAX = 253_402_300_799;

/** Longest text that is looked at and kept; a time is never longer. */
const MOMENT_CHARACTERS_MAX = 100;

/** Reads a time in any form of wire-format.md §8: seconds since 1970 as number or text, ISO 8601, Ruby's, strftime's or JavaScript's. Never
 *  throws, never guesses: without a zone, with an unknown one or in another language it stays text, without `ms`. */
export function parseMoment(written: string | number): Moment {
  const text = String(written).slice(0, MOMENT_CHARACTERS_MAX);
  const ms = secondsToMs(text) ?? formToMs(text.trim());
  return ms === undefined ? { text } : { text, ms };
}

function secondsToMs(text: string): number | undefined {
  if (!/^\d{1,20}(?:\.\d{1,20})?$/.test(text)) return undefined;
  const seconds = Number(text);
  return seconds <= SECONDS_MAX ? Math.round(seconds * 1000) : undefined;
}

function formToMs(text: string): number | undefined {
  for (const form of forms) {
    const parts = form.exec(text)?.groups;
    if (parts) return partsToMs(parts);
  }
  return undefined;
}

function partsToMs(parts: Readonly<Record<string, string | undefined>>): number | undefined {
  const offset = zoneMinutes(parts['zone'] ?? '');
  if (offset === undefined) return undefined;
  const named = months.indexOf(parts['month'] ?? '');
  const [year, monthIndex, dayOfMonth, hour, minute, second] = [
    Number(parts['year']),
    named === -1 ? Number(parts['month']) - 1 : named,
    Number(parts['day']),
    Number(parts['hour']),
    Number(parts['minute']),
    Number(parts['second']),
  ] as const;
  const ms = Date.UTC(year, monthIndex, dayOfMonth, hour, minute, second);
  const date = new Date(ms);
  // A day that rolls over (30 February) or an hour 25 was never written by a library. Years below 100 would be read as 19xx.
  const isReal =
    date.getUTCMonth() === monthIndex && date.getUTCDate() === dayOfMonth && hour < 24 && minute < 60 && second < 60;
  if (!isReal || year < 100) return undefined;
  const fraction = Math.floor(Number(`0.${parts['fraction'] ?? '0'}`) * 1000 + 1e-6);
  return ms + fraction - offset * 60_000;
}

function zoneMinutes(zoneText: string): number | undefined {
  const hours = Object.hasOwn(zoneHours, zoneText) ? zoneHours[zoneText] : undefined;
  if (hours !== undefined) return hours * 60;
  const match = /^([+-])(\d\d):?(\d\d)?$/.exec(zoneText);
  if (!match) return undefined;
  const minutes = Number(match[2]) * 60 + Number(match[3] ?? 0);
  if (minutes > 15 * 60) return undefined;
  return match[1] === '-' ? -minutes : minutes;
}

/** A time as Ruby's failures write it, in UTC: `2026/11/22 06:55:39 UTC` (resque/resque lib/resque/failure/redis.rb, `retried_at`). */
export function formatRubyTime(ms: number): string {
  const iso = new Date(ms).toISOString(); // 2026-11-22T06:55:39.000Z
  return `${iso.slice(0, 10).replaceAll('-', '/')} ${iso.slice(11, 19)} UTC`;
}
