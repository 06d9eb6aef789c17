// Answers may overtake each other: which record of a backend is kept. Pure.
import type { Backend } from '../../server/src/protocol/shapes';

/** The newer of what is held and what came, per id; what the list leaves out is gone. */
export function newest(held: readonly Backend[], came: readonly Backend[]): readonly Backend[] {
  const before = new Map(held.map((backend) => [backend.id, backend]));
  return came.map((backend) => {
    const old = before.get(backend.id);
    return old !== undefined && old.revision > backend.revision ? old : backend;
  });
}
