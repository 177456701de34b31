/** Data files of the site, fetched once and unpacked. */
const kept = new Map<string, Promise<Uint8Array>>();

export function filesFrom(folder: string, names: readonly string[]): Promise<Uint8Array[]> {
  return Promise.all(names.map((name) => fileFrom(new URL(`${name}.gz`, folder).href, name)));
}

function fileFrom(address: string, name: string): Promise<Uint8Array> {
  const known = kept.get(address);
  if (known !== undefined) return known;
  const fresh = fetched(address, name);
  kept.set(address, fresh);
  fresh.catch(() => kept.delete(address));
  return fresh;
}

async function fetched(address: string, name: string): Promise<Uint8Array> {
  const answer = await fetch(address);
  if (!answer.ok)
    throw new Error(`The data could not be loaded (${name}: ${answer.status}). Reload the page.`);
  // a server may have unpacked it on the way
  const bytes = new Uint8Array(await answer.arrayBuffer());
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  const plain = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(plain).arrayBuffer());
}
