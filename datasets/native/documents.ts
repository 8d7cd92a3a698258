import { seededRandom } from "../routes/random.ts";

/** Objects of the source report's 53 bytes. */
export function smallDocuments(count: number): string[] {
  const random = seededRandom(21);
  return Array.from({ length: count }, () => {
    const id = 10_000 + random(90_000);
    return JSON.stringify({ id, name: `User ${100 + random(900)}`, active: true, age: 10 + random(90) });
  });
}

/** Lists of users, of `bytes` or up to one user more. */
export function listDocuments(count: number, bytes: number): string[] {
  const random = seededRandom(22);
  const word = () => Array.from({ length: 4 + random(6) }, () => String.fromCharCode(97 + random(26))).join("");
  const user = () => ({
    id: random(1_000_000),
    name: `${word()} ${word()}`,
    email: `${word()}@${word()}.example`,
    active: random(2) === 0,
    score: random(10_000) / 100,
    tags: [word(), word()],
    manager: random(4) === 0 ? null : { id: random(1_000_000) },
  });
  return Array.from({ length: count }, () => {
    const users = [user()];
    let size = 12 + JSON.stringify(users[0]).length;
    while (size < bytes) {
      const next = user();
      users.push(next);
      size += 1 + JSON.stringify(next).length;
    }
    return JSON.stringify({ users });
  });
}
