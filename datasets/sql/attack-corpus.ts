import { attacks } from "./attacks.ts";

/** What ends the string, name or list in which the attacker's text was pasted. */
const openings = ["'", '"', "`", "')", "'))", '")', "\\'", "1", "1)", "]", "%27", "\u02bc"];

/** By family: what is then said to the database. */
const families: Readonly<Record<string, readonly string[]>> = {
  tautology: [" or 1=1", " or 'a'='a'", " or true", " || 1=1", " or not false", " or 2 between 1 and 3"],
  contradiction: [" and 1=2", " and 'a'='b'", " and false"],
  stacked: [
    "; drop table users",
    "; delete from users",
    "; update users set name = 'owned'",
    "; create table owned (a int)",
    "; alter table users add owned int",
    "; truncate table users",
    "; vacuum",
    "; set role postgres",
    "; attach database 'x' as x",
  ],
  union: [
    " union select 1",
    " union select null, null, null",
    " union all select version(), 2, 3",
    " union select name from sqlite_master",
    " union select table_name from information_schema.tables",
    " intersect select 1",
  ],
  blind: [
    " and (select count(*) from users) > 0",
    " and substr((select name from users limit 1), 1, 1) = 'A'",
    " and exists (select 1 from users)",
    " and ascii(substring(version(), 1, 1)) > 1",
    " and case when 1=1 then 1 else 1/0 end = 1",
  ],
  timed: [
    " and pg_sleep(0) is not null",
    "; select pg_sleep(0)",
    " and sleep(0)",
    " and benchmark(1, md5('a'))",
    "; waitfor delay '0:0:0'",
    " and randomblob(1) is not null",
  ],
  errors: [
    " and 1=cast((select version()) as int)",
    " and extractvalue(1, concat(0x7e, version()))",
    " and updatexml(1, concat(0x7e, user()), 1)",
    " and 1=convert(int, @@version)",
  ],
  outside: [
    "; copy users to '/dev/null'",
    " into outfile '/dev/null'",
    "; select lo_import('/dev/null')",
    " and load_file('/dev/null') is null",
    "; exec xp_cmdshell('true')",
    "; load data infile '/dev/null' into table users",
  ],
  order: [", (select 1)", " desc, 1", " collate nocase", " limit 1 offset 1", " group by 1 having 1=1"],
};

/** What takes the meaning from the rest of the statement. */
const endings = ["", " --", " -- ", "#", " /*", ";%00"];

/** As a filter that looks for words would not know them. */
const disguises: readonly ((text: string) => string)[] = [
  (text) => text.toUpperCase(),
  (text) => text.replaceAll(" ", "/**/"),
  (text) => text.replaceAll(" ", "\n"),
  (text) => encodeURIComponent(text),
];

/** Every opening with every thing said and an ending of its own, one in seven of them disguised, and the strings that were written by hand. The same each time. */
export function attackCorpus(): readonly string[] {
  const said = Object.values(families).flat();
  const built = openings.flatMap((opening) =>
    said.flatMap((words) => endings.map((ending) => `${opening}${words}${ending}`)),
  );
  const disguised = built
    .filter((_, place) => place % 7 === 0)
    .map((text, place) => {
      const disguise = disguises[place % disguises.length];
      return disguise === undefined ? text : disguise(text);
    });
  return [...new Set([...attacks, ...built, ...disguised])];
}

/** How many strings there are of each family, for a table: those written by hand are "various". */
export const attackFamilies = (): Readonly<Record<string, number>> => ({
  various: attacks.length,
  ...Object.fromEntries(
    Object.entries(families).map(([name, words]) => [name, openings.length * words.length * endings.length]),
  ),
});
