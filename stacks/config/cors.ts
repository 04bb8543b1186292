// Which web pages may call the HTTP API from a browser.
import { z } from "zod";
import { whole } from "./functionSchema.ts";
import { origins } from "./media.ts";

export const corsSchema = z.strictObject({
  /** Origins of pages, such as https://app.example.com. */
  origins: origins.min(1),
  /** For how long a browser remembers the answer, in seconds. */
  maxAgeSeconds: whole(0, 86_400).default(600),
});
