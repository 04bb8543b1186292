// npm start: local/ with what knows this system: a reader for the page, and a bundler for what is saved.
import { main } from "../local/main.ts";
import { openLocalReader } from "./console/localReader.ts";

await main({
  openReader: openLocalReader,
  watchSources: async (told) => (await import("./watchSources.ts")).watchSources(told),
});
