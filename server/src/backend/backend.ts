// The life of one backend: connects, identifies, follows, loses Redis and finds it again. Rows stay while it is away, marked stale since when.
import { IDENTIFY_INTERVAL_MS_MIN, RECONNECT_DELAY_MS_MAX } from '../limits';
import { emptyModel, type Model } from '../model/model';
import type { Piece } from '../model/parts';
import { type Address, formatAddress, parseAddress } from '../protocol/address';
import type { Backend as BackendRecord, ConnectionSpec, Liveness, Manifest, Part, Trouble } from '../protocol/shapes';
import { type Credentials, findCredentials } from './connect';
import { identify, type Identity, withNews } from './identify';
import { Link } from './link';
import { Poll } from './poll';
import type { Masks } from '../text/mask';
import { Session } from './session';
import { isAway, troubleOf } from './trouble';

export interface BackendOptions {
  readonly spec: ConnectionSpec;
  readonly password: string | undefined;
  readonly manifests: readonly Manifest[];
  readonly masks: Masks;
  readonly isProcessGone: (host: string, pid: string) => boolean;
  /** Of the backend it replaces. */
  readonly sinceRevision: number;
  readonly onChanged: (parts: readonly Part[], revision: number) => void;
  readonly log: (level: 'info' | 'warn', text: string) => void;
}

/** Pause before the first attempt to reconnect, ms; it doubles up to RECONNECT_DELAY_MS_MAX. */
const RECONNECT_DELAY_MS_MIN = 200;

export class Backend {
  readonly id: string;
  readonly #options: BackendOptions;
  readonly #address: Address | undefined;
  #record: BackendRecord;
  #session: Session | undefined;
  #poll: Poll | undefined;
  #model: Model = emptyModel;
  #masks: Masks;
  #interest: readonly Part[] = ['failedCount'];
  #attempts = 0;
  #isConnecting = false;
  #retry: NodeJS.Timeout | undefined;
  #isClosed = false;
  #identifiedAtMs = Number.NEGATIVE_INFINITY;
  #identifying: NodeJS.Timeout | undefined;
  #waiting: (() => void)[] = [];

  constructor(options: BackendOptions) {
    const { spec } = options;
    this.#options = options;
    this.id = spec.name;
    this.#masks = options.masks;
    const parsed = parseAddress(spec.url);
    this.#address = 'problem' in parsed ? undefined : parsed;
    this.#record = {
      id: spec.name,
      name: spec.name,
      address: 'problem' in parsed ? '' : formatAddress(parsed),
      database: this.#address?.database ?? 0,
      prefix: '',
      isEmpty: true,
      state: 'connecting',
      isReadOnly: spec.readOnly ?? false,
      isProduction: spec.production ?? false,
      unknownFields: spec.unknown ?? [],
      revision: options.sinceRevision + 1,
      ...('problem' in parsed ? { state: 'away', trouble: { code: 'address', detail: parsed.problem } } : {}),
    };
  }

  get record(): BackendRecord {
    return this.#record;
  }

  /** The connection at work, or undefined while Redis is away. */
  get session(): Session | undefined {
    return this.#session;
  }

  /** What is believed, live or stale. */
  get model(): Model {
    return this.#session?.model ?? this.#model;
  }

  /** Why what is answered may be lacking or old: Redis is away, or refused to read one of these pieces. */
  troubleIn(...pieces: readonly Piece[]): Trouble | undefined {
    if (this.#session === undefined) return this.#record.trouble ?? notConnected;
    const { troubles } = this.#session.model;
    return pieces.map((piece) => troubles.get(piece)).find((trouble) => trouble !== undefined);
  }

  /** Connects in the background, unless that is done or under way; what becomes of it is announced. */
  open(): void {
    if (!this.#address || this.#isConnecting || this.#session) return;
    this.#isConnecting = true;
    void this.#connect(this.#address).finally(() => {
      this.#isConnecting = false;
    });
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#retry);
    clearTimeout(this.#identifying);
    this.#poll?.stop();
    this.#session?.stop();
    this.#session = undefined;
    this.#settle();
  }

  setInterest(parts: readonly Part[]): void {
    this.#interest = parts;
    this.#session?.setInterest(parts);
    this.#poll?.setInterest(parts);
  }

  /** Shows values by other masks: what was read was masked as it was read, so it is read again. */
  setMasks(masks: Masks): void {
    this.#masks = masks;
    this.#model = emptyModel;
    const session = this.#session;
    if (!session) return;
    session.retire();
    this.#poll?.stop();
    this.#begin(session.link, session.identity);
  }

  /** Reads everything of interest again; while Redis is away, tries at once to reach it. */
  async refresh(): Promise<void> {
    if (!this.#session) {
      clearTimeout(this.#retry);
      this.#attempts = 0;
      this.open();
      return;
    }
    this.#session.refresher.markEverything();
    this.#session.lookFurther();
    const { refresher } = this.#session;
    await Promise.all(this.#interest.map((part) => refresher.ensure(part)));
  }

  /** Resolves when the first attempt to connect has ended, one way or the other. */
  async settled(): Promise<void> {
    if (this.#record.state !== 'connecting') return;
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  async #connect(address: Address): Promise<void> {
    const { spec, password, manifests, log } = this.#options;
    const secrets = [password, address.password];
    if (this.#record.state !== 'connecting' && this.#record.staleSinceMs === undefined)
      this.#update({ state: 'connecting' });
    let link: Link | undefined;
    try {
      const credentials = await findCredentials(address, password);
      if (credentials.isUserIgnored)
        log('info', `${spec.name}: Redis does not know the user "${address.user}"; the password alone was accepted`);
      link = await this.#openLink(address, credentials);
      const identity = await identify(link.reader, spec, manifests);
      if (this.#isClosed) return link.close();
      this.#begin(link, identity);
    } catch (error) {
      link?.close();
      if (!this.#isClosed) this.#lost(troubleOf(error, secrets));
    }
  }

  #openLink(address: Address, credentials: Credentials): Promise<Link> {
    return Link.open(
      address,
      credentials,
      {
        onKeys: (keys) => this.#heard(keys),
        onEnd: (trouble) => this.#ended(trouble),
      },
      this.#record.isReadOnly,
    );
  }

  #begin(link: Link, identity: Identity): void {
    const { spec, isProcessGone, log } = this.#options;
    const isSamePlace = identity.prefix === this.#record.prefix;
    const session = new Session(
      { link, identity, look: { masks: this.#masks }, isProcessGone, onChanged: (parts) => this.#changed(parts) },
      isSamePlace ? this.#model : emptyModel,
    );
    this.#session = session;
    this.#attempts = 0;
    const { trouble: _, staleSinceMs: __, ...rest } = this.#record;
    this.#record = rest;
    this.#poll =
      link.liveness.by === 'poll'
        ? new Poll(session.refresher, (hasNewInterval) => {
            if (!isSettled(session.identity)) this.#identifySoon(session, false);
            if (this.#interest.includes('statuses')) session.lookFurther(); // Nothing announces a status that is new.
            if (hasNewInterval) this.#update({ liveness: this.#livenessOf(link) });
          })
        : undefined;
    this.#poll?.setInterest(this.#interest);
    session.setInterest(this.#interest);
    log(
      'info',
      `${spec.name}: connected to ${this.#record.address}, prefix "${identity.prefix}", ${identity.verdict.name}, ${link.liveness.by}`,
    );
    this.#update({
      state: 'connected',
      prefix: identity.prefix,
      isEmpty: identity.isEmpty,
      dialect: identity.verdict,
      liveness: this.#livenessOf(link),
    });
    this.#settle();
  }

  #livenessOf(link: Link): Liveness {
    return link.liveness.by === 'push' ? link.liveness : { ...link.liveness, everyMs: this.#poll?.intervalMs ?? 0 };
  }

  #heard(keys: readonly string[] | 'everything'): void {
    const session = this.#session;
    if (!session) return;
    session.heard(keys);
    // An empty namespace that fills, or is flushed, may turn out to be another family's, or stand under another prefix; and workers of
    // another family may join.
    const isFlushed = keys === 'everything';
    const { prefix } = session.identity;
    if (
      isFlushed ||
      !isSettled(session.identity) ||
      keys.includes(`${prefix}queues`) ||
      keys.includes(`${prefix}workers`)
    )
      this.#identifySoon(session, isFlushed);
  }

  /** Looks again who writes here: at once, but not more often than IDENTIFY_INTERVAL_MS_MIN. */
  #identifySoon(session: Session, isFlushed: boolean): void {
    if (this.#identifying !== undefined && !isFlushed) return;
    clearTimeout(this.#identifying);
    const waitMs = isFlushed ? 0 : this.#identifiedAtMs + IDENTIFY_INTERVAL_MS_MIN - performance.now();
    this.#identifying = setTimeout(
      () => {
        this.#identifying = undefined;
        this.#identifiedAtMs = performance.now();
        void this.#identifyAgain(session, isFlushed);
      },
      Math.max(waitMs, 0),
    );
  }

  async #identifyAgain(session: Session, isFlushed: boolean): Promise<void> {
    if (this.#session !== session) return;
    try {
      const found = await identify(session.link.reader, this.#options.spec, this.#options.manifests);
      if (this.#session !== session) return;
      const identity = isFlushed ? found : withNews(session.identity, found);
      if (JSON.stringify(identity) === JSON.stringify(session.identity)) return;
      session.retire();
      this.#poll?.stop();
      this.#model = session.model;
      this.#begin(session.link, identity);
    } catch (error) {
      // What is refused now was allowed before: the parts concerned say so themselves.
      if (isAway(troubleOf(error))) session.link.fail(error);
    }
  }

  #changed(parts: readonly Part[]): void {
    const { failedCount } = this.model;
    this.#update(failedCount === undefined ? {} : { failedCount }, parts);
    this.#poll?.sawChange();
  }

  /** The link broke: what was believed stays, stale from now on. */
  #ended(trouble: Trouble): void {
    const session = this.#session;
    if (session) this.#model = session.model;
    session?.stop();
    this.#poll?.stop();
    this.#session = undefined;
    this.#lost(trouble);
  }

  #lost(trouble: Trouble): void {
    const { name } = this.#options.spec;
    const delayMs = delayAfter(trouble, this.#attempts);
    this.#attempts += 1;
    if (this.#attempts === 1) this.#options.log('warn', `${name}: ${trouble.code}: ${trouble.detail}`);
    clearTimeout(this.#retry); // A link that breaks while it is identified is lost twice.
    this.#retry = setTimeout(() => this.open(), delayMs);
    this.#update({
      state: 'away',
      trouble,
      ...(this.#record.dialect ? { staleSinceMs: this.#record.staleSinceMs ?? Date.now() } : {}),
    });
    this.#settle();
  }

  #update(news: Partial<BackendRecord>, parts: readonly Part[] = ['backend']): void {
    this.#record = { ...this.#record, ...news, revision: this.#record.revision + 1 };
    if (!this.#isClosed) this.#options.onChanged(parts, this.#record.revision);
  }

  #settle(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}

/** Said where nothing more is known. */
const notConnected: Trouble = { code: 'closed', detail: 'not connected yet' };

/** Whether it is known who writes here; else everything that changes may tell. */
const isSettled = ({ isEmpty, verdict }: Identity): boolean => !isEmpty && verdict.isCertain;

/** A refused password will be refused again: asking seldom keeps an account from being locked. */
function delayAfter({ code }: Trouble, attempts: number): number {
  if (code === 'auth' || code === 'tls' || code === 'permission') return 30_000;
  return Math.min(RECONNECT_DELAY_MS_MIN * 2 ** attempts, RECONNECT_DELAY_MS_MAX);
}
