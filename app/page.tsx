import { redirect } from 'next/navigation';

/** The map is the front page; a link to `/` keeps its parameters. */
export default async function Home({ searchParams }: { searchParams: Promise<Record<string, string | string[]>> }) {
  const pairs = Object.entries(await searchParams).flatMap(([name, value]) =>
    [value].flat().map((text) => [name, text]),
  );
  const query = new URLSearchParams(pairs).toString();
  redirect(query === '' ? '/map' : `/map?${query}`);
}
