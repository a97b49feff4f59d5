/** Tasks of this process with the same key run one after the other, so that the second finds what the first has made. */
const last = new Map<string, Promise<unknown>>();

export async function oneAtATime<T>(key: string, task: () => Promise<T>): Promise<T> {
  const mine = (last.get(key) ?? Promise.resolve()).then(task, task);
  last.set(key, mine);
  try {
    return await mine;
  } finally {
    if (last.get(key) === mine) last.delete(key);
  }
}
