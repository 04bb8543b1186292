// What a run can find: a catalogue of kinds, each with why it matters on managed instances and what to change.

/** `not-shown`: the run could not prove the thing either way. */
export type Level = "error" | "not-shown" | "warning" | "hint" | "info";

interface Kind {
  readonly title: string;
  readonly why: string;
  readonly remedy: string;
}

const SHARED =
  "Many invocations share one worker at once, so what one of them keeps outside its own call, another reads.";
const PASS = "Pass it as a parameter, or keep it in AsyncLocalStorage (awslambda.InvokeStore on Lambda).";

export const KINDS = {
  "init-fails": {
    title: "the handler does not start",
    why: "Each worker of an execution environment loads the module; one that fails takes no invocation, and the version never becomes active.",
    remedy: "Mend what the message names; variables of the function are given with --variables.",
  },
  "callback-handler": {
    title: "the handler takes a callback",
    why: "AWS's runtime client refuses handlers with three parameters on managed instances.",
    remedy: "Make the handler async, and return or throw instead of calling back.",
  },
  "context-done": {
    title: "context.succeed, context.fail or context.done is used",
    why: "The context of AWS's runtime client has none of them; calling one throws a TypeError.",
    remedy: "Return the result of an async handler, or throw.",
  },
  "other-data-in-answer": { title: "another invocation's data in an answer", why: SHARED, remedy: PASS },
  "other-data-in-request": { title: "another invocation's data in an outgoing request", why: SHARED, remedy: PASS },
  "other-data-in-log": { title: "another invocation's data in a log line", why: SHARED, remedy: PASS },
  "other-data-in-file": { title: "another invocation's data in a file", why: SHARED, remedy: PASS },
  "wrong-together": {
    title: "the answer is right alone and wrong beside others",
    why: SHARED,
    remedy: "Find what the two invocations share: module variables, files, a client with state. Give each its own.",
  },
  "fails-together": {
    title: "succeeds alone and fails beside others",
    why: SHARED,
    remedy: "Find what the two invocations share: module variables, files, a connection. Give each its own.",
  },
  "late-together": {
    title: "answers alone and not in time beside others",
    why: "An invocation that never answers holds its slot of the execution environment until the process ends.",
    remedy: "Look for locks, pools of one, and events that only one of two listeners hears.",
  },
  "fails-in-soak": {
    title: "fails after many invocations",
    why: "The process lives for up to fourteen days and serves thousands of invocations.",
    remedy: "Look for what fills up: open files, sockets, disk, a list with an end.",
  },
  uncaught: {
    title: "an error that nothing catches",
    why: "It ends the worker; other invocations in it are never answered, and the worker is not started again.",
    remedy: "Listen for the error event, or await the promise that fails.",
  },
  rejection: {
    title: "a rejected promise that nothing awaits",
    why: "It ends the worker; other invocations in it are never answered, and the worker is not started again.",
    remedy: "Await the promise, or catch its error.",
  },
  "process-exit": {
    title: "the process is ended by the handler",
    why: "It ends the worker with all invocations in it, and not only the one that asked.",
    remedy: "Throw an error instead.",
  },
  "process-chdir": {
    title: "the working directory is changed",
    why: "All invocations share it, and in a worker thread process.chdir() throws.",
    remedy: "Use absolute paths.",
  },
  "shared-file": {
    title: "two events write one file",
    why: "All workers of an execution environment share /tmp, and many invocations are in it at once.",
    remedy: "Put the request id into the name, or use a folder of its own for each invocation (fs.mkdtemp).",
  },
  "env-write": {
    title: "process.env is written with values of a request",
    why: SHARED,
    remedy: PASS,
  },
  "blocks-loop": {
    title: "the event loop is blocked",
    why: "While one invocation computes, all others in its worker wait.",
    remedy: "Move the computation to a worker thread or a child process, or yield (setImmediate) between slices.",
  },
  "module-state": { title: "data of a request is kept in module state", why: SHARED, remedy: PASS },
  "timer-left": {
    title: "a timer is left when the handler has answered",
    why: "The process lives for up to fourteen days and never freezes: timers pile up, and fire during others' invocations.",
    remedy: "Clear the timer in a finally block.",
  },
  "after-answer": {
    title: "work goes on after the answer",
    why: "The process does not freeze after an answer: this work runs beside others' invocations, and its errors end the worker.",
    remedy: "Await the work before the handler returns.",
  },
  growth: {
    title: "a container grows with each invocation",
    why: "The process lives for up to fourteen days and serves thousands of invocations.",
    remedy: "Bound it, or make it part of the invocation.",
  },
  "handles-grow": {
    title: "open handles grow with each invocation",
    why: "The process lives for up to fourteen days: sockets, files and watchers that nothing closes use up what it may have open.",
    remedy: "Close it before the handler returns, or open one at init and share it.",
  },
  "heap-growth": {
    title: "the heap grows with each invocation",
    why: "The process lives for up to fourteen days and serves thousands of invocations.",
    remedy: "Take heap snapshots of a longer run and compare them.",
  },
  "trace-id": {
    title: "_X_AMZN_TRACE_ID is read",
    why: "With many invocations at once the runtime client does not set it: there would be one for all.",
    remedy: "Read awslambda.InvokeStore's X-Ray trace id.",
  },
  "known-library": {
    title: "a library that is known to mix invocations up",
    why: SHARED,
    remedy: "See the source for a version or a setting that is right.",
  },
  "child-process": {
    title: "a child process is started",
    why: "Its CPU, memory and files are shared with all other invocations; what it connects to was not led to the stub.",
    remedy: "Bound how many run at once.",
  },
  "files-left": {
    title: "files are left",
    why: "/tmp is never emptied while the execution environment lives.",
    remedy: "Remove them in a finally block.",
  },
  "raw-output": {
    title: "text is written to stdout as it is",
    why: "Without a request id in it, a line cannot be told from another invocation's.",
    remedy: "Use console, or a logger that writes the request id.",
  },
  "slow-init": {
    title: "init is long, and happens once for each worker",
    why: "An execution environment has several workers, and each of them initialises the module.",
    remedy: "Load less, or later.",
  },
  "raw-tcp": {
    title: "a connection that speaks no HTTP was refused",
    why: "Databases and caches are not stubbed, so what their clients share was not seen.",
    remedy:
      "Look at how the client is shared between invocations yourself: transactions and sessions need a connection each.",
  },
  udp: {
    title: "a datagram was not sent",
    why: "Nothing leaves a run, so what it would have said was not looked at.",
    remedy: "See that it holds data of its own invocation only.",
  },
  "reference-fails": {
    title: "an event fails alone",
    why: "What fails alone shows nothing about what happens beside others.",
    remedy: "Mend the event, give the function its --variables, or answer its requests with --stub.",
  },
  "no-answer": {
    title: "a request that the stub does not know",
    why: "The handler went a way that it does not go on AWS.",
    remedy: "Answer it with --stub.",
  },
  "few-events": {
    title: "too few events, or events that are too alike",
    why: "Two invocations can be told apart only by what differs in their events.",
    remedy: "Give at least four events, each with an id or a name of its own.",
  },
  "not-interleaved": {
    title: "invocations hardly met",
    why: "A handler that never waits is never beside another in one worker; nothing was shown about what happens when it does.",
    remedy: "If it waits for something on AWS, answer that with --stub.",
  },
  masked: {
    title: "every answer differs by itself",
    why: "No part of an answer is the same when an event is repeated alone, so a wrong part cannot be told.",
    remedy: "Give events whose answers hold something of the event.",
  },
  "growth-not-shown": {
    title: "the soak was too short",
    why: "Growth shows only over 8,000 invocations or more.",
    remedy: "Give --soak more minutes.",
  },
} as const satisfies Record<string, Kind>;

export type Code = keyof typeof KINDS;

export interface Place {
  /** Below the code folder. */
  readonly file: string;
  readonly line: number;
}

/** Two invocations that met, drawn as two lanes. */
export interface Meeting {
  readonly first: { readonly event: string; readonly id: string };
  readonly second: { readonly event: string; readonly id: string };
}

export interface Finding {
  readonly level: Level;
  readonly code: Code;
  /** What was seen, in a sentence without its subject. */
  readonly what: string;
  /** The variable, file or library. */
  readonly subject?: string;
  readonly place?: Place;
  /** In how many of how many invocations. */
  readonly seen?: { readonly count: number; readonly of: number };
  readonly meeting?: Meeting;
  readonly source?: string;
}

/** `src/a.js:12` */
export function placeFrom(text: string | undefined): Place | undefined {
  const [, file, line] = /^(.*):(\d+)$/.exec(text ?? "") ?? [];
  return file === undefined ? undefined : { file, line: Number(line) };
}
