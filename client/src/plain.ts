// Text from Redis, made harmless for the place it is shown in. Whoever can write a job can write anything into it.

/** Invisible characters that reorder or hide what follows. */
const deceptive = /[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;

/** One line of at most `most` characters: controls become blanks, and direction marks vanish. */
export function oneLine(text: string, most = 200): string {
  // A cut of more than is needed first: the patterns below need not walk megabytes.
  const line = text
    .slice(0, most * 2 + 100)
    .replaceAll(deceptive, '')
    .replaceAll(/[\p{Cc}\s]+/gu, ' ')
    .trim();
  return line.length > most ? `${line.slice(0, most - 1).replace(/[\ud800-\udbff]$/, '')}…` : line;
}

/** Markdown that shows exactly this text: no link, image, markup or entity survives. */
export function markdown(text: string, most = 1_000): string {
  return oneLine(text, most).replaceAll(/[!-/:-@[-`{-~]/g, '\\$&');
}

/** For quick picks and the status bar, where `$(name)` would become an icon. */
export function iconless(text: string, most = 200): string {
  return oneLine(text, most).replaceAll('$(', '\\$(');
}

/** For notifications and for what an input box says, where `[text](command:…)` would become a link that runs a command: a blank before the
 *  address leaves it text. */
export function linkless(text: string, most = 1_000): string {
  return oneLine(text, most).replaceAll('](', '] (');
}
