// npm run bench:engine: the CPU time that the whole FFmpeg engine takes per second of 1080p30, for docs/media.md and the
// rules at synth. CPU seconds, not time that passes: another load on the machine changes them by little.
import { execFileSync } from "node:child_process";
import { createReadStream, mkdirSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findFfmpeg } from "../../app/processor/engines/ffmpeg/binary.ts";
import { ffmpegEngine } from "../../app/processor/engines/ffmpeg/engine.ts";

const SECONDS = 30;

/** Pictures by name, as FFmpeg makes them: noise is the most that an encoder can be given. */
const CLIPS = {
  plain: "testsrc2=size=1920x1080:rate=30",
  noisy: "testsrc2=size=1920x1080:rate=30,noise=alls=40:allf=t",
};

const binary = findFfmpeg();
if (!binary) {
  console.error("bench:engine: no FFmpeg is there; FFMPEG_PATH names one");
  process.exit(2);
}
const folder = mkdtempSync(join(tmpdir(), "engine-bench-"));
const server = createServer((request, response) => {
  const path = join(folder, new URL(request.url ?? "/", "http://localhost").pathname);
  const { size } = statSync(path);
  const start = Number(/^bytes=(\d+)-/.exec(request.headers.range ?? "")?.[1] ?? 0);
  response.writeHead(206, { "content-length": size - start, "content-range": `bytes ${start}-${size - 1}/${size}` });
  createReadStream(path, { start }).pipe(response);
});
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
const { port } = server.address() as AddressInfo;
try {
  console.log(`${binary.version}\n${process.arch}, one thread, ${SECONDS} s of 1080p30 and stereo`);
  for (const [name, pictures] of Object.entries(CLIPS)) {
    const make = ["-f", "lavfi", "-i", pictures, "-f", "lavfi", "-i", "anoisesrc=amplitude=0.1", "-ac", "2"];
    const codecs = ["-c:v", "libx264", "-preset", "veryfast", "-b:v", "8M", "-pix_fmt", "yuv420p", "-c:a", "aac"];
    execFileSync(binary.path, ["-v", "error", ...make, "-t", `${SECONDS}`, ...codecs, "-f", "mp4", join(folder, name)]);
    const engine = ffmpegEngine({
      ffmpeg: binary.path,
      root: join(folder, "jobs"),
      files: { sourceUrl: async () => `http://127.0.0.1:${port}/${name}`, put: async () => {} },
    });
    mkdirSync(join(folder, "jobs"), { recursive: true });
    const began = performance.now();
    const { signal } = new AbortController();
    const { stages } = await engine.process({ id: name, attempt: 1, sourceUrl: "" }, { signal, progress: () => {} });
    const passed = (performance.now() - began) / 1000;
    const cpu = stages.reduce((sum, { cpuMilliseconds }) => sum + cpuMilliseconds, 0) / 1000;
    const steps = stages.map(({ stage, cpuMilliseconds }) => `${stage} ${(cpuMilliseconds / 1000).toFixed(2)}`);
    const per = `${(cpu / SECONDS).toFixed(2)} CPU s a second`;
    console.log(`${name}: ${cpu.toFixed(1)} CPU s in ${passed.toFixed(1)} s, ${per}: ${steps.join(", ")}`);
  }
} finally {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true, force: true });
}
