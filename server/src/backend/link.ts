// The connections to one Redis, as one generation: a reader, the listener that hears its invalidations, and a writer on first need.
// Per-key tracking dies without a word when its redirect connection goes, so when one of them breaks the whole link is over and a new one
// is opened: reader and listener are always replaced together.
import type { Redis } from 'ioredis';
import { TRUE_UP_INTERVAL_MS } from '../limits';
import type { Address } from '../protocol/address';
import type { Trouble } from '../protocol/shapes';
import { type Credentials, connect } from './connect';
import { redact, troubleOf } from './trouble';

const INVALIDATIONS = '__redis__:invalidate';

export interface LinkEvents {
  /** These keys changed; `everything` after a flush of the server. */
  readonly onKeys: (keys: readonly string[] | 'everything') => void;
  /** The link is over. Called once, not after `close`. */
  readonly onEnd: (trouble: Trouble) => void;
}

export class Link {
  readonly reader: Redis;
  /** Push where the server allows tracking, else why not. */
  readonly liveness: { readonly by: 'push' } | { readonly by: 'poll'; readonly why: string };
  readonly #address: Address;
  readonly #credentials: Credentials;
  readonly #events: LinkEvents;
  readonly #isReadOnly: boolean;
  readonly #connections = new Set<Redis>();
  #listenerId: number | undefined;
  #writer: Promise<Redis> | undefined;
  #prefixTracker: { readonly prefix: string; readonly tracker: Promise<Redis> } | undefined;
  #trueUp: NodeJS.Timeout | undefined;
  #isOver = false;

  private constructor(
    reader: Redis,
    liveness: Link['liveness'],
    address: Address,
    credentials: Credentials,
    events: LinkEvents,
    isReadOnly: boolean,
  ) {
    this.#isReadOnly = isReadOnly;
    this.reader = reader;
    this.liveness = liveness;
    this.#address = address;
    this.#credentials = credentials;
    this.#events = events;
    this.#adopt(reader);
  }

  /** Connects, and starts hearing of changes where it may. Rejects with what Redis or the system said. */
  static async open(
    address: Address,
    credentials: Credentials,
    events: LinkEvents,
    isReadOnly: boolean,
  ): Promise<Link> {
    const [reader, listener] = await bothOrNone(
      connect(address, credentials, 'read'),
      connect(address, credentials, 'read'),
    );
    try {
      // The id is asked for before SUBSCRIBE: a RESP2 subscriber may no longer ask.
      const [id] = await Promise.all([listener.client('ID'), listener.subscribe(INVALIDATIONS)]);
      await reader.call('CLIENT', 'TRACKING', 'ON', 'REDIRECT', String(id));
      const link = new Link(reader, { by: 'push' }, address, credentials, events, isReadOnly);
      link.#listen(listener, id);
      return link;
    } catch (error) {
      listener.disconnect();
      if (reader.status !== 'ready') throw error;
      const why = redact(troubleOf(error).detail, [credentials.password]);
      return new Link(reader, { by: 'poll', why }, address, credentials, events, isReadOnly);
    }
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** The connection that writes, opened on first need and kept as long as the link. On a read-only connection it refuses to, command by command. */
  async writer(): Promise<Redis> {
    this.#writer ??= connect(this.#address, this.#credentials, this.#isReadOnly ? 'read' : 'write').then((writer) =>
      this.#adopt(writer),
    );
    try {
      return await this.#writer;
    } catch (error) {
      this.#writer = undefined;
      throw error;
    }
  }

  /** Hears every change under `prefix` as well, or stops hearing them. Keys of no index, such as statuses, have no other way to be live.
   *  Costs one connection while on; announced on the same channel. Rejects when that is refused; asked again, it tries again. */
  async trackPrefix(prefix: string | undefined): Promise<void> {
    if (this.#listenerId === undefined || this.#isOver || this.#prefixTracker?.prefix === prefix) return;
    const before = this.#prefixTracker;
    const now = prefix === undefined ? undefined : { prefix, tracker: this.#openTracker(prefix, this.#listenerId) };
    this.#prefixTracker = now;
    try {
      if (before) this.#drop(await before.tracker.catch(() => undefined));
      await now?.tracker;
    } catch (error) {
      if (this.#prefixTracker === now) this.#prefixTracker = undefined;
      throw error;
    }
  }

  async #openTracker(prefix: string, redirect: number): Promise<Redis> {
    const tracker = await connect(this.#address, this.#credentials, 'read');
    try {
      await tracker.call('CLIENT', 'TRACKING', 'ON', 'REDIRECT', String(redirect), 'BCAST', 'PREFIX', prefix);
    } catch (error) {
      tracker.disconnect();
      throw error;
    }
    return this.#adopt(tracker);
  }

  close(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    clearInterval(this.#trueUp);
    for (const connection of this.#connections) connection.disconnect();
  }

  /** Ends the link because of what a command met: an answer that never came, or words that no later command would survive. */
  fail(error: unknown): void {
    if (this.#isOver) return;
    this.close();
    this.#events.onEnd(troubleOf(error, [this.#credentials.password]));
  }

  #adopt(connection: Redis): Redis {
    if (this.#isOver) connection.disconnect();
    this.#connections.add(connection);
    let said: unknown;
    connection.on('error', (error) => {
      said = error;
    });
    connection.once('end', () => {
      if (this.#connections.has(connection)) this.fail(said ?? new Error('Connection closed by the other side'));
    });
    return connection;
  }

  #drop(connection: Redis | undefined): void {
    if (connection === undefined) return;
    this.#connections.delete(connection);
    connection.disconnect();
  }

  #listen(listener: Redis, id: number): void {
    this.#adopt(listener);
    this.#listenerId = id;
    // `message` joins the keys with commas; the buffer event keeps them apart. Null means that everything was flushed.
    listener.on('messageBuffer', (_channel: Buffer, keys: unknown) => {
      this.#events.onKeys(Array.isArray(keys) ? keys.map(String) : 'everything');
    });
    this.#trueUp = setInterval(() => void this.#checkTracking(), TRUE_UP_INTERVAL_MS);
    this.#trueUp.unref();
  }

  /** Push makes it fast, this makes it true: asks whether invalidations still have somewhere to go, and that Redis answers at all. */
  async #checkTracking(): Promise<void> {
    try {
      const info = await this.reader.call('CLIENT', 'TRACKINGINFO');
      if (JSON.stringify(info).includes('broken_redirect'))
        this.fail(new Error('the connection that hears changes is gone'));
    } catch (error) {
      // TRACKINGINFO is younger than TRACKING (6.2, 6.0) and may be refused alone; an answer of any kind shows that Redis is there.
      if (troubleOf(error).code === 'timeout' || this.reader.status !== 'ready') this.fail(error);
    }
  }
}

/** Both connections, or neither left open. */
async function bothOrNone(first: Promise<Redis>, second: Promise<Redis>): Promise<[Redis, Redis]> {
  const results = await Promise.allSettled([first, second]);
  const refused = results.find((result) => result.status === 'rejected');
  if (refused === undefined) return [await first, await second];
  for (const result of results) if (result.status === 'fulfilled') result.value.disconnect();
  throw refused.reason;
}
