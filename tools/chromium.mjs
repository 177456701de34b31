/** Chromium for the tests that want a browser. CHROMIUM names the one to use, if it is not in one of the usual places. */
import { existsSync } from "node:fs";
import { chromium } from "playwright-core";

const usual = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];

/** Ends the process, passing, where no Chromium is found. @param flags further ones for the browser */
export async function launched(flags = []) {
  const path = [process.env.CHROMIUM, ...usual].find((file) => file && existsSync(file));
  if (path === undefined) {
    console.log(
      "No Chromium found, so nothing was tested in a browser: install one (Debian: apt-get install chromium) or name it in CHROMIUM.",
    );
    process.exit(0);
  }
  const sandbox = process.getuid?.() === 0 ? ["--no-sandbox"] : []; // Chromium refuses its sandbox to root
  return chromium.launch({ executablePath: path, args: [...sandbox, ...flags] });
}
