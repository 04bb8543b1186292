// npm start: local/ with a reader that knows this system, for the page.
import { main } from "../local/main.ts";
import { openLocalReader } from "./console/localReader.ts";

await main(openLocalReader);
