/** Rounds of several sides in turn: A B A B, so that whatever else the machine does meets all of them alike. */

/** Does its whole work once and tells what that cost. */
export type Side = () => number | Promise<number>;

/** The cost of every side in every round; one round in front warms caches and compilers and is not counted. */
export async function interleave<Name extends string>(
  sides: Readonly<Record<Name, Side>>,
  rounds: number,
): Promise<Record<Name, number[]>> {
  const names = Object.keys(sides) as Name[];
  const costs = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  for (let round = -1; round < rounds; round++) {
    for (const name of names) {
      const cost = await sides[name]();
      if (round >= 0) costs[name].push(cost);
    }
  }
  return costs;
}

/** Microseconds of CPU, user and system, that this process spends on `work`. */
export function cpuOf(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}
