// Request and notification descriptors: a method name and the types that go with it.

/** A question with one answer. `__types` lives in the compiler only; on the wire there is just the method. */
export interface Request<Params, Result> {
  readonly method: string;
  readonly __types?: [Params, Result];
}

/** Something said once, unanswered. */
export interface Notification<Params> {
  readonly method: string;
  readonly __types?: Params;
}

export const request = <Params, Result>(method: string): Request<Params, Result> => ({ method });
export const notification = <Params>(method: string): Notification<Params> => ({ method });
