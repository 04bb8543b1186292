// Addresses in a text, made into links that are short to read.
import { type Content, html } from "./html.ts";

const ADDRESS = /(https?:\/\/[^\s<>"']*[^\s<>"'.,;:!?)])/;

/** `docs.aws.amazon.com › lambda-managed-instances.html` */
function shortOf(address: string): string {
  const { hostname, pathname, hash } = new URL(address);
  const last = pathname.split("/").findLast((part) => part !== "");
  return `${hostname}${last ? ` › ${last}` : ""}${hash}`;
}

/** The text, with a link in place of each http address. */
export const linked = (text: string): Content[] =>
  text
    .split(ADDRESS)
    .map((part, index) =>
      index % 2 === 1 && URL.canParse(part) ? html`<a href="${part}" rel="noreferrer">${shortOf(part)}</a>` : part,
    );
