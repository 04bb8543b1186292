// lmi console: the page of npm start for what is deployed, until it is ended. It only reads.
import { once } from "node:events";
import type { Command } from "commander";
import { openConsolePort, PortError } from "../../../local/servers.ts";
import { FailedError } from "../../cliError.ts";
import { wholeNumber, withExample } from "../options.ts";
import { inSession, type Run } from "../session.ts";

interface Options {
  readonly port?: number;
}

export function addConsole(command: Command): void {
  command
    .option(
      "--port <n>",
      "of the page (default: 4600, or a free one where that is taken)",
      wholeNumber("--port", [0, 65_535]),
    )
    .action(inSession<Options>(serve));
  withExample(command, "lmi console --env prod");
}

const serve: Run<Options> = async (session, { port }) => {
  const [{ pageFiles }, { serveDeployed }] = await Promise.all([
    import("../../../local/console/pageFiles.ts"),
    import("../../console/deployedConsole.ts"),
  ]);
  const listener = await openConsolePort(port, "give another one with --port").catch((error) => {
    throw error instanceof PortError ? new FailedError(error.message, { cause: error }) : error;
  });
  try {
    const close = await serveDeployed(listener, await pageFiles(), session.settings);
    session.warn(`http://127.0.0.1:${listener.port} shows ${session.settings.environment}, read-only; Ctrl-C ends it`);
    await session.finish(async (interrupted) => {
      if (!interrupted.aborted) await once(interrupted, "abort");
      await close();
    });
  } catch (error) {
    await listener.close();
    throw error;
  }
  return { json: null, lines: [] };
};
