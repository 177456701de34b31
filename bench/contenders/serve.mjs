/**
 * A contender runs in a process of its own and answers lines of JSON: {"case", "seconds"} → {"perCall": processor seconds, "calls"},
 * {"missing": true} for what it cannot do. Each case is prepared once and kept warm.
 */
import { createInterface } from "node:readline";

function timed(f, seconds) {
  const start = process.cpuUsage();
  const spent = () => {
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1e6;
  };
  let calls = 0;
  let batch = 1;
  while (spent() < seconds) {
    for (let i = 0; i < batch; i++) f();
    calls += batch;
    if (spent() < seconds / 10) batch *= 2;
  }
  return { perCall: spent() / calls, calls };
}

export function serve(name, prepare) {
  const ready = new Map();
  const lines = createInterface({ input: process.stdin });
  lines.on("line", async (line) => {
    const request = JSON.parse(line);
    try {
      if (!ready.has(request.case)) {
        const f = prepare[request.case] === undefined ? undefined : await prepare[request.case]();
        ready.set(request.case, f);
        if (f !== undefined) timed(f, request.seconds / 4); // warm
      }
      const f = ready.get(request.case);
      console.log(JSON.stringify(f === undefined ? { missing: true } : timed(f, request.seconds)));
    } catch (error) {
      ready.set(request.case, undefined);
      console.log(JSON.stringify({ missing: true, why: String(error.message ?? error) }));
    }
  });
  console.log(JSON.stringify({ ready: name }));
}
