// Made-up JSON, the same for the same seed: a failure names the seed, and the seed brings it back.

export type Random = () => number;

/** Numbers from 0 to 1 (mulberry32). */
export function randomOf(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** One of several. */
export function pick<Item>(random: Random, items: readonly [Item, ...Item[]]): Item {
  return items[Math.floor(random() * items.length)] ?? items[0];
}

const blanks = ['', '', '', ' ', '\n', '\t \r'] as const;
const numbers = ['0', '-0', '1.0', '1e100', '1.0e+100', '18446744073709551616', '9007199254740993', '0.1'] as const;
const pieces = [
  'a',
  'ü',
  '🎉',
  '\u2028',
  '\\u00e9',
  '\\/',
  '\\\\',
  '\\"',
  '\\ud83d\\ude00',
  ':',
  '=',
  '{',
  ']',
  ',',
  '\\u0000',
] as const;

/** JSON text of a string with whatever strings may hold. */
export function randomString(random: Random): string {
  return `"${Array.from({ length: Math.floor(random() * 6) }, () => pick(random, pieces)).join('')}"`;
}

/** Strict JSON text with odd blanks, numbers, escapes and repeated keys. */
export function randomJson(random: Random, depth = 4): string {
  const blank = (): string => pick(random, blanks);
  const kind = depth === 0 ? Math.floor(random() * 3) : Math.floor(random() * 5);
  const several = (item: () => string): string =>
    Array.from({ length: Math.floor(random() * 4) }, () => `${blank()}${item()}${blank()}`).join(',') || blank();
  switch (kind) {
    case 0:
      return pick(random, numbers);
    case 1:
      return pick(random, ['true', 'false', 'null']);
    case 2:
      return randomString(random);
    case 3:
      return `[${several(() => randomJson(random, depth - 1))}]`;
    default:
      return `{${several(() => `${randomString(random)}${blank()}:${blank()}${randomJson(random, depth - 1)}`)}}`;
  }
}

/** A failed record with a payload anywhere in it, sometimes already retried. */
export function randomFailure(random: Random): { readonly text: string; readonly payload: string } {
  const blank = (): string => pick(random, blanks);
  const payload = `{${blank()}"class":${blank()}"Job","args":${randomJson(random)}${blank()}}`;
  const members = [
    `"payload"${blank()}:${blank()}${payload}`,
    `"queue":"q"`,
    `"error":${randomString(random)}`,
    `"x":${randomJson(random)}`,
  ];
  if (random() < 0.3) members.push(`"retried_at":${pick(random, ['"2026/11/22 06:55:39"', 'null', '[1,{"a":2}]'])}`);
  const shuffled = members
    .map((member) => ({ member, order: random() }))
    .toSorted((one, other) => one.order - other.order);
  return {
    text: `{${blank()}${shuffled.map(({ member }) => member).join(`${blank()},${blank()}`)}${blank()}}`,
    payload,
  };
}
