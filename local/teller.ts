// To whom the local run tells what happens: to the terminal, calmly unless it is asked for everything, and to the page.

import type { LocalConsole } from "./console/serveConsole.ts";
import { foldTraffic } from "./console/traffic.ts";
import type { Served } from "./httpApi/gateway.ts";
import { type Clock, systemClock } from "./lambda/clock.ts";
import { type Line, type Narration, narrate, printed, requestLine } from "./narration.ts";

export interface Teller {
  readonly narration: Narration;
  /** From now on the page is told, too. */
  showOn(shown: Pick<LocalConsole, "feed" | "losses" | "poke">): void;
}

export interface TellerOptions {
  readonly print: (line: string) => void;
  readonly isVerbose: boolean;
  /** @default the machine's time */
  readonly clock?: Clock;
}

export function createTeller({ print, isVerbose, clock = systemClock }: TellerOptions): Teller {
  let page: Parameters<Teller["showOn"]>[0] | undefined;
  const show = (line: Pick<Line, "subject" | "what">) => print(printed(line, new Date(clock.now())));

  const tell = (line: Line) => {
    const { subject, what, isError, isDetail } = line;
    if (isVerbose || !isDetail) show(line);
    page?.feed.append("activity", { at: clock.now(), subject, what, isError });
  };
  const fold = foldTraffic(clock, (traffic) => {
    page?.feed.append("traffic", traffic);
    const { count, errors, p50, p95 } = traffic;
    const failed = errors > 0 ? `, ${errors} failed or throttled` : "";
    if (!isVerbose)
      show({
        subject: "http",
        what: `${count} request${count === 1 ? "" : "s"}, p50 ${p50} ms, p95 ${p95} ms${failed}`,
      });
  });
  const request = (served: Served) => {
    const line = requestLine(served);
    if (isVerbose) show(line);
    else if (line.isError) tell(line);
    fold(served);
  };

  const lines = narrate(tell, request);
  return {
    narration: {
      ...lines,
      lambda(event) {
        page?.losses.see(event);
        lines.lambda(event);
        page?.poke();
      },
      execution(execution) {
        lines.execution(execution);
        page?.poke();
      },
    },
    showOn(shown) {
      page = shown;
    },
  };
}
