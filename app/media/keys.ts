// Where a video's objects are in the media bucket.

export const SOURCES = "sources/";
export const OUTPUTS = "outputs/";

/** On a source whose video has been processed: lifecycle rules find it by this. */
export const PROCESSED_TAG = { key: "processed", value: "true" } as const;

/** What the client uploaded. */
export const sourceKey = (id: string): string => `${SOURCES}${id}`;

/** Everything that engines made of a video, in whichever attempt. */
export const outputsPrefix = (id: string): string => `${OUTPUTS}${id}/`;

export const outputKey = (id: string, attempt: number, name: string): string =>
  `${outputsPrefix(id)}${attempt}/${name}`;

/** Whether a key is an output of a video, of an attempt up to `attempt`, other than those that attempt has under `names`. */
export function isUnlisted(key: string, id: string, attempt: number, names: readonly string[]): boolean {
  const prefix = outputsPrefix(id);
  const [, of] = key.startsWith(prefix) ? (/^(\d+)\//.exec(key.slice(prefix.length)) ?? []) : [];
  return of !== undefined && Number(of) <= attempt && !names.some((name) => key === outputKey(id, attempt, name));
}

/** The id of the video whose source has that key; undefined for every other key. */
export const videoOfSource = (key: string): string | undefined => /^sources\/([0-9A-Za-z-]{1,64})$/.exec(key)?.[1];
