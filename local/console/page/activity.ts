// What happens, newest first, and how many requests there are.
import { html } from "htm/preact";
import type { Traffic } from "../model.ts";
import { useMeta, useNow, useStream } from "./store.ts";
import { clockTime, Empty, Panel, type Part, shortName } from "./ui.ts";

const SHOWN = 60;
const SECONDS = 60;
const HEIGHT = 36;

function Requests({ traffic }: { traffic: readonly Traffic[] }): Part {
  const now = useNow();
  const counts = new Map(traffic.map((one) => [Math.floor(one.at / 1_000), one]));
  const end = Math.floor(now / 1_000);
  const seconds = Array.from({ length: SECONDS }, (_, index) => counts.get(end - SECONDS + 1 + index));
  const most = Math.max(1, ...seconds.map((one) => one?.count ?? 0));
  const total = seconds.reduce((sum, one) => sum + (one?.count ?? 0), 0);
  const last = traffic.at(-1);
  const said = `${total} requests in the last minute${last ? `, latest p50 ${last.p50} ms, p95 ${last.p95} ms` : ""}`;
  return html`<figure class="requests"><svg viewBox=${`0 0 ${SECONDS * 4} ${HEIGHT}`} width="100%" height=${HEIGHT} preserveAspectRatio="none" role="img" aria-label=${said}>
    ${seconds.map((one, index) => one && html`<rect class=${one.errors > 0 ? "bad" : ""} x=${index * 4} width="3" y=${HEIGHT - (one.count / most) * HEIGHT} height=${(one.count / most) * HEIGHT} />`)}
  </svg><figcaption class="quiet">${said}</figcaption></figure>`;
}

export function Activity(): Part {
  const meta = useMeta();
  const lines = useStream("activity");
  const traffic = useStream("traffic");
  return html`<${Panel} title="Activity">
    <${Requests} traffic=${traffic} />
    ${lines.length === 0 && html`<${Empty}>Nothing has happened yet.<//>`}
    <ol class="activity" tabindex="0" aria-label="Activity, newest first">${lines
      .slice(-SHOWN)
      .toReversed()
      .map(
        ({ at, subject, what, isError }) =>
          html`<li class=${isError ? "bad" : ""}><time>${clockTime(at)}</time><span><b>${shortName(subject, meta?.environment)}</b> ${what}</span></li>`,
      )}</ol>
  <//>`;
}
