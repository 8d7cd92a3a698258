import { seededRandom } from "./random.ts";
import type { RouteTable } from "./table.ts";

const consonants = "bcdfglmnprstvz";
const vowels = "aeiou";

function distinctWords(howMany: number, random: (below: number) => number): string[] {
  const words = new Set<string>();
  while (words.size < howMany) {
    let word = "";
    for (let syllable = 0; syllable < 3; syllable++)
      word += consonants.charAt(random(consonants.length)) + vowels.charAt(random(vowels.length));
    words.add(word);
  }
  return [...words];
}

/**
 * `size` GET routes of one shape, `/<area>/<resource>/:id`, with about as many areas as resources in each, all words six
 * letters long: tables of different sizes differ in nothing but their size. The same `size` and `seed` give the same table.
 */
export function growthTable(size: number, seed = 1): RouteTable {
  const random = seededRandom(seed);
  const inArea = Math.ceil(Math.sqrt(size));
  const areas = distinctWords(Math.ceil(size / inArea), random);
  return areas
    .flatMap((area) => distinctWords(inArea, random).map((resource) => ["GET", `/${area}/${resource}/:id`] as const))
    .slice(0, size);
}
